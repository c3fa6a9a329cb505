package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;

/**
 * Moves messages: MOVE where the host has it (RFC 6851), else COPY and an exact delete. MOVE may be done twice, since it
 * passes over what is gone; COPY may not. Before the host has shown that it tells the new ids, they are prepared to be
 * found without its help: after a MOVE it is too late to ask what the messages were.
 */
final class ImapMove {
    /**
     * Of a NO, after which nothing was moved: Dovecot refuses the whole command when some were expunged unseen, and then
     * lets us see; or when another session makes the target in the same moment (ALREADYEXISTS). Both 2026-11.
     */
    private static final Set<Kind> MOMENTARY = Set.of(Kind.ITEM_GONE, Kind.UNAVAILABLE);

    /** Targets of which the host told the new ids before: it will again (RFC 4315 3, UIDNOTSTICKY is per folder). */
    private final Set<String> telling = ConcurrentHashMap.newKeySet();

    private static final int MOST_COPYING = 1_000;

    /**
     * What was copied and not deleted, as the connection broke or the host refused it, and took back no copy either: who asks
     * again must not make another one.
     */
    private final Map<Copying, Landing> copying = new ConcurrentHashMap<>();

    private record Copying(String folder, MailId message, String target) {}

    static boolean mayRepeat(Capabilities capabilities) {
        return capabilities.has("MOVE");
    }

    List<Moved> move(ImapConnection connection, String folder, List<Entry> entries, String target)
            throws BackendException {
        UidSet uids = UidSet.ofEntries(entries);
        connection.open(folder, uids.last()).checkWritable();
        if (!mayRepeat(connection.capabilities())) return moved(entries, copied(connection, folder, uids, target));
        Map<Long, MailId> became = telling.contains(target)
                ? transfer(connection, "UID MOVE", uids, target)
                : watched(connection, uids, target);
        return moved(entries, became);
    }

    /** A MOVE into a folder of which the host may not tell the new ids: no UIDPLUS, or a host that leaves out the code. */
    private Map<Long, MailId> watched(ImapConnection connection, UidSet uids, String target) throws BackendException {
        Landing landing = Landing.before(connection, uids, target);
        if (landing.there().isEmpty()) return Map.of();
        Map<Long, MailId> told = transfer(connection, "UID MOVE", landing.there(), target);
        if (told.isEmpty()) return landing.found(connection).became();
        telling.add(target);
        return told;
    }

    /**
     * COPY and an exact delete. OK means that all were copied (RFC 3501 6.4.7); where the host does not name the copies
     * they are looked for all the same, and what shows that they were not made stops the delete.
     */
    private Map<Long, MailId> copied(ImapConnection connection, String folder, UidSet uids, String target)
            throws BackendException {
        long uidValidity = connection.state().uidValidity();
        var these = uids.uids()
                .mapToObj(uid -> new Copying(folder, new MailId(uidValidity, uid), target))
                .toList();
        Map<Long, MailId> became = new HashMap<>(copiedBefore(connection, these));
        connection.open(folder, uids.last());
        try {
            UidSet gone = copied(connection, uids.minus(UidSet.of(became.keySet())), these, became);
            if (!gone.isEmpty()) ImapExpunge.delete(connection, folder, gone);
        } catch (BackendException refused) {
            if (!connection.broken() && tookBack(connection, these, became)) these.forEach(copying::remove);
            throw refused;
        }
        these.forEach(copying::remove);
        return became;
    }

    /**
     * Who may not delete (RFC 4314) is told that nothing was moved, and tries again: each time would leave a copy. Those
     * whose originals went all the same stay (law 1).
     *
     * @return false if there may be copies that nobody needs
     */
    private static boolean tookBack(ImapConnection connection, List<Copying> these, Map<Long, MailId> became) {
        if (became.isEmpty()) return true;
        Copying one = these.getFirst();
        try {
            UidSet originals = UidSet.of(became.keySet());
            var there = new HashSet<Long>();
            connection.open(one.folder, originals.last());
            if (connection.state().uidValidity() != one.message.uidValidity()) return false;
            connection.fetch(originals, "(UID)", row -> there.add(row.uid()));
            long uidValidity = connection.select(one.target).state().uidValidity();
            long[] copies = became.entrySet().stream()
                    .filter(copy ->
                            there.contains(copy.getKey()) && copy.getValue().uidValidity() == uidValidity)
                    .mapToLong(copy -> copy.getValue().uid())
                    .toArray();
            if (copies.length > 0) ImapExpunge.delete(connection, one.target, UidSet.of(copies));
            return true;
        } catch (BackendException refusedToo) {
            return false;
        }
    }

