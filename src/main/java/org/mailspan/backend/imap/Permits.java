package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may have a connection: work, in the order in which it asks; and the watch may have what work leaves over, never the
 * last one, until work asks for it.
 */
final class Permits {
    private final int most;
    private final Semaphore free;
    private final ReentrantLock lock = new ReentrantLock();
    /** Of those who have what is left over, who can still be asked to give it back. */
    private final Set<Runnable> recalls = new LinkedHashSet<>();

    private int waiting;

    Permits(int most) {
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    /** For work. False if none became free in time. */
    boolean acquire(Duration longest) throws InterruptedException {
        if (free.tryAcquire(0, TimeUnit.NANOSECONDS)) return true;
        Runnable recall = beginToWait();
        try {
            if (recall != null) recall.run();
            return free.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            endToWait();
        }
    }

    void release() {
        free.release();
    }

    /**
     * For the watch.
     *
     * @param recall run once, by the thread that wants to work, when what was left over is needed; then, or of its own
     *     accord, the watch calls {@link #giveBack} with the same object
     */
    boolean takeSpare(Runnable recall) {
        lock.lock();
        try {
            // who waits has seen no recall to run, so nobody may come in between
            if (waiting > 0 || free.availablePermits() < 2 || !free.tryAcquire()) return false;
            recalls.add(recall);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(Runnable recall) {
        lock.lock();
        try {
            recalls.remove(recall);
        } finally {
            lock.unlock();
        }
        free.release();
    }

    /** By work and by the watch. */
    int taken() {
        return most - free.availablePermits();
    }

    private @Nullable Runnable beginToWait() {
        lock.lock();
        try {
            waiting++;
            if (recalls.isEmpty()) return null;
            Runnable first = recalls.iterator().next();
            recalls.remove(first);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void endToWait() {
        lock.lock();
        try {
            waiting--;
        } finally {
            lock.unlock();
        }
    }
}
