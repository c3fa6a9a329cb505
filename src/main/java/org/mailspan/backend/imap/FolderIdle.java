package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.imap.Spares.Spare;

/**
 * IDLE on one folder besides the inbox, over a connection that work leaves over: until it is ended, work needs the
 * connection, or the host cuts it. It does not come back by itself.
 */
final class FolderIdle {
    /** How it stands. */
    enum State {
        BEGINNING,
        /** The host tells of the folder. */
        TELLING,
        /** It was ended. */
        ENDED,
        /** Work needed the connection. */
        RECALLED,
        /** The host refused the folder, or hung up. */
        LOST,
        /** The host refused a further connection. */
        REFUSED
    }

    /** Who wants to know; told by the thread that reads. */
    interface Listener {
        /** From now on the host tells; what came before may have gone unseen. */
        void telling();

        void signal(Signal signal);

        void over();
    }

    private final String folder;
    private final Pace pace;
    private final Duration read;
    private final Listener listener;
    private volatile @Nullable Idling idling;
    private volatile boolean recalled;
    private volatile boolean ending;
    private volatile State state = State.BEGINNING;

    private FolderIdle(String folder, Pace pace, Duration read, Listener listener) {
        this.folder = folder;
        this.pace = pace;
        this.read = read;
        this.listener = listener;
    }

    /**
     * Empty if there is no connection to spare.
     *
     * @param read the timeout of commands, which IDLE changes
     */
    static Optional<FolderIdle> start(Spares spares, String folder, Pace pace, Duration read, Listener listener) {
        var idle = new FolderIdle(folder, pace, read, listener);
        Optional<Spare> spare = spares.take(idle::recall);
        spare.ifPresent(one -> Thread.ofVirtual().name("imap-idle").start(() -> idle.run(one)));
        return spare.map(one -> idle);
    }

    State state() {
        return state;
    }

    private void recall() {
        recalled = true;
        end();
    }

    /** Ends it soon. From any thread. */
    void end() {
        ending = true;
        Idling current = idling;
        if (current != null) current.wake();
    }

    private void run(Spare spare) {
        State cut = State.REFUSED;
        try (spare) {
            ImapConnection connection = spare.connection();
            cut = State.LOST;
            over(connection);
            cut = State.ENDED;
        } catch (BackendException | IOException | ProtocolException | RuntimeException gone) {
            if (ending) cut = State.ENDED;
        } finally {
            state = cut == State.ENDED && recalled ? State.RECALLED : cut;
            listener.over();
        }
    }

    private void over(ImapConnection connection) throws BackendException, IOException, ProtocolException {
        boolean done = false;
        try {
            idle(connection);
            connection.hooks().readTimeout(read.toMillis());
            done = true;
        } finally {
            if (!done) connection.close();
        }
    }

    private void idle(ImapConnection connection) throws BackendException, IOException, ProtocolException {
        if (ending) return;
        var count = OpenFolderCount.examine(connection, folder);
        var current = new Idling(connection, patience());
        idling = current;
        boolean renewed = false;
        while (!ending) {
            connection.hooks().readTimeout(read.toMillis());
            if (renewed) connection.run("NOOP", row -> count.told(row).ifPresent(listener::signal));
            renewed = true;
            current.run(pace.keepAlive(), this::telling, row -> count.told(row).ifPresent(listener::signal));
        }
    }

    /** A host that is dead must not use up the time of the request that waits for this connection. */
    private Duration patience() {
        Duration most = pace.lend().dividedBy(4);
        return pace.answer().compareTo(most) < 0 ? pace.answer() : most;
    }

    private void telling() {
        if (state == State.TELLING) return;
        state = State.TELLING;
        listener.telling();
    }
}
