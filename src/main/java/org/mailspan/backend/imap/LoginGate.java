package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * The logins at one host, of all accounts: some at once, the others wait their turn. After a restart a thousand phones and
 * watches come back in one second, and hosts lock out an address for that (GMX, Qboxmail, 2026-11). A host that turns a
 * login away for another reason than the password gets one at a time. If it was one account, that may be at a limit of its
 * own, and holds up nobody; if there are more, a pause comes before the next, the longer the more accounts they are. Each
 * login that is let in makes up for an account that was turned away.
 */
final class LoginGate {
    static final int AT_ONCE = 6;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** After which the pause is the longest in any case. */
    private static final int MOST_AWAY = 16;

    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    /** Who waits, in the order in which they came; only the first is woken. */
    private final Deque<Condition> queue = new ArrayDeque<>();

    /** Accounts that were turned away since, the eldest first. */
    private final Set<String> away = new LinkedHashSet<>();

    private int busy;
    private long pausedUntil = System.nanoTime();

    LoginGate(Pace pace) {
        this.pace = pace;
    }

    /** A login that is on its way; to be closed when it is over. */
    final class Turn implements AutoCloseable {
        private final String account;

        private Turn(String account) {
            this.account = account;
        }

        /** The host let it in. */
        void letIn() {
            lock.lock();
            try {
                if (!away.remove(account) && !away.isEmpty())
                    away.remove(away.iterator().next());
            } finally {
                lock.unlock();
            }
        }

        /** The host does not want a login now, be the password right or wrong. */
        void turnedAway() {
            lock.lock();
            try {
                if (away.size() < MOST_AWAY) away.add(account);
                if (away.size() > 1) pausedUntil = System.nanoTime() + pause().toNanos();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                busy--;
                wakeFirst();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for as long as a request would for a connection that is lent to another. */
    Turn enter(String account) throws BackendException {
        lock.lock();
        Condition mine = lock.newCondition();
        queue.addLast(mine);
        try {
            await(mine, System.nanoTime() + pace.lend().toNanos());
            busy++;
            return new Turn(account);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted while waiting to log in", stopped);
        } finally {
            queue.remove(mine);
            wakeFirst();
            lock.unlock();
        }
    }

    private void await(Condition mine, long until) throws InterruptedException, BackendException {
        while (true) {
            long now = System.nanoTime();
            boolean first = mine.equals(queue.peekFirst());
            long pause = pausedUntil - now;
            if (first && pause <= 0 && busy < (away.isEmpty() ? AT_ONCE : 1)) return;
            if (until - now <= 0)
                throw new BackendException(Kind.UNAVAILABLE, "the host has too many logins to answer already");
            mine.awaitNanos(first && pause > 0 ? Math.min(pause, until - now) : until - now);
        }
    }

    private Duration pause() {
        Duration doubled = pace.firstBackoff().multipliedBy(1L << (away.size() - 2));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void wakeFirst() {
        Condition first = queue.peekFirst();
        if (first != null) first.signal();
    }
}
