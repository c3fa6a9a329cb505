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

    /**
     * So many items are an arrival. More are a device that begins: kept only while another one reads too, since keeping
     * all that one device alone reads had the garbage collector take an eighth of the CPU.
     */
    private static final int FEW = 10;

    /** Readings among which another device's has to be. */
    private static final int LAST = 4;

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
    private record Key(String account, Whole want, Entry entry) {
        /** What tells most apart, at once: this is asked several times for each item. */
        @Override
        public int hashCode() {
            return Long.hashCode(want.collection()) * 31 + entry.hashCode();
        }
    }

    /** One item that is being read, by one reader, or was read. */
    private static final class Slot {
        private final Key key;
        /** Null if it was not there. */
        private final CompletableFuture<@Nullable Reading> reading = new CompletableFuture<>();
        /** 0 while it is being read. */
        private long octets;

        private long until;

        private Slot(Key key) {
            this.key = key;
        }
    }

    /** Whose the last readings of an account were, the last at the end. */
    private record Readers(List<String> devices, long at) {
        Readers and(String device, long now) {
            var last = new ArrayList<>(
                    isRecent(now)
                            ? devices.subList(Math.max(0, devices.size() - LAST + 1), devices.size())
                            : List.of());
            last.add(device);
            return new Readers(List.copyOf(last), now);
        }

        boolean isRecent(long now) {
            return now - at < KEPT.toMillis();
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
                    if (slot != null) keep(slot, reading);
                    sink.accept(reading);
                });
        } finally {
            mine.values().forEach(this::abandon);
        }
        List<Entry> missing = await(others, sink);
        if (!missing.isEmpty()) session.backend().read(folder, missing, want, sink);
    }

    private boolean shares(Session session, int count) {
        if (most == 0) return false;
        long now = clock.millis();
        lock.lock();
        try {
            Readers before = readers.getOrDefault(session.account(), new Readers(List.of(), now));
            Readers after = before.and(session.device(), now);
            readers.put(session.account(), after);
            return count <= FEW || after.devices.stream().anyMatch(device -> !device.equals(session.device()));
        } finally {
            lock.unlock();
        }
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
                    var claimed = new Slot(key);
                    slots.put(key, claimed);
                    mine.put(entry, claimed);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(Slot slot, Reading reading) {
        long octets = octets(reading);
        lock.lock();
        try {
            slots.remove(slot.key);
            // One that would push out all others is given to those who wait for it, and not kept; nor is a stub, of
            // which
            // nothing came: the host may give the message away next time.
            if (reading.octets() > 0 && octets <= most / 8) {
                slot.octets = octets;
                slot.until = clock.millis() + KEPT.toMillis();
                slots.put(slot.key, slot);
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

    private void abandon(Slot slot) {
        lock.lock();
        try {
            slots.remove(slot.key, slot);
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
            readers.values().removeIf(one -> !one.isRecent(now));
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
