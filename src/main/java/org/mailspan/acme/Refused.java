package org.mailspan.acme;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** There is no certificate this time; the message says to a person why, and what helps. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Instant> notBefore;

    Refused(String why) {
        this(why, null);
    }

    Refused(String why, @Nullable Throwable cause) {
        this(why, Optional.empty(), cause);
    }

    /** @param notBefore when the authority wants to be asked again */
    Refused(String why, Optional<Instant> notBefore, @Nullable Throwable cause) {
        super(why, cause);
        this.notBefore = notBefore;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    Optional<Instant> notBefore() {
        return notBefore;
    }
}
