package org.mailspan.backend.imap;

import java.time.Duration;

/**
 * How long the network may be silent, for each step; no step is without a limit.
 *
 * @param read without an octet from the host, within one answer
 */
public record Timeouts(Duration connect, Duration read, Duration write) {
    /** A host that builds its cache of a large folder for the first time is silent for many seconds. */
    public static final Timeouts IMAP =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    /** RFC 5321 4.5.3.2.6 asks for minutes after DATA: a 250 that nobody waited for is a mail sent twice. */
    public static final Timeouts SMTP =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(60));
}
