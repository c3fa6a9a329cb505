package org.mailspan.store;

/**
 * One item of a folder, alive or gone.
 *
 * @param key the item's part of the ServerId; never given to another item
 * @param remote the host's id; empty once the item is gone
 * @param stamp changes when the item does; empty once the item is gone
 * @param date seconds since 1970, by which the age filter judges
 * @param added version of the refresh that first saw it
 * @param version version of the refresh that last changed it
 */
public record ItemRow(
        long folder, long key, String remote, String stamp, long date, long added, long version, boolean gone) {
    /** Where the item stands among all by age. */
    public Place place() {
        return new Place(date, key);
    }

    /** Where its last change stands among all changes. */
    public Mark changed() {
        return new Mark(version, key);
    }

    /** Where its first sight stands among all changes. */
    public Mark seen() {
        return new Mark(added, key);
    }
}
