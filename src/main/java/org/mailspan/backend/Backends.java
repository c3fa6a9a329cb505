package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Attempts.Admission;
import org.mailspan.backend.Attempts.Attempt;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Fingerprints.Fingerprint;
import org.mailspan.backend.Refusals.Refusal;
import org.mailspan.backend.Refusals.Why;
import org.mailspan.backend.Sessions.Session;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * Credentials in, the account's one {@link Backend} out: no login per request, and never a known-bad password twice
 * (law 7). The package's own page tells the rules.
 */
public final class Backends implements AutoCloseable {
    private final Connector connector;
    private final Keys keys;
    private final Settings settings;
    private final InstantSource clock;
    private final Events events;
    private final EvenTime even;
    private final Fingerprints fingerprints = new Fingerprints();

    private final ReentrantLock lock = new ReentrantLock();
    private final Sessions sessions;
    private final Verdicts verdicts;
    private final Map<Fingerprint, Flight> flights = new HashMap<>();
    private long recalls;
    private boolean closed;

    /**
     * @param domain appended to logins without {@code @}; may be empty
     * @param sliding how long a good password is not asked about again after each use
     * @param longest and how long at most, so that a phone whose password was changed does not stay in for ever
     * @param idle a backend that nobody used or held for so long is closed
     * @param grace how long a refusal of a password that was good is "try later"
     * @param even a refusal takes some whole steps of this, so that its time does not tell what was looked at
     */
    public record Settings(
            String domain, Duration sliding, Duration longest, Duration idle, Duration grace, Duration even) {
        public static Settings withDomain(String domain) {
            return new Settings(
                    domain,
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(1));
        }

        /** Refusals are told at once, for tests of many. */
        public Settings prompt() {
            return new Settings(domain, sliding, longest, idle, grace, Duration.ZERO);
        }
    }

    /** @param key of a password that was made for one device; empty for the mailbox's own */
    public record Entrance(Backend backend, String key) {}

    /** While it is open, the backend stays open. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    public Backends(Connector connector, Settings settings, InstantSource clock, Events events) {
        this(connector, Keys.MAIL, settings, clock, events);
    }

    public Backends(Connector connector, Keys keys, Settings settings, InstantSource clock, Events events) {
        this(connector, keys, settings, clock, EvenTime.Ticker.SYSTEM, events);
    }

    /** With a time of its own for how long refusals take. */
    Backends(
            Connector connector,
            Keys keys,
            Settings settings,
            InstantSource clock,
            EvenTime.Ticker ticker,
            Events events) {
        this.connector = connector;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.events = events;
        even = new EvenTime(settings.even, ticker);
        sessions = new Sessions(settings);
        verdicts = new Verdicts(settings.grace);
    }

    /**
     * The backend of the account, if the password is right. Whoever works with it for longer than a moment holds it.
     *
     * @param network who has the same may be the same
     * @throws BackendException LOGIN for a bad password, UNAVAILABLE for "try later"
     * @throws TooManyAttempts if nobody is asked about it, since too many wrong ones came before
     */
    public Entrance login(Credentials sent, String network) throws BackendException, TooManyAttempts {
        LoginName login = LoginName.of(sent, settings.domain);
        Fingerprint fingerprint =
                fingerprints.of(login.id(), keys.spelled(login.credentials().password()));
        Optional<String> named = keys.named(login.id(), login.credentials().password());
        long began = System.nanoTime();
        while (true) {
            Step step = step(login, fingerprint, named, network);
            switch (step) {
                case Step.In(var entrance) -> {
                    return entrance;
                }
                case Step.Flying(var flight) -> {
                    return flight.arrival();
                }
                case Step.Behind(var other) -> Flight.awaitTurn(other, began);
            }
        }
    }

    private sealed interface Step {
        record In(Entrance entrance) implements Step {}

        record Flying(Flight flight) implements Step {}

        record Behind(CountDownLatch other) implements Step {}
    }

    private Step step(LoginName login, Fingerprint sent, Optional<String> named, String network)
            throws BackendException, TooManyAttempts {
        lock.lock();
        try {
            if (closed) throw stopping();
            Instant now = clock.instant();
            Optional<Entrance> known = sessions.entrance(login.id(), sent, now);
            if (known.isPresent()) return new Step.In(known.get());
            Optional<Refusal> refusal = verdicts.standing(sent, now);
            if (refusal.isPresent()) throw refusal.get().told(now);
            Flight others = flights.get(sent);
            if (others != null) return new Step.Flying(others);
            return switch (verdicts.admit(login.id(), sent, named, network, now)) {
                case Admission.Let(var attempt) -> new Step.Flying(depart(login, sent, attempt));
                case Admission.Behind(var other) -> new Step.Behind(other);
                case Admission.Wait(var delay) -> throw new TooManyAttempts(delay);
            };
        } finally {
            lock.unlock();
        }
    }

    /** Whether a device may come with the password that it came with. */
    public boolean admits(Entrance entrance, String deviceId) {
        return entrance.key.isEmpty() || keys.admits(entrance.backend.account().id(), entrance.key, deviceId);
    }

    /** Keeps a backend open, however long a request waits or reads. One that is closed already needs no hold. */
    public Hold hold(Backend backend) {
        lock.lock();
        try {
            Session session = sessions.of(backend);
            if (session == null) return () -> {};
            session.hold();
            return new Release(session);
        } finally {
            lock.unlock();
        }
    }

