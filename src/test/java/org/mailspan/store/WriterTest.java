package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.store.Samples.item;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that waits together is committed together; run here on the test's own thread, job by job. */
final class WriterTest {
    @TempDir
    Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = new CacheFile(directory, notice -> {}).openToWrite();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void fiftyWhoWaitShareOneCommit() throws IOException {
        int before = commits();
        List<Job<SqliteRows, Boolean>> jobs =
                LongStream.rangeClosed(1, 50).mapToObj(key -> put(item(1, key))).toList();
        Job<SqliteRows, Boolean> failing = new Job<>(rows -> {
            rows.putItems(List.of(item(1, 99)));
            throw new IllegalStateException("no");
        });
        runAll(join(jobs.subList(0, 25), failing, jobs.subList(25, 50)));
        for (Job<SqliteRows, Boolean> job : jobs) assertTrue(job.await());
        assertThrows(IllegalStateException.class, failing::await);
        assertEquals(before + 1, commits());
        assertEquals(50, count());
    }

    @Test
    void aFailureThatWorkSwallowsUndoesItAllTheSame() {
        Job<SqliteRows, Boolean> swallowing = new Job<>(rows -> {
            rows.putItems(List.of(item(1, 1)));
            try {
                database.run("INSERT INTO nowhere VALUES (1)");
            } catch (StoreException e) {
                assertThrows(StoreException.class, () -> rows.putItems(List.of(item(1, 2))));
            }
            return true;
        });
        Job<SqliteRows, Boolean> other = put(item(1, 3));
        runAll(List.of(swallowing, other));
        assertThrows(StoreException.class, swallowing::await);
        assertTrue(other.await());
        assertEquals(1, count());
    }

    @Test
    void whenTheDiskIsFullAllAreToldAndTheNextMayTryAgain() {
        database.run("PRAGMA max_page_count = 60");
        Job<SqliteRows, Boolean> before = put(item(1, 1));
        Job<SqliteRows, Boolean> tooMuch = new Job<>(rows -> {
            rows.putItems(LongStream.rangeClosed(2, 5000)
                    .mapToObj(key -> item(1, key))
                    .toList());
            return true;
        });
        Job<SqliteRows, Boolean> after = put(item(1, 6000));
        runAll(List.of(before, tooMuch, after));
        for (Job<SqliteRows, Boolean> job : List.of(before, tooMuch, after)) {
            StoreException told = assertThrows(StoreException.class, job::await);
            assertTrue(told.getMessage().contains("full"), told::getMessage);
        }
        assertEquals(0, count());
        Job<SqliteRows, Boolean> again = put(item(1, 1));
        runAll(List.of(again));
        assertTrue(again.await());
    }

    @Test
    void anErrorInTheWorkDoesNotEndTheWriter() {
        Job<SqliteRows, Boolean> failing = new Job<>(rows -> {
            throw new StackOverflowError();
        });
        Job<SqliteRows, Boolean> next = put(item(1, 1));
        runAll(List.of(failing, next));
        assertThrows(StackOverflowError.class, failing::await);
        assertTrue(next.await());
    }

    private void runAll(List<Job<SqliteRows, Boolean>> jobs) {
        JobQueue<SqliteRows> queue = new JobQueue<>();
        jobs.forEach(queue::put);
        queue.close();
        new Writer<>(queue, database, new SqliteRows(database)).run();
    }

    private static Job<SqliteRows, Boolean> put(ItemRow row) {
        Function<Writes, Boolean> work = rows -> {
            rows.putItems(List.of(row));
            return true;
        };
        return new Job<>(work);
    }

    private static List<Job<SqliteRows, Boolean>> join(
            List<Job<SqliteRows, Boolean>> some, Job<SqliteRows, Boolean> one, List<Job<SqliteRows, Boolean>> more) {
        List<Job<SqliteRows, Boolean>> all = new ArrayList<>(some);
        all.add(one);
        all.addAll(more);
        return all;
    }

    private int count() {
        return new SqliteRows(database).count(1, Place.TOP, Place.BOTTOM, 10_000);
    }

    /** Commits since the log began: frames of the write-ahead log that carry the size of the database. */
    private int commits() throws IOException {
        Path file = directory.resolve("cache.db-wal");
        if (!Files.exists(file)) return 0;
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file));
        int page = log.getInt(8);
        int commits = 0;
        for (int frame = 32; frame + 24 + page <= log.limit(); frame += 24 + page) {
            if (log.getInt(frame + 4) != 0) commits++;
        }
        return commits;
    }
}
