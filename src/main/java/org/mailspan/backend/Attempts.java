package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How many wrong passwords may still be tried: by one network, for one user, by everyone. Only those count of which
 * somebody had to be asked: what is known to be good or bad costs nobody anything. One that is being asked about
 * counts as wrong until it is known, so that a thousand at once are no more than one after the other. Who goes on,
 * with nothing left, waits longer each time. Guarded by its owner's lock.
 */
final class Attempts {
    /** From half a minute up to a quarter of an hour. */
    private static final Limit NETWORK = new Limit(20, Duration.ofSeconds(30), 30);

    /** Guessed at from many networks; where a user was let in from before, this does not count. */
    private static final Limit USER = new Limit(30, Duration.ofMinutes(1), 5);

    private static final Limit EVERYONE = new Limit(300, Duration.ofSeconds(1), 1);

    /** Tokens that may be owed: the longest wait is that of so many. */
    private static final int DEEPEST = 30;

    /** Networks and users that are counted; the one that was quiet for longest is dropped for a new one. */
    static final int MOST = 10_000;

    /**
     * @param burst wrong passwords at once, and one more for each {@code every}
     * @param dearest each one after the burst costs twice as much as the one before, up to so much
     */
    private record Limit(int burst, Duration every, int dearest) {}

    /** @param wrong since it was full */
    private record Bucket(double tokens, Instant at, int wrong) {}

    private record Known(String network, String user) {}

    private static final class Buckets {
        private final Limit limit;
        private final Map<String, Bucket> known = new LinkedHashMap<>();
        /** How many are being asked about; no more than there are requests. */
        private final Map<String, List<Attempt>> open = new HashMap<>();

        private Buckets(Limit limit) {
            this.limit = limit;
        }
    }

    private final Buckets networks = new Buckets(NETWORK);
    private final Buckets users = new Buckets(USER);
    private final Buckets everyone = new Buckets(EVERYONE);
    /** Where users were let in from. */
    private final Map<Known, Instant> letIn = new LinkedHashMap<>();

    /** One of the buckets that an attempt draws on. */
    private record Share(Buckets of, String key) {
        Bucket now(Instant now) {
            Bucket last = of.known.get(key);
            if (last == null) return new Bucket(of.limit.burst, now, 0);
            double more = Duration.between(last.at, now).toMillis() / (double) of.limit.every.toMillis();
            double tokens = last.tokens + Math.max(more, 0);
            return tokens >= of.limit.burst ? new Bucket(of.limit.burst, now, 0) : new Bucket(tokens, now, last.wrong);
        }

        void wrong(Instant now) {
            Bucket bucket = now(now);
            int beyond = bucket.wrong - of.limit.burst + 1;
            int cost = beyond <= 0 ? 1 : Math.min(1 << Math.min(beyond, 10), of.limit.dearest);
            set(bucket.tokens - cost, now, bucket.wrong + 1);
        }

        void waits(Instant now) {
            Bucket bucket = now(now);
            set(bucket.tokens - 1, now, bucket.wrong);
        }

        private void set(double tokens, Instant now, int wrong) {
            put(of.known, key, new Bucket(Math.max(tokens, -DEEPEST), now, wrong));
        }

        Duration delay(Instant now) {
            double missing = 1 - now(now).tokens;
            return missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) (missing * of.limit.every.toMillis()));
        }

        /** The attempts that have to end first, if any. */
        List<Attempt> before(Instant now) {
            List<Attempt> open = of.open.getOrDefault(key, List.of());
            return now(now).tokens - open.size() < 1 ? open : List.of();
        }

        void opens(Attempt attempt) {
            of.open.computeIfAbsent(key, _ -> new ArrayList<>()).add(attempt);
        }

        void ends(Attempt attempt) {
            of.open.computeIfPresent(key, (_, open) -> open.remove(attempt) && open.isEmpty() ? null : open);
        }
    }

    /** What somebody is being asked about; it ends in exactly one way. */
    final class Attempt {
        private final CountDownLatch over = new CountDownLatch(1);
        private final String network;
        private final String user;
        private final List<Share> shares;

        private Attempt(String network, String user, List<Share> shares) {
            this.network = network;
            this.user = user;
            this.shares = shares;
        }

        private void end() {
            for (Share share : shares) share.ends(this);
            over.countDown();
        }

        void wrong(Instant now) {
            end();
            for (Share share : shares) share.wrong(now);
        }

        /** Who mistyped before is no stranger. */
        void good(Instant now) {
            end();
            networks.known.remove(network);
            put(letIn, new Known(network, user), now);
        }

        /** Nobody could be asked, or it was no guess. */
        void undecided() {
            end();
        }
    }

    sealed interface Admission {
        /** Nothing for what is no guess. */
        record Let(@Nullable Attempt attempt) implements Admission {}

        /** How long to wait before the next. Trying all the same makes it longer. */
        record Wait(Duration delay) implements Admission {}

        /** As many are open as could be wrong: whoever waits until one ended may ask again. */
        record Behind(CountDownLatch other) implements Admission {}
    }

    /** @param named as in {@link Keys#named} */
    Admission admit(String network, String user, Optional<String> named, Instant now) {
        List<Share> shares = shares(network, user, named);
        Duration longest = Duration.ZERO;
        for (Share share : shares) {
            Duration delay = share.delay(now);
            if (delay.compareTo(longest) > 0) longest = delay;
        }
        if (!longest.isZero()) {
            new Share(networks, network).waits(now);
            return new Admission.Wait(longest);
        }
        for (Share share : shares) {
            List<Attempt> before = share.before(now);
            // Any of them, or all who wait would be woken at once.
            if (!before.isEmpty())
                return new Admission.Behind(
                        before.get(ThreadLocalRandom.current().nextInt(before.size())).over);
        }
        var attempt = new Attempt(network, user, shares);
        for (Share share : shares) share.opens(attempt);
        return new Admission.Let(attempt);
    }

    /** Looks, and changes nothing. */
    boolean mayTry(String network, String user, Instant now) {
        return shares(network, user, Optional.empty()).stream()
                .allMatch(share -> share.delay(now).isZero());
    }

    /** Guesses that do not even hit a name leave those be who come with the right password for the first time. */
    private List<Share> shares(String network, String user, Optional<String> named) {
        var ofNetwork = new Share(networks, network);
        if (letIn.containsKey(new Known(network, user))) return List.of(ofNetwork);
        return named.map(name -> List.of(ofNetwork, new Share(users, user + "\0" + name)))
                .orElseGet(() -> List.of(ofNetwork, new Share(users, user), new Share(everyone, "")));
    }

    /** How many networks, users, and users in a network are remembered. */
    int remembered() {
        return networks.known.size() + users.known.size() + letIn.size() + networks.open.size() + users.open.size();
    }

    private static <K, V> void put(Map<K, V> map, K key, V value) {
        map.remove(key);
        if (map.size() == MOST) map.remove(map.keySet().iterator().next());
        map.put(key, value);
    }
}
