package org.mailspan.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want.Whole;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;

/**
 * Reads items for all devices of an account, each once: an arrival wakes all of them at the same moment, and what one
 * of them is getting, or got a moment ago, the others get without asking the host again.
 */
final class SharedReads {
    /** Octets that are kept for all accounts together. */
    static final long MOST = Runtime.getRuntime().maxMemory() / 32;

    /** Long enough for a device that sleeps between two looks, or comes again for an answer that was lost. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    /** So many items are an arrival. More are a device that begins: kept only while another one reads too. */
    private static final int FEW = 10;

    /** Whoever waited so long for what another one reads asks for itself: that one's connection may be dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What an item takes beside its text. */
    private static final int FIELDS = 2048;

    private final long most;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** What was read comes in the order of reading, so that the eldest is first to go. */
    private final Map<Key, Slot> slots = new LinkedHashMap<>();

    private final Map<String, Readers> readers = new HashMap<>();
    private long held;

    /**
     * @param most octets that are kept; 0 for every device to read for itself
     */
    SharedReads(long most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** The whole entry: an item of which a flag changed is another one. */
    private record Key(String account, Whole want, Entry entry) {}

    /** One item that is being read, by one reader, or was read. */
    private static final class Slot {
        /** Null if it was not there. */
        private final CompletableFuture<@Nullable Reading> reading = new CompletableFuture<>();
        /** 0 while it is being read. */
        private long octets;

        private long until;
    }

    /** The device of an account that read last, and the one before it. */
    private record Readers(String last, long lastAt, long otherAt) {
        Readers and(String device, long now) {
            return device.equals(last) ? new Readers(device, now, otherAt) : new Readers(device, now, lastAt);
        }
    }

    /** As {@link org.mailspan.backend.Backend#read}. */
    void read(Session session, String folder, Whole want, List<Entry> entries, Consumer<Reading> sink)
            throws BackendException {
        if (!shares(session, entries.size())) {
            session.backend().read(folder, entries, want, sink);
            return;
        }
        var mine = new LinkedHashMap<Entry, Slot>();
        var others = new LinkedHashMap<Entry, Slot>();
        claim(session.account(), want, entries, mine, others);
        // What is claimed is read before anything is waited for: so no two readers ever wait for each other.
        try {
            if (!mine.isEmpty())
                session.backend().read(folder, List.copyOf(mine.keySet()), want, reading -> {
                    Slot slot = mine.remove(reading.entry());
                    if (slot != null) keep(new Key(session.account(), want, reading.entry()), slot, reading);
                    sink.accept(reading);
                });
        } finally {
            mine.forEach((entry, slot) -> abandon(new Key(session.account(), want, entry), slot));
        }
        List<Entry> missing = await(others, sink);
        if (!missing.isEmpty()) session.backend().read(folder, missing, want, sink);
    }

    private boolean shares(Session session, int count) {
        if (most == 0) return false;
        long now = clock.millis();
        lock.lock();
        try {
            Readers before =
                    readers.getOrDefault(session.account(), new Readers(session.device(), now, Long.MIN_VALUE));
            Readers after = before.and(session.device(), now);
            readers.put(session.account(), after);
            return count <= FEW || isRecent(after.otherAt, now);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isRecent(long at, long now) {
        return at != Long.MIN_VALUE && now - at < KEPT.toMillis();
    }

    private void claim(
            String account, Whole want, List<Entry> entries, Map<Entry, Slot> mine, Map<Entry, Slot> others) {
        long now = clock.millis();
        lock.lock();
        try {
            removeOld(now);
            for (Entry entry : new LinkedHashSet<>(entries)) {
                var key = new Key(account, want, entry);
                Slot slot = slots.get(key);
                if (slot != null) others.put(entry, slot);
                else {
                    var claimed = new Slot();
                    slots.put(key, claimed);
                    mine.put(entry, claimed);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(Key key, Slot slot, Reading reading) {
        long octets = octets(reading);
        lock.lock();
        try {
            slots.remove(key);
            // One that would push out all others is given to those who wait for it, and not kept; nor is a stub, of
            // which
            // nothing came: the host may give the message away next time.
            if (reading.octets() > 0 && octets <= most / 8) {
                slot.octets = octets;
                slot.until = clock.millis() + KEPT.toMillis();
                slots.put(key, slot);
                held += octets;
                makeRoom();
            }
        } finally {
            lock.unlock();
        }
        slot.reading.complete(reading);
    }

    /** About what it takes of the heap. */
    private static long octets(Reading reading) {
        long text = reading.item().values().values().stream()
                .mapToLong(value -> value instanceof String string ? string.length() : 0)
                .sum();
        return FIELDS + text + reading.octets();
    }

    private void makeRoom() {
        var eldest = slots.values().iterator();
        while (held > most && eldest.hasNext()) {
            Slot slot = eldest.next();
            if (slot.octets == 0) continue;
            held -= slot.octets;
            eldest.remove();
        }
    }

    private void abandon(Key key, Slot slot) {
        lock.lock();
        try {
            slots.remove(key, slot);
        } finally {
            lock.unlock();
        }
        slot.reading.complete(null);
    }

    /** Hands on what others read; answers what did not come. */
    private static List<Entry> await(Map<Entry, Slot> others, Consumer<Reading> sink) {
        var missing = new ArrayList<Entry>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        others.forEach((entry, slot) -> {
            Reading reading = await(slot, end - System.nanoTime());
            if (reading == null) missing.add(entry);
            else sink.accept(reading);
        });
        return missing;
    }

    private static @Nullable Reading await(Slot slot, long nanos) {
        try {
            return slot.reading.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException notRead) {
            return null;
        }
    }

    /** Forgets what nobody came for in time. */
    void sweep() {
        long now = clock.millis();
        lock.lock();
        try {
            removeOld(now);
            readers.values().removeIf(one -> !isRecent(one.lastAt, now));
        } finally {
            lock.unlock();
        }
    }

    private void removeOld(long now) {
        var eldest = slots.values().iterator();
        while (eldest.hasNext()) {
            Slot slot = eldest.next();
            if (slot.octets == 0) continue;
            if (slot.until > now) return;
            held -= slot.octets;
            eldest.remove();
        }
    }

    /** Octets that are kept now. */
    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