    /** The host refused this backend's password in the middle of its life: the next login asks the host. */
    public void doubt(Backend backend) {
        lock.lock();
        try {
            sessions.doubt(backend);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever came with a key that does not stand any more is let in no more. */
    public void recall(BiPredicate<String, String> stands) {
        lock.lock();
        try {
            recalls++;
            sessions.recall(stands);
        } finally {
            lock.unlock();
        }
    }

    /** What was refused of an account may be good now: it is looked at anew. */
    public void reconsider(String account) {
        lock.lock();
        try {
            verdicts.reconsider(account);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what nobody needs any more; a timer calls it once a minute. */
    public void sweep() {
        List<Backend> unused;
        lock.lock();
        try {
            Instant now = clock.instant();
            verdicts.sweep(now);
            unused = sessions.unused(now);
        } finally {
            lock.unlock();
        }
        closeAll(unused);
    }

    /** Open backends, for the metrics. */
    public int count() {
        lock.lock();
        try {
            return sessions.count();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Backend> all;
        lock.lock();
        try {
            closed = true;
            all = sessions.all();
        } finally {
            lock.unlock();
        }
        closeAll(all);
    }

    /** Side by side: a host may take its time over each good-bye. */
    private static void closeAll(List<Backend> backends) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            backends.forEach(backend -> threads.execute(backend::close));
        }
    }

    /** On a thread of its own: any of the requests that await it may go away. */
    private Flight depart(LoginName login, Fingerprint sent, @Nullable Attempt attempt) {
        var flight = new Flight();
        var pilot = new Pilot(login, new Verdicts.Trial(login.id(), sent, null, "", attempt), recalls, flight);
        flights.put(sent, flight);
        Thread.ofVirtual().name("login").start(pilot::fly);
        return flight;
    }

    private static BackendException stopping() {
        return new BackendException(Kind.UNAVAILABLE, "the bridge stops, or something was decided meanwhile");
    }

    /** One login, from its password to the backend behind it. */
    private final class Pilot {
        private final LoginName login;
        private final long recallsBefore;
        private final Flight flight;
        private Verdicts.Trial trial;
        private @Nullable Backend surplus;

        private Pilot(LoginName login, Verdicts.Trial trial, long recallsBefore, Flight flight) {
            this.login = login;
            this.trial = trial;
            this.recallsBefore = recallsBefore;
            this.flight = flight;
        }

        private void fly() {
            long began = even.begin();
            try {
                Optional<Entrance> entrance = entrance();
                if (entrance.isPresent()) flight.landed(entrance.get());
                else flight.failed(stopping());
                // Not "is it open still": once the flight has landed, others may have closed it already.
                if (surplus != null) surplus.close();
            } catch (BackendException refused) {
                if (refused.kind() == Kind.LOGIN) even.await(began);
                flight.failed(refuse(refused));
            } catch (RuntimeException | Error bug) {
                refuse(new BackendException(Kind.UNAVAILABLE, "" + bug, bug));
                flight.failed(bug);
            }
        }

        /** Empty when the bridge stops, or keys were recalled meanwhile. */
        private Optional<Entrance> entrance() throws BackendException {
            Keys.Opened opened = keys.open(login.id(), login.credentials());
            Fingerprint asked = fingerprints.of(login.id(), opened.atHost().password());
            trial = trial.opened(asked, opened.key());
            Optional<Entrance> joined = joined(asked);
            if (joined.isPresent()) return joined;
            Backend fresh = connector.connect(opened.atHost());
            Optional<Entrance> entered = entered(asked, fresh);
            if (!isKept(entered, fresh)) surplus = fresh;
            return entered;
        }

        /** Another password that stands for the same one was let in lately, or refused. */
        private Optional<Entrance> joined(Fingerprint asked) throws BackendException {
            lock.lock();
            try {
                Instant now = clock.instant();
                Optional<Refusal> refusal = verdicts.standing(asked, now);
                if (refusal.isPresent()) throw refusal.get().told(now);
                if (isLate()) return Optional.empty();
                Optional<Entrance> entrance = sessions.join(login.id(), trial.sent(), trial.key(), asked, now);
                if (entrance.isPresent()) landed(now);
                return entrance;
            } finally {
                lock.unlock();
            }
        }

        /** The host took the password. */
        private Optional<Entrance> entered(Fingerprint asked, Backend fresh) {
            lock.lock();
            try {
                Instant now = clock.instant();
                landed(now);
                return isLate()
                        ? Optional.empty()
                        : Optional.of(sessions.enter(login.id(), trial.sent(), trial.key(), asked, fresh, now));
            } finally {
                lock.unlock();
            }
        }

        /** The bridge stops; or some keys were taken back meanwhile, and this may be one of them. */
        private boolean isLate() {
            return closed || recallsBefore != recalls && !trial.key().isEmpty();
        }

        private void landed(Instant now) {
            flights.remove(trial.sent());
            verdicts.good(trial, now);
        }

        @SuppressWarnings("ReferenceEquality")
        private static boolean isKept(Optional<Entrance> kept, Backend fresh) {
            return kept.isPresent() && kept.get().backend() == fresh;
        }

        private BackendException refuse(BackendException refused) {
            Refusal refusal;
            lock.lock();
            try {
                flights.remove(trial.sent());
                refusal = verdicts.refused(trial, refused.kind(), clock.instant());
            } finally {
                lock.unlock();
            }
            if (refusal.why() != Why.BAD)
                events.emit(new Event.HostFailed(login.id(), "login", refusal.why() + ": " + refused.getMessage()));
            else if (!trial.key().isEmpty()) events.emit(new Event.StoredPasswordRefused(login.id()));
            Kind kind = refusal.why() == Why.BAD ? Kind.LOGIN : Kind.UNAVAILABLE;
            return kind == refused.kind() ? refused : new BackendException(kind, "" + refused.getMessage(), refused);
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
                session.release(clock.instant());
                session = null;
            } finally {
                lock.unlock();
            }
        }
    }
}
