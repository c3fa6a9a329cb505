package org.mailspan.backend.imap;

import java.util.List;
import java.util.Set;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.protocol.FolderType;

/**
 * What Gmail does otherwise (2026-11): its folders are labels, so EXPUNGE takes a label off and the message lives on in
 * All Mail. A message is deleted by moving it to the Trash and expunging it there; then it is gone under all labels.
 */
final class Gmail {
    /** Each of these shows messages of other folders a second time. */
    private static final Set<String> VIEWS = Set.of("\\all", "\\important", "\\flagged");

    /** A number for each message, the same under all of its labels and for as long as it lives. */
    static final String MESSAGE_ID = "X-GM-MSGID";

    private Gmail() {}

    static boolean isView(ListRow row) {
        return row.attributes().stream().anyMatch(VIEWS::contains);
    }

    /** What goes out by its submission server lies in Sent by itself, but perhaps not yet: a copy would be the second. */
    static boolean filesSentMail(Capabilities host) {
        return host.gmail();
    }

    /** The first deletion after a restart may come before anybody asked for the folders. */
    static void delete(
            ImapConnection connection, ImapMove mover, String folder, List<Entry> entries, ImapFolders folders)
            throws BackendException {
        if (!folders.isListed()) folders.list(connection);
        String trash = folders.ofType(FolderType.DeletedItems);
        if (trash.isEmpty() || folder.equals(trash)) {
            ImapExpunge.delete(connection, folder, UidSet.ofEntries(entries));
            return;
        }
        var moved = mover.move(connection, folder, entries, trash);
        List<Entry> inTrash = moved.stream().map(move -> move.to()).toList();
        if (!inTrash.isEmpty()) ImapExpunge.delete(connection, trash, UidSet.ofEntries(inTrash));
    }
}
