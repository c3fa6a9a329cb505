package org.mailspan.backend.imap;

import java.time.Duration;

/**
 * The times by which an account lives: pool and watch. Tests pass shorter ones.
 *
 * @param lend how long a request waits for a free connection before the answer is "try later"
 * @param idleClose after which an unused connection is closed
 * @param keepAlive how long an IDLE may be silent before it is renewed: below the 10 minutes after which home routers
 *     forget a mapping and Gmail drops an IDLE (2026-11)
 * @param answer how long a renewed IDLE may take to answer before the host counts as dead
 * @param round between two looks at the folders that IDLE does not cover
 * @param firstBackoff wait after the first failed reconnect; doubled up to {@code lastBackoff}
 */
public record Pace(
        Duration lend,
        Duration idleClose,
        Duration keepAlive,
        Duration answer,
        Duration round,
        Duration firstBackoff,
        Duration lastBackoff) {
    public static final Pace DEFAULT = new Pace(
            Duration.ofSeconds(20),
            Duration.ofMinutes(4),
            Duration.ofMinutes(9),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5));
}
