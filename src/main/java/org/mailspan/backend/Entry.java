package org.mailspan.backend;

/**
 * One item of a folder, as the Index keeps it.
 *
 * @param remote the host's id of it: the UID for mail, the href for DAV
 * @param key what the backend would like as the item's part of the ServerId: the UID for mail; 0 for no wish
 * @param stamp changes when the item does: flags for mail, ETag for DAV; opaque above the backend
 * @param date seconds since 1970, by which an age filter judges: INTERNALDATE for mail
 */
public record Entry(String remote, long key, String stamp, long date) {
    /** Written out, as is hashCode: what records have by themselves is slow without the optimising compiler. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry
                && key == entry.key
                && date == entry.date
                && stamp.equals(entry.stamp)
                && remote.equals(entry.remote);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(key);
    }
}
