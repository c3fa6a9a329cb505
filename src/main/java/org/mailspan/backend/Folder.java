package org.mailspan.backend;

import org.mailspan.protocol.FolderType;

/**
 * A folder of the host.
 *
 * @param remote the host's own name of it, never empty
 * @param parent the {@code remote} of the folder above, empty at the top
 * @param name what a person sees
 * @param selectable false for a mere node of the hierarchy ({@code \Noselect}): shown, always empty
 */
public record Folder(String remote, String parent, String name, FolderType type, boolean selectable) {}
