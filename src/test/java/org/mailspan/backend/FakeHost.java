package org.mailspan.backend;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.support.BackendAround;
import org.mailspan.support.NoBackend;

/** A host that knows passwords, counts logins, and can be down or slow. */
final class FakeHost implements Connector {
    final Set<Credentials> good = ConcurrentHashMap.newKeySet();
    final List<Credentials> asked = new CopyOnWriteArrayList<>();
    final List<Backend> closed = new CopyOnWriteArrayList<>();
    volatile boolean down;
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public Backend connect(Credentials credentials) throws BackendException {
        asked.add(credentials);
        try {
            gate.await();
        } catch (InterruptedException ended) {
            throw new BackendException(Kind.UNAVAILABLE, "interrupted", ended);
        }
        if (down) throw new BackendException(Kind.UNAVAILABLE, "down");
        if (!good.contains(credentials)) throw new BackendException(Kind.LOGIN, "wrong");
        return new Fake(credentials.user(), closed);
    }

    /** Told apart by identity, as backends are. */
    private static final class Fake implements BackendAround {
        private final String user;
        private final List<Backend> closed;

        private Fake(String user, List<Backend> closed) {
            this.user = user;
            this.closed = closed;
        }

        @Override
        public Backend host() {
            return new NoBackend(new Account(user, List.of(user), ""));
        }

        @Override
        public void close() {
            closed.add(this);
        }
    }
}
