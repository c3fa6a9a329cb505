package org.mailspan.store;

import java.time.Instant;

/** Where a device moved an item: from {@code folder} and {@code key} to {@code toFolder} and {@code toKey}. */
public record MovedRow(
        String account, String device, long folder, long key, long toFolder, long toKey, Instant movedAt) {}
