package org.mailspan.store;

/**
 * A place in the order of changes of a folder: by version upward, within a version by key downward, so that of many
 * items seen at once the newest come first and a window can end between any two of them.
 */
public record Mark(long version, long key) implements Comparable<Mark> {
    /** Before every change. */
    public static final Mark NONE = new Mark(0, 0);

    /** After all changes up to and with this version. */
    public static Mark endOf(long version) {
        return new Mark(version, Long.MIN_VALUE);
    }

    @Override
    public int compareTo(Mark other) {
        int byVersion = Long.compare(version, other.version);
        return byVersion != 0 ? byVersion : Long.compare(other.key, key);
    }

    public boolean atOrBefore(Mark other) {
        return compareTo(other) <= 0;
    }
}
