package org.mailspan.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One request that may wait. Whoever learns that it should not wait on says {@link #end}; the first reason stays. */
public final class Held {
    /** Why a request stops waiting before its time. */
    public enum End {
        /** A newer Ping or Sync of the same device came. */
        SUPERSEDED,
        /** The client closed its connection. */
        HUNG_UP,
        /** The bridge stops: the request is answered as if its time were up. */
        STOPPING,
        /** Somebody decided something about its device or its login: it is to come again, and will be judged anew. */
        RECALLED
    }

    private static final Duration ENDLESS = Duration.ofDays(1);

    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable End ended;

    public Held() {
        this(ENDLESS);
    }

    /** @param longest how long it may wait, whatever it asks for: its connection would not live longer */
    public Held(Duration longest) {
        this.longest = longest;
    }

    /** The time that it waits of the time that it asks for. */
    public Duration within(Duration asked) {
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    public void end(End why) {
        List<Runnable> toRun;
        lock.lock();
        try {
            if (ended != null) return;
            ended = why;
            toRun = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        toRun.forEach(Runnable::run);
    }

    public Optional<End> ended() {
        lock.lock();
        try {
            return Optional.ofNullable(ended);
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code action} once when the request is ended, at once if it is already. It must be quick. */
    public void onEnd(Runnable action) {
        lock.lock();
        try {
            if (ended == null) {
                listeners.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }
}
