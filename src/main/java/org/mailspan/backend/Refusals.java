package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Fingerprints.Fingerprint;

/**
 * What the host refused, and until when it is not asked again: each refusal of a kind in a row doubles the pause. Holds
 * the last {@value #MOST} at most, so a stranger who guesses costs no more than that. Guarded by the lock of
 * {@link Backends}.
 */
final class Refusals {
    static final int MOST = 10_000;
    /** A phone that polls rarely must still find what was refused before, else a doubt would never end. */
    private static final Duration KEPT = Duration.ofHours(6);

    private final Map<Fingerprint, Refusal> refusals = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Fingerprint, Refusal> eldest) {
            return size() > MOST;
        }
    };

    enum Why {
        /** The host refuses the password, and never took it. */
        BAD,
        /** The host refuses a password that it took before: it may only be throttling. */
        DOUBTED,
        /** The host could not be asked. */
        DOWN;

        private Duration first() {
            return switch (this) {
                case BAD -> Duration.ofMinutes(5);
                case DOUBTED -> Duration.ofMinutes(2);
                case DOWN -> Duration.ofSeconds(1);
            };
        }

        private Duration most() {
            return switch (this) {
                case BAD -> Duration.ofHours(1);
                case DOUBTED -> Duration.ofMinutes(8);
                case DOWN -> Duration.ofMinutes(1);
            };
        }
    }

    /**
     * Why, since when without another answer in between, and until when the host is left alone.
     *
     * @param id the account's
     */
    record Refusal(String id, Why why, Instant since, Instant until, Duration pause) {
        /** As whoever comes before its end is told. */
        BackendException told(Instant now) {
            long seconds = Duration.between(now, until).toSeconds() + 1;
            return switch (why) {
                case BAD -> new BackendException(Kind.LOGIN, "refused before; not asked again for " + seconds + " s");
                case DOUBTED, DOWN ->
                    new BackendException(Kind.UNAVAILABLE, "the host is left alone for " + seconds + " s");
            };
        }
    }

    Optional<Refusal> last(Fingerprint fingerprint) {
        return Optional.ofNullable(refusals.get(fingerprint));
    }

    Refusal add(String id, Fingerprint fingerprint, Why why, Instant now) {
        Refusal last = refusals.get(fingerprint);
        Refusal refusal = last != null && last.why == why ? again(last, now) : first(id, why, now);
        refusals.put(fingerprint, refusal);
        return refusal;
    }

    private static Refusal first(String id, Why why, Instant now) {
        return new Refusal(id, why, now, now.plus(why.first()), why.first());
    }

    private static Refusal again(Refusal last, Instant now) {
        Duration doubled = last.pause.multipliedBy(2);
        Duration most = last.why.most();
        Duration pause = doubled.compareTo(most) < 0 ? doubled : most;
        return new Refusal(last.id, last.why, last.since, now.plus(pause), pause);
    }

    /** A password that stands for another is refused as that one is. */
    Refusal copy(Fingerprint fingerprint, Refusal refusal) {
        refusals.put(fingerprint, refusal);
        return refusal;
    }

    void forget(Fingerprint fingerprint) {
        refusals.remove(fingerprint);
    }

    void forgetAll(String id) {
        refusals.values().removeIf(refusal -> refusal.id.equals(id));
    }

    void sweep(Instant now) {
        refusals.values().removeIf(refusal -> now.isAfter(refusal.until.plus(KEPT)));
    }
}
