package org.mailspan.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The connections of one database file that cannot do more than read, lent to one caller at a time, who reads on his own
 * thread; each reading sees one snapshot.
 *
 * @param <R> the rows that a reading is given
 */
final class Readers<R> implements AutoCloseable {
    private record Reader<R>(Database database, R rows) {}

    private final Semaphore free;
    private final Deque<Reader<R>> idle = new ArrayDeque<>();
    private final int all;
    private final Set<Thread> reading = ConcurrentHashMap.newKeySet();
    private boolean closed;

    Readers(List<Database> databases, Function<Database, R> rows) {
        for (Database database : databases) idle.add(new Reader<>(database, rows.apply(database)));
        all = idle.size();
        free = new Semaphore(all, true);
    }

    <T> T read(Function<? super R, T> work) {
        Reader<R> reader = lend();
        reading.add(Thread.currentThread());
        try {
            begin(reader.database);
            return work.apply(reader.rows);
        } finally {
            reader.database.abandon();
            reading.remove(Thread.currentThread());
            giveBack(reader);
        }
    }

    private static void begin(Database database) {
        try {
            database.control("BEGIN");
        } catch (StoreException e) {
            throw new StoreException("nothing was read: " + e.getMessage(), e);
        }
    }

    /** Who waits is served in turn, also when he is interrupted. */
    private Reader<R> lend() {
        free.acquireUninterruptibly();
        synchronized (idle) {
            if (!closed) return idle.removeLast();
        }
        free.release();
        throw new StoreException("the store is closed");
    }

    private void giveBack(Reader<R> reader) {
        synchronized (idle) {
            idle.addLast(reader);
        }
        free.release();
    }

    boolean isReading(Thread thread) {
        return reading.contains(thread);
    }

    /** Once those who read now are done; who comes meanwhile waits some microseconds. */
    void rest() {
        free.acquireUninterruptibly(all);
        try {
            for (Reader<R> reader : idle) reader.database.rest();
        } finally {
            free.release(all);
        }
    }

    /** Once those who read now are done. */
    @Override
    public void close() {
        free.acquireUninterruptibly(all);
        List<Reader<R>> last;
        synchronized (idle) {
            closed = true;
            last = new ArrayList<>(idle);
            idle.clear();
        }
        free.release(all);
        last.forEach(reader -> reader.database.close());
    }
}
