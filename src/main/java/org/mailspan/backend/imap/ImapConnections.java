package org.mailspan.backend.imap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * The working connections of one account, lent to one request each, in the order in which they ask; and what they leave
 * over to the watch, until a request waits. Unused ones are kept for a while, and preferably lent where their folder is
 * open already.
 */
final class ImapConnections implements Spares, AutoCloseable {
    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(ImapConnection connection) throws BackendException;
    }

    private record Idle(ImapConnection connection, long sinceNanos) {}

    private final ImapLogin login;
    private final Pace pace;
    private final int most;
    private final Permits permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final List<ImapConnection> lent = new ArrayList<>();
    private boolean sweeping;
    private boolean closed;

    /** @param first logged in already: it proved the password */
    ImapConnections(ImapLogin login, Pace pace, int most, ImapConnection first) {
        this.login = login;
        this.pace = pace;
        this.most = most;
        this.permits = new Permits(most);
        lent.add(first);
        giveBack(first);
    }

    /**
     * Work that may be done twice. A kept connection that proves dead (hosts hang up on idle ones, routers forget them)
     * is replaced and the work done again, once.
     *
     * @param folder the one that {@code work} is going to open, if any
     */
    <T> T repeatable(String folder, Work<T> work) throws BackendException {
        acquire();
        try {
            ImapConnection kept = takeKept(folder);
            if (kept == null) return using(connect(), work);
            try {
                return using(kept, connection -> onKept(connection, folder, work));
            } catch (BackendException e) {
                if (!kept.broken() || isClosed()) throw e;
            }
            dropKept();
            return using(connect(), work);
        } finally {
            permits.release();
        }
    }

    /**
     * As {@link #repeatable}, for moves: Dovecot 2.3 refuses to mark a message of a folder that was deleted and made anew
     * while it was open here, but moves or copies the one that has that UID now. So the folder is looked at first.
     */
    <T> T certain(String folder, Work<T> work) throws BackendException {
        return repeatable(folder, connection -> {
            if (connection.hasSelected(folder)) verify(connection);
            return work.on(connection);
        });
    }

    /** Work that must not be done twice in ignorance: a kept connection proves that it lives, with a NOOP, before. */
    <T> T once(String folder, Work<T> work) throws BackendException {
        acquire();
        try {
            ImapConnection kept = takeKept(folder);
            if (kept == null) return using(connect(), work);
            if (isAlive(kept)) return using(kept, work);
            giveBack(kept);
            dropKept();
            return using(connect(), work);
        } finally {
            permits.release();
        }
    }

    @Override
    public Optional<Spare> take(Runnable recall) {
        return permits.takeSpare(recall) ? Optional.of(new LeftOver(recall)) : Optional.empty();
    }

    /** What work does not need just now. */
    private final class LeftOver implements Spare {
        private final Runnable recall;
        private @Nullable ImapConnection connection;

        private LeftOver(Runnable recall) {
            this.recall = recall;
        }

        @Override
        public ImapConnection connection() throws BackendException {
            ImapConnection kept = takeSpare();
            ImapConnection taken = kept == null ? connect() : kept;
            connection = taken;
            return taken;
        }

        @Override
        public void close() {
            if (connection != null) {
                connection.forgetFolder();
                giveBack(connection);
            }
            permits.giveBack(recall);
        }
    }

    /** Dovecot answers SERVERBUG to whatever is asked about an open folder that was deleted and made anew (2026-11). */
    private static <T> T onKept(ImapConnection kept, String folder, Work<T> work) throws BackendException {
        boolean wasOpen = kept.hasSelected(folder);
        try {
            return work.on(kept);
        } catch (BackendException e) {
            if (!wasOpen || kept.broken() || e.kind() != Kind.UNAVAILABLE) throw e;
        }
        kept.select(folder);
        return work.on(kept);
    }

    private static boolean isAlive(ImapConnection kept) {
        try {
            verify(kept);
            return true;
        } catch (BackendException dead) {
            return false;
        }
    }

    /** By a NOOP, to which Dovecot answers with an untagged NO where the open folder is no more (2026-11). */
    private static void verify(ImapConnection connection) throws BackendException {
        boolean[] gone = new boolean[1];
        connection.run("NOOP", row -> gone[0] |= row.isUnTagged() && row.isNO());
        if (gone[0]) connection.forgetFolder();
    }

    private <T> T using(ImapConnection connection, Work<T> work) throws BackendException {
        try {
            return work.on(connection);
        } finally {
            giveBack(connection);
        }
    }

    private void acquire() throws BackendException {
        try {
            if (permits.acquire(pace.lend())) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted while waiting for a connection", e);
        }
        throw new BackendException(Kind.UNAVAILABLE, "all connections of the account are busy");
    }

    private ImapConnection connect() throws BackendException {
        if (isClosed()) throw new BackendException(Kind.UNAVAILABLE, "the account is closed");
        ImapConnection connection = login.connect();
        lock.lock();
        try {
            lent.add(connection);
        } finally {
            lock.unlock();
        }
        return connection;
    }

    private @Nullable ImapConnection takeKept(String folder) {
        lock.lock();
        try {
            Idle best = null;
            for (Idle candidate : idle)
                if (best == null || rank(candidate, folder) > rank(best, folder)) best = candidate;
            if (best == null) return null;
            idle.remove(best);
            lent.add(best.connection);
            return best.connection;
        } finally {
            lock.unlock();
        }
    }

    /** One that has a folder open is of more use to work, as long as another may be made. */
    private @Nullable ImapConnection takeSpare() {
        lock.lock();
        try {
            Idle best = null;
            for (Idle candidate : idle) if (!candidate.connection.hasSelection()) best = candidate;
            if (best == null && idle.size() + permits.taken() > most) best = idle.peekLast();
            if (best == null) return null;
            idle.remove(best);
            lent.add(best.connection);
            return best.connection;
        } finally {
            lock.unlock();
        }
    }

    /** One that has the folder open saves a SELECT; one that has another open is left for those who want that. */
    private static int rank(Idle candidate, String folder) {
        if (candidate.connection.hasSelected(folder)) return 2;
        return candidate.connection.hasSelection() ? 0 : 1;
    }

    private void giveBack(ImapConnection connection) {
        boolean keep;
        lock.lock();
        try {
            lent.remove(connection);
            keep = !closed && !connection.broken();
            // the most recently used one first: it is the last that a host gives up
            if (keep) idle.addFirst(new Idle(connection, System.nanoTime()));
            if (keep && !sweeping) {
                sweeping = true;
                Thread.ofVirtual().name("imap-sweeper").start(this::sweep);
            }
        } finally {
            lock.unlock();
        }
        if (!keep) connection.close();
    }

    /** Runs while there are kept connections. */
    private void sweep() {
        List<ImapConnection> expired = new ArrayList<>();
        while (waitForExpired(expired)) {
            expired.forEach(ImapConnection::logout);
            expired.clear();
        }
    }

    private boolean waitForExpired(List<ImapConnection> expired) {
        lock.lock();
        try {
            while (!idle.isEmpty()) {
                long left = idle.getLast().sinceNanos + pace.idleClose().toNanos() - System.nanoTime();
                if (left > 0) closing.awaitNanos(left);
                else expired.add(idle.removeLast().connection);
                if (!expired.isEmpty()) return true;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            sweeping &= !expired.isEmpty();
            lock.unlock();
        }
        return false;
    }

    private void dropKept() {
        takeAllKept(false).forEach(ImapConnection::close);
    }

    private List<ImapConnection> takeAllKept(boolean alsoLent) {
        lock.lock();
        try {
            var all = new ArrayList<ImapConnection>();
            for (Idle kept : idle) all.add(kept.connection);
            idle.clear();
            if (alsoLent) all.addAll(lent);
            closed |= alsoLent;
            closing.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all work at once: requests in flight fail as UNAVAILABLE. */
    @Override
    public void close() {
        takeAllKept(true).forEach(ImapConnection::close);
    }
}
