package org.mailspan.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Few requests of devices work at one moment; the others wait before they begin. A thousand that come together would each
 * work a little at a time, all of them with deep stacks, and end no sooner. Who works for long waits for somebody else, a
 * host or a client, and takes no turn from others any more.
 */
final class Turns {
    private static final int FOR_EACH_CORE = 8;

    private static final Duration LONG = Duration.ofMillis(100);

    private final Semaphore free;
    private final long counted;
    private final Set<Turn> taken = ConcurrentHashMap.newKeySet();

    Turns() {
        this(FOR_EACH_CORE * Runtime.getRuntime().availableProcessors(), LONG);
    }

    /** @param longest for how long a turn counts */
    Turns(int atOnce, Duration longest) {
        free = new Semaphore(atOnce, true);
        counted = longest.toNanos();
    }

    /** Waits for a turn. */
    Turn take() {
        try {
            // With a time, even of none: without one it would overtake those who wait.
            boolean mine = free.tryAcquire(0, TimeUnit.NANOSECONDS);
            while (!mine) {
                taken.forEach(Turn::endIfLong);
                mine = free.tryAcquire(counted, TimeUnit.NANOSECONDS);
            }
            return new Turn(true);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Turn(false);
        }
    }

    final class Turn implements AutoCloseable {
        private final long began = System.nanoTime();

        private Turn(boolean counts) {
            if (counts) taken.add(this);
        }

        private void endIfLong() {
            if (System.nanoTime() - began >= counted) close();
        }

        @Override
        public void close() {
            if (taken.remove(this)) free.release();
        }
    }
}
