package org.mailspan.backend;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * When a refusal is told: after whole steps of time, and as many as the slowest of a day took. A host that takes two
 * seconds over the wrong password of a user whom it knows, and none over others, does not show through; but for the
 * very first time, and where it takes longer than all have to wait for.
 */
final class EvenTime {
    /** Dovecot, and most that follow it, take two seconds over a refusal: what comes to three is no news. */
    private static final int FIRST = 3;
    /** Who mistyped waits for as long. */
    private static final int MOST = 10;

    private static final long KEPT = Duration.ofDays(1).toNanos();

    private final long step;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    /** When a refusal took so many steps for the last time. */
    private final @Nullable Long[] seen = new Long[MOST + 1];

    /** What time it is, and its passing. */
    interface Ticker {
        Ticker SYSTEM = new Ticker() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
                Thread.sleep(time);
            }
        };

        long nanos();

        void sleep(Duration time) throws InterruptedException;
    }

    /** @param step zero: at once */
    EvenTime(Duration step, Ticker ticker) {
        this.step = step.toNanos();
        this.ticker = ticker;
    }

    long begin() {
        return ticker.nanos();
    }

    /** Waits until what began then may be told. */
    void await(long began) {
        if (step == 0) return;
        long now = ticker.nanos();
        long taken = now - began;
        try {
            ticker.sleep(Duration.ofNanos(steps(taken / step + 1, now) * step - taken));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private long steps(long taken, long now) {
        lock.lock();
        try {
            if (taken <= MOST) seen[(int) taken] = now;
            for (int steps = MOST; steps > Math.max(taken, FIRST); steps--) {
                Long last = seen[steps];
                if (last != null && now - last < KEPT) return steps;
            }
            return Math.max(taken, FIRST);
        } finally {
            lock.unlock();
        }
    }
}
