package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.Backend.Want;

/** What {@link Backend.Watches} owes, and any backend to many threads. */
interface WatchContract {
    int LIMIT_SECONDS = 15;

    Subject subject();

    private static Predicate<Signal> about(String folder) {
        return signal -> switch (signal) {
            case Signal.Arrived(String there) -> there.equals(folder);
            case Signal.Changed(String there) -> there.equals(folder);
            case Signal.HierarchyChanged() -> false;
            case Signal.Unsure() -> true;
        };
    }

    /** A signal must come, and then the change must be there to be seen. */
    private static void awaitNews(BlockingQueue<Signal> signals, Seen seen, long uid) throws Exception {
        awaitNews(signals, "INBOX", seen, uid);
    }

    private static void awaitNews(BlockingQueue<Signal> signals, String folder, Seen seen, long uid) throws Exception {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            Signal signal = signals.poll(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull(signal, "no signal within the limit");
            if (about(folder).test(signal) && seen.look().contains(uid)) return;
        }
    }

    @Test
    default void anArrivalIsSignalled() throws Exception {
        Seen seen = subject().seen("INBOX");
        var signals = new LinkedBlockingQueue<Signal>();
        try (var watch = subject().as(Backend.Watches.class).watch(signals::add)) {
            watch.interest(Set.of("INBOX"));
            for (int i = 0; i < 3; i++) awaitNews(signals, seen, subject().append("INBOX", "news " + i));
        }
    }

    @Test
    default void anArrivalInAnotherFolderOfInterestIsSignalled() throws Exception {
        subject().witness().create("Work");
        Seen seen = subject().seen("Work");
        var signals = new LinkedBlockingQueue<Signal>();
        try (var watch = subject().as(Backend.Watches.class).watch(signals::add)) {
            watch.interest(Set.of("INBOX", "Work"));
            for (int i = 0; i < 2; i++)
                awaitNews(signals, "Work", seen, subject().append("Work", "news " + i));
        }
    }

    @Test
    default void aFlagAndADeletionAreSignalled() throws Exception {
        assumeTrue(subject().tellsOfFlags(), "the host does not tell of flags");
        long uid = subject().append("INBOX", "one");
        Seen seen = subject().seen("INBOX");
        var signals = new LinkedBlockingQueue<Signal>();
        try (var watch = subject().as(Backend.Watches.class).watch(signals::add)) {
            watch.interest(Set.of("INBOX"));
            // The first signal tells that the watch stands.
            awaitNews(signals, seen, subject().append("INBOX", "two"));
            subject().witness().store("INBOX", uid, "+FLAGS", "\\Seen");
            awaitNews(signals, seen, uid);
            subject().witness().expunge("INBOX", uid);
            awaitNews(signals, seen, uid);
        }
    }

    @Test
    default void afterTheEndNothingIsSignalled() throws Exception {
        Seen seen = subject().seen("INBOX");
        var ended = new LinkedBlockingQueue<Signal>();
        var running = new LinkedBlockingQueue<Signal>();
        var watches = subject().as(Backend.Watches.class);
        Backend.Watch watch = watches.watch(ended::add);
        watch.interest(Set.of("INBOX"));
        awaitNews(ended, seen, subject().append("INBOX", "one"));
        watch.close();
        watch.close();
        ended.clear();
        try (var other = watches.watch(running::add)) {
            other.interest(Set.of("INBOX"));
            awaitNews(running, seen, subject().append("INBOX", "two"));
        }
        assertEquals(List.of(), List.copyOf(ended));
    }

    @Test
    default void manyThreadsShareOneBackend() throws Exception {
        for (int i = 0; i < 30; i++) subject().append("INBOX", "n" + i);
        Seen start = subject().seen("INBOX");
        // Dovecot panics now and then when several sessions make a folder at once; that is not what is tried here.
        subject().seen("Trash");
        var whole = new Want.Whole(5, Subject.TEXT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 24; i++) {
                int number = i;
                results.add(threads.submit(() -> {
                    long uid = start.uids().stream().sorted().toList().get(number);
                    List<Entry> mine = start.entries(List.of(uid));
                    switch (number % 4) {
                        case 0 -> subject().backend().delete("INBOX", mine);
                        case 1 -> subject().as(Backend.Moves.class).move("INBOX", mine, "Trash");
                        case 2 -> subject().backend().change("INBOX", WriteContract.READ, mine);
                        default -> subject().backend().folders();
                    }
                    Seen seen = subject().seen(number % 2 == 0 ? "INBOX" : "Trash");
                    return subject()
                                    .read("INBOX", start.entries(start.uids()), whole)
                                    .size()
                            + seen.uids().size();
                }));
            }
            for (Future<Integer> result : results) assertTrue(result.get(LIMIT_SECONDS, TimeUnit.SECONDS) > 0);
        }
        assertEquals(18, subject().witness().uids("INBOX").size());
        assertEquals(6, subject().witness().uids("Trash").size());
        start.look();
        assertEquals(subject().truth("INBOX"), start.stamps());
    }
}