    /** @return what is to be deleted */
    private UidSet copied(ImapConnection connection, UidSet uids, List<Copying> these, Map<Long, MailId> became)
            throws BackendException {
        UidSet before = UidSet.of(became.keySet());
        if (uids.isEmpty()) return before;
        String target = these.getFirst().target;
        Landing landing = Landing.before(connection, uids, target);
        UidSet there = landing.there();
        if (there.isEmpty()) return before;
        if (copying.size() > MOST_COPYING) copying.clear();
        for (Copying one : these) if (there.contains(one.message.uid())) copying.put(one, landing);
        Map<Long, MailId> told = transfer(connection, "UID COPY", there, target);
        if (!told.isEmpty()) there = UidSet.of(told.keySet());
        else {
            Landing.Found found = landing.found(connection);
            if (!found.complete()) throw undone(connection, target, found);
            told = found.became();
        }
        became.putAll(told);
        return there.plus(before);
    }

    /** What a COPY made that was cut off. */
    private Map<Long, MailId> copiedBefore(ImapConnection connection, List<Copying> these) throws BackendException {
        var became = new HashMap<Long, MailId>();
        var landings = new LinkedHashMap<Landing, Set<Long>>();
        for (Copying one : these) {
            Landing landing = copying.get(one);
            if (landing != null)
                landings.computeIfAbsent(landing, first -> new HashSet<>()).add(one.message.uid());
        }
        for (var landing : landings.entrySet()) {
            var found = landing.getKey().certain(connection);
            found.keySet().retainAll(landing.getValue());
            became.putAll(found);
        }
        return became;
    }

    private static BackendException undone(ImapConnection connection, String target, Landing.Found found)
            throws BackendException {
        long[] copies = found.became().values().stream().mapToLong(MailId::uid).toArray();
        if (copies.length > 0) ImapExpunge.delete(connection, target, UidSet.of(copies));
        return new BackendException(Kind.NOT_ALLOWED, "COPY: the host says it is done, and it is not");
    }

    private static Map<Long, MailId> transfer(ImapConnection connection, String command, UidSet uids, String target)
            throws BackendException {
        var told = new CopyUid();
        transfer(connection, command, uids, target, told);
        var became = new HashMap<>(told.became());
        // a host that names others is mistaken, by sequence numbers say: what was copied is deleted by these (law 2)
        became.keySet().removeIf(uid -> !uids.contains(uid));
        return became;
    }

    private static void transfer(ImapConnection connection, String command, UidSet uids, String target, CopyUid told)
            throws BackendException {
        for (String set : uids.texts()) {
            try {
                one(connection, command + " " + set, target, told);
            } catch (BackendException e) {
                if (connection.broken() || !MOMENTARY.contains(e.kind())) throw e;
                one(connection, command + " " + set, target, told);
            }
        }
    }

    private static void one(ImapConnection connection, String command, String target, CopyUid told)
            throws BackendException {
        told.row(connection.run(command, connection.mailbox(target), told::row));
    }

    /** Flags and date travel along (RFC 6851 3.3, RFC 3501 6.4.7); the target's next listing tells if they did not. */
    private static List<Moved> moved(List<Entry> entries, Map<Long, MailId> became) {
        var moved = new ArrayList<Moved>();
        for (Entry entry : entries) {
            MailId id = became.get(UidSet.uid(entry));
            if (id != null)
                moved.add(new Moved(entry, new Entry(id.toString(), id.uid(), entry.stamp(), entry.date())));
        }
        return moved;
    }
}
