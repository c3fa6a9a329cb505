package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.format.MailFlags;

/** Sets and takes the flags of messages; may be done twice. */
final class ImapFlags {
    private ImapFlags() {}

    /** @return the entries with their stamps as the host has them now; those that are gone are left out */
    static List<Entry> change(ImapConnection connection, String folder, MailFlags.Patch patch, List<Entry> entries)
            throws BackendException {
        UidSet uids = UidSet.ofEntries(entries);
        Selected opened = connection.open(folder, uids.last());
        Map<Long, FetchRow> told = new HashMap<>();
        if (!patch.isEmpty()) opened.checkWritable();
        store(connection, uids, "+FLAGS", opened.kept(patch.add()), told);
        store(connection, uids, "-FLAGS", opened.kept(patch.remove()), told);
        // a host need not mention a message whose flags were so already (RFC 3501 6.4.6)
        UidSet silent =
                UidSet.of(uids.uids().filter(uid -> !told.containsKey(uid)).toArray());
        if (!silent.isEmpty()) connection.fetch(silent, "(UID FLAGS)", row -> note(row, told));
        return restamped(connection, entries, told);
    }

    private static void store(
            ImapConnection connection, UidSet uids, String how, Set<String> flags, Map<Long, FetchRow> told)
            throws BackendException {
        if (flags.isEmpty()) return;
        connection.store(uids, how + " (" + String.join(" ", flags) + ")", row -> note(row, told));
    }

    private static void note(FetchRow row, Map<Long, FetchRow> told) {
        if (row.uid() != 0 && row.hasFlags()) told.put(row.uid(), row);
    }

    private static List<Entry> restamped(ImapConnection connection, List<Entry> entries, Map<Long, FetchRow> told) {
        var restamped = new ArrayList<Entry>();
        for (Entry entry : entries) {
            FetchRow row = told.get(UidSet.uid(entry));
            if (row != null && !connection.phantoms().hides(row))
                restamped.add(new Entry(entry.remote(), entry.key(), row.stamp(), entry.date()));
        }
        return restamped;
    }
}
