package org.mailspan.store;

/** A place in the order of age of a folder: by date, then by key. */
public record Place(long date, long key) implements Comparable<Place> {
    /** Above every item. */
    public static final Place TOP = new Place(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Below every item. */
    public static final Place BOTTOM = new Place(Long.MIN_VALUE, Long.MIN_VALUE);

    /** Below all items of that second or later. */
    public static Place at(long date) {
        return new Place(date, Long.MIN_VALUE);
    }

    @Override
    public int compareTo(Place other) {
        int byDate = Long.compare(date, other.date);
        return byDate != 0 ? byDate : Long.compare(key, other.key);
    }

    public boolean atOrAbove(Place other) {
        return compareTo(other) >= 0;
    }
}
