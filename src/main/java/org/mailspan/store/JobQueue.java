package org.mailspan.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Jobs waiting for the writing thread; once closed it takes no more, and gives out those that it has. */
final class JobQueue<R> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Job<R, ?>> jobs = new ArrayDeque<>();
    private boolean closed;

    void put(Job<R, ?> job) {
        lock.lock();
        try {
            if (closed) throw new StoreException("the store is closed");
            jobs.add(job);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The longest waiting ones; waits for one at least. None when closed and empty. */
    List<Job<R, ?>> take(int most) {
        lock.lock();
        try {
            while (jobs.isEmpty() && !closed) changed.awaitUninterruptibly();
            List<Job<R, ?>> taken = new ArrayList<>();
            while (taken.size() < most && !jobs.isEmpty()) taken.add(jobs.remove());
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
