package org.mailspan.http;

import java.time.Duration;

/**
 * What requests may cost.
 *
 * @param body octets of one body, also after it was unpacked
 * @param bodies octets of all bodies that are held in memory at one time
 * @param requests that are served at one time, waiting ones among them
 * @param connections that are open at one time; more wait to be accepted
 * @param idle how long a connection may lie still between two requests, or before the first
 * @param head how long the request line and the headers may take
 * @param patience how long a body, or a client that takes its answer, may stand still
 */
public record HttpLimits(
        long body, long bodies, int requests, int connections, Duration idle, Duration head, Duration patience) {
    private static final long MIB = 1 << 20;

    /**
     * For a heap of {@code memory} octets. A mail that is sent lies in it twice for a moment, as body and as the opaque
     * value read from it, so a body may take a quarter; 64 MiB is a mail with 45 MB of attachments, which is more than
     * most hosts take. A held request costs 11 KB and what its command keeps, over TLS 25.
     */
    public static HttpLimits forMemory(long memory) {
        long body = Math.clamp(memory / 4, MIB, 64 * MIB);
        return new HttpLimits(
                body,
                body + Math.max(memory / 8, MIB),
                4000,
                8000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }
}
