package org.mailspan.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mailspan.push.Lifetimes.Way;

/** At what age connections are cut, learned from those that were. */
class LifetimesTest {
    private static final Duration ENDLESS = Duration.ofDays(1);

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final Lifetimes lifetimes = new Lifetimes(() -> now);
    private final Way home = Way.of("anna", "phone", "192.0.2.17");

    private boolean died(long seconds) {
        return lifetimes.died(home, Duration.ofSeconds(seconds));
    }

    private long longest() {
        return lifetimes.longest(home).toSeconds();
    }

    @Test
    void twoOfOneAgeAreAPattern() {
        assertFalse(died(60));
        assertEquals(ENDLESS.toSeconds(), longest());
        assertTrue(died(61));
        assertEquals(55, longest());
    }

    @Test
    void longAgesMayDifferMoreAndAreKeptFurtherAwayFrom() {
        died(1200);
        assertTrue(died(1150));
        assertEquals(1092, longest());
    }

    @Test
    void agesOfPeopleAreNoPattern() {
        assertFalse(died(400));
        assertFalse(died(90));
        assertFalse(died(250));
        assertFalse(died(5));
        assertFalse(died(6));
        assertEquals(ENDLESS.toSeconds(), longest());
    }

    @Test
    void anAnswerThatWasTakenAtThatAgeDisproves() {
        died(60);
        lifetimes.answered(home, Duration.ofSeconds(59));
        lifetimes.answered(home, Duration.ofSeconds(70));
        assertFalse(died(60));
        assertEquals(ENDLESS.toSeconds(), longest());
    }

    @Test
    void itIsForgottenAfterADay() {
        died(60);
        died(60);
        now = now.plus(Duration.ofHours(23));
        assertEquals(55, longest());
        now = now.plus(Duration.ofHours(2));
        assertEquals(ENDLESS.toSeconds(), longest());
        assertFalse(died(60));
        assertTrue(died(60));
    }

    @Test
    void aWayIsADeviceInANetwork() {
        died(60);
        died(60);
        assertEquals(home, Way.of("anna", "phone", "192.0.2.200"));
        assertNotEquals(home, Way.of("anna", "phone", "192.0.3.17"));
        assertEquals(Way.of("anna", "phone", "2001:db8:1:2::1"), Way.of("anna", "phone", "2001:db8:1:ffff::9"));
        assertNotEquals(Way.of("anna", "phone", "2001:db8:1::1"), Way.of("anna", "phone", "2001:db8:2::1"));
        assertEquals("who knows", Way.of("anna", "phone", "who knows").network());
        assertEquals(ENDLESS, lifetimes.longest(Way.of("anna", "tablet", "192.0.2.17")));
    }

    @Test
    void aHeldRequestWaitsNoLongerThanItsConnectionLives() {
        var held = new Held(Duration.ofSeconds(55));
        assertEquals(Duration.ofSeconds(55), held.within(Duration.ofMinutes(8)));
        assertEquals(Duration.ofSeconds(30), held.within(Duration.ofSeconds(30)));
        assertEquals(Duration.ofMinutes(8), new Held().within(Duration.ofMinutes(8)));
    }
}
