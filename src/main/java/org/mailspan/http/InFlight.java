package org.mailspan.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Counts the requests that are being served: bounds them, and knows when the last one is answered. */
final class InFlight {
    private final int most;
    private final Semaphore free;
    private volatile boolean closed;

    InFlight(int most) {
        this.most = most;
        free = new Semaphore(most);
    }

    /** Whether one more may be served; then {@link #leave} follows. */
    boolean enter() {
        if (!free.tryAcquire()) return false;
        if (!closed) return true;
        free.release();
        return false;
    }

    void leave() {
        free.release();
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** @return whether the last one was answered in time */
    boolean awaitEmpty(Duration patience) {
        try {
            boolean empty = free.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS);
            if (empty) free.release(most);
            return empty;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
