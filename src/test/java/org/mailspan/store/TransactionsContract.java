package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.number;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How work in any store is kept apart, kept whole and kept. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
interface TransactionsContract {
    Store open(Path directory);

    @Test
    default void workThatThrowsLeavesNothing(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            IllegalArgumentException thrown = new IllegalArgumentException("no");
            IllegalArgumentException caught = assertThrows(
                    IllegalArgumentException.class,
                    () -> store.update(rows -> {
                        rows.putItems(List.of(item(1, 2)));
                        rows.dropIndex(9);
                        assertEquals(Optional.of(item(1, 2)), rows.item(1, 2));
                        throw thrown;
                    }));
            assertSame(thrown, caught);
            assertEquals(List.of(item(1, 1)), store.read(rows -> rows.changedAfter(1, Mark.NONE, 9)));
        }
    }

    @Test
    default void whatWorkThrowsShowsWhoCalled(@TempDir Path directory) {
        try (Store store = open(directory)) {
            Error read = assertThrows(
                    AssertionError.class,
                    () -> store.read(rows -> {
                        throw new AssertionError("in the work");
                    }));
            Error written = assertThrows(
                    AssertionError.class,
                    () -> store.update(rows -> {
                        throw new AssertionError("in the work");
                    }));
            for (Error thrown : List.of(read, written))
                assertTrue(Stream.concat(Stream.of(thrown), Arrays.stream(thrown.getSuppressed()))
                        .flatMap(one -> Arrays.stream(one.getStackTrace()))
                        .anyMatch(frame -> frame.getMethodName().equals("whatWorkThrowsShowsWhoCalled")));
        }
    }

    @Test
    default void aWriteSeesItsOwnChanges(@TempDir Path directory) {
        try (Store store = open(directory)) {
            List<ItemRow> seen = store.write(rows -> {
                rows.putItems(List.of(item(1, 1), item(1, 2)));
                return rows.changedAfter(1, Mark.NONE, 9);
            });
            assertEquals(List.of(item(1, 2), item(1, 1)), seen);
        }
    }

    @Test
    default void readersGoOnBesideALongWriteAndSeeNothingOfIt(@TempDir Path directory) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Store store = open(directory)) {
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> store.update(rows -> {
                rows.putItems(List.of(item(1, 1)));
                begun.countDown();
                await(end);
            }));
            await(begun);
            for (int i = 0; i < 10; i++) assertEquals(Optional.empty(), store.read(rows -> rows.item(1, 1)));
            assertFalse(write.isDone());
            end.countDown();
            write.get(10, TimeUnit.SECONDS);
            assertEquals(Optional.of(item(1, 1)), store.read(rows -> rows.item(1, 1)));
        }
    }

    @Test
    default void aReadSeesOneSnapshotToItsEnd(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            CompletableFuture<List<Integer>> read = CompletableFuture.supplyAsync(() -> store.read(rows -> {
                int before = rows.count(1, Place.TOP, Place.BOTTOM, 9);
                begun.countDown();
                await(written);
                return List.of(before, rows.count(1, Place.TOP, Place.BOTTOM, 9));
            }));
            await(begun);
            store.update(rows -> rows.putItems(List.of(item(1, 2))));
            written.countDown();
            assertEquals(List.of(1, 1), read.join());
            assertEquals(2, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 9)));
        }
    }

    @Test
    default void whoRestsWaitsForReadersAndNothingIsLost(@TempDir Path directory) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> store.read(rows -> {
                begun.countDown();
                await(end);
                return rows.count(1, Place.TOP, Place.BOTTOM, 9);
            }));
            await(begun);
            CompletableFuture<Void> rest = CompletableFuture.runAsync(store::rest);
            end.countDown();
            assertEquals(1, read.join());
            rest.join();
            store.update(rows -> rows.putItems(List.of(item(1, 2))));
            assertEquals(2, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 9)));
        }
    }

    @Test
    default void aClosedStoreRestsAlready(@TempDir Path directory) {
        Store store = open(directory);
        store.close();
        store.rest();
    }

    /** While another gives memory back, over and over. */
    @Test
    default void ofFiftyWritersAtOnceThoseThatThrowAreUndoneAlone(@TempDir Path directory) throws Exception {
        ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
        try (Store store = open(directory)) {
            List<Thread> writers = new ArrayList<>();
            for (long writer = 1; writer <= 50; writer++) {
                long first = writer * 100;
                writers.add(Thread.startVirtualThread(() -> {
                    for (long key = first; key < first + 10; key++) put(store, key, refused);
                }));
            }
            while (writers.stream().anyMatch(Thread::isAlive)) store.rest();
            for (Thread writer : writers) writer.join();
            assertEquals(50, refused.size());
            assertEquals(450, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 1000)));
            for (long key : refused) assertEquals(Optional.empty(), store.read(rows -> rows.item(1, key)));
        }
    }

    /** One in ten throws after it wrote. */
    private static void put(Store store, long key, ConcurrentLinkedQueue<Long> refused) {
        try {
            store.update(rows -> {
                rows.putItems(List.of(item(1, key)));
                if (key % 10 == 3) throw new IllegalStateException("not this one");
            });
            assertTrue(store.read(rows -> rows.item(1, key)).isPresent());
        } catch (IllegalStateException e) {
            refused.add(key);
        }
    }

    @Test
    default void anInterruptDoesNotLeaveACallerInDoubt(@TempDir Path directory) {
        try (Store store = open(directory)) {
            Thread.currentThread().interrupt();
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            assertTrue(Thread.interrupted());
            assertEquals(Optional.of(item(1, 1)), store.read(rows -> rows.item(1, 1)));
        }
    }

    @Test
    default void workThatCallsTheStoreIsRefusedInsteadOfWaitingForItself(@TempDir Path directory) {
        try (Store store = open(directory)) {
            assertThrows(IllegalStateException.class, () -> store.update(rows -> store.update(more -> {})));
            Runnable closing = store::close;
            assertThrows(IllegalStateException.class, () -> store.update(rows -> closing.run()));
            assertThrows(IllegalStateException.class, () -> store.read(rows -> store.read(more -> true)));
        }
    }

    @Test
    default void closingFinishesWhatWaitsAndRefusesWhatComes(@TempDir Path directory) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Store store = open(directory);
        Thread.startVirtualThread(() -> store.update(rows -> {
            begun.countDown();
            await(end);
        }));
        await(begun);
        CountDownLatch queued = new CountDownLatch(20);
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (long writer = 1; writer <= 20; writer++) {
            long key = writer;
            waiting.add(new CompletableFuture<>());
            Thread thread = Thread.startVirtualThread(() -> {
                queued.countDown();
                store.update(rows -> rows.putItems(List.of(item(1, key))));
                waiting.get((int) key - 1).complete(true);
            });
            awaitParked(thread);
        }
        await(queued);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(store::close);
        awaitRefused(store);
        end.countDown();
        closed.join();
        waiting.forEach(CompletableFuture::join);
        assertThrows(StoreException.class, () -> store.read(rows -> true));
        assertThrows(StoreException.class, () -> store.update(rows -> {}));
        store.close();
        try (Store again = open(directory)) {
            assertEquals(20, number(again, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 99)));
        }
    }

    private static void awaitRefused(Store store) {
        try {
            while (true) store.read(rows -> true);
        } catch (StoreException e) {
            assertTrue(e.getMessage().contains("closed"), e::getMessage);
        }
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
