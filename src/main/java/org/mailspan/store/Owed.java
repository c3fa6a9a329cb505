package org.mailspan.store;

/**
 * An item of which a device must be told as it is, whether it changed or not: the host refused what the device had done
 * to its own copy already.
 *
 * @param key the item's part of the ServerId
 * @param lacks whether the device has no copy at all: it deleted its own
 * @param missed whether the host did not read it when it was to be told
 */
public record Owed(long key, boolean lacks, boolean missed) {
    /** Refused: nothing else is known of it. */
    public Owed(long key, boolean lacks) {
        this(key, lacks, false);
    }

    /** Of the same item, for two reasons. */
    public Owed and(Owed other) {
        return new Owed(key, lacks || other.lacks, missed || other.missed);
    }
}
