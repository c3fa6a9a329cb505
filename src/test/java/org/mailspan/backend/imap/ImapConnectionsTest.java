package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Entry;
import org.mailspan.event.Events;

/** The connections of an account: how many, how long, and what becomes of dead ones. */
final class ImapConnectionsTest {
    private static final Duration LONG = Duration.ofMinutes(9);
    private static final List<Entry> TWO = List.of(new Entry("7.2", 2, "", 0));

    /** What is looked up before a first move. */
    private static FakeImap.Script prepared(FakeImap.Script script) {
        return script.select("INBOX", 7, 9, 3, 0)
                .on("STATUS Trash (UIDVALIDITY UIDNEXT MESSAGES)", "* STATUS Trash (UIDNEXT 70 MESSAGES 3)", "$ OK")
                .on(
                        "UID FETCH 2 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)",
                        "* 2 FETCH (UID 2 RFC822.SIZE 5 BODY[HEADER.FIELDS (MESSAGE-ID)] NIL)",
                        "$ OK");
    }

    private static Pace pace(Duration lend, Duration idleClose) {
        Pace p = Pace.DEFAULT;
        return new Pace(lend, idleClose, p.keepAlive(), p.answer(), p.round(), p.firstBackoff(), p.lastBackoff());
    }

    private static ImapConnections pool(FakeImap host, Pace pace, int most) throws BackendException {
        var login = new ImapLogin(host.settings(), new Credentials("u", "pw"));
        return new ImapConnections(login, pace, most, login.connect());
    }

    @Test
    void aConnectionThatDiedInTheMeantimeIsReplacedUnnoticed() throws Exception {
        try (var host = new FakeImap()) {
            var dead = host.connection("")
                    .select("INBOX", 7, 9, 0, 0)
                    .say("* BYE idle for too long")
                    .hangUp();
            host.connection("").select("INBOX", 7, 9, 0, 0);
            var backend = host.backend();
            backend.changes("INBOX", "");
            assertTrue(dead.isDone());
            assertEquals("7 0 9 0", backend.changes("INBOX", "").token());
        }
    }

    @Test
    void aHostThatHangsUpTwiceIsUnavailable() throws Exception {
        try (var host = new FakeImap()) {
            var dead = host.connection("").hangUp();
            var dies =
                    host.connection("").on("SELECT INBOX", "* BYE going down").hangUp();
            var backend = host.backend();
            assertTrue(dead.isDone());
            var e = assertThrows(BackendException.class, () -> backend.changes("INBOX", ""));
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertTrue(dies.isDone());
        }
    }

    @Test
    void aCopyIsNotRepeatedInIgnorance() throws Exception {
        try (var host = new FakeImap()) {
            prepared(host.connection("UIDPLUS").on("NOOP", "$ OK"))
                    .on("UID COPY 2 Trash")
                    .hangUp();
            var moves = (Backend.Moves) host.backend();
            var e = assertThrows(BackendException.class, () -> moves.move("INBOX", TWO, "Trash"));
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertEquals(1, host.connections());
        }
    }

