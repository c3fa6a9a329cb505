package org.mailspan.sync;

/**
 * How a device wants a folder to be.
 *
 * @param parent id of the folder above, 0 at the top
 * @param generic whether it asked for a folder of Type 1, of which it gets one for mail (12)
 */
public record FolderWish(long parent, String name, boolean generic) {
    public FolderWish(long parent, String name) {
        this(parent, name, false);
    }
}
