package org.mailspan.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.sync.Session;

/**
 * Devices that ask again and again whether there is something new, hear yes, and do not fetch it (quirk H6): a folder that
 * they cannot open, a fault of their own. Each such Ping costs battery, and nobody gains by it. After too many in a minute
 * the next ones are held for the whole of their heartbeat, or until something comes that was not there when it was told; a
 * Sync ends that.
 */
final class Restless {
    /** A phone that is told of mail comes back once for it; three times as often as any needs. */
    private static final int MOST = 12;

    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** Devices that are counted; one that is dropped for others is counted anew. */
    private static final int MOST_DEVICES = 10_000;

    private final InstantSource clock;
    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Count> counts = new LinkedHashMap<>();

    private record Key(String account, String device) {
        static Key of(Session session) {
            return new Key(session.account(), session.device());
        }
    }

    /** @param versions of the folders that it was told of last */
    private record Count(int pings, Instant since, Map<Long, Long> versions) {}

    Restless(InstantSource clock, Events events) {
        this.clock = clock;
        this.events = events;
    }

    /**
     * A Ping was answered: there is something to fetch.
     *
     * @param versions of the folders that it names
     */
    void told(Session session, Map<Long, Long> versions) {
        Instant now = clock.instant();
        int pings;
        lock.lock();
        try {
            Count count = counts.remove(Key.of(session));
            if (count == null || count.pings < MOST && now.isAfter(count.since.plus(WITHIN)))
                count = new Count(0, now, versions);
            var next = new Count(count.pings + 1, count.since, versions);
            if (counts.size() == MOST_DEVICES)
                counts.remove(counts.keySet().iterator().next());
            counts.put(Key.of(session), next);
            pings = next.pings;
        } finally {
            lock.unlock();
        }
        if (pings == MOST) events.emit(new Event.PingStorm(session.account(), session.device(), pings));
    }

    /** The device synchronises: it had a reason to ask. */
    void fetched(Session session) {
        lock.lock();
        try {
            counts.remove(Key.of(session));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a device was told of a folder as it is now, again and again. */
    boolean isToldEnough(Session session, long folder, long version) {
        lock.lock();
        try {
            Count count = counts.get(Key.of(session));
            return count != null && count.pings >= MOST && Objects.equals(count.versions.get(folder), version);
        } finally {
            lock.unlock();
        }
    }
}
