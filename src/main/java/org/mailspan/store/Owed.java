package org.mailspan.store;

/**
 * An item of which a device must be told as it is, whether it changed or not: the host refused what the device had done
 * to its own copy already.
 *
 * @param key the item's part of the ServerId
 * @param lacks whether the device has no copy at all: it deleted its own
 */
public record Owed(long key, boolean lacks) {}
