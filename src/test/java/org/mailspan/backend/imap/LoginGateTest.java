package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Events;

/** Many accounts come to one host at once. */
final class LoginGateTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    private static LoginGate gate(Duration patience, Duration pause) {
        Pace p = Pace.DEFAULT;
        return new LoginGate(
                new Pace(patience, p.idleClose(), p.keepAlive(), p.answer(), p.round(), pause, p.lastBackoff()));
    }

    @Test
    void aStormComesInASmallNumberAtATime() throws Exception {
        var gate = gate(Duration.ofSeconds(20), Duration.ofSeconds(1));
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(LoginGate.AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins = new ArrayList<Future<?>>();
            for (int i = 0; i < 500; i++)
                logins.add(threads.submit(() -> {
                    try (var turn = gate.enter("u")) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        full.countDown();
                        full.await(10, TimeUnit.SECONDS);
                        now.decrementAndGet();
                        turn.letIn();
                    }
                    return true;
                }));
            for (var login : logins) login.get(20, TimeUnit.SECONDS);
        }
        assertEquals(LoginGate.AT_ONCE, most.get());
    }

    @Test
    void whoWaitsTooLongIsToldToComeLater() throws Exception {
        var gate = gate(Duration.ofMillis(20), Duration.ofSeconds(1));
        var held = new ArrayList<LoginGate.Turn>();
        for (int i = 0; i < LoginGate.AT_ONCE; i++) held.add(gate.enter("u"));
        assertEquals(
                Kind.UNAVAILABLE,
                assertThrows(BackendException.class, () -> gate.enter("u")).kind());
        held.forEach(LoginGate.Turn::close);
        gate.enter("u").close();
    }

    @Test
    void aHostThatTurnsAwayGetsOneAtATime() throws Exception {
        var gate = gate(Duration.ofMillis(20), Duration.ofMillis(1));
        turnAway(gate, "a");
        try (var turn = gate.enter("u")) {
            assertThrows(BackendException.class, () -> gate.enter("u"));
            turn.letIn();
        }
        List<LoginGate.Turn> both = List.of(gate.enter("u"), gate.enter("u"));
        both.forEach(LoginGate.Turn::close);
    }

    @Test
    void anAccountAtItsOwnLimitMakesNobodyPause() throws Exception {
        var gate = gate(Duration.ofSeconds(5), Duration.ofMinutes(1));
        for (int i = 0; i < 50; i++) turnAway(gate, "full");
        gate.enter("u").close();
    }

    @Test
    void afterTheSecondAccountThereIsAPause() throws Exception {
        Duration pause = Duration.ofMillis(150);
        var gate = gate(Duration.ofSeconds(5), pause);
        turnAway(gate, "b");
        turnAway(gate, "c");
        long before = System.nanoTime();
        gate.enter("u").close();
        assertTrue(System.nanoTime() - before >= pause.toNanos() * 9 / 10);
        turnAway(gate, "d");
        before = System.nanoTime();
        gate.enter("u").close();
        assertTrue(System.nanoTime() - before >= pause.toNanos() * 18 / 10, "twice as long");
    }

    @Test
    void accountsOfOneHostWaitForEachOther() throws Exception {
        Pace p = Pace.DEFAULT;
        var pause = Duration.ofMillis(200);
        var pace = new Pace(p.lend(), p.idleClose(), p.keepAlive(), p.answer(), p.round(), pause, p.lastBackoff());
        try (var host = new FakeImap()) {
            host.connection("").on("LOGIN a pw", "$ NO [UNAVAILABLE] busy");
            host.connection("").on("LOGIN b pw", "$ NO Too many login attempts");
            host.connection("");
            var smtp = SmtpSettings.of("127.0.0.1", 1, Security.NONE);
            var connector = new ImapConnector(host.settings().withPace(pace), smtp, "", new Events());
            for (String user : List.of("a", "b")) {
                var away = assertThrows(BackendException.class, () -> connector.connect(new Credentials(user, "pw")));
                assertEquals(Kind.UNAVAILABLE, away.kind());
            }
            long before = System.nanoTime();
            connector.connect(new Credentials("c", "pw")).close();
            assertTrue(System.nanoTime() - before >= pause.toNanos() * 9 / 10);
        }
    }

    /** Who tries out passwords is answered slowly by many hosts, and fills the one gate, not the other. */
    @Test
    void aPasswordThatWasRightDoesNotWaitBehindOthers() throws Exception {
        Pace p = Pace.DEFAULT;
        var pace = new Pace(
                Duration.ofMillis(20), p.idleClose(), p.keepAlive(), p.answer(), p.round(), p.firstBackoff(), LONG);
        try (var host = new FakeImap()) {
            host.connection("");
            host.connection("");
            var first = new LoginGate(pace);
            var login = new ImapLogin(host.settings(), new Credentials("u", "pw"), first, new LoginGate(pace));
            assertFalse(login.connect().broken());
            for (int i = 0; i < LoginGate.AT_ONCE; i++) first.enter("w");
            assertFalse(login.connect().broken());
            var stranger = new ImapLogin(host.settings(), new Credentials("v", "pw"), first, new LoginGate(pace));
            assertThrows(BackendException.class, stranger::connect);
        }
    }

    private static void turnAway(LoginGate gate, String account) throws BackendException {
        try (var turn = gate.enter(account)) {
            turn.turnedAway();
        }
    }
}
