package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many wrong passwords are too many, and for whom. */
class AttemptsTest {
    private final Attempts attempts = new Attempts();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    private int tried(String network, String user, int times) {
        int done = 0;
        for (int i = 0; i < times; i++) {
            if (attempts.delay(network, user, now).isPresent()) continue;
            attempts.failed(network, user, now);
            done++;
        }
        return done;
    }

    @Test
    void oneNetworkTriesTwentyAndThenTwoAMinute() {
        assertEquals(20, tried("a", "anna", 20));
        assertEquals(Optional.of(Duration.ofSeconds(30)), attempts.delay("a", "bob", now));
        now = now.plusSeconds(61);
        assertEquals(1, tried("a", "carl", 1));
        assertEquals(0, tried("a", "carl", 1));
        assertEquals(1, tried("b", "carl", 1), "another network");
    }

    @Test
    void whoGoesOnWaitsLonger() {
        tried("a", "anna", 20);
        Duration first = attempts.delay("a", "anna", now).orElseThrow();
        Duration second = attempts.delay("a", "anna", now).orElseThrow();
        assertTrue(second.compareTo(first) > 0, first + " then " + second);
        tried("a", "anna", 1_000);
        Duration longest = attempts.delay("a", "anna", now).orElseThrow();
        assertEquals(Duration.ofSeconds(30 * 31), longest, "and not for ever");
        now = now.plus(longest);
        assertEquals(1, tried("a", "anna", 1));
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
        attempts.succeeded("home", "anna", now);
        for (int i = 0; i < 100; i++) tried("network " + i, "anna", 1);
        assertEquals(Optional.empty(), attempts.delay("home", "anna", now));
        assertTrue(attempts.delay("elsewhere", "anna", now).isPresent());
    }

    @Test
    void aSuccessForgivesTheNetwork() {
        tried("office", "anna", 19);
        attempts.succeeded("office", "anna", now);
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
}
