package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many wrong passwords may still be tried: by one network, for one user, by everyone. Only those count of which the mail
 * host was asked: what is known to be good or bad costs nobody anything. Who goes on trying with nothing left waits longer
 * each time. Guarded by its owner's lock.
 */
final class Attempts {
    private static final Limit NETWORK = new Limit(20, Duration.ofSeconds(30));

    /** Guessed at from many networks; where a user was let in from before, this does not count. */
    private static final Limit USER = new Limit(30, Duration.ofMinutes(1));

    private static final Limit EVERYONE = new Limit(300, Duration.ofSeconds(1));

    /** Tokens that may be owed: the longest wait is that of so many. */
    private static final int DEEPEST = 30;

    /** Networks and users that are counted; the one that was quiet for longest is dropped for a new one. */
    private static final int MOST = 10_000;

    /** @param burst wrong passwords at once, and one more for each {@code every} */
    private record Limit(int burst, Duration every) {}

    private record Bucket(double tokens, Instant at) {}

    private record Known(String network, String user) {}

    private final Map<String, Bucket> networks = new LinkedHashMap<>();
    private final Map<String, Bucket> users = new LinkedHashMap<>();
    private final Map<String, Bucket> everyone = new LinkedHashMap<>();
    /** Where users were let in from. */
    private final Map<Known, Instant> letIn = new LinkedHashMap<>();

    /** One of the buckets that an attempt draws on. */
    private record Share(Map<String, Bucket> buckets, String key, Limit limit) {
        Bucket now(Instant now) {
            Bucket last = buckets.get(key);
            if (last == null) return new Bucket(limit.burst, now);
            double more = Duration.between(last.at, now).toMillis() / (double) limit.every.toMillis();
            return new Bucket(Math.min(limit.burst, last.tokens + Math.max(more, 0)), now);
        }

        void draw(Instant now, double tokens) {
            Bucket bucket = now(now);
            put(buckets, key, new Bucket(Math.max(bucket.tokens - tokens, -DEEPEST), now));
        }

        Duration delay(Instant now) {
            double missing = 1 - now(now).tokens;
            return missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) (missing * limit.every.toMillis()));
        }
    }

    private List<Share> shares(String network, String user) {
        var ofNetwork = new Share(networks, network, NETWORK);
        var ofEveryone = new Share(everyone, "", EVERYONE);
        return letIn.containsKey(new Known(network, user))
                ? List.of(ofNetwork, ofEveryone)
                : List.of(ofNetwork, new Share(users, user, USER), ofEveryone);
    }

    /** How long who tries now has to wait; empty if it may. Trying all the same makes it longer. */
    Optional<Duration> delay(String network, String user, Instant now) {
        Duration longest = Duration.ZERO;
        for (Share share : shares(network, user)) {
            Duration delay = share.delay(now);
            if (delay.compareTo(longest) > 0) longest = delay;
        }
        if (longest.isZero()) return Optional.empty();
        new Share(networks, network, NETWORK).draw(now, 1);
        return Optional.of(longest);
    }

    /** The mail host refused a password. */
    void failed(String network, String user, Instant now) {
        for (Share share : shares(network, user)) share.draw(now, 1);
    }

    /** The mail host took a password: who mistyped before is no stranger. */
    void succeeded(String network, String user, Instant now) {
        networks.remove(network);
        put(letIn, new Known(network, user), now);
    }

    private static <K, V> void put(Map<K, V> map, K key, V value) {
        map.remove(key);
        if (map.size() == MOST) map.remove(map.keySet().iterator().next());
        map.put(key, value);
    }
}
