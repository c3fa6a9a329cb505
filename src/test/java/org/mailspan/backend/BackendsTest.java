package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

@Timeout(20)
final class BackendsTest {
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final FakeHost host = new FakeHost();
    private final Events events = new Events();
    private final Backends backends =
            new Backends(host, Backends.Settings.withDomain("example.org").prompt(), () -> now, events);

    private static Credentials anna(String password) {
        return new Credentials("anna@example.org", password);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "waited too long");
            Thread.onSpinWait();
        }
    }

    private Backend login(Credentials credentials) throws BackendException {
        try {
            return backends.login(credentials, "here").backend();
        } catch (TooManyAttempts tooMany) {
            throw new AssertionError(tooMany);
        }
    }

    private Kind refusal(Credentials credentials) {
        return assertThrows(BackendException.class, () -> login(credentials)).kind();
    }

    @Test
    void allRequestsShareOneLogin() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(30));
            assertSame(first, login(anna("right")));
        }
        assertEquals(1, host.asked.size());
    }

    @Test
    void twentyRequestsAtOnceCauseOneLogin() throws Exception {
        host.good.add(anna("right"));
        host.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Backend>>();
            for (int i = 0; i < 20; i++) answers.add(threads.submit(() -> login(anna("right"))));
            host.gate.countDown();
            Backend first = answers.getFirst().get();
            for (Future<Backend> answer : answers) assertSame(first, answer.get());
        }
        assertEquals(1, host.asked.size());
    }

    @Test
    void aSlowGuesserDoesNotKeepTheOwnerOut() throws Exception {
        host.good.add(anna("right"));
        host.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Backend> guess = threads.submit(() -> login(anna("guess")));
            await(() -> !host.asked.isEmpty());
            CountDownLatch held = host.gate;
            host.gate = new CountDownLatch(0);
            login(anna("right"));
            assertFalse(guess.isDone());
            held.countDown();
            assertThrows(ExecutionException.class, guess::get);
        }
    }

    @Test
    void aRequestThatGoesAwayDoesNotEndTheLoginOfTheOthers() throws Exception {
        host.good.add(anna("right"));
        host.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Backend> leaving = threads.submit(() -> login(anna("right")));
            await(() -> !host.asked.isEmpty());
            leaving.cancel(true);
            Future<Backend> staying = threads.submit(() -> login(anna("right")));
            host.gate.countDown();
            staying.get();
        }
        assertEquals(1, host.asked.size());
    }

    @Test
    void aWrongPasswordBesideAGoodOneIsTriedAtTheHostOnce() throws Exception {
        host.good.add(anna("right"));
        Backend right = login(anna("right"));
        for (int i = 0; i < 10; i++) assertEquals(Kind.LOGIN, refusal(anna("wrong")));
        assertEquals(List.of(anna("right"), anna("wrong")), host.asked);
        assertSame(right, login(anna("right")));
    }

    @Test
    void aBadPasswordIsAskedAgainEverMoreSeldom() {
        for (int minute = 0; minute < 60; minute++) {
            assertEquals(Kind.LOGIN, refusal(anna("wrong")));
            pass(Duration.ofMinutes(1));
        }
        // At 0, 5, 15 and 35 minutes.
        assertEquals(4, host.asked.size());
    }

    @Test
    void aBadPasswordThatBecameGoodIsLetInAfterItsPause() throws Exception {
        refusal(anna("new"));
        host.good.add(anna("new"));
        assertEquals(Kind.LOGIN, refusal(anna("new")));
        pass(Duration.ofMinutes(6));
        login(anna("new"));
    }

    @Test
    void aRefusedPasswordThatWorkedBeforeMeansTryLaterForAWhile() throws Exception {
        host.good.add(anna("right"));
        login(anna("right"));
        host.good.clear();
        pass(Duration.ofMinutes(11));
        Instant began = now;
        while (now.isBefore(began.plus(Duration.ofMinutes(14)))) {
            assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
            pass(Duration.ofSeconds(20));
        }
        // At 0, 2, 6 and 14 minutes: few enough for a host that counts failures.
        assertTrue(host.asked.size() <= 4, "logins: " + host.asked.size());
        pass(Duration.ofMinutes(9));
        assertEquals(Kind.LOGIN, refusal(anna("right")));
        assertEquals(Kind.LOGIN, refusal(anna("right")));
    }

    @Test
    void aPhoneThatPollsSeldomIsToldInTheEndToo() throws Exception {
        host.good.add(anna("right"));
        login(anna("right"));
        host.good.clear();
        pass(Duration.ofHours(1));
        assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
        pass(Duration.ofHours(1));
        backends.sweep();
        assertEquals(Kind.LOGIN, refusal(anna("right")));
    }

    @Test
    void aThrottledLoginThatRecoversGoesOn() throws Exception {
        throttledAndRecovered();
    }

    private void throttledAndRecovered() throws BackendException {
        host.good.add(anna("right"));
        Backend before = login(anna("right"));
        host.good.clear();
        pass(Duration.ofMinutes(11));
        assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
        host.good.add(anna("right"));
        pass(Duration.ofMinutes(3));
        assertSame(before, login(anna("right")));
        // The second login is closed, behind the back of the request; the warm backend stays.
        await(() -> !host.closed.isEmpty());
        assertNotSame(before, host.closed.getFirst());
    }

    @Test
    void aSecondThrottlingHasItsOwnGrace() throws Exception {
        throttledAndRecovered();
        host.good.clear();
        pass(Duration.ofHours(1));
        assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
    }

    @Test
    void anOldPasswordIsBadAtOnceWhenANewOneWasGood() throws Exception {
        host.good.add(anna("old"));
        Backend old = login(anna("old"));
        host.good.clear();
        host.good.add(anna("new"));
        Backend fresh = login(anna("new"));
        assertNotSame(old, fresh);
        assertEquals(Kind.LOGIN, refusal(anna("old")));
    }

    @Test
    void aReplacedBackendIsClosedWhenNobodyUsesIt() throws Exception {
        host.good.add(anna("old"));
        Backend old = login(anna("old"));
        Backends.Hold hold = backends.hold(old);
        host.good.add(anna("new"));
        Backend fresh = login(anna("new"));
        pass(Duration.ofMinutes(10));
        backends.sweep();
        assertEquals(List.of(), host.closed);
        hold.close();
        pass(Duration.ofSeconds(61));
        backends.sweep();
        assertEquals(List.of(old), host.closed);
        assertSame(fresh, login(anna("new")));
    }

    @Test
    void anIdleBackendIsClosedAndTheNextRequestLogsInAgain() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        pass(Duration.ofMinutes(14));
        backends.sweep();
        assertEquals(1, backends.count());
        pass(Duration.ofMinutes(1));
        backends.sweep();
        assertEquals(List.of(first), host.closed);
        assertEquals(0, backends.count());
        assertNotSame(first, login(anna("right")));
    }

    @Test
    void aWaitingRequestKeepsItsBackendOpen() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        Backends.Hold ping = backends.hold(first);
        pass(Duration.ofMinutes(59));
        backends.sweep();
        assertEquals(List.of(), host.closed);
        ping.close();
        ping.close();
        backends.sweep();
        assertEquals(List.of(), host.closed, "the end of the wait counts as use");
        assertSame(first, login(anna("right")));
        assertEquals(1, host.asked.size());
    }

    @Test
    void aPasswordInUseIsProvenAgainEveryHour() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        for (int minute = 0; minute < 130; minute++) {
            pass(Duration.ofMinutes(1));
            assertSame(first, login(anna("right")));
        }
        assertEquals(3, host.asked.size());
        assertFalse(host.closed.contains(first));
    }

    @Test
    void aDoubtedBackendIsProvenAtTheNextRequest() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        backends.doubt(first);
        assertSame(first, login(anna("right")));
        assertSame(first, login(anna("right")));
        assertEquals(2, host.asked.size());
    }

    @Test
    void aHostThatIsDownIsAskedEverMoreSeldom() throws Exception {
        host.good.add(anna("right"));
        host.down = true;
        for (int second = 0; second < 600; second++) {
            assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
            pass(Duration.ofSeconds(1));
        }
        // At 0, 1, 3, 7, 15, 31 and 63 seconds, then once a minute.
        assertTrue(host.asked.size() >= 14 && host.asked.size() <= 17, "logins: " + host.asked.size());
        host.down = false;
        pass(Duration.ofMinutes(1));
        login(anna("right"));
    }

    @Test
    void theOwnerIsToldOfAFailingHostButNotOfWrongPasswords() throws Exception {
        var told = new ArrayList<Event>();
        events.listen(told::add);
        host.good.add(anna("right"));
        login(anna("right"));
        refusal(anna("wrong"));
        assertEquals(List.of(), told);
        host.down = true;
        pass(Duration.ofHours(1));
        refusal(anna("right"));
        refusal(anna("right"));
        assertEquals(List.of(new Event.HostFailed("anna@example.org", "login", "DOWN: down")), told);
    }

    @Test
    void anOutageDoesNotUseUpTheGraceOfALaterRefusal() throws Exception {
        host.good.add(anna("right"));
        login(anna("right"));
        host.down = true;
        pass(Duration.ofHours(2));
        refusal(anna("right"));
        pass(Duration.ofHours(2));
        host.down = false;
        host.good.clear();
        assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
    }

    @ParameterizedTest
    @CsvSource({"anna", "EXAMPLE\\anna", "anna@example.org", "ANNA@Example.ORG", "' anna '"})
    void allFormsOfALoginAreOneAccount(String form) throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        assertSame(first, login(new Credentials(form, "right")));
        assertEquals(1, host.asked.size());
    }

    @Test
    void theHostGetsTheLoginAsItWasTyped() throws Exception {
        host.good.add(new Credentials("Anna.Keller@example.org", "right"));
        login(new Credentials("EXAMPLE\\Anna.Keller", "right"));
        assertEquals("Anna.Keller@example.org", host.asked.getFirst().user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "EXAMPLE\\", "a\r\nb", "a\0b"})
    void anImpossibleLoginIsNotAskedAbout(String user) {
        assertEquals(Kind.LOGIN, refusal(new Credentials(user, "right")));
        assertEquals(List.of(), host.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nb", "a\0b"})
    void anImpossiblePasswordIsNotAskedAbout(String password) {
        assertEquals(Kind.LOGIN, refusal(anna(password)));
        assertEquals(Kind.LOGIN, refusal(anna("x".repeat(100_000))));
        assertEquals(List.of(), host.asked);
    }

    @Test
    void afterTheEndEverythingIsClosedAndNobodyLogsIn() throws Exception {
        host.good.add(anna("right"));
        Backend first = login(anna("right"));
        backends.close();
        assertEquals(List.of(first), host.closed);
        assertEquals(Kind.UNAVAILABLE, refusal(anna("right")));
    }

    @Test
    void aLoginThatIsUnderWayAtTheEndIsClosed() throws Exception {
        host.good.add(anna("right"));
        host.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Backend> late = threads.submit(() -> login(anna("right")));
            await(() -> !host.asked.isEmpty());
            backends.close();
            host.gate.countDown();
            assertThrows(ExecutionException.class, () -> late.get(10, TimeUnit.SECONDS));
        }
        await(() -> !host.closed.isEmpty());
        assertEquals(0, backends.count());
    }
}
