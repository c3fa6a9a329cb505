package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Fingerprints.Fingerprint;
import org.mailspan.backend.Refusals.Refusal;
import org.mailspan.backend.Refusals.Why;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * Credentials in, the account's one {@link Backend} out: no login per request, and never a known-bad password twice
 * (law 7). The package's own page tells the rules.
 */
public final class Backends implements AutoCloseable {
    /** A replaced backend may still serve requests that were handed it before they held it. */
    private static final Duration PARTING = Duration.ofMinutes(1);
    /** Accounts of which the last good password is recognised after their backend was closed. */
    private static final int REMEMBERED_ACCOUNTS = 10_000;

    private final Connector connector;
    private final Settings settings;
    private final InstantSource clock;
    private final Events events;
    private final Fingerprints fingerprints = new Fingerprints();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Session> current = new HashMap<>();
    /** All that are not closed: the current ones, and replaced ones that are still in use. */
    private final IdentityHashMap<Backend, Session> open = new IdentityHashMap<>();

    private final Map<Fingerprint, CompletableFuture<Backend>> flights = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final Attempts attempts = new Attempts();
    private final Map<String, Fingerprint> lastGood = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fingerprint> eldest) {
            return size() > REMEMBERED_ACCOUNTS;
        }
    };
    private boolean closed;

    /**
     * @param domain appended to logins without {@code @}; may be empty
     * @param sliding how long a good password is not asked about again after each use
     * @param longest and how long at most, so that a phone whose password was changed does not stay in for ever
     * @param idle a backend that nobody used or held for so long is closed
     * @param grace how long a refusal of a password that was good is "try later"
     */
    public record Settings(String domain, Duration sliding, Duration longest, Duration idle, Duration grace) {
        public static Settings withDomain(String domain) {
            return new Settings(
                    domain,
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(15));
        }
    }

    /** While it is open, the backend stays open. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** What is known of an open backend. Guarded by the lock. */
    private static final class Session {
        private final String id;
        private final Backend backend;
        private final Fingerprint fingerprint;
        private Instant proven;
        private Instant used;
        private boolean doubted;
        private int holds;

        private Session(String id, Backend backend, Fingerprint fingerprint, Instant now) {
            this.id = id;
            this.backend = backend;
            this.fingerprint = fingerprint;
            proven = now;
            used = now;
        }
    }

    public Backends(Connector connector, Settings settings, InstantSource clock, Events events) {
        this.connector = connector;
        this.settings = settings;
        this.clock = clock;
        this.events = events;
    }

    /**
     * The backend of the account, if the password is right. Whoever works with it for longer than a moment holds it.
     *
     * @throws BackendException LOGIN for a bad password, UNAVAILABLE for "try later"
     */
    public Backend login(Credentials sent) throws BackendException {
        return login(sent, "");
    }

    /**
     * How long to wait before the mail host is asked about these, since too many wrong ones came before; empty where it
     * need not be asked, or may be.
     *
     * @param network who has the same may be the same
     */
    public Optional<Duration> delay(Credentials sent, String network) throws BackendException {
        LoginName login = LoginName.of(sent, settings.domain);
        Fingerprint fingerprint = fingerprints.of(login);
        lock.lock();
        try {
            Instant now = clock.instant();
            Session session = current.get(login.id());
            boolean known = session != null && admits(session, fingerprint, now)
                    || fingerprint.equals(lastGood.get(login.id()))
                    || refusals.last(fingerprint)
                            .filter(last -> now.isBefore(last.until()))
                            .isPresent()
                    || flights.containsKey(fingerprint);
            return known ? Optional.empty() : attempts.delay(network, login.id(), now);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #login(Credentials)}; what comes of it counts for a network. */
    public Backend login(Credentials sent, String network) throws BackendException {
        LoginName login = LoginName.of(sent, settings.domain);
        Fingerprint fingerprint = fingerprints.of(login);
        CompletableFuture<Backend> flight;
        lock.lock();
        try {
            if (closed) throw stopping();
            Instant now = clock.instant();
            Session session = current.get(login.id());
            if (session != null && admits(session, fingerprint, now)) {
                session.used = now;
                return session.backend;
            }
            Refusal refusal = refusals.last(fingerprint).orElse(null);
            if (refusal != null && now.isBefore(refusal.until())) throw answer(refusal, now);
            flight = flights.computeIfAbsent(fingerprint, _ -> depart(login, fingerprint, network));
        } finally {
            lock.unlock();
        }
        return arrival(flight);
    }

    /** Keeps a backend open, however long a request waits or reads. One that is closed already needs no hold. */
    public Hold hold(Backend backend) {
        lock.lock();
        try {
            Session session = open.get(backend);
            if (session == null) return () -> {};
            session.holds++;
            return new Release(session);
        } finally {
            lock.unlock();
        }
    }

    /** The host refused this backend's password in the middle of its life: the next login asks the host. */
    public void doubt(Backend backend) {
        lock.lock();
        try {
            Session session = open.get(backend);
            if (session != null) session.doubted = true;
        } finally {
            lock.unlock();
        }
    }

    /** Closes what nobody needs any more; a timer calls it once a minute. */
    public void sweep() {
        var unused = new ArrayList<Session>();
        lock.lock();
        try {
            Instant now = clock.instant();
            refusals.sweep(now);
            for (Session session : open.values()) if (isUnused(session, now)) unused.add(session);
            unused.forEach(this::strike);
        } finally {
            lock.unlock();
        }
        closeAll(unused);
    }

    /** Open backends, for the metrics. */
    public int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Session> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(open.values());
            all.forEach(this::strike);
        } finally {
            lock.unlock();
        }
        closeAll(all);
    }

    /** Side by side: a host may take its time over each good-bye. */
    private static void closeAll(List<Session> sessions) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            sessions.forEach(session -> threads.execute(session.backend::close));
        }
    }

    private boolean admits(Session session, Fingerprint fingerprint, Instant now) {
        return session.fingerprint.equals(fingerprint)
                && !session.doubted
                && now.isBefore(session.used.plus(settings.sliding))
                && now.isBefore(session.proven.plus(settings.longest));
    }

    private boolean isUnused(Session session, Instant now) {
        Duration patience = current.get(session.id) == session ? settings.idle : PARTING;
        return session.holds == 0 && !now.isBefore(session.used.plus(patience));
    }

    private void strike(Session session) {
        open.remove(session.backend);
        current.remove(session.id, session);
    }

    /** All requests with the same credentials await one login, on a thread of its own: any of them may go away. */
    private CompletableFuture<Backend> depart(LoginName login, Fingerprint fingerprint, String network) {
        var flight = new CompletableFuture<Backend>();
        Thread.ofVirtual().name("login").start(() -> fly(login, fingerprint, network, flight));
        return flight;
    }

    private void fly(LoginName login, Fingerprint fingerprint, String network, CompletableFuture<Backend> flight) {
        try {
            Backend fresh = connector.connect(login.credentials());
            count(network, login, true);
            Optional<Backend> kept = enter(login, fingerprint, fresh);
            if (kept.isPresent()) flight.complete(kept.get());
            else flight.completeExceptionally(stopping());
            // Not "is it open still": once the flight has landed, others may have closed it already.
            if (!isKept(kept, fresh)) fresh.close();
        } catch (BackendException refused) {
            if (refused.kind() == Kind.LOGIN) count(network, login, false);
            flight.completeExceptionally(refuse(login, fingerprint, refused));
        } catch (RuntimeException | Error bug) {
            refuse(login, fingerprint, new BackendException(Kind.UNAVAILABLE, "" + bug, bug));
            flight.completeExceptionally(bug);
        }
    }

    private void count(String network, LoginName login, boolean good) {
        lock.lock();
        try {
            if (good) attempts.succeeded(network, login.id(), clock.instant());
            else attempts.failed(network, login.id(), clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The host took the password. A backend that has it already goes on: its connections and its watch are warm.
     *
     * @return the backend to use; empty when the bridge stops
     */
    private Optional<Backend> enter(LoginName login, Fingerprint fingerprint, Backend fresh) {
        lock.lock();
        try {
            flights.remove(fingerprint);
            if (closed) return Optional.empty();
            refusals.forget(fingerprint);
            lastGood.put(login.id(), fingerprint);
            Instant now = clock.instant();
            Session session = current.get(login.id());
            if (session == null || !session.fingerprint.equals(fingerprint)) {
                session = new Session(login.id(), fresh, fingerprint, now);
                current.put(login.id(), session);
                open.put(fresh, session);
            }
            session.proven = now;
            session.used = now;
            session.doubted = false;
            return Optional.of(session.backend);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isKept(Optional<Backend> kept, Backend fresh) {
        return kept.isPresent() && kept.get() == fresh;
    }

    private BackendException refuse(LoginName login, Fingerprint fingerprint, BackendException refused) {
        Refusal refusal;
        lock.lock();
        try {
            flights.remove(fingerprint);
            refusal = remember(login, fingerprint, refused.kind());
        } finally {
            lock.unlock();
        }
        if (refusal.why() != Why.BAD)
            events.emit(new Event.HostFailed(login.id(), "login", refusal.why() + ": " + refused.getMessage()));
        Kind kind = refusal.why() == Why.BAD ? Kind.LOGIN : Kind.UNAVAILABLE;
        return kind == refused.kind() ? refused : new BackendException(kind, "" + refused.getMessage(), refused);
    }

    private Refusal remember(LoginName login, Fingerprint fingerprint, Kind kind) {
        Instant now = clock.instant();
        if (kind != Kind.LOGIN) return refusals.add(fingerprint, Why.DOWN, now);
        // Once another password was good after it, an old one is simply wrong.
        if (!fingerprint.equals(lastGood.get(login.id()))) return refusals.add(fingerprint, Why.BAD, now);
        Refusal doubt = refusals.add(fingerprint, Why.DOUBTED, now);
        if (now.isBefore(doubt.since().plus(settings.grace))) return doubt;
        lastGood.remove(login.id());
        return refusals.add(fingerprint, Why.BAD, now);
    }

    private static BackendException stopping() {
        return new BackendException(Kind.UNAVAILABLE, "the bridge stops");
    }

    private static BackendException answer(Refusal refusal, Instant now) {
        long seconds = Duration.between(now, refusal.until()).toSeconds() + 1;
        return switch (refusal.why()) {
            case BAD -> new BackendException(Kind.LOGIN, "refused before; not asked again for " + seconds + " s");
            case DOUBTED, DOWN ->
                new BackendException(Kind.UNAVAILABLE, "the host is left alone for " + seconds + " s");
        };
    }

    private static Backend arrival(CompletableFuture<Backend> flight) throws BackendException {
        try {
            return flight.get();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "the request ended", ended);
        } catch (ExecutionException failed) {
            // A new one for each waiting request: exceptions are changed where they pass.
            if (failed.getCause() instanceof BackendException refused)
                throw new BackendException(refused.kind(), "" + refused.getMessage(), refused);
            throw new IllegalStateException("login failed", failed.getCause());
        }
    }

    private final class Release implements Hold {
        private @Nullable Session session;

        private Release(Session session) {
            this.session = session;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (session == null) return;
                session.holds--;
                session.used = clock.instant();
                session = null;
            } finally {
                lock.unlock();
            }
        }
    }
}
