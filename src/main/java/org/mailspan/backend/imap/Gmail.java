package org.mailspan.backend.imap;

import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;

/**
 * What Gmail does otherwise (2026-11): its folders are labels, so EXPUNGE takes a label off and the message lives on in
 * All Mail. A message is deleted by moving it to the Trash and expunging it there.
 */
final class Gmail {
    private Gmail() {}

    static void delete(ImapConnection connection, ImapMove mover, String folder, List<Entry> entries, String trash)
            throws BackendException {
        if (trash.isEmpty() || folder.equals(trash)) {
            ImapExpunge.delete(connection, folder, UidSet.ofEntries(entries));
            return;
        }
        var moved = mover.move(connection, folder, entries, trash);
        List<Entry> inTrash = moved.stream().map(move -> move.to()).toList();
        if (!inTrash.isEmpty()) ImapExpunge.delete(connection, trash, UidSet.ofEntries(inTrash));
    }
}
