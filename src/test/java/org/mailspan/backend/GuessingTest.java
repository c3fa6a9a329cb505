package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Events;
import org.mailspan.support.Eventually;

/** An attacker who guesses passwords: how many of his guesses reach the mail host, and who suffers. */
@Timeout(60)
final class GuessingTest {
    private static final Credentials ANNA = new Credentials("anna@example.org", "right");

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final FakeHost host = new FakeHost();
    private final AtomicInteger opened = new AtomicInteger();
    private final Keys counting = (account, sent) -> {
        opened.incrementAndGet();
        return new Keys.Opened(sent, "");
    };
    private final Backends backends = backends(Backends.Settings.withDomain("").prompt());

    private Backends backends(Backends.Settings settings) {
        return new Backends(host, counting, settings, () -> now, new Events());
    }

    private enum Outcome {
        IN,
        REFUSED,
        LATER,
        THROTTLED
    }

    private Outcome tried(String network, String user, String password) {
        try {
            backends.login(new Credentials(user, password), network);
            return Outcome.IN;
        } catch (TooManyAttempts tooMany) {
            return Outcome.THROTTLED;
        } catch (BackendException refused) {
            return refused.kind() == Kind.LOGIN ? Outcome.REFUSED : Outcome.LATER;
        }
    }

    @Test
    void fromTenThousandAddressesOneUserIsGuessedAtFortyFiveTimesInTheFirstHour() {
        int guesses = 0;
        for (int second = 0; second < 3600; second++, now = now.plusSeconds(1))
            for (int i = 0; i < 3; i++)
                tried("network " + (guesses % 10_000), "anna@example.org", "guess " + guesses++);
        assertTrue(host.asked.size() <= 45, host.asked.size() + " of " + guesses + " guesses reached the host");
        assertEquals(host.asked.size(), opened.get(), "nor did a slow hash run for others");
    }

    @Test
    void otherWaysToWriteAUserAreTheSameUser() {
        String[] forms = {"anna@example.org", "ANNA@example.org", "EXAMPLE\\anna@example.org", " anna@Example.ORG "};
        for (int i = 0; i < 400; i++) tried("network " + i, forms[i % forms.length], "guess " + i);
        assertEquals(30, host.asked.size());
    }

    @Test
    void oneAddressGuessesFortyTimesInAnHourAtAnyNumberOfUsers() {
        int guesses = 0;
        for (int second = 0; second < 3600; second++, now = now.plusSeconds(1))
            tried("attacker", "user" + guesses % 500, "guess " + guesses++);
        assertTrue(host.asked.size() <= 40, host.asked.size() + " reached the host");
    }

    /** All are sent before the host answered the first: each counts while it is open. */
    @Test
    void aThousandGuessesAtOnceAreNoMoreThanTwenty() throws Exception {
        host.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 1_000; i++) {
                String guess = "guess " + i;
                Callable<Outcome> trying = () -> tried("attacker", "anna@example.org", guess);
                all.add(threads.submit(trying));
            }
            Eventually.that("twenty asked", () -> host.asked.size() == 20);
            host.gate.countDown();
            int refused = 0;
            for (Future<Outcome> one : all) if (one.get() == Outcome.REFUSED) refused++;
            assertEquals(20, refused);
        }
        assertEquals(20, host.asked.size());
    }

    /** After a restart, say: more than may be wrong, from one address, and each of them is right. */
    @Test
    void threeHundredPhonesOfOneHouseAreAllLetInAtOnce() throws Exception {
        for (int i = 0; i < 300; i++) host.good.add(new Credentials("user" + i, "right"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 300; i++) {
                String user = "user" + i;
                Callable<Outcome> trying = () -> tried("home", user, "right");
                all.add(threads.submit(trying));
            }
            for (Future<Outcome> one : all) assertEquals(Outcome.IN, one.get());
        }
        assertEquals(300, host.asked.size());
    }

    /** The password was changed; the old phone goes on, from the same address as the new one. */
    @Test
    void theOldPhoneWithTheOldPasswordDoesNotLockItsOwnerOut() {
        host.good.add(ANNA);
        for (int minute = 0; minute < 24 * 60; minute++, now = now.plusSeconds(60)) {
            assertEquals(Outcome.REFUSED, tried("home", "anna@example.org", "old"));
            if (minute == 0) continue;
            assertEquals(Outcome.IN, tried("home", "anna@example.org", "right"), "minute " + minute);
        }
        long asked =
                host.asked.stream().filter(it -> it.password().equals("old")).count();
        assertTrue(asked <= 30, "the old one reached the host " + asked + " times in a day");
    }

    @Test
    void aNewPhoneAtHomeGetsInWhileStrangersGuess() {
        host.good.add(ANNA);
        assertEquals(Outcome.IN, tried("home", "anna@example.org", "right"));
        host.good.clear();
        host.good.add(new Credentials("anna@example.org", "changed"));
        for (int i = 0; i < 1_000; i++) tried("network " + i, i % 2 == 0 ? "anna@example.org" : "user" + i, "g" + i);
        assertEquals(Outcome.THROTTLED, tried("elsewhere", "anna@example.org", "changed"));
        assertEquals(Outcome.IN, tried("home", "anna@example.org", "changed"));
        assertEquals(Outcome.IN, tried("elsewhere", "anna@example.org", "changed"), "what is known to be good");
    }

    @Test
    void aHostThatIsDownUsesNobodysAttemptsUp() {
        host.down = true;
        for (int i = 0; i < 100; i++) assertEquals(Outcome.LATER, tried("home", "anna@example.org", "right" + i));
        host.down = false;
        assertEquals(Outcome.REFUSED, tried("home", "anna@example.org", "another"));
    }
}
