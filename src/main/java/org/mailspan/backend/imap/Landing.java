package org.mailspan.backend.imap;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.mailspan.backend.BackendException;

/**
 * Finds out which messages moved ones became where the host does not say (no UIDPLUS): those from the target's former
 * UIDNEXT on, recognised by what they are.
 */
final class Landing {
    /** What makes a message itself: Message-ID, size and date. All three travel with it. */
    private record Identity(String messageId, long size, long date) {
        static Identity of(FetchRow row) {
            byte[] header = row.section(ID);
            String id = header == null ? "" : new String(header, StandardCharsets.ISO_8859_1).strip();
            return new Identity(id, row.size(), row.date());
        }
    }

    private static final String ID = "HEADER.FIELDS";
    private static final String ITEMS = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";

    private final String target;
    private final long uidNext;
    private final Map<Long, Identity> leaving = new LinkedHashMap<>();

    private Landing(String target, long uidNext) {
        this.target = target;
        this.uidNext = uidNext;
    }

    static Landing before(ImapConnection connection, UidSet uids, String target) throws BackendException {
        var landing = new Landing(target, connection.glance(target).uidNext());
        connection.fetch(uids, ITEMS, row -> {
            if (row.section(ID) != null) landing.leaving.put(row.uid(), Identity.of(row));
        });
        return landing;
    }

    /** Those of the asked ones that are there to be moved. */
    UidSet there() {
        return UidSet.of(leaving.keySet());
    }

    /** Opens the target. A host that does not tell UIDNEXT either leaves the new UIDs unknown. */
    Map<Long, MailId> found(ImapConnection connection) throws BackendException {
        Map<Identity, NavigableSet<Long>> arrived = new HashMap<>();
        FolderState state = connection.select(target).state();
        long last = state.uidNext() - 1;
        if (uidNext == 0 || last < uidNext) return Map.of();
        connection.fetch(UidSet.range(uidNext, last), ITEMS, row -> {
            if (row.section(ID) == null) return;
            arrived.computeIfAbsent(Identity.of(row), first -> new TreeSet<>()).add(row.uid());
        });
        var became = new HashMap<Long, MailId>();
        leaving.forEach((uid, identity) -> {
            NavigableSet<Long> same = arrived.get(identity);
            if (same != null && !same.isEmpty()) became.put(uid, new MailId(state.uidValidity(), same.removeFirst()));
        });
        return became;
    }
}
