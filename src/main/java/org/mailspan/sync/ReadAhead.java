package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.store.FolderRow;

/**
 * Reads what a device will ask for next while the last answer is on its way to it: a phone that was told MoreAvailable
 * comes back at once, and host, bridge and phone then work at the same time instead of in turns. One window for each
 * device and folder; what is not asked for within half a minute is dropped, what changed meanwhile is read anew.
 */
final class ReadAhead {
    /** Octets that are held for all devices together: a window or two of large mail, dozens of small mail. */
    private static final long MOST = Runtime.getRuntime().maxMemory() / 16;

    private static final long KEPT_SECONDS = 30;

    private final Map<Key, Ahead> running = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    private record Key(String account, String device, long collection) {}

    /** One window: filled by its own thread, then given to the request that comes for it, if any does. */
    private static final class Ahead {
        private final BodyOptions body;
        private final Map<Long, Reading> readings = new HashMap<>();
        private final CountDownLatch read = new CountDownLatch(1);
        private final CountDownLatch taken = new CountDownLatch(1);
        private long octets;

        Ahead(BodyOptions body) {
            this.body = body;
        }
    }

    /** Begins to read; returns at once. */
    void begin(Session session, FolderRow folder, BodyOptions body, List<Entry> entries) {
        if (entries.isEmpty() || held.get() >= MOST) return;
        var key = new Key(session.account(), session.device(), folder.id());
        var ahead = new Ahead(body);
        Ahead before = running.put(key, ahead);
        if (before != null) before.taken.countDown();
        Thread.ofVirtual().name("read-ahead").start(() -> {
            try {
                read(session, folder, ahead, entries);
                ahead.read.countDown();
                ahead.taken.await(KEPT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                running.remove(key, ahead);
                held.addAndGet(-ahead.octets);
            }
        });
    }

    /** A host that fails leaves the window as far as it came: the request that comes for the rest hears of it. */
    private void read(Session session, FolderRow folder, Ahead ahead, List<Entry> entries) {
        var want = new Want.Whole(folder.id(), ahead.body);
        try {
            session.backend().read(folder.remote(), entries, want, reading -> {
                if (held.addAndGet(reading.octets()) - reading.octets() < MOST) ahead.readings.put(reading.entry().key(), reading);
                ahead.octets += reading.octets();
            });
        } catch (BackendException | RuntimeException e) {
            // read again, and told, when it is asked for
        }
    }

    /** What of these was read already, by key; waits for a window that is being read. */
    Map<Long, Reading> take(Session session, FolderRow folder, BodyOptions body, List<Entry> entries) {
        @Nullable Ahead ahead = running.remove(new Key(session.account(), session.device(), folder.id()));
        if (ahead == null) return Map.of();
        var found = new HashMap<Long, Reading>();
        try {
            if (!ahead.body.equals(body)) return found;
            ahead.read.await();
            for (Entry entry : entries) {
                Reading reading = ahead.readings.get(entry.key());
                if (reading != null && reading.entry().equals(entry)) found.put(entry.key(), reading);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            ahead.taken.countDown();
        }
        return found;
    }

    /** Of entries those that were not found. */
    static List<Entry> missing(List<Entry> entries, Map<Long, Reading> found) {
        if (found.isEmpty()) return entries;
        var missing = new ArrayList<Entry>();
        for (Entry entry : entries) if (!found.containsKey(entry.key())) missing.add(entry);
        return missing;
    }
}
