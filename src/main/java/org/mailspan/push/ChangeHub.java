package org.mailspan.push;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.backend.Backend.Signal;

/**
 * Tells those who wait that a folder is worth a look. It carries no changes: these always come from the Index, so nothing
 * can be lost, doubled or overflow here.
 */
public final class ChangeHub {
    private final Map<String, Set<Subscription>> accounts = new ConcurrentHashMap<>();

    /** Subscribe first, look then, wait last: so that nothing happens unseen between the look and the wait. */
    public Subscription subscribe(String account, Set<String> folders) {
        var subscription = new Subscription(account, folders);
        accounts.compute(account, (a, all) -> {
            var set = all == null ? ConcurrentHashMap.<Subscription>newKeySet() : all;
            set.add(subscription);
            return set;
        });
        return subscription;
    }

    public void signal(String account, Signal signal) {
        long now = System.nanoTime();
        for (Subscription s : accounts.getOrDefault(account, Set.of()))
            switch (signal) {
                case Signal.Arrived(String folder) -> s.mark(folder, true, now);
                case Signal.Changed(String folder) -> s.mark(folder, false, now);
                case Signal.HierarchyChanged() -> s.hierarchy();
                case Signal.Unsure() -> s.unsure(now);
            }
    }

    /** Every folder that somebody of this account waits for. */
    public Set<String> interest(String account) {
        var all = new HashSet<String>();
        accounts.getOrDefault(account, Set.of()).forEach(s -> all.addAll(s.folders));
        return all;
    }

    /**
     * What a wait came to: folders worth a look (none when the time was up), and whether folders came or went.
     *
     * @param unsure those of the folders of which nothing was told but that something may have been missed
     * @param nanos of {@link System#nanoTime} when the last of it was heard: whoever asked the host later knows it
     */
    public record Woken(Set<String> folders, Set<String> unsure, boolean hierarchyChanged, long nanos) {}

    /** One request's wait for some folders of an account. */
    public final class Subscription implements AutoCloseable {
        private final String account;
        private final Set<String> folders;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition news = lock.newCondition();
        /** Ripe at once. */
        private final Set<String> arrived = new HashSet<>();

        /** Folder to the nanoTime of its first other change: ripe when it was gathered for long enough. */
        private final Map<String, Long> changed = new HashMap<>();

        /** Those of both that were told of by name. */
        private final Set<String> named = new HashSet<>();

        private final AtomicBoolean listening = new AtomicBoolean();
        private boolean hierarchyChanged;
        /** The nanoTime of the last mark. */
        private long heard = System.nanoTime();

        private Duration gather = Duration.ZERO;

        private Subscription(String account, Set<String> folders) {
            this.account = account;
            this.folders = Set.copyOf(folders);
        }

        /** How long changes other than arrivals are gathered, those too that came already, for the sake of the battery. */
        public Subscription gathering(Duration time) {
            lock.lock();
            try {
                gather = time;
            } finally {
                lock.unlock();
            }
            return this;
        }

        /** Marks a folder as already changed, as if a signal had just come. */
        public void mark(String folder, boolean arrival) {
            mark(folder, arrival, System.nanoTime());
        }

        private void unsure(long now) {
            lock.lock();
            try {
                arrived.addAll(folders);
                heard = Math.max(heard, now);
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void mark(String folder, boolean arrival, long now) {
            if (!folders.contains(folder)) return;
            lock.lock();
            try {
                named.add(folder);
                if (arrival) arrived.add(folder);
                else changed.putIfAbsent(folder, now);
                heard = Math.max(heard, now);
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void hierarchy() {
            lock.lock();
            try {
                hierarchyChanged = true;
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits until a folder is ripe, folders came or went, the time is up, or {@code held}, always the same, is ended. */
        public Woken await(Duration time, Held held) throws InterruptedException {
            if (listening.compareAndSet(false, true)) held.onEnd(this::poke);
            long end = System.nanoTime() + time.toNanos();
            lock.lock();
            try {
                while (true) {
                    long now = System.nanoTime();
                    if (anyRipe(now)
                            || hierarchyChanged
                            || end - now <= 0
                            || held.ended().isPresent()) return take(now);
                    news.awaitNanos(Math.min(end - now, untilRipe(now)));
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean anyRipe(long now) {
            return !arrived.isEmpty() || !changed.isEmpty() && untilRipe(now) <= 0;
        }

        private long untilRipe(long now) {
            return changed.values().stream()
                    .mapToLong(since -> since - now + gather.toNanos())
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        /** With one ripe folder all marked ones are worth a look: the device is awake anyway. */
        private Woken take(long now) {
            var worth = new HashSet<String>();
            var unsure = new HashSet<String>();
            if (anyRipe(now)) {
                worth.addAll(arrived);
                worth.addAll(changed.keySet());
                unsure.addAll(worth);
                unsure.removeAll(named);
                arrived.clear();
                changed.clear();
                named.clear();
            }
            var woken = new Woken(Set.copyOf(worth), Set.copyOf(unsure), hierarchyChanged, heard);
            hierarchyChanged = false;
            return woken;
        }

        private void poke() {
            lock.lock();
            try {
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            accounts.computeIfPresent(account, (a, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
