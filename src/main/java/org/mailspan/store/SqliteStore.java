package org.mailspan.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The store in one SQLite file: one thread writes, a few read, and callers park until theirs is done. */
public final class SqliteStore implements Store {
    /** One may walk a large folder while another waits for the disk: the third still answers. */
    private static final int READERS = 3;

    private final JobQueue writes = new JobQueue();
    private final JobQueue reads = new JobQueue();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Database> databases;

    /** {@code databases}: the writing one first. */
    private SqliteStore(List<Database> databases) {
        this.databases = databases;
        threads.add(thread("store-writer", new Writer(writes, databases.getFirst())));
        for (Database database : databases.subList(1, databases.size())) {
            threads.add(thread("store-reader-" + threads.size(), new Reader(reads, database)));
        }
        threads.forEach(Thread::start);
    }

    private static Thread thread(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).unstarted(task);
    }

    /**
     * Opens cache.db in {@code directory}, making both where they are missing. A damaged file is moved aside and begun
     * anew; {@code notices} hears of that in a sentence, now or later from a thread of the store.
     */
    public static SqliteStore open(Path directory, Consumer<String> notices) {
        CacheFile file = new CacheFile(directory, notices);
        List<Database> databases = new ArrayList<>();
        try {
            databases.add(file.openToWrite());
            for (int i = 0; i < READERS; i++) databases.add(file.openToRead());
            return new SqliteStore(List.copyOf(databases));
        } catch (StoreException e) {
            databases.reversed().forEach(Database::close);
            throw e;
        }
    }

    /** As {@link #open(Path, Consumer)}, for those who do not want to hear. */
    public static SqliteStore open(Path directory) {
        return open(directory, notice -> {});
    }

    @Override
    public <T> T read(Function<Reads, T> work) {
        return submit(reads, new Job<>(work));
    }

    @Override
    public <T> T write(Function<Writes, T> work) {
        return submit(writes, new Job<>(work));
    }

    private <T> T submit(JobQueue queue, Job<T> job) {
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
        threads.forEach(SqliteStore::awaitEnd);
        // The writing one last: as the last of all it brings the write-ahead log home and removes it.
        databases.reversed().forEach(Database::close);
    }

    /** The writer waiting for itself, or all readers for a fourth, would wait for ever. */
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