    @Test
    void aCopyFindsOutFirstWhetherItsConnectionLives() throws Exception {
        try (var host = new FakeImap()) {
            var dead = host.connection("UIDPLUS").hangUp();
            prepared(host.connection("UIDPLUS"))
                    .on("UID COPY 2 Trash", "$ OK [COPYUID 9 2 70] copied")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "$ OK");
            var moves = (Backend.Moves) host.backend();
            assertTrue(dead.isDone());
            assertEquals(1, moves.move("INBOX", TWO, "Trash").size());
        }
    }

    /** MOVE passes over what is gone, so it may be repeated. */
    @Test
    void aMoveIsRepeatedOnAnotherConnection() throws Exception {
        try (var host = new FakeImap()) {
            var dies = prepared(host.connection("UIDPLUS MOVE"))
                    .on("UID MOVE 2 Trash")
                    .hangUp();
            prepared(host.connection("UIDPLUS MOVE")).on("UID MOVE 2 Trash", "* OK [COPYUID 9 2 70] moved", "$ OK");
            var moves = (Backend.Moves) host.backend();
            assertEquals(1, moves.move("INBOX", TWO, "Trash").size());
            assertTrue(dies.isDone());
        }
    }

    @Test
    void anOpenFolderThatTurnedBadIsOpenedAnew() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 9, 0, 0)
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ NO [SERVERBUG] Internal error")
                    .on("UID STORE 2 -FLAGS.SILENT (\\Deleted)", "$ NO [SERVERBUG] Internal error")
                    .select("INBOX", 8, 9, 0, 0)
                    .select("INBOX", 8, 9, 0, 0);
            var backend = host.backend();
            backend.changes("INBOX", "");
            var later = assertThrows(BackendException.class, () -> backend.delete("INBOX", TWO));
            assertEquals(BackendException.Kind.UNAVAILABLE, later.kind(), "it may be there under another id");
        }
    }

    @Test
    void theConnectionThatHasTheFolderOpenIsPreferred() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").select("A", 1, 9, 0, 0).on("NOOP", "$ OK");
            host.connection("").select("B", 1, 9, 0, 0).on("NOOP", "$ OK").on("NOOP", "$ OK");
            try (var pool = pool(host, Pace.DEFAULT, 2)) {
                pool.repeatable(
                        "A",
                        a -> pool.repeatable(
                                "B", b -> a.select("A").folder() + b.select("B").folder()));
                for (String folder : List.of("B", "A", "B")) pool.repeatable(folder, c -> c.glance(folder));
            }
        }
    }

    @Test
    void whoWaitsTooLongIsToldToTryLater() throws Exception {
        try (var host = new FakeImap();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            host.connection("");
            try (var pool = pool(host, pace(Duration.ofMillis(20), Duration.ofMinutes(1)), 1)) {
                var taken = new CountDownLatch(1);
                var enough = new CountDownLatch(1);
                var first = threads.submit(() -> pool.repeatable("", c -> {
                    taken.countDown();
                    return await(enough);
                }));
                assertTrue(taken.await(5, TimeUnit.SECONDS));
                var e = assertThrows(BackendException.class, () -> pool.repeatable("", c -> true));
                assertEquals(Kind.UNAVAILABLE, e.kind());
                enough.countDown();
                assertTrue(first.get(5, TimeUnit.SECONDS));
                assertEquals("done", pool.repeatable("", c -> "done"));
            }
            assertEquals(1, host.connections());
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void workKeepsOneConnectionAndGetsBackWhatItLeftOver() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").on("NOOP", "$ OK").on("NOOP", "$ OK");
            host.connection("");
            try (var pool = pool(host, pace(Duration.ofSeconds(5), LONG), 2)) {
                pool.repeatable("", c -> c.run("NOOP", row -> {}));
                var lent = new java.util.concurrent.atomic.AtomicReference<Spares.Spare>();
                Runnable recall = () -> lent.get().close();
                lent.set(pool.take(recall).orElseThrow());
                assertTrue(pool.take(() -> {}).isEmpty(), "the last one is for work");
                ImapConnection spare = lent.get().connection();
                String done = pool.repeatable(
                        "",
                        first -> pool.repeatable("", second -> {
                            second.run("NOOP", row -> {});
                            assertTrue(pool.take(() -> {}).isEmpty(), "nothing is left over");
                            return "both worked";
                        }));
                assertEquals("both worked", done);
                assertTrue(!spare.broken(), "work went on with what the watch gave back");
            }
            assertEquals(2, host.connections());
        }
    }

    @Test
    void whatIsLeftOverLeavesAnOpenFolderToWork() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").select("INBOX", 7, 9, 0, 0).on("NOOP", "$ OK");
            host.connection("");
            try (var pool = pool(host, pace(Duration.ofSeconds(5), LONG), 2)) {
                pool.repeatable("INBOX", c -> c.select("INBOX"));
                try (var spare = pool.take(() -> {}).orElseThrow()) {
                    assertTrue(!spare.connection().hasSelection());
                    pool.repeatable("INBOX", c -> c.glance("INBOX"));
                }
            }
            assertEquals(2, host.connections());
        }
    }

    @Test
    void withTwoConnectionsNothingIsEverLeftOver() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("");
            try (var pool = pool(host, Pace.DEFAULT, 1)) {
                assertTrue(pool.take(() -> {}).isEmpty());
            }
        }
    }

    @Test
    void unusedConnectionsAreClosedAfterAWhile() throws Exception {
        try (var host = new FakeImap()) {
            var first = host.connection("").say("* OK still here");
            host.connection("").on("NOOP", "$ OK");
            try (var pool = pool(host, pace(Duration.ofSeconds(5), Duration.ofMillis(30)), 2)) {
                assertTrue(first.loggedOut(Duration.ofSeconds(5)));
                pool.repeatable("", c -> c.run("NOOP", row -> {}));
            }
            assertEquals(2, host.connections());
        }
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        try (var host = new FakeImap();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var script = host.connection("").on("SELECT INBOX");
            var backend = host.backend(host.settings().withTimeouts(Timeouts.IMAP), new Events());
            var waiting = threads.submit(() -> backend.changes("INBOX", ""));
            assertTrue(script.isDone());
            backend.close();
            var e = assertThrows(java.util.concurrent.ExecutionException.class, () -> waiting.get(5, TimeUnit.SECONDS));
            assertEquals(Kind.UNAVAILABLE, ((BackendException) e.getCause()).kind());
            assertThrows(BackendException.class, () -> backend.changes("INBOX", ""));
        }
    }

    @Test
    void aHandlerThatThrowsLeavesNoHalfReadConnection() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").on("NOOP", "* 1 EXISTS", "* 2 EXISTS", "$ OK");
            host.connection("").on("NOOP", "* 3 EXISTS", "$ OK");
            try (var pool = pool(host, Pace.DEFAULT, 1)) {
                assertThrows(
                        IllegalStateException.class,
                        () -> pool.repeatable(
                                "",
                                c -> c.run("NOOP", row -> {
                                    throw new IllegalStateException("the phone hung up");
                                })));
                var seen = new java.util.ArrayList<Integer>();
                pool.repeatable("", c -> c.run("NOOP", row -> seen.add(row.getNumber())));
                assertEquals(List.of(3), seen);
            }
        }
    }
}
