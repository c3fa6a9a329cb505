package org.mailspan.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Devices that were refused and ask again at once, without end: some take a 403 for "provision again" (quirk A7). The
 * first answers go out as they are, those after them late, so that a storm becomes a breeze.
 */
public final class Slowing {
    private static final int AT_ONCE = 10;

    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** Shorter than any client's patience, and than the time in which the bridge stops. */
    static final Duration LATE = Duration.ofSeconds(4);

    /** Devices that are counted; one that is dropped for others is counted anew. */
    private static final int MOST_DEVICES = 10_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Count> counts = new LinkedHashMap<>();

    private record Key(String account, String device) {}

    private record Count(int refusals, Instant since) {}

    public Slowing(InstantSource clock) {
        this.clock = clock;
    }

    /** How long the refusal of this device waits before it is told. */
    public Duration refused(String account, String device) {
        Instant now = clock.instant();
        var key = new Key(account, device);
        lock.lock();
        try {
            Count count = counts.remove(key);
            if (count == null || now.isAfter(count.since.plus(WITHIN))) count = new Count(0, now);
            if (counts.size() == MOST_DEVICES)
                counts.remove(counts.keySet().iterator().next());
            counts.put(key, new Count(count.refusals + 1, count.since));
            return count.refusals < AT_ONCE ? Duration.ZERO : LATE;
        } finally {
            lock.unlock();
        }
    }
}
