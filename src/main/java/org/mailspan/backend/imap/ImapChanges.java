package org.mailspan.backend.imap;

import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/**
 * How a folder's changes are found, by what the host can do. The new token is always how the folder stood when it was
 * opened, before anything is listed: what happens meanwhile is seen twice rather than never.
 */
sealed interface ImapChanges permits PlainChanges, CondstoreChanges, QresyncChanges {
    /**
     * @param before how the folder stood at the last call, with the UIDVALIDITY that it has now
     * @param now the folder, opened
     */
    Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException;

    /** One round trip when nothing changed; on a plain host, which cannot tell, two and a window of messages. */
    static Delta changes(ImapConnection connection, String folder, String token) throws BackendException {
        Optional<FolderState> known = FolderState.ofToken(token);
        if (known.isEmpty()) return Listing.full(connection, connection.select(folder));
        FolderState before = known.get();
        if (before.modSeq() == 0) return plain(connection, before, connection.select(folder), token);
        if (connection.hasSelected(folder)) {
            Journal news = connection.news();
            if (news.isQuiet() && connection.state().equals(before)) return nothing(token);
            boolean told = connection.capabilities().qresync() && !news.isQuiet() && news.tellsSince(before);
            if (told) return JournalChanges.of(connection, news);
        } else if (!connection.isOpenAtHost(folder) && connection.glance(folder).equals(before)) {
            return nothing(token);
        }
        Selected now = connection.select(folder);
        if (now.state().uidValidity() != before.uidValidity() || before.isAfter(now.state()))
            return whole(connection, before, now);
        return of(connection.capabilities(), now).since(connection, before, now);
    }

    private static Delta plain(ImapConnection connection, FolderState before, Selected now, String token)
            throws BackendException {
        FolderState state = now.state();
        boolean comparable =
                state.modSeq() == 0 && state.uidValidity() == before.uidValidity() && !before.isAfter(state);
        return comparable ? PlainChanges.ofToken(token).since(connection, before, now) : whole(connection, before, now);
    }

    private static Delta whole(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        boolean same = before.uidValidity() == now.state().uidValidity();
        return same && before.isAfter(now.state()) ? Listing.restored(connection, now) : Listing.full(connection, now);
    }

    private static Delta nothing(String token) {
        return new Delta.Incremental(List.of(), List.of(), token);
    }

    private static ImapChanges of(Capabilities capabilities, Selected now) {
        if (now.state().modSeq() == 0) return new PlainChanges(0);
        return capabilities.qresync() ? new QresyncChanges() : new CondstoreChanges();
    }

    /**
     * A FETCH of all messages. The range ends in a number: under {@code *} Cyrus does not tell that the highest
     * messages vanished, since they are above it (RFC 7162 3.2.6; 2026-11).
     */
    static String known(FolderState now) {
        return "UID FETCH 1:" + (now.uidNext() > 1 ? now.uidNext() - 1 : UidSet.MAX);
    }

    /** What makes of it one of what changed. */
    static String changedSince(FolderState before, String more) {
        return " (CHANGEDSINCE " + before.modSeq() + more + ")";
    }
}
