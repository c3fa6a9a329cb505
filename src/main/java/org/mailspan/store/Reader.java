package org.mailspan.store;

import java.util.List;

/** A thread that reads, on a connection that cannot do more; each job sees one snapshot. */
final class Reader implements Runnable {
    private final JobQueue queue;
    private final Database database;
    private final SqliteRows rows;

    Reader(JobQueue queue, Database database) {
        this.queue = queue;
        this.database = database;
        this.rows = new SqliteRows(database);
    }

    @Override
    public void run() {
        for (List<Job<?>> jobs = queue.take(1); !jobs.isEmpty(); jobs = queue.take(1)) jobs.forEach(this::answer);
    }

    private void answer(Job<?> job) {
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
