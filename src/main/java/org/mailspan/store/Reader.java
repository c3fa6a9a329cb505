package org.mailspan.store;

import java.util.List;

/** A thread that reads, on a connection that cannot do more; each job sees one snapshot. */
final class Reader<R> implements Runnable {
    private final JobQueue<R> queue;
    private final Database database;
    private final R rows;

    Reader(JobQueue<R> queue, Database database, R rows) {
        this.queue = queue;
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void run() {
        for (List<Job<R, ?>> jobs = queue.take(1); !jobs.isEmpty(); jobs = queue.take(1)) jobs.forEach(this::answer);
    }

    private void answer(Job<R, ?> job) {
        try {
            database.control("BEGIN");
            job.run(rows);
        } catch (RuntimeException | Error e) {
            job.fail(new StoreException("nothing was read: " + e.getMessage(), e));
        }
        database.abandon();
        job.answer();
    }
}
