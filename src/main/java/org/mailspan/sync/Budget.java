package org.mailspan.sync;

import java.time.Duration;

/** What one answer may cost: items, octets, and time in silence; and how new it must be. Used by one request, in one thread. */
public final class Budget {
    private final long until;
    private final Since since;
    private long octets;
    private int items;

    public Budget(int items, long octets, Duration time) {
        this(items, octets, time, Since.now());
    }

    public Budget(int items, long octets, Duration time, Since since) {
        this.since = since;
        this.items = items;
        this.octets = octets;
        this.until = System.nanoTime() + time.toNanos();
    }

    Since since() {
        return since;
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
