package org.mailspan.backend.imap;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** Looks at folders one by one, or at all of them in one command where the host has LIST-STATUS (RFC 5819). */
final class StatusRound {
    private static final String ITEMS = "UIDVALIDITY UIDNEXT MESSAGES UNSEEN";

    private final ImapConnection connection;
    private final Watching.Post post;
    private final String items;
    private final FolderCounts counts = new FolderCounts();
    private final Set<String> missing = new HashSet<>();

    StatusRound(ImapConnection connection, Watching.Post post) {
        this.connection = connection;
        this.post = post;
        this.items = "(" + ITEMS + (connection.capabilities().condstore() ? " HIGHESTMODSEQ)" : ")");
    }

    /** @param others takes what the host says besides: of the open folder, say */
    void look(Set<String> folders, ImapConnection.Rows others) throws BackendException {
        if (folders.isEmpty()) return;
        missing.retainAll(folders);
        var told = new HashSet<String>();
        if (connection.capabilities().has("LIST-STATUS")) inOne(folders, told, others);
        else for (String folder : folders) alone(folder, told, others);
        boolean news = false;
        for (String folder : folders) if (!told.contains(folder)) news |= missing.add(folder);
        missing.removeAll(told);
        if (news) post.signal(new Signal.HierarchyChanged());
    }

    private void inOne(Set<String> folders, Set<String> told, ImapConnection.Rows others) throws BackendException {
        var names = new Argument();
        for (String folder : folders) connection.mailbox(names, folder);
        var arguments = new Argument().writeString("").writeArgument(names).writeAtom("RETURN (STATUS " + items + ")");
        connection.run("LIST", arguments, row -> row(row, told, others));
    }

    private void alone(String folder, Set<String> told, ImapConnection.Rows others) throws BackendException {
        try {
            var arguments = connection.mailbox(folder).writeAtom(items);
            connection.run("STATUS", arguments, row -> row(row, told, others), Kind.FOLDER_GONE);
        } catch (BackendException e) {
            if (connection.broken()
                    || !List.of(Kind.FOLDER_GONE, Kind.NOT_ALLOWED).contains(e.kind())) throw e;
            counts.forget(folder);
        }
    }

    private void row(ImapRow row, Set<String> told, ImapConnection.Rows others) throws BackendException {
        var status = StatusRow.parse(row);
        if (status.isEmpty()) {
            others.row(row);
            return;
        }
        told.add(status.get().folder());
        counts.told(status.get()).ifPresent(post::signal);
    }
}
