package org.mailspan.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.store.FolderRow;

/**
 * Reads what a device will ask for next while the last answer is on its way to it: a phone that was told MoreAvailable
 * comes back at once, and host, bridge and phone then work at the same time instead of in turns. What is not asked for
 * within half a minute is dropped; what changed meanwhile is read anew.
 */
final class ReadAhead {
    /**
     * Windows that are read before they are asked for. Two are a tenth faster than one, for the reader need not wait for the
     * phone; a third makes nothing faster (2026-11).
     */
    static final int WINDOWS = 2;

    /**
     * Who reads for one device: while one converts the end of its window the other asks the host for the next. A twentieth
     * faster on a host nearby, where each is about half of the time. Where several devices of an account read, each does so
     * one window at a time: they overlap as it is, and with more at once fewer is still in memory when the next comes for it.
     */
    private static final int THREADS = 2;

    /** Octets that are held for all devices together: a few windows of large mail, dozens of small mail. */
    private static final long MOST = Runtime.getRuntime().maxMemory() / 16;

    private static final long KEPT_SECONDS = 30;

    private final int windows;
    private final SharedReads shared;
    private final Map<Key, Reader> readers = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    /** @param windows 0 to read nothing ahead */
    ReadAhead(int windows, SharedReads shared) {
        this.windows = windows;
        this.shared = shared;
    }

    int windows() {
        return windows;
    }

    private record Key(String account, String device, long collection) {}

    /**
     * What was read of these already, by key; waits for what is being read.
     *
     * @param entries that the device gets now
     * @param next that it will ask for afterwards; reading them begins, and goes on after the return
     */
    Map<Long, Reading> take(
            Session session, FolderRow folder, BodyOptions body, List<Entry> entries, List<List<Entry>> next) {
        var key = new Key(session.account(), session.device(), folder.id());
        Reader reader = readers.get(key);
        if (reader != null && !reader.body.equals(body)) {
            readers.remove(key, reader);
            reader.end();
            reader = null;
        }
        boolean begins = reader == null && !next.isEmpty();
        if (begins) reader = new Reader(key, session, folder, body);
        if (reader == null) return Map.of();
        if (begins) readers.put(key, reader);
        reader.want(next);
        if (begins) reader.start();
        return reader.take(entries);
    }

    /** Reads for one device in one folder, until nothing was asked for or taken for a while. */
    private final class Reader implements Runnable {
        private final Key key;
        private final Session session;
        private final FolderRow folder;
        private final BodyOptions body;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<List<Entry>> waiting = new ArrayDeque<>();
        /** Keys of what waits or is being read. */
        private final Set<Long> coming = new HashSet<>();

        private final Map<Long, Reading> read = new HashMap<>();
        private int threads;
        /** Windows that are being read. */
        private int reading;

        private boolean ended;
        /** Whether anything waits, is being read, or was read and not taken yet; for other readers to see. */
        private volatile boolean busy;

        Reader(Key key, Session session, FolderRow folder, BodyOptions body) {
            this.key = key;
            this.session = session;
            this.folder = folder;
            this.body = body;
        }

        void start() {
            lock.lock();
            try {
                while (threads < THREADS) {
                    Thread.ofVirtual().name("read-ahead").start(this);
                    threads++;
                }
            } finally {
                lock.unlock();
            }
        }

        void want(List<List<Entry>> windows) {
            lock.lock();
            try {
                if (ended) return;
                for (List<Entry> window : windows) {
                    var fresh = window.stream()
                            .filter(entry -> !read.containsKey(entry.key()) && coming.add(entry.key()))
                            .toList();
                    if (!fresh.isEmpty()) waiting.add(fresh);
                }
                busy = !coming.isEmpty() || !read.isEmpty();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        Map<Long, Reading> take(List<Entry> entries) {
            var found = new HashMap<Long, Reading>();
            lock.lock();
            try {
                // not begun: whoever asks now is faster than a thread that waits for room
                Set<Long> asked = entries.stream().map(Entry::key).collect(Collectors.toSet());
                waiting.removeIf(window -> isOfThese(window, asked));
                for (Entry entry : entries) {
                    while (coming.contains(entry.key())) changed.await();
                    Reading reading = read.remove(entry.key());
                    if (reading == null) continue;
                    held.addAndGet(-reading.octets());
                    if (reading.entry().equals(entry)) found.put(entry.key(), reading);
                }
                busy = !coming.isEmpty() || !read.isEmpty();
                changed.signalAll();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
            return found;
        }

        private boolean isOfThese(List<Entry> window, Set<Long> asked) {
            if (window.stream().noneMatch(entry -> asked.contains(entry.key()))) return false;
            for (Entry entry : window) coming.remove(entry.key());
            return true;
        }

        @Override
        public void run() {
            try {
                for (List<Entry> window = next(); !window.isEmpty(); window = next()) read(window);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                if (isLast()) {
                    readers.remove(key, this);
                    end();
                }
            }
        }

        private boolean isLast() {
            lock.lock();
            try {
                return --threads == 0;
            } finally {
                lock.unlock();
            }
        }

        /** The next window; empty when nobody came for so long, or there is no room. */
        private List<Entry> next() throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(KEPT_SECONDS);
                while (!ended && left > 0 && !isTime()) left = changed.awaitNanos(left);
                if (ended || left <= 0) return List.of();
                reading++;
                return waiting.remove();
            } finally {
                lock.unlock();
            }
        }

        /** Whether there is something to read, and room for it, and no other device would go without what this one reads. */
        private boolean isTime() {
            return !waiting.isEmpty() && held.get() < MOST && (reading == 0 || isAlone());
        }

        /** Whether no other device of the account reads. */
        private boolean isAlone() {
            return readers.values().stream()
                    .noneMatch(other -> other.busy
                            && other.key.account.equals(key.account)
                            && !other.key.device.equals(key.device));
        }

        /** A host that fails leaves the window as far as it came: the request that comes for the rest hears of it. */
        private void read(List<Entry> window) {
            var want = new Want.Whole(folder.id(), body);
            try {
                shared.read(session, folder.remote(), want, window, this::keep);
            } catch (BackendException | RuntimeException e) {
                // read again, and told, when it is asked for
            } finally {
                lock.lock();
                try {
                    reading--;
                    for (Entry entry : window) coming.remove(entry.key());
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }

        private void keep(Reading reading) {
            lock.lock();
            try {
                if (ended) return;
                Reading before = read.put(reading.entry().key(), reading);
                if (before != null) held.addAndGet(-before.octets());
                held.addAndGet(reading.octets());
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            try {
                ended = true;
                for (Reading reading : read.values()) held.addAndGet(-reading.octets());
                read.clear();
                waiting.clear();
                coming.clear();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
