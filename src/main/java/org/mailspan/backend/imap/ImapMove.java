package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;

/**
 * Moves messages: MOVE where the host has it (RFC 6851), else COPY and an exact delete. MOVE may be done twice, since it
 * passes over what is gone; COPY may not.
 */
final class ImapMove {
    /**
     * Of a NO, after which nothing was moved: Dovecot refuses the whole command when some were expunged unseen, and then
     * lets us see; or when another session makes the target in the same moment (ALREADYEXISTS). Both 2026-11.
     */
    private static final Set<Kind> MOMENTARY = Set.of(Kind.ITEM_GONE, Kind.UNAVAILABLE);

    private ImapMove() {}

    static boolean mayRepeat(Capabilities capabilities) {
        return capabilities.has("MOVE");
    }

    static List<Moved> move(ImapConnection connection, String folder, List<Entry> entries, String target)
            throws BackendException {
        UidSet uids = UidSet.ofEntries(entries);
        connection.open(folder, uids.last()).checkWritable();
        return connection.capabilities().uidPlus()
                ? told(connection, folder, entries, uids, target)
                : searched(connection, folder, entries, uids, target);
    }

    private static List<Moved> told(
            ImapConnection connection, String folder, List<Entry> entries, UidSet uids, String target)
            throws BackendException {
        var told = new CopyUid();
        boolean move = connection.capabilities().has("MOVE");
        transfer(connection, move ? "UID MOVE" : "UID COPY", uids, target, told);
        Map<Long, MailId> became = told.became();
        if (!move && !became.isEmpty()) ImapExpunge.delete(connection, folder, UidSet.of(became.keySet()));
        return moved(entries, became);
    }

    private static List<Moved> searched(
            ImapConnection connection, String folder, List<Entry> entries, UidSet uids, String target)
            throws BackendException {
        Landing landing = Landing.before(connection, uids, target);
        UidSet there = landing.there();
        if (there.isEmpty()) return List.of();
        boolean move = connection.capabilities().has("MOVE");
        transfer(connection, move ? "UID MOVE" : "UID COPY", there, target, new CopyUid());
        if (!move) ImapExpunge.delete(connection, folder, there);
        return moved(entries, landing.found(connection));
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
