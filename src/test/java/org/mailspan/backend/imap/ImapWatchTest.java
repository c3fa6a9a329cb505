package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.event.Event;

/** Each way of watching, and what happens when the host does not play along. */
final class ImapWatchTest {
    private static final Signal UNSURE = new Signal.Unsure();
    private static final Duration LONG = Watched.LONG;
    private static final Duration SHORT = Duration.ofMillis(40);

    private static Signal arrived(String folder) {
        return new Signal.Arrived(folder);
    }

    private static Signal changed(String folder) {
        return new Signal.Changed(folder);
    }

    private static FakeImap.Script inbox(FakeImap host, String capabilities) {
        return host.connection(capabilities).on("EXAMINE INBOX", "* 3 EXISTS", "$ OK [READ-ONLY] open");
    }

    @Test
    void notifyTellsOfAllFolders() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE NOTIFY")
                    .on(
                            "NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange))"
                                    + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))",
                            "* STATUS Sent (MESSAGES 1 UIDNEXT 5 UIDVALIDITY 2)",
                            "* STATUS \"Entw&APw-rfe\" (MESSAGES 1 UIDNEXT 5 UIDVALIDITY 3)",
                            "$ OK told")
                    .on("IDLE", "+ idling")
                    .say(
                            "* STATUS Sent (MESSAGES 2 UIDNEXT 6)",
                            "* STATUS Sent (MESSAGES 2 UIDNEXT 6)",
                            "* STATUS Sent (MESSAGES 1 UIDNEXT 6)",
                            "* STATUS \"Entw&APw-rfe\" (UIDVALIDITY 3 HIGHESTMODSEQ 9)",
                            "* 4 EXISTS",
                            "* 4 EXISTS",
                            "* 1 RECENT",
                            "* 2 FETCH (FLAGS (\\Seen))",
                            "* VANISHED 7:8",
                            "* 3 EXISTS",
                            "* 1 EXPUNGE",
                            "* LIST (\\HasNoChildren) \"/\" New",
                            "* STATUS New (MESSAGES 1 UIDNEXT 2)");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(
                        List.of(
                                UNSURE,
                                arrived("Sent"),
                                changed("Sent"),
                                changed("Entwürfe"),
                                arrived("INBOX"),
                                changed("INBOX"),
                                changed("INBOX"),
                                arrived("INBOX"),
                                changed("INBOX"),
                                new Signal.HierarchyChanged(),
                                arrived("New")),
                        watched.next(11));
                assertEquals(new Event.WatchStarted("u", "NOTIFY"), watched.event());
                assertNull(watched.signals.poll());
            }
        }
    }

    @Test
    void aHostThatRefusesNotifyIsWatchedByIdle() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE NOTIFY")
                    .on(
                            "NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange))"
                                    + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))",
                            "$ BAD what?")
                    .on("EXAMINE INBOX", "* 3 EXISTS", "$ OK [READ-ONLY] open")
                    .on("IDLE", "+ idling")
                    .say("* 4 EXISTS")
                    .hangUp();
            inbox(host, "IDLE NOTIFY").on("IDLE", "+ idling");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, arrived("INBOX"), UNSURE), watched.next(3));
            }
        }
    }

    @Test
    void anOverflowOfNotificationsMeansToLookAtAll() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE NOTIFY")
                    .on(
                            "NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange))"
                                    + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))",
                            "$ OK told")
                    .on("IDLE", "+ idling")
                    .say("* OK [NOTIFICATIONOVERFLOW] too much")
                    .on("DONE", "$ OK done");
            inbox(host, "IDLE NOTIFY").on("IDLE", "+ idling").thenSilence();
            try (var watched = new Watched(host, SHORT, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, UNSURE), watched.next(2));
            }
        }
    }

    /** An account of many folders: the host stops at once, and tells nothing over that connection. */
    @Test
    void anOverflowInTheAnswerToNotifyIsNotTakenForAWatch() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE NOTIFY")
                    .on(
                            "NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange))"
                                    + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))",
                            "* STATUS Sent (MESSAGES 1 UIDNEXT 5 UIDVALIDITY 2)",
                            "* OK [NOTIFICATIONOVERFLOW] too much",
                            "$ OK told");
            inbox(host, "IDLE NOTIFY").on("IDLE", "+ idling").say("* 4 EXISTS");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, arrived("INBOX")), watched.next(2));
            }
        }
    }

    @Test
    void anIdleIsRenewedAndTheNoopBetweenTellsWhatWasKeptBack() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on("NOOP", "* 4 EXISTS", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "* 5 EXISTS", "$ OK done")
                    .thenSilence();
            try (var watched = new Watched(host, SHORT, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, arrived("INBOX"), arrived("INBOX")), watched.next(3));
            }
        }
    }

    @Test
    void aDeadPeerIsNoticedAndReplaced() throws Exception {
        try (var host = new FakeImap()) {
            // takes DONE and says nothing, as a host behind a router that forgot the connection
            inbox(host, "IDLE").on("IDLE", "+ idling").on("DONE");
            inbox(host, "IDLE").on("IDLE", "+ idling").thenSilence();
            try (var watched = new Watched(host, SHORT, Duration.ofMillis(300), LONG, Set.of())) {
                assertEquals(List.of(UNSURE, UNSURE), watched.next(2));
                assertInstanceOf(Event.WatchStarted.class, watched.event());
                assertEquals(new Event.WatchLost("u", "the host does not answer to DONE"), watched.event());
                assertInstanceOf(Event.WatchStarted.class, watched.event());
            }
        }
    }

    @Test
    void aHostThatDoesNotBeginToIdleIsDead() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE").on("IDLE");
            inbox(host, "IDLE").on("IDLE", "+ idling").thenSilence();
            try (var watched = new Watched(host, LONG, Duration.ofMillis(300), LONG, Set.of())) {
                assertEquals(List.of(UNSURE), watched.next(1));
            }
        }
    }

    @Test
    void otherFoldersAreLookedAtInRounds() throws Exception {
        try (var host = new FakeImap()) {
            String look = "STATUS Sent (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
            inbox(host, "IDLE")
                    .on(look, "* STATUS Sent (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on(look, "* 4 EXISTS", "* STATUS Sent (UIDNEXT 6 MESSAGES 4 UNSEEN 0)", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on(look, "* STATUS Sent (UIDNEXT 6 MESSAGES 4 UNSEEN 1)", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on(look, "$ NO [NONEXISTENT] gone")
                    .thenSilence();
            try (var watched = new Watched(host, LONG, LONG, SHORT, Set.of("INBOX", "Sent"))) {
                assertEquals(
                        List.of(
                                arrived("Sent"),
                                UNSURE,
                                arrived("INBOX"),
                                arrived("Sent"),
                                changed("Sent"),
                                new Signal.HierarchyChanged()),
                        watched.next(6));
            }
        }
    }

    @Test
    void aNewInterestIsLookedAtAtOnceAndInOneCommandWhereTheHostCan() throws Exception {
        String items = "(STATUS (UIDVALIDITY UIDNEXT MESSAGES UNSEEN HIGHESTMODSEQ))";
        try (var host = new FakeImap()) {
            var script = inbox(host, "IDLE LIST-STATUS CONDSTORE")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on(
                            "LIST \"\" (\"a b\" c) RETURN " + items,
                            "* LIST () \"/\" \"a b\"",
                            "* STATUS \"a b\" (UIDNEXT 5 MESSAGES 3 UNSEEN 0 HIGHESTMODSEQ 7)",
                            "* STATUS c (UIDNEXT 5 MESSAGES 3 UNSEEN 0 HIGHESTMODSEQ 7)",
                            "$ OK")
                    .on("IDLE", "+ idling");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE), watched.next(1));
                watched.watch.interest(Set.of("a b", "c", "INBOX"));
                assertEquals(List.of(UNSURE), watched.next(1), "of each of them by itself would be as many looks");
                assertTrue(script.isDone());
                watched.watch.interest(Set.of("INBOX"));
            }
        }
    }

    @Test
    void withoutIdleTheInboxIsPolled() throws Exception {
        String look = "STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(look, "* STATUS INBOX (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK")
                    .on(look, "* STATUS INBOX (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK")
                    .on(look, "* STATUS INBOX (UIDNEXT 6 MESSAGES 4 UNSEEN 0)", "$ OK")
                    .thenSilence();
            try (var watched = new Watched(host, LONG, LONG, SHORT, Set.of())) {
                assertEquals(List.of(arrived("INBOX"), UNSURE, arrived("INBOX")), watched.next(3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$ NO not for you", "$ BAD what?"})
    void aHostThatRefusesIdleIsPolled(String refusal) throws Exception {
        String look = "STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
        try (var host = new FakeImap()) {
            inbox(host, "IDLE").on("IDLE", refusal);
            host.connection("IDLE").on(look, "* STATUS INBOX (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(arrived("INBOX"), UNSURE), watched.next(2));
            }
        }
    }

    @Test
    void aHostThatEndsEachIdleAtOnceIsPolled() throws Exception {
        String look = "STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
        try (var host = new FakeImap()) {
            var script = inbox(host, "IDLE").on("IDLE", "+ idling", "$ OK over");
            for (int again = 1; again < 10; again++) script.on("NOOP", "$ OK").on("IDLE", "+ idling", "$ OK over");
            host.connection("IDLE").on(look, "* STATUS INBOX (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, arrived("INBOX"), UNSURE), watched.next(3));
            }
        }
    }

    @Test
    void afterALossItComesBackAndIsUnsure() throws Exception {
        try (var host = new FakeImap()) {
            inbox(host, "IDLE").on("IDLE", "+ idling").say("* BYE going down").hangUp();
            host.connection("* BYE not yet", "");
            host.connection("* BYE not yet", "");
            inbox(host, "IDLE").on("IDLE", "+ idling").say("* 4 EXISTS");
            try (var watched = new Watched(host, LONG, LONG, LONG, Set.of())) {
                assertEquals(List.of(UNSURE, UNSURE, arrived("INBOX")), watched.next(3));
                assertInstanceOf(Event.WatchStarted.class, watched.event());
                assertInstanceOf(Event.WatchLost.class, watched.event());
                assertInstanceOf(Event.WatchStarted.class, watched.event(), "one loss is told once");
            }
        }
    }

    @Test
    void afterTheEndNothingIsSignalledAndTheConnectionIsGone() throws Exception {
        try (var host = new FakeImap()) {
            var script = inbox(host, "IDLE").on("IDLE", "+ idling");
            var watched = new Watched(host, LONG, LONG, LONG, Set.of());
            assertEquals(List.of(UNSURE), watched.next(1));
            watched.close();
            assertTrue(script.hungUp(Duration.ofSeconds(5)));
            assertNull(watched.signals.poll());
            assertEquals(1, host.connections());
        }
    }

    /** Connections to spare, one after the other, as many at a time as a test allows. */
    private static final class Few implements Spares {
        private final FakeImap host;
        private final Semaphore left;
        private final BlockingQueue<Runnable> recalls = new LinkedBlockingQueue<>();
        private final BlockingQueue<Boolean> givenBack = new LinkedBlockingQueue<>();

        private Few(FakeImap host, int most) {
            this.host = host;
            this.left = new Semaphore(most);
        }

        @Override
        public Optional<Spare> take(Runnable recall) {
            if (!left.tryAcquire()) return Optional.empty();
            recalls.add(recall);
            return Optional.of(new Spare() {
                private volatile ImapConnection connection;

                @Override
                public ImapConnection connection() throws BackendException {
                    connection = host.connect();
                    return connection;
                }

                @Override
                public void close() {
                    givenBack.add(!connection.broken());
                    left.release();
                }
            });
        }
    }

    private static FakeImap.Script folder(FakeImap host, String name) {
        return host.connection("IDLE").on("EXAMINE " + name, "* 3 EXISTS", "$ OK [READ-ONLY] open");
    }

    private static void awaitSignal(Watched watched, Signal wanted) throws InterruptedException {
        for (Signal next = watched.next(1).getFirst();
                !wanted.equals(next);
                next = watched.next(1).getFirst())
            if (next == null) throw new AssertionError("did not come: " + wanted);
    }

    @Test
    void aFolderOfInterestIsIdledOnWhereAConnectionIsLeft() throws Exception {
        String look = "STATUS Lists (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
        try (var host = new FakeImap()) {
            inbox(host, "IDLE")
                    .on(look, "* STATUS Lists (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    // the other connection tells of Lists now: nothing is left to be looked at
                    .on("NOOP", "$ OK")
                    .on("IDLE", "+ idling");
            var lists = folder(host, "Lists").on("IDLE", "+ idling");
            lists.say("* 4 EXISTS").say("* 2 FETCH (FLAGS (\\Seen))").thenSilence();
            try (var watched = new Watched(host, new Few(host, 1), LONG, LONG, LONG, Set.of("INBOX", "Lists"))) {
                awaitSignal(watched, changed("Lists"));
            }
        }
    }

    @Test
    void anIdleThatWorkNeedsEndsWithDoneAndIsLookedAtInRounds() throws Exception {
        String look = "STATUS Lists (UIDVALIDITY UIDNEXT MESSAGES UNSEEN)";
        try (var host = new FakeImap()) {
            inbox(host, "IDLE")
                    .on(look, "* STATUS Lists (UIDNEXT 5 MESSAGES 3 UNSEEN 0)", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on("NOOP", "* 4 EXISTS", "$ OK")
                    .on("IDLE", "+ idling")
                    .on("DONE", "$ OK done")
                    .on(look, "* STATUS Lists (UIDNEXT 6 MESSAGES 4 UNSEEN 0)", "$ OK")
                    .on("IDLE", "+ idling")
                    .say("* 5 EXISTS");
            folder(host, "Lists").on("IDLE", "+ idling").on("DONE", "$ OK done");
            var spares = new Few(host, 1);
            try (var watched = new Watched(host, spares, LONG, LONG, LONG, Set.of("Lists"))) {
                awaitSignal(watched, arrived("INBOX"));
                spares.recalls.poll(5, TimeUnit.SECONDS).run();
                assertTrue(spares.givenBack.poll(5, TimeUnit.SECONDS), "in good order");
                awaitSignal(watched, arrived("Lists"));
                awaitSignal(watched, arrived("INBOX"));
            }
        }
    }
}
