package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/** Hosts that tell what changed and what went: QRESYNC (Dovecot, Cyrus, Stalwart). */
record QresyncChanges() implements ImapChanges {
    /** A host that has forgotten the details answers with ranges of UIDs that never were; then those left are listed. */
    private static final int MANY = 20_000;

    @Override
    public Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        var listing = new Listing(connection, now);
        var vanished = new ArrayList<UidSet>();
        String since = ImapChanges.changedSince(before, " VANISHED");
        listing.ask(ImapChanges.known(now.state()), since, row -> vanished(row, vanished, now.state()));
        listing.sweep();
        if (vanished.stream().mapToLong(UidSet::count).sum() > MANY) return listing.remaining();
        var removed = new ArrayList<>(listing.hidden());
        for (UidSet set : vanished) set.uids().mapToObj(listing::remote).forEach(removed::add);
        return new Delta.Incremental(listing.present(), removed, now.state().token());
    }

    /** {@code VANISHED (EARLIER) 41,43:116}; without EARLIER for what went this moment. */
    private static void vanished(ImapRow row, List<UidSet> vanished, FolderState now) {
        if (!row.is("VANISHED")) return;
        if (row.next() == '(') row.skipValue();
        UidSet set = UidSet.parse(row.word());
        vanished.add(now.uidNext() > 1 ? set.upTo(now.uidNext() - 1) : set);
    }
}
