package org.mailspan.store;

import java.util.List;
import java.util.function.Function;

/**
 * The ways into one database file: one thread writes, and its callers park until theirs is done; who reads does so
 * himself.
 *
 * @param <R> the rows that work is given
 */
final class Desk<R> implements AutoCloseable {
    private final JobQueue<R> writes = new JobQueue<>();
    private final Thread writer;
    private final Database writing;
    private final Readers<R> readers;

    /**
     * @param name of its thread
     * @param databases the writing one first
     */
    Desk(String name, List<Database> databases, Function<Database, R> rows) {
        writing = databases.getFirst();
        readers = new Readers<>(databases.subList(1, databases.size()), rows);
        writer = Thread.ofPlatform()
                .daemon()
                .name(name + "-writer")
                .start(new Writer<>(writes, writing, rows.apply(writing)));
    }

    <T> T read(Function<? super R, T> work) {
        refuseWithin();
        return readers.read(work);
    }

    <T> T write(Function<? super R, T> work) {
        return begin(work).await();
    }

    /** Who has the job awaits it. */
    <T> Job<R, T> begin(Function<? super R, T> work) {
        refuseWithin();
        var job = new Job<R, T>(work);
        writes.put(job);
        return job;
    }

    /** Gives back what the connections keep for next time. What fails will fail again, and be told, when it is needed. */
    void rest() {
        refuseWithin();
        try {
            readers.rest();
            write(rows -> {
                writing.rest();
                return true;
            });
        } catch (StoreException e) {
            // nothing was asked for that could be missed
        }
    }

    /** Finishes what was asked for before. */
    @Override
    public void close() {
        refuseWithin();
        writes.close();
        readers.close();
        awaitEnd(writer);
        // The writing one last: as the last of all it brings the write-ahead log home and removes it.
        writing.close();
    }

    /** The writer waiting for itself, or all who read for another reading, would wait for ever. */
    private void refuseWithin() {
        Thread current = Thread.currentThread();
        if (writer.equals(current) || readers.isReading(current))
            throw new IllegalStateException("work inside the store must use the rows it was given, not the store");
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
