package org.mailspan.push;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Watch;
import org.mailspan.backend.Backend.Watches;

/**
 * Keeps one watch per account, shared by all of its devices: started by the first request that waits, and kept for a
 * while after the last, since a phone that was answered comes back within seconds.
 */
public final class Watchers implements AutoCloseable {
    private final ChangeHub hub;
    private final ScheduledExecutorService timer;
    private final Duration linger;
    private final Map<String, Watcher> watchers = new ConcurrentHashMap<>();

    public Watchers(ChangeHub hub, ScheduledExecutorService timer, Duration linger) {
        this.hub = hub;
        this.timer = timer;
        this.linger = linger;
    }

    /** Subscribes to folders of an account and sees to it that they are watched until the result is closed. */
    public Waiting waitFor(Backend backend, Set<String> folders) {
        String account = backend.account().id();
        var subscription = hub.subscribe(account, folders);
        // Within the map's own turn, so that no watcher is entered that is just being taken out.
        Watcher watcher = watchers.compute(account, (a, known) -> {
            Watcher entered = known == null ? new Watcher(a) : known;
            entered.enter(backend);
            return entered;
        });
        return new Waiting(subscription, watcher);
    }

    private void endIfIdle(String account) {
        watchers.computeIfPresent(account, (a, watcher) -> watcher.endIfIdle() ? null : watcher);
    }

    /** How many accounts are watched now. */
    public int running() {
        return (int) watchers.values().stream().filter(Watcher::isRunning).count();
    }

    /** How many accounts are remembered: those that are watched, or waited for at a host that cannot watch. */
    int known() {
        return watchers.size();
    }

    @Override
    public void close() {
        watchers.values().forEach(Watcher::end);
    }

    /** A subscription together with the watch that feeds it. */
    public static final class Waiting implements AutoCloseable {
        private final ChangeHub.Subscription subscription;
        private final Watcher watcher;

        private Waiting(ChangeHub.Subscription subscription, Watcher watcher) {
            this.subscription = subscription;
            this.watcher = watcher;
        }

        public ChangeHub.Subscription subscription() {
            return subscription;
        }

        @Override
        public void close() {
            subscription.close();
            watcher.leave();
        }
    }

    /** The watch of one account. Backends open and close a watch without waiting for the host, so a lock may be held. */
    private final class Watcher {
        private final String account;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Backend backend;
        private @Nullable Watch watch;
        private @Nullable ScheduledFuture<?> ending;
        private int waiting;

        private Watcher(String account) {
            this.account = account;
        }

        /** A login with a changed password brings a new backend, another object; the watch moves to it. */
        @SuppressWarnings("ReferenceEquality")
        private void enter(Backend asked) {
            lock.lock();
            try {
                waiting++;
                if (ending != null) ending.cancel(false);
                ending = null;
                if (asked != backend) {
                    if (watch != null) watch.close();
                    backend = asked;
                    watch = asked instanceof Watches watches ? watches.watch(s -> hub.signal(account, s)) : null;
                }
                if (watch != null) watch.interest(hub.interest(account));
            } finally {
                lock.unlock();
            }
        }

        private boolean isRunning() {
            lock.lock();
            try {
                return watch != null;
            } finally {
                lock.unlock();
            }
        }

        private void leave() {
            lock.lock();
            try {
                if (--waiting > 0) return;
                ending = timer.schedule(
                        () -> Watchers.this.endIfIdle(account), linger.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                // The timer ends before the last requests do: there is nothing to linger for.
                end();
            } finally {
                lock.unlock();
            }
        }

        /** Answers whether it has ended. */
        private boolean endIfIdle() {
            lock.lock();
            try {
                if (waiting == 0) end();
                return waiting == 0;
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                if (watch != null) watch.close();
                watch = null;
                backend = null;
            } finally {
                lock.unlock();
            }
        }
    }
}
