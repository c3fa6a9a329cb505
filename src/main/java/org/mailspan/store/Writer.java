package org.mailspan.store;

import java.util.List;
import java.util.Optional;

/** The thread that writes: callers who wait at the same time share one commit, yet each is undone alone. */
final class Writer<R> implements Runnable {
    /** Bounds how long the first of a group waits for the last. */
    private static final int GROUP = 128;

    private final JobQueue<R> queue;
    private final Database database;
    private final R rows;

    Writer(JobQueue<R> queue, Database database, R rows) {
        this.queue = queue;
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void run() {
        for (List<Job<R, ?>> group = queue.take(GROUP); !group.isEmpty(); group = queue.take(GROUP)) {
            commit(group);
            group.forEach(Job::answer);
        }
    }

    /** When the commit fails nobody's work was done, however well it ran. */
    private void commit(List<Job<R, ?>> group) {
        try {
            database.control("BEGIN IMMEDIATE");
            for (Job<R, ?> job : group) run(job);
            database.control("COMMIT");
        } catch (RuntimeException | Error e) {
            // Whatever it is, the thread must live on: callers would park for ever.
            database.abandon();
            for (Job<R, ?> job : group) job.fail(new StoreException("nothing was written: " + e.getMessage(), e));
        }
    }

    private void run(Job<R, ?> job) {
        database.control("SAVEPOINT work");
        boolean done = job.run(rows);
        Optional<StoreException> failure = database.failure();
        failure.ifPresent(job::fail);
        if (!done || failure.isPresent()) undo(failure);
        database.control("RELEASE work");
    }

    /** A full disk makes SQLite undo the whole transaction, savepoints and all: that is then the reason to tell. */
    private void undo(Optional<StoreException> failure) {
        try {
            database.control("ROLLBACK TO work");
        } catch (StoreException e) {
            throw failure.orElse(e);
        }
    }
}
