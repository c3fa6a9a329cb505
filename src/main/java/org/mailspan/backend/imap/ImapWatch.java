package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.Backend.Watch;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * The watch of one account: a virtual thread that holds the watching connection, and makes it anew when it is lost.
 * Signals go out from the thread that read them, which need not be that one.
 */
final class ImapWatch implements Watch, Watching.Post {
    private final ImapLogin login;
    private final Spares spares;
    private final ImapSettings settings;
    private final String account;
    private final Consumer<Signal> listener;
    private final Events events;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Set<String> interest = Set.of();
    private volatile @Nullable ImapConnection connection;
    private volatile @Nullable Watching watching;
    private boolean notifyRefused;
    private boolean idleRefused;
    private boolean ready;
    private boolean lost;

    /** @param spares for folders besides the inbox, where one connection does not tell of all */
    ImapWatch(
            ImapLogin login,
            Spares spares,
            ImapSettings settings,
            String account,
            Consumer<Signal> listener,
            Events events) {
        this.login = login;
        this.spares = spares;
        this.settings = settings;
        this.account = account;
        this.listener = listener;
        this.events = events;
    }

    ImapWatch start() {
        Thread.ofVirtual().name("imap-watch").start(this::run);
        return this;
    }

    private void run() {
        Duration backoff = settings.pace().firstBackoff();
        int refusals = 0;
        while (!isClosed()) {
            long began = System.nanoTime();
            try {
                once();
            } catch (BackendException | IOException | ProtocolException | RuntimeException e) {
                lost(e);
                boolean refused = e instanceof BackendException b && b.kind() == Kind.LOGIN;
                boolean lasted =
                        System.nanoTime() - began >= settings.pace().round().toNanos();
                refusals = refused ? refusals + 1 : lasted ? 0 : refusals;
                if (lasted) backoff = settings.pace().firstBackoff();
            }
            if (waitClosed(refusals > 0 ? afterRefusals(refusals) : backoff)) return;
            backoff = shorter(backoff.multipliedBy(2), settings.pace().lastBackoff());
        }
    }

    /** GMX locks an address out after some refused logins: an hour between them at last. */
    private Duration afterRefusals(int refusals) {
        return settings.pace().lastBackoff().multipliedBy(Math.min(refusals, 12));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void once() throws BackendException, IOException, ProtocolException {
        ImapConnection opened = login.watch();
        connection = opened;
        try {
            // close() has cut the one before, if it came while this one was made
            if (isClosed()) return;
            Watching started = watching(opened);
            watching = started;
            ready = false;
            started.watch();
        } catch (BackendException e) {
            idleRefused |= watching instanceof IdleWatching && e.kind() == Kind.NOT_ALLOWED;
            notifyRefused |= watching instanceof NotifyWatching && !opened.broken();
            throw e;
        } finally {
            watching = null;
            opened.close();
        }
    }

    private Watching watching(ImapConnection opened) throws BackendException {
        Pace pace = settings.pace();
        boolean idle = opened.capabilities().has("IDLE") && !idleRefused;
        if (idle && opened.capabilities().has("NOTIFY") && !notifyRefused) {
            var notify = NotifyWatching.start(opened, pace, this);
            if (notify.isPresent()) return notify.get();
            notifyRefused = true;
        }
        if (idle)
            return new IdleWatching(
                    opened, spares, pace, this, settings.timeouts().read());
        return new PollWatching(opened, pace, this);
    }

    private void lost(Exception why) {
        if (isClosed() || lost) return;
        lost = true;
        String message = why.getMessage();
        events.emit(new Event.WatchLost(account, message == null ? why.toString() : message));
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean waitClosed(Duration longest) {
        try {
            return closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void signal(Signal signal) {
        if (!isClosed()) listener.accept(signal);
    }

    @Override
    public void ready() {
        Watching started = watching;
        if (ready || started == null) return;
        ready = true;
        lost = false;
        events.emit(new Event.WatchStarted(account, started.how()));
        signal(new Signal.Unsure());
    }

    @Override
    public Set<String> interest() {
        return interest;
    }

    @Override
    public void interest(Set<String> folders) {
        Set<String> before = interest;
        interest = Set.copyOf(folders);
        Watching current = watching;
        if (current != null && !before.containsAll(folders)) current.wake();
    }

    @Override
    public void close() {
        closed.countDown();
        ImapConnection current = connection;
        if (current != null) current.close();
        Watching waiting = watching;
        if (waiting != null) waiting.wake();
    }
}
