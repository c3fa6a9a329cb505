package org.mailspan.backend;

import java.time.Duration;

/** Too many wrong passwords came before this one, which was not looked at. */
public final class TooManyAttempts extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Duration delay;

    TooManyAttempts(Duration delay) {
        super("too many wrong passwords", null, false, false);
        this.delay = delay;
    }

    /** How long to wait before the next one. */
    public Duration delay() {
        return delay;
    }
}
