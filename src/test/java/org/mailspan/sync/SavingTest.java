package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.Version;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.StoreException;
import org.mailspan.store.Writes;
import org.mailspan.support.StoreAround;
import org.mailspan.sync.Outcome.Synced;

/** An answer is made while what it tells is saved, and given when that is durable. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SavingTest {
    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX");
    private Slow store;
    private SyncEngine engine;
    private long inbox;
    private String key;

    /** Begins a transaction and does it when the disk is free. */
    private static final class Slow implements StoreAround {
        private final Store store;
        private CompletableFuture<Boolean> disk = CompletableFuture.completedFuture(true);

        private Slow(Store store) {
            this.store = store;
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public Writing begin(Consumer<Writes> work) {
            var saved = disk.thenAccept(_ -> update(work));
            return () -> {
                try {
                    saved.get();
                } catch (ExecutionException | InterruptedException e) {
                    throw new StoreException("nothing was written", e);
                }
            };
        }
    }

    @BeforeEach
    void open() throws Exception {
        store = new Slow(SqliteStore.open(directory));
        engine = new SyncEngine(store, document -> Options.NONE, Instant::now);
        new Hierarchy(store).sync(session(), "0");
        inbox = store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> folder.remote().equals("INBOX"))
                .findFirst()
                .orElseThrow()
                .id();
        for (int i = 1; i <= 3; i++) host.add("INBOX", i);
        key = assertInstanceOf(Synced.class, sync("0", outcome -> outcome)).syncKey();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Session session() {
        return new Session(host, "one", Version.V16_1);
    }

    private <T> T sync(String from, SyncEngine.Use<T> use) throws Exception {
        var request =
                new CollectionRequest(inbox, from, true, true, 512, Optional.empty(), Optional.empty(), List.of());
        var budget = new Budget(512, 1 << 20, Duration.ofMinutes(1));
        return engine.sync(session(), request, budget, Submission.NONE, use);
    }

    private <T> CompletableFuture<T> begin(String from, SyncEngine.Use<T> use) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return sync(from, use);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void anAnswerIsMadeWhileItsKeyIsSavedAndGivenAfterwards() throws Exception {
        store.disk = new CompletableFuture<>();
        var made = new CountDownLatch(1);
        var answer = begin(key, outcome -> {
            made.countDown();
            return outcome;
        });
        assertTrue(made.await(10, TimeUnit.SECONDS), "made before it is saved");
        assertFalse(answer.isDone(), "not given before it is saved");
        store.disk.complete(true);
        assertEquals(3, assertInstanceOf(Synced.class, answer.get()).changes().size());
    }

    /** As from a client that guesses its next key, and does not wait for the answer that tells it. */
    @Test
    void theNextRequestFindsTheKeyOfTheAnswerBefore() throws Exception {
        store.disk = new CompletableFuture<>();
        var told = new CompletableFuture<String>();
        var first = begin(
                key,
                outcome -> told.complete(assertInstanceOf(Synced.class, outcome).syncKey()));
        var second = begin(told.get(), outcome -> outcome);
        store.disk.complete(true);
        assertInstanceOf(Synced.class, second.get());
        assertTrue(first.get());
    }

    @Test
    void whatCannotBeSavedIsNotAnswered() {
        store.disk = CompletableFuture.failedFuture(new StoreException("the disk is full"));
        assertThrows(StoreException.class, () -> sync(key, outcome -> outcome));
    }

    @Test
    void whatCannotBeAnsweredIsSavedAllTheSame() throws Exception {
        store.disk = new CompletableFuture<>();
        var began = new CompletableFuture<String>();
        var failing = begin(key, outcome -> {
            began.complete(assertInstanceOf(Synced.class, outcome).syncKey());
            throw new IllegalStateException("no room");
        });
        String next = began.get();
        assertFalse(failing.isDone());
        store.disk.complete(true);
        assertThrows(ExecutionException.class, failing::get);
        store.disk = CompletableFuture.completedFuture(true);
        assertInstanceOf(Synced.class, sync(next, outcome -> outcome));
    }
}
