package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Events;

/** How long a refusal takes, by a clock that moves only when somebody sleeps or the host takes its time. */
final class EvenTimeTest {
    private final Time time = new Time();
    private final EvenTime even = new EvenTime(Duration.ofSeconds(1), time);

    private static final class Time implements EvenTime.Ticker {
        private long nanos = Long.MAX_VALUE - 5_000_000_000L;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration some) {
            nanos += some.toNanos();
        }
    }

    private Duration told(long hostMillis) {
        long began = even.begin();
        time.sleep(Duration.ofMillis(hostMillis));
        even.await(began);
        return Duration.ofNanos(time.nanos - began);
    }

    @Test
    void fromNothingToUnderThreeSecondsIsAllTheSame() {
        for (long millis : List.of(0L, 40L, 1_000L, 2_050L, 2_999L)) assertEquals(Duration.ofSeconds(3), told(millis));
    }

    @Test
    void whatTheSlowestTookAllTakeFromThenOn() {
        assertEquals(Duration.ofSeconds(6), told(5_200));
        assertEquals(Duration.ofSeconds(6), told(0));
        assertEquals(Duration.ofSeconds(6), told(5_700));
        assertEquals(Duration.ofSeconds(7), told(6_000));
        assertEquals(Duration.ofSeconds(7), told(10));
    }

    @Test
    void afterADayItIsForgotten() {
        told(5_200);
        time.sleep(Duration.ofHours(12));
        told(4_100);
        time.sleep(Duration.ofHours(11));
        assertEquals(Duration.ofSeconds(6), told(0));
        time.sleep(Duration.ofHours(2));
        assertEquals(Duration.ofSeconds(5), told(0), "the next slowest is not a day old");
        time.sleep(Duration.ofHours(24));
        assertEquals(Duration.ofSeconds(3), told(0));
    }

    /** A host that hangs for a minute does not make everybody wait who mistypes. */
    @Test
    void noMoreThanTenSecondsAreAskedOfEverybody() {
        assertEquals(Duration.ofSeconds(61), told(60_500));
        assertEquals(Duration.ofSeconds(3), told(0));
        told(9_500);
        assertEquals(Duration.ofSeconds(10), told(0));
    }

    /** The host takes two and a half seconds over those whom it knows, and nothing over others. */
    @Test
    void anUnknownUserIsRefusedAfterTheSameTimeAsAKnownOne() throws Exception {
        Connector host = credentials -> {
            if (credentials.user().startsWith("known")) time.sleep(Duration.ofMillis(2_500));
            throw new BackendException(Kind.LOGIN, "wrong");
        };
        var settings = Backends.Settings.withDomain("");
        try (var backends = new Backends(host, Keys.MAIL, settings, InstantSource.system(), time, new Events())) {
            for (String user : List.of("known@example.org", "unknown@example.org", "known2@example.org", "x")) {
                long began = time.nanos;
                var refused = assertThrows(
                        BackendException.class, () -> backends.login(new Credentials(user, "wrong"), "network"));
                assertEquals(Kind.LOGIN, refused.kind());
                assertEquals(Duration.ofSeconds(3), Duration.ofNanos(time.nanos - began), user);
            }
        }
    }
}
