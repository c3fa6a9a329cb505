package org.mailspan.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;

/** When is renewed, and when is asked again. */
final class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final TestAuthority CA = TestAuthority.root(Says.authority("ca", NOW));

    private static X509Certificate certificate(Duration life) {
        return CA.gives(Says.person("mail.example.org", NOW).during(NOW, NOW.plus(life)))
                .certificate();
    }

    @Test
    void afterTwoThirdsOfItsLifeEachAtItsOwnMoment() {
        var moments = new HashSet<Instant>();
        for (int i = 0; i < 20; i++) {
            X509Certificate one = certificate(Duration.ofDays(90));
            Instant renewal = Schedule.renewal(one, Optional.empty());
            assertFalse(renewal.isBefore(NOW.plus(Duration.ofDays(60))), "" + renewal);
            assertTrue(renewal.isBefore(NOW.plus(Duration.ofDays(63))), "" + renewal);
            assertEquals(renewal, Schedule.renewal(one, Optional.empty()), "the same after a restart");
            moments.add(renewal);
        }
        assertTrue(moments.size() > 10, "not all at one moment: " + moments);
    }

    @Test
    void aShortLifeIsSpreadWithinItself() {
        Instant renewal = Schedule.renewal(certificate(Duration.ofDays(6)), Optional.empty());
        assertFalse(renewal.isBefore(NOW.plus(Duration.ofDays(4))), "" + renewal);
        assertTrue(renewal.isBefore(NOW.plus(Duration.ofHours(4 * 24 + 5))), "" + renewal);
    }

    /** As when an authority has to take certificates back, and wants them all replaced tomorrow. */
    @Test
    void whatTheAuthoritySuggestsCounts() {
        var window = new Authority.Window(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));
        Instant renewal = Schedule.renewal(certificate(Duration.ofDays(90)), Optional.of(window));
        assertFalse(renewal.isBefore(window.start()), "" + renewal);
        assertFalse(renewal.isAfter(window.end()), "" + renewal);
    }

    @Test
    void waitsDoubleUpToHalfADayAndAreNotTheSameForAll() {
        RandomGenerator least = fixed(0);
        List<Duration> waits = IntStream.of(1, 2, 3, 4, 5, 6, 7, 60)
                .mapToObj(failures -> Duration.between(NOW, Schedule.again(NOW, failures, Optional.empty(), least)))
                .toList();
        assertEquals(
                List.of(15L, 30L, 60L, 120L, 240L, 480L, 720L, 720L),
                waits.stream().map(Duration::toMinutes).toList());
        Instant most = Schedule.again(NOW, 1, Optional.empty(), fixed(1));
        assertEquals(NOW.plusSeconds(15 * 60 + 225), most);
    }

    @Test
    void whatTheAuthoritySaysIsWaitedFor() {
        Instant later = NOW.plus(Duration.ofDays(3));
        assertEquals(later, Schedule.again(NOW, 1, Optional.of(later), new Random(1)));
        Instant sooner = NOW.plusSeconds(1);
        assertTrue(Schedule.again(NOW, 1, Optional.of(sooner), new Random(1)).isAfter(NOW.plusSeconds(800)));
    }

    private static RandomGenerator fixed(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
