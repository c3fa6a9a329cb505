package org.mailspan.push;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long a request of a device can be held on its way here: what stands between (a proxy, a tunnel, a carrier's address
 * translation) cuts silent connections at an age of its own. Two in a row that died at the same age tell which; from then on
 * requests on that way are answered just before it, for a day. Phones take an early "nothing new" as they take a late one,
 * but meet a cut connection with growing pauses, and mail is late by these.
 */
public final class Lifetimes {
    /** Connections also die of lifts and of people: younger ones tell nothing. */
    private static final Duration YOUNGEST = Duration.ofSeconds(20);

    /** Ages of one cause differ by so much, or by a twentieth. */
    private static final Duration ALIKE = Duration.ofSeconds(3);

    private static final Duration AHEAD = Duration.ofSeconds(5);

    /** Proxies are mended and carriers changed. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** Ways that are remembered; of others the first cuts are learned again. */
    private static final int MOST = 10_000;

    private static final Duration ENDLESS = Duration.ofDays(1);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** The one that was used longest ago first. */
    private final Map<Way, Known> ways = new LinkedHashMap<>();

    /** A device, and the network in which it is now. */
    public record Way(String account, String device, String network) {
        /** @param address of the client: one network is what has its first 24 bits (IPv4) or 48 bits (IPv6) */
        public static Way of(String account, String device, String address) {
            return new Way(account, device, network(address));
        }

        private static String network(String address) {
            try {
                byte[] octets = InetAddress.ofLiteral(address).getAddress();
                return HexFormat.of().formatHex(Arrays.copyOf(octets, octets.length == 4 ? 3 : 6));
            } catch (IllegalArgumentException notAnAddress) {
                return address;
            }
        }
    }

    /** @param died the age of the last that died, while nothing was answered since */
    private record Known(@Nullable Duration died, Duration longest, Instant learned) {}

    public Lifetimes(InstantSource clock) {
        this.clock = clock;
    }

    /** How long a request may be held; a day where nothing is known. */
    public Duration longest(Way way) {
        return lookedUp(way).longest;
    }

    /**
     * A held request ended because its connection did.
     *
     * @return whether this way is known to be cut at that age from now on
     */
    public boolean died(Way way, Duration age) {
        if (age.compareTo(YOUNGEST) < 0) return false;
        Known known = lookedUp(way);
        Duration last = known.died;
        if (last == null || !alike(last, age)) {
            put(way, withDeath(known, age));
            return false;
        }
        put(way, new Known(null, before(last, age), clock.instant()));
        return true;
    }

    /** A held request was answered after such an age: it was no pattern. */
    public void answered(Way way, Duration age) {
        Known known = lookedUp(way);
        if (known.died != null && age.compareTo(known.died) >= 0) put(way, withDeath(known, null));
    }

    private static Known withDeath(Known known, @Nullable Duration age) {
        return new Known(age, known.longest, known.learned);
    }

    private static boolean alike(Duration one, Duration other) {
        Duration apart = one.minus(other).abs();
        return apart.compareTo(ALIKE) <= 0 || apart.compareTo(one.dividedBy(20)) <= 0;
    }

    private static Duration before(Duration one, Duration other) {
        Duration age = one.compareTo(other) < 0 ? one : other;
        Duration twentieth = age.dividedBy(20);
        return age.minus(twentieth.compareTo(AHEAD) > 0 ? twentieth : AHEAD);
    }

    private Known lookedUp(Way way) {
        lock.lock();
        try {
            Known known = ways.remove(way);
            if (known == null) return new Known(null, ENDLESS, Instant.MAX);
            boolean isOld =
                    known.longest.compareTo(ENDLESS) < 0 && clock.instant().isAfter(known.learned.plus(KEPT));
            Known now = isOld ? new Known(known.died, ENDLESS, Instant.MAX) : known;
            ways.put(way, now);
            return now;
        } finally {
            lock.unlock();
        }
    }

    private void put(Way way, Known known) {
        lock.lock();
        try {
            ways.remove(way);
            if (ways.size() == MOST) ways.remove(ways.keySet().iterator().next());
            ways.put(way, known);
        } finally {
            lock.unlock();
        }
    }
}
