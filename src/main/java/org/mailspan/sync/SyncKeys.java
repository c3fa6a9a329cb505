package org.mailspan.sync;

import java.security.SecureRandom;

/**
 * Makes Sync keys: a counter that a person can follow in a log, and a random tail, so that a key of a state that was
 * lost with the store is never taken for one that is there now.
 */
final class SyncKeys {
    /** The key of a client that has nothing yet (MS-ASCMD 2.2.3.181.4). */
    static final String INITIAL = "0";

    private static final SecureRandom RANDOM = new SecureRandom();

    private SyncKeys() {}

    /** A key that follows {@code last}, which may be any text. */
    static String after(String last) {
        return (count(last) + 1) + "-" + Long.toString(RANDOM.nextLong(36L * 36 * 36 * 36 * 36 * 36), 36);
    }

    private static long count(String key) {
        int dash = key.indexOf('-');
        try {
            return dash < 0 ? 0 : Long.parseLong(key.substring(0, dash));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
