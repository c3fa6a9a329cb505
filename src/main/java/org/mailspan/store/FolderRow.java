package org.mailspan.store;

import org.mailspan.protocol.FolderType;

/**
 * A folder as devices know it. {@code version} counts per account: a row carries the version of its last change and
 * ({@code added}) of its first sight, so that FolderSync is the same question as Sync.
 *
 * @param id the CollectionId
 * @param remote the host's name of it; empty for a folder that only devices see (Outbox)
 * @param parent id of the folder above, 0 at the top
 */
public record FolderRow(
        String account,
        long id,
        String remote,
        long parent,
        String name,
        FolderType type,
        boolean selectable,
        long added,
        long version,
        boolean gone) {}
