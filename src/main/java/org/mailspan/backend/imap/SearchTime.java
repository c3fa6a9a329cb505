package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Duration;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * How long a search may still take. A host without an index reads every message of a folder, for minutes, and some say
 * "still here" meanwhile (Dovecot): so each read is limited, and each row asks for the time.
 */
final class SearchTime {
    private final long until;
    private final Duration usual;

    /** @param usual the timeout of reads that are not of a search */
    SearchTime(Duration patience, Duration usual) {
        this.until = System.nanoTime() + patience.toNanos();
        this.usual = usual;
    }

    boolean isUp() {
        return left() <= 0;
    }

    private long left() {
        return until - System.nanoTime();
    }

    /** Called for each row: what it throws closes the connection, and with it what the host is still doing. */
    void check() throws BackendException {
        if (isUp()) throw new BackendException(Kind.UNAVAILABLE, "the search takes too long");
    }

    /** Limits the reads of a connection to what is left, for as long as {@code work} runs. */
    <T> T limit(ImapConnection connection, ImapConnections.Work<T> work) throws BackendException {
        check();
        try {
            connection.hooks().readTimeout(Math.min(Math.max(left() / 1_000_000, 1), usual.toMillis()));
            return work.on(connection);
        } catch (IOException e) {
            throw ImapErrors.cut("search", e);
        } finally {
            reset(connection);
        }
    }

    private void reset(ImapConnection connection) throws BackendException {
        try {
            if (!connection.broken()) connection.hooks().readTimeout(usual.toMillis());
        } catch (IOException e) {
            throw ImapErrors.cut("search", e);
        }
    }
}
