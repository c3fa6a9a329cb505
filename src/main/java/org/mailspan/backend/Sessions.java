package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Fingerprints.Fingerprint;

/** The open backends, and the passwords that are let in to each. Guarded by the lock of {@link Backends}. */
final class Sessions {
    /** A replaced backend may still serve requests that were handed it before they held it. */
    private static final Duration PARTING = Duration.ofMinutes(1);

    private final Backends.Settings settings;
    private final Map<String, Session> current = new HashMap<>();
    /** All that are not closed: the current ones, and replaced ones that are still in use. */
    private final IdentityHashMap<Backend, Session> open = new IdentityHashMap<>();

    Sessions(Backends.Settings settings) {
        this.settings = settings;
    }

    /** A password that was let in. */
    private static final class Pass {
        private final String key;
        private Instant used;

        private Pass(String key, Instant now) {
            this.key = key;
            used = now;
        }
    }

    static final class Session {
        private final String id;
        private final Backend backend;
        /** Of what the host was asked about. */
        private final Fingerprint atHost;

        private final Map<Fingerprint, Pass> passes = new HashMap<>();
        private Instant proven;
        private Instant used;
        private boolean doubted;
        private int holds;

        private Session(String id, Backend backend, Fingerprint atHost, Instant now) {
            this.id = id;
            this.backend = backend;
            this.atHost = atHost;
            proven = now;
            used = now;
        }

        Backend backend() {
            return backend;
        }

        void hold() {
            holds++;
        }

        void release(Instant now) {
            holds--;
            used = now;
        }
    }

    /** The backend behind a password that was let in lately, and its key. */
    Optional<Backends.Entrance> entrance(String id, Fingerprint sent, Instant now) {
        Session session = current.get(id);
        Pass pass = session == null ? null : session.passes.get(sent);
        if (session == null || pass == null || !admits(session, pass, now)) return Optional.empty();
        session.used = now;
        pass.used = now;
        return Optional.of(new Backends.Entrance(session.backend, pass.key));
    }

    private boolean admits(Session session, Pass pass, Instant now) {
        return isProven(session, now) && now.isBefore(pass.used.plus(settings.sliding()));
    }

    private boolean isProven(Session session, Instant now) {
        return !session.doubted && now.isBefore(session.proven.plus(settings.longest()));
    }

    /** Lets another password in to what the host was asked about lately, if it is that. */
    Optional<Backends.Entrance> join(String id, Fingerprint sent, String key, Fingerprint atHost, Instant now) {
        Session session = current.get(id);
        if (session == null || !session.atHost.equals(atHost) || !isProven(session, now)) return Optional.empty();
        if (!now.isBefore(session.used.plus(settings.sliding()))) return Optional.empty();
        return Optional.of(letIn(session, sent, key, now));
    }

    /** The host took it. A backend that has it already goes on: its connections and its watch are warm. */
    Backends.Entrance enter(String id, Fingerprint sent, String key, Fingerprint atHost, Backend fresh, Instant now) {
        Session session = current.get(id);
        if (session == null || !session.atHost.equals(atHost)) {
            session = new Session(id, fresh, atHost, now);
            current.put(id, session);
            open.put(fresh, session);
        }
        session.proven = now;
        session.doubted = false;
        return letIn(session, sent, key, now);
    }

    private static Backends.Entrance letIn(Session session, Fingerprint sent, String key, Instant now) {
        session.passes.put(sent, new Pass(key, now));
        session.used = now;
        return new Backends.Entrance(session.backend, key);
    }

    /** Lets those in no more whose key does not stand. */
    void recall(BiPredicate<String, String> stands) {
        for (Session session : open.values())
            session.passes.values().removeIf(pass -> !pass.key.isEmpty() && !stands.test(session.id, pass.key));
    }

    @Nullable
    Session of(Backend backend) {
        return open.get(backend);
    }

    void doubt(Backend backend) {
        Session session = open.get(backend);
        if (session != null) session.doubted = true;
    }

    int count() {
        return open.size();
    }

    /** Takes out what nobody needs any more. */
    List<Backend> unused(Instant now) {
        return struck(
                open.values().stream().filter(session -> isUnused(session, now)).toList());
    }

    List<Backend> all() {
        return struck(List.copyOf(open.values()));
    }

    private boolean isUnused(Session session, Instant now) {
        Duration patience = current.get(session.id) == session ? settings.idle() : PARTING;
        return session.holds == 0 && !now.isBefore(session.used.plus(patience));
    }

    private List<Backend> struck(List<Session> sessions) {
        var backends = new ArrayList<Backend>();
        for (Session session : sessions) {
            open.remove(session.backend);
            current.remove(session.id, session);
            backends.add(session.backend);
        }
        return backends;
    }
}
