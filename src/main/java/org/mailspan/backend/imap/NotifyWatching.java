package org.mailspan.backend.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** NOTIFY (RFC 5465): the host tells of all folders over one connection. */
final class NotifyWatching implements Watching {
    private static final String EVENTS = "(MessageNew MessageExpunge FlagChange MailboxName)";

    /** STATUS makes the host begin with how each folder stands, so that later ones can be compared. */
    private static final String SET =
            "NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange))" + " (PERSONAL " + EVENTS + ")";

    private final Pace pace;
    private final Post post;
    private final Idling idling;
    private final FolderCounts counts = new FolderCounts();
    private final OpenFolderCount inbox;
    private boolean overflowed;

    private NotifyWatching(ImapConnection connection, Pace pace, Post post, OpenFolderCount inbox) {
        this.pace = pace;
        this.post = post;
        this.idling = new Idling(connection, pace.answer());
        this.inbox = inbox;
    }

    /** Empty if the host refuses what it advertises. */
    static Optional<NotifyWatching> start(ImapConnection connection, Pace pace, Post post) throws BackendException {
        var watching = new NotifyWatching(connection, pace, post, OpenFolderCount.examine(connection, "INBOX"));
        try {
            Argument shared = shared(connection);
            connection.run(SET, shared, row -> {
                StatusRow.parse(row).ifPresent(watching.counts::told);
                watching.overflowed |= isOverflow(row);
            });
            return Optional.of(watching);
        } catch (BackendException refused) {
            if (connection.broken()) throw refused;
            return Optional.empty();
        }
    }

    /** Folders of others, where they are shown: PERSONAL leaves them out (RFC 5465 6.4). */
    private static @Nullable Argument shared(ImapConnection connection) throws BackendException {
        if (!connection.settings().sharedFolders()) return null;
        var roots = new Argument();
        List<String> names = ImapFolders.namespaces(connection).foreignRoots();
        for (String name : names) connection.mailbox(roots, name);
        if (names.isEmpty()) return null;
        return new Argument()
                .writeArgument(
                        new Argument().writeAtom("SUBTREE").writeArgument(roots).writeAtom(EVENTS));
    }

    @Override
    public String how() {
        return "NOTIFY";
    }

    @Override
    public void watch() throws IOException, ProtocolException, BackendException {
        while (!overflowed)
            idling.run(pace.keepAlive(), post::ready, row -> {
                told(row);
                overflowed |= isOverflow(row);
            });
        throw new BackendException(Kind.UNAVAILABLE, "the host has stopped to notify");
    }

    /** From then on the host tells nothing over this connection, of the open folder either (RFC 5465 5.8). */
    private static boolean isOverflow(ImapRow row) {
        return row.isOK() && row.code().equalsIgnoreCase("NOTIFICATIONOVERFLOW");
    }

    private void told(ImapRow row) {
        inbox.told(row).ifPresent(post::signal);
        StatusRow.parse(row).flatMap(counts::told).ifPresent(post::signal);
        if (row.is("LIST")) post.signal(new Signal.HierarchyChanged());
    }

    @Override
    public void wake() {
        // all folders are watched, whoever is interested
    }
}
