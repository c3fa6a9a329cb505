package org.mailspan.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * Lets one after the other through per key, in the order of arrival. A turn is not a lock on memory: it is the order in
 * which one device's requests, or the operations on one folder, happen, and it is kept while a host is spoken to.
 */
public final class Turns<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Turn> turns = new HashMap<>();

    private static final class Turn {
        final Semaphore free = new Semaphore(1, true);
        int wanted;
    }

    /** What is done within a turn. */
    public interface Work<T> {
        T run() throws BackendException;
    }

    public <T> T in(K key, Work<T> work) throws BackendException {
        Turn turn = want(key);
        try {
            turn.free.acquire();
        } catch (InterruptedException e) {
            leave(key, turn);
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted while waiting for a turn", e);
        }
        try {
            return work.run();
        } finally {
            turn.free.release();
            leave(key, turn);
        }
    }

    private Turn want(K key) {
        lock.lock();
        try {
            Turn turn = turns.computeIfAbsent(key, k -> new Turn());
            turn.wanted++;
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void leave(K key, Turn turn) {
        lock.lock();
        try {
            if (--turn.wanted == 0) turns.remove(key);
        } finally {
            lock.unlock();
        }
    }
}
