package org.mailspan.backend.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * One IDLE (RFC 2177), read by one thread. The read timeout is the clock: when it strikes, DONE goes out, and a host that
 * does not answer that is dead. Another thread may end it early; whoever changes the state writes DONE, so it is written
 * once.
 */
final class Idling {
    private enum State {
        OFF,
        ON,
        ENDING
    }

    private static final long AT_ONCE = Duration.ofSeconds(1).toNanos();
    private static final int OFTEN = 10;

    private final ImapConnection connection;
    private final Duration answer;
    private final AtomicReference<State> state = new AtomicReference<>(State.OFF);
    private final AtomicBoolean woken = new AtomicBoolean();
    /** How many times in a row the host ended it at once, and nobody had asked for that. */
    private int cutShort;

    Idling(ImapConnection connection, Duration answer) {
        this.connection = connection;
        this.answer = answer;
    }

    /** Ends the IDLE that runs, or the next one at once. From any thread. */
    void wake() {
        woken.set(true);
        try {
            done();
        } catch (IOException gone) {
            // the reader learns it too
        }
    }

    private void done() throws IOException {
        if (state.compareAndSet(State.ON, State.ENDING)) connection.line("DONE");
    }

    /**
     * Hands on what comes until {@code lasting} is over or somebody wakes it.
     *
     * @param on run when the host has begun to tell
     */
    void run(Duration lasting, Runnable on, Consumer<ImapRow> rows)
            throws IOException, ProtocolException, BackendException {
        String tag = connection.write("IDLE", null);
        long began = System.nanoTime();
        long until = began + answer.toNanos();
        boolean ending = false;
        while (true) {
            ImapRow row = next(until);
            if (row == null) {
                if (ending) throw new IOException("the host does not answer to DONE");
                if (state.get() == State.OFF) throw new IOException("the host does not answer to IDLE");
                done();
                ending = true;
                until = System.nanoTime() + answer.toNanos();
            } else if (row.isContinuation()) {
                state.set(State.ON);
                until = System.nanoTime() + lasting.toNanos();
                on.run();
                if (woken.get()) done();
            } else if (row.isBYE()) {
                throw ImapErrors.bye(row, "IDLE");
            } else if (row.isTagged() && tag.equals(row.getTag())) {
                State before = state.getAndSet(State.OFF);
                woken.set(false);
                // some hosts say that they can, and then do not know the word
                if (row.isBAD() && before == State.OFF)
                    throw new BackendException(Kind.NOT_ALLOWED, "IDLE: " + row.words());
                if (!row.isOK()) throw ImapErrors.refused(row, "IDLE", Kind.NOT_ALLOWED);
                over(before != State.ENDING && System.nanoTime() - began < AT_ONCE);
                return;
            } else {
                rows.accept(row);
            }
        }
    }

    /** To ask a host on that does so each time would be a storm of commands. */
    private void over(boolean atOnce) throws BackendException {
        cutShort = atOnce ? cutShort + 1 : 0;
        if (cutShort == OFTEN) throw new BackendException(Kind.NOT_ALLOWED, "IDLE: the host ends it at once");
    }

    private @Nullable ImapRow next(long until) throws IOException, ProtocolException {
        try {
            connection
                    .hooks()
                    .readTimeout(Duration.ofNanos(until - System.nanoTime()).toMillis());
            return connection.read();
        } catch (SocketTimeoutException silent) {
            return null;
        }
    }
}
