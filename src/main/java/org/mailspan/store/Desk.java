package org.mailspan.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The threads of one database file: one writes, others read, and callers park until theirs is done.
 *
 * @param <R> the rows that work is given
 */
final class Desk<R> implements AutoCloseable {
    private final JobQueue<R> writes = new JobQueue<>();
    private final JobQueue<R> reads = new JobQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Database> databases;

    /**
     * @param name of its threads
     * @param databases the writing one first
     */
    Desk(String name, List<Database> databases, Function<Database, R> rows) {
        this.databases = List.copyOf(databases);
        Database writing = databases.getFirst();
        threads.add(thread(name + "-writer", new Writer<>(writes, writing, rows.apply(writing))));
        for (Database reading : databases.subList(1, databases.size()))
            threads.add(thread(name + "-reader-" + threads.size(), new Reader<>(reads, reading, rows.apply(reading))));
        threads.forEach(Thread::start);
    }

    private static Thread thread(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).unstarted(task);
    }

    <T> T read(Function<? super R, T> work) {
        return submit(reads, new Job<>(work));
    }

    <T> T write(Function<? super R, T> work) {
        return submit(writes, new Job<>(work));
    }

    private <T> T submit(JobQueue<R> queue, Job<R, T> job) {
        refuseOwnThreads();
        queue.put(job);
        return job.await();
    }

    /** Finishes what was asked for before. */
    @Override
    public void close() {
        refuseOwnThreads();
        writes.close();
        reads.close();
        threads.forEach(Desk::awaitEnd);
        // The writing one last: as the last of all it brings the write-ahead log home and removes it.
        databases.reversed().forEach(Database::close);
    }

    /** The writer waiting for itself, or all readers for another, would wait for ever. */
    private void refuseOwnThreads() {
        if (threads.contains(Thread.currentThread())) {
            throw new IllegalStateException("work inside the store must use the rows it was given, not the store");
        }
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
