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
     * most hosts take. A held request costs 11 KB and what its command keeps, over TLS 25: 10,000 of them go into 320 MB
     * (of which the JVM counts 309, since one survivor space is always empty).
     */
    public static HttpLimits forMemory(long memory) {
        long body = Math.clamp(memory / 4, MIB, 64 * MIB);
        int requests = Math.clamp(memory / (30 << 10), 4000, 32_000);
        return new HttpLimits(
                body,
                body + Math.max(memory / 8, MIB),
                requests,
                2 * requests,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    /**
     * How many connections may be in their TLS handshake at one time. One that was begun and left takes 23 KB, a buffer of
     * 17 among them; all phones of a large house together, after a start, are a few hundred.
     */
    int handshakes() {
        return Math.clamp(connections / 8, 64, 1000);
    }

    /** Connections from one address, or one line of IPv6. A carrier has thousands of phones behind one. */
    int connectionsOfNetwork() {
        return Math.max(connections / 4, 32);
    }

    /** Requests that are not logged in yet: they never take the places of those that are. */
    int strangers() {
        return Math.max(requests / 2, 2);
    }

    /** Of these, from one address. A login takes a moment, and those that wait for the host are few. */
    int ofNetwork() {
        return Math.max(requests / 8, 16);
    }

    /** Requests of one account: the hundred devices that it may have, each with a Ping that is held and one more. */
    int ofAccount() {
        return Math.clamp(requests / 2, 8, 200);
    }

    /** Requests of one device: its Ping, the one that takes its place, and whatever it fetches meanwhile. */
    int ofDevice() {
        return Math.clamp(requests / 4, 4, 12);
    }

    /** Octets of large bodies of one account: what is left is for all others. */
    long bodiesOfAccount() {
        return Math.max(body, bodies / 2);
    }
}
