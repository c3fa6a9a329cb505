package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.mailspan.backend.BackendException;

/**
 * IDLE on the inbox. Of the other folders that somebody waits for, some are idled on over spare connections, and the rest
 * is looked at in rounds, on the inbox's own.
 */
final class IdleWatching implements Watching {
    private static final String INBOX = "INBOX";

    private final ImapConnection connection;
    private final Pace pace;
    private final Post post;
    private final Duration read;
    private final Idling idling;
    private final OpenFolderCount inbox;
    private final SpareIdles spareIdles;
    private final StatusRound round;

    /** @param read the timeout of commands, which IDLE changes */
    IdleWatching(ImapConnection connection, Spares spares, Pace pace, Post post, Duration read)
            throws BackendException {
        this.connection = connection;
        this.pace = pace;
        this.post = post;
        this.read = read;
        this.idling = new Idling(connection, pace.answer());
        this.inbox = OpenFolderCount.examine(connection, INBOX);
        this.spareIdles = new SpareIdles(spares, pace, post, read, idling::wake);
        this.round = new StatusRound(connection, post, spareIdles::arrived);
    }

    @Override
    public String how() {
        return "IDLE on the inbox, other folders as connections are left or every "
                + pace.round().toSeconds() + " s";
    }

    @Override
    public void watch() throws IOException, ProtocolException, BackendException {
        try {
            boolean renewed = false;
            while (true) {
                connection.hooks().readTimeout(read.toMillis());
                Set<String> others = new HashSet<>(post.interest());
                others.remove(INBOX);
                Set<String> rest = new HashSet<>(others);
                rest.removeAll(spareIdles.telling(others));
                round.look(rest, this::told);
                spareIdles.spreadOver(others);
                // M365 stops to push without a word; to a command it tells what it kept back (angus-mail #176, 2026-11)
                if (renewed && rest.isEmpty()) connection.run("NOOP", this::told);
                renewed = true;
                boolean rounds = !rest.isEmpty() && pace.round().compareTo(pace.keepAlive()) < 0;
                idling.run(rounds ? pace.round() : pace.keepAlive(), post::ready, this::told);
            }
        } finally {
            spareIdles.close();
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
