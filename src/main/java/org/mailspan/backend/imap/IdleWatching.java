package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** IDLE on the inbox; the other folders that somebody waits for are looked at in rounds, on the same connection. */
final class IdleWatching implements Watching {
    private static final String INBOX = "INBOX";

    private final ImapConnection connection;
    private final Pace pace;
    private final Post post;
    private final Duration read;
    private final Idling idling;
    private final OpenFolderCount inbox;
    private final StatusRound round;

    /** @param read the timeout of commands, which IDLE changes */
    IdleWatching(ImapConnection connection, Pace pace, Post post, Duration read) throws BackendException {
        this.connection = connection;
        this.pace = pace;
        this.post = post;
        this.read = read;
        this.idling = new Idling(connection, pace.answer());
        this.inbox = inbox(connection);
        this.round = new StatusRound(connection, post);
    }

    /** Opens the inbox so that nothing is changed by it, not even {@code \Recent}. */
    static OpenFolderCount inbox(ImapConnection connection) throws BackendException {
        var messages = new AtomicLong();
        ImapConnection.Rows rows = row -> {
            if (row.is("EXISTS")) messages.set(row.getNumber());
        };
        connection.run("EXAMINE", connection.mailbox(INBOX), rows, Kind.FOLDER_GONE);
        return new OpenFolderCount(INBOX, messages.get());
    }

    @Override
    public String how() {
        return "IDLE on the inbox, other folders every " + pace.round().toSeconds() + " s";
    }

    @Override
    public void watch() throws IOException, ProtocolException, BackendException {
        boolean renewed = false;
        while (true) {
            connection.hooks().readTimeout(read.toMillis());
            Set<String> others = new HashSet<>(post.interest());
            others.remove(INBOX);
            round.look(others, this::told);
            // M365 stops to push without a word; to a command it tells what it kept back (angus-mail #176, 2026-11)
            if (renewed && others.isEmpty()) connection.run("NOOP", this::told);
            renewed = true;
            boolean rounds = !others.isEmpty() && pace.round().compareTo(pace.keepAlive()) < 0;
            idling.run(rounds ? pace.round() : pace.keepAlive(), post::ready, this::told);
        }
    }

    private void told(ImapRow row) {
        inbox.told(row).ifPresent(post::signal);
    }

    @Override
    public void wake() {
        idling.wake();
    }
}
