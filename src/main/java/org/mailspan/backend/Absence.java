package org.mailspan.backend;

import java.time.Instant;
import java.util.Map;

/**
 * What senders are told while the user is away, and when.
 *
 * @param replies one for each audience that the host tells apart, also if it is not enabled; none where the user cannot
 *     set any, and then {@code when} tells whether somebody else has done so
 */
public record Absence(When when, Map<Audience, Reply> replies) {
    /** The host does not answer for this user. */
    public static final Absence NOT_OFFERED = new Absence(new When.Never(), Map.of());

    public Absence {
        replies = Map.copyOf(replies);
    }

    public sealed interface When {
        record Never() implements When {}

        /** Until it is switched off. */
        record Now() implements When {}

        record During(Instant from, Instant until) implements When {}
    }

    /** MS-ASCMD 2.2.3.123. */
    public enum Audience {
        INTERNAL,
        /** Who stands in the user's contacts. */
        EXTERNAL_KNOWN,
        EXTERNAL_UNKNOWN
    }

    /** @param text empty if none was ever written */
    public record Reply(boolean enabled, String text, boolean html) {
        public static final Reply NONE = new Reply(false, "", false);
    }
}
