package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Attempts.Admission;
import org.mailspan.backend.Attempts.Attempt;

/** How many wrong passwords are too many, and for whom. */
class AttemptsTest {
    private final Attempts attempts = new Attempts();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    private Optional<Attempt> admitted(String network, String user) {
        return admitted(network, user, Optional.empty());
    }

    private Optional<Attempt> admitted(String network, String user, Optional<String> named) {
        return attempts.admit(network, user, named, now) instanceof Admission.Let(var attempt)
                ? Optional.ofNullable(attempt)
                : Optional.empty();
    }

    private int tried(String network, String user, int times) {
        int done = 0;
        for (int i = 0; i < times; i++) {
            Optional<Attempt> attempt = admitted(network, user);
            if (attempt.isEmpty()) continue;
            attempt.get().wrong(now);
            done++;
        }
        return done;
    }

    private Duration delay(String network, String user) {
        return switch (attempts.admit(network, user, Optional.empty(), now)) {
            case Admission.Let(var attempt) -> {
                attempt.undecided();
                yield Duration.ZERO;
            }
            case Admission.Wait(var delay) -> delay;
            case Admission.Behind _ -> throw new AssertionError("others are open");
        };
    }

    private void succeeds(String network, String user) {
        admitted(network, user).orElseThrow().good(now);
    }

    @Test
    void oneNetworkTriesTwentyAndThenEverMoreSeldom() {
        assertEquals(20, tried("a", "anna", 20));
        assertEquals(Duration.ofSeconds(30), delay("a", "bob"));
        now = now.plusSeconds(61);
        assertEquals(1, tried("a", "carl", 1));
        assertEquals(0, tried("a", "carl", 1));
        assertEquals(1, tried("b", "carl", 1), "another network");
    }

    /** Who is patient gets little more than who is not. */
    @Test
    void eachOneAfterTheTwentyCostsALongerWaitUpToAQuarterOfAnHour() {
        tried("a", "anna", 20);
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            long wait = 0;
            // Asks nobody: to ask in vain makes it longer still.
            while (wait < 3600 && !attempts.mayTry("a", "user" + i, now)) {
                now = now.plusSeconds(1);
                wait++;
            }
            waits.add(wait);
            assertEquals(1, tried("a", "user" + i, 1));
        }
        assertEquals(List.of(30L, 60L, 120L, 240L, 480L, 900L, 900L, 900L), waits);
    }

    @Test
    void whoGoesOnWaitsLonger() {
        tried("a", "anna", 20);
        Duration first = delay("a", "anna");
        Duration second = delay("a", "anna");
        assertTrue(second.compareTo(first) > 0, first + " then " + second);
        tried("a", "anna", 1_000);
        Duration longest = delay("a", "anna");
        assertEquals(Duration.ofSeconds(30 * 31), longest, "and not for ever");
        now = now.plus(longest).plusSeconds(30);
        assertEquals(1, tried("a", "anna", 1));
    }

    @Test
    void afterAQuietTimeAllIsForgotten() {
        tried("a", "anna", 1_000);
        now = now.plusSeconds(30 * 51);
        assertEquals(20, tried("a", "bob", 100));
    }

    @Test
    void aThousandAtOnceAreNoMoreThanOneAfterTheOther() {
        var open = new ArrayList<Attempt>();
        for (int i = 0; i < 1_000; i++) admitted("a", "user" + i).ifPresent(open::add);
        assertEquals(20, open.size());
        assertInstanceOf(
                Admission.Behind.class, attempts.admit("a", "anna", Optional.empty(), now), "nothing was wrong yet");
        open.forEach(attempt -> attempt.wrong(now));
        assertEquals(Duration.ofSeconds(30), delay("a", "anna"));
    }

    @Test
    void allPhonesOfAHouseMayComeAtOnce() {
        for (int round = 0; round < 3; round++) {
            var open = new ArrayList<Attempt>();
            for (int i = 0; i < 20; i++) open.add(admitted("home", "user" + i).orElseThrow());
            open.forEach(attempt -> attempt.good(now));
        }
    }

    @Test
    void whatNobodyCouldAnswerCostsNothing() {
        for (int i = 0; i < 100; i++) admitted("a", "anna").orElseThrow().undecided();
        assertEquals(20, tried("a", "anna", 100));
    }

    @Test
    void oneUserIsGuessedAtFromManyNetworksThirtyTimes() {
        int done = 0;
        for (int i = 0; i < 100; i++) done += tried("network " + i, "anna", 1);
        assertEquals(30, done);
        assertEquals(1, tried("network 0", "bob", 1), "others are left alone");
    }

    @Test
    void whoWasLetInFromThereIsNotShutOutByStrangers() {
        succeeds("home", "anna");
        for (int i = 0; i < 2_000; i++) tried("network " + i, i % 2 == 0 ? "anna" : "user " + i, 1);
        assertEquals(Duration.ZERO, delay("home", "anna"));
        assertTrue(delay("elsewhere", "anna").isPositive());
        assertTrue(delay("elsewhere", "bob").isPositive(), "everyone's are used up");
    }

    /** Whoever knows an id may not guess without end either, and takes nobody else's. */
    @Test
    void aPasswordWhoseNameIsKnownIsCountedByItself() {
        for (int i = 0; i < 2_000; i++) tried("network " + i, i % 2 == 0 ? "anna" : "user " + i, 1);
        assertEquals(Optional.empty(), admitted("elsewhere", "anna"));
        int done = 0;
        for (int i = 0; i < 100; i++) {
            Optional<Attempt> attempt = admitted("another " + i, "anna", Optional.of("abcd"));
            attempt.ifPresent(it -> it.wrong(now));
            if (attempt.isPresent()) done++;
        }
        assertEquals(30, done);
        assertTrue(admitted("elsewhere", "anna", Optional.of("efgh")).isPresent());
    }

    @Test
    void aSuccessForgivesTheNetwork() {
        tried("office", "anna", 19);
        succeeds("office", "anna");
        assertEquals(20, tried("office", "bob", 30));
    }

    @Test
    void allTogetherHaveALimitToo() {
        int done = 0;
        for (int i = 0; i < 2_000; i++) done += tried("network " + i, "user " + i, 1);
        assertEquals(300, done);
        now = now.plusSeconds(10);
        assertEquals(1, tried("another", "another", 1));
    }

    @Test
    void aMillionMadeUpUsersAndNetworksTakeNoMoreMemoryThanTenThousand() {
        for (int i = 0; i < 1_000_000; i++) {
            tried("network " + i, "user " + i, 1);
            if (i % 100 == 0) now = now.plusMillis(500);
        }
        assertTrue(attempts.remembered() <= 3 * Attempts.MOST, "remembered " + attempts.remembered());
    }

    /** An attacker with many addresses and all the patience of an hour, or of a day. */
    @Test
    void oneUserIsGuessedAtSoManyTimesInAnHourFromAnyNumberOfNetworks() {
        int first = guessedIn(3600, 0);
        int second = guessedIn(3600, 1_000_000);
        assertTrue(first <= 45, "tries in the first hour: " + first);
        assertTrue(second <= 13, "and in the next: " + second);
    }

    private int guessedIn(int seconds, int from) {
        int done = 0;
        for (int i = 0; i < seconds; i++, now = now.plusSeconds(1))
            for (int j = 0; j < 20; j++) done += tried("network " + (from + 20 * i + j), "anna", 1);
        return done;
    }
}
