package org.mailspan.sync;

import java.time.Duration;

/** What one answer may cost: items, octets, and time in silence. Used by one request, in one thread. */
public final class Budget {
    private final long until;
    private long octets;
    private int items;

    public Budget(int items, long octets, Duration time) {
        this.items = items;
        this.octets = octets;
        this.until = System.nanoTime() + time.toNanos();
    }

    int items() {
        return items;
    }

    void spend(int itemsSent, long octetsSent) {
        items -= itemsSent;
        octets -= octetsSent;
    }

    boolean isSpent() {
        return octets <= 0 || items <= 0 || System.nanoTime() - until >= 0;
    }
}
