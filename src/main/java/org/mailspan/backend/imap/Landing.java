package org.mailspan.backend.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailspan.backend.BackendException;

/**
 * Finds out which messages moved ones became where the host does not say (no UIDPLUS, or no COPYUID all the same): those
 * from the target's former UIDNEXT on, recognised by what they are.
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
    private static final String ITEMS = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";

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

    /**
     * What became of the messages.
     *
     * @param complete whether there are as many new messages in the target as left, or the host does not tell which are
     *     new; those that are not in {@code became} could not be told from each other or from others
     */
    record Found(Map<Long, MailId> became, boolean complete) {}

    /** Opens the target. A host that does not tell UIDNEXT either leaves the new UIDs unknown. */
    Found found(ImapConnection connection) throws BackendException {
        FolderState state = connection.select(target).state();
        long last = state.uidNext() - 1;
        if (uidNext == 0 || state.uidNext() == 0) return new Found(Map.of(), true);
        var arrived = new TreeMap<Long, Identity>();
        if (last >= uidNext)
            connection.fetch(UidSet.range(uidNext, last), ITEMS, row -> {
                if (row.section(ID) != null && row.uid() >= uidNext) arrived.put(row.uid(), Identity.of(row));
            });
        boolean complete = arrived.size() >= leaving.size();
        var became = new HashMap<Long, Long>();
        exactly(arrived, became);
        byMessageId(arrived, became);
        var ids = new HashMap<Long, MailId>();
        became.forEach((from, to) -> ids.put(from, new MailId(state.uidValidity(), to)));
        return new Found(ids, complete);
    }

    /** Those that are found beyond doubt, after who knows how long: a message without a name may be another. */
    Map<Long, MailId> certain(ImapConnection connection) throws BackendException {
        var found = new HashMap<>(found(connection).became());
        found.keySet().removeIf(uid -> {
            Identity identity = leaving.get(uid);
            return identity == null || identity.messageId.isEmpty();
        });
        return found;
    }

    /** Equal ones in the order in which they were: whichever is which, they are the same. */
    private void exactly(NavigableMap<Long, Identity> arrived, Map<Long, Long> became) {
        var places = new HashMap<Identity, NavigableSet<Long>>();
        arrived.forEach((uid, identity) ->
                places.computeIfAbsent(identity, first -> new TreeSet<>()).add(uid));
        leaving.forEach((uid, identity) -> {
            NavigableSet<Long> same = places.get(identity);
            if (same != null && !same.isEmpty()) became.put(uid, same.removeFirst());
        });
        arrived.keySet().removeAll(became.values());
    }

    /** Some hosts give a copy the date of its making, or count its octets otherwise. Only where there is no other such. */
    private void byMessageId(Map<Long, Identity> arrived, Map<Long, Long> became) {
        Map<String, List<Long>> before = byMessageId(leaving);
        Map<String, List<Long>> now = byMessageId(arrived);
        before.forEach((id, uids) -> {
            List<Long> same = now.getOrDefault(id, List.of());
            if (uids.size() == 1 && same.size() == 1) became.putIfAbsent(uids.getFirst(), same.getFirst());
        });
    }

    private static Map<String, List<Long>> byMessageId(Map<Long, Identity> messages) {
        var groups = new HashMap<String, List<Long>>();
        messages.forEach((uid, identity) -> {
            if (!identity.messageId.isEmpty())
                groups.computeIfAbsent(identity.messageId, first -> new ArrayList<>())
                        .add(uid);
        });
        return groups;
    }
}
