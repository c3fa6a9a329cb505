package org.mailspan.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a certificate is renewed, and when an authority that refused is asked again. */
final class Schedule {
    /** Of a life of 90 days: after 60 of them, and up to 3 more. */
    private static final int SPREAD = 30;

    private static final Duration LONGEST_REST = Duration.ofDays(1);

    static final Duration FIRST_WAIT = Duration.ofMinutes(15);
    private static final Duration LONGEST_WAIT = Duration.ofHours(12);

    private Schedule() {}

    /**
     * After two thirds of its life, as the authorities ask for, at a moment of its own: it follows from the serial number,
     * so that a restart does not draw another one, and certificates given out together are not renewed together.
     */
    static Instant renewal(X509Certificate certificate, Optional<Authority.Window> suggested) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        double share = Math.floorMod(certificate.getSerialNumber().hashCode(), 1000) / 1000.0;
        if (suggested.isPresent()) {
            Authority.Window window = suggested.get();
            Instant moment = window.start().plus(part(Duration.between(window.start(), window.end()), share));
            // An authority that suggests "now" of each new one as well is not asked every hour.
            Instant soonest =
                    from.plus(life.compareTo(LONGEST_REST.multipliedBy(10)) > 0 ? LONGEST_REST : life.dividedBy(10));
            return moment.isBefore(soonest) ? soonest : moment;
        }
        return from.plus(life.multipliedBy(2).dividedBy(3)).plus(part(life.dividedBy(SPREAD), share));
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofMillis(Math.round(Math.max(0, whole.toMillis()) * share));
    }

    /**
     * 15 minutes, then twice as long each time up to 12 hours, never all at the same moment; later where the authority
     * says so. Let's Encrypt, for one, bears five failures of a name in an hour.
     *
     * @param failures in a row, at least 1
     */
    static Instant again(Instant now, int failures, Optional<Instant> notBefore, RandomGenerator random) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 10));
        if (wait.compareTo(LONGEST_WAIT) > 0) wait = LONGEST_WAIT;
        Instant next = now.plus(wait).plus(part(wait.dividedBy(4), random.nextDouble()));
        return notBefore.filter(later -> later.isAfter(next)).orElse(next);
    }
}
