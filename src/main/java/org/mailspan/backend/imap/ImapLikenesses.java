package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailspan.backend.Backend.Audits.Census;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.format.Headers;

/** By what messages are known again, and how many of them there are. */
final class ImapLikenesses {
    /** Messages of one command; between two, others of the account get their turn. */
    static final int BATCH = 2_000;

    private static final String ID = "HEADER.FIELDS";

    private ImapLikenesses() {}

    /** The host's own id of what is in a message, to be asked for with a space before it: RFC 8474 5.3, or Gmail's. */
    static String object(ImapConnection connection) {
        Capabilities host = connection.capabilities();
        if (host.has("OBJECTID")) return " EMAILID";
        return host.gmail() ? " " + Gmail.MESSAGE_ID : "";
    }

    /** By {@link Entry#remote()}, of an open folder. */
    static Map<String, Likeness> of(ImapConnection connection, List<Entry> entries) throws BackendException {
        var remotes = new HashMap<Long, String>();
        for (Entry entry : entries) remotes.put(UidSet.uid(entry), entry.remote());
        var found = new HashMap<String, Likeness>();
        String items = "(UID INTERNALDATE RFC822.SIZE" + object(connection)
                + " BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";
        connection.fetch(UidSet.ofEntries(entries), items, row -> {
            byte[] header = row.section(ID);
            String remote = remotes.get(row.uid());
            if (header == null || remote == null) return;
            Likeness likeness = Likeness.of(row.object(), Headers.messageId(header), row.date(), row.size());
            if (!likeness.equals(Likeness.NONE)) found.put(remote, likeness);
        });
        return found;
    }

    /** Opened anew: what came or went since must be in view. */
    static Census census(ImapConnection connection, String folder) throws BackendException {
        long uidValidity = connection.select(folder).state().uidValidity();
        UidSet there = SearchRows.found(connection, connection.phantoms().shownKey());
        return new Census(there.count(), remote -> {
            MailId id = MailId.of(remote);
            return id.uidValidity() == uidValidity && there.contains(id.uid());
        });
    }

    static boolean stands(ImapConnection connection, String folder, String token) throws BackendException {
        var before = FolderState.ofToken(token);
        if (before.isEmpty()) return true;
        FolderState now = connection.open(folder, 0).state();
        return before.get().uidValidity() == now.uidValidity() && !before.get().isAfter(now);
    }
}
