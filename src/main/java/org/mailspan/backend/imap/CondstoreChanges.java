package org.mailspan.backend.imap;

import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/** Hosts that tell what changed but not what went: CONDSTORE (Gmail, iCloud). The UIDs are listed if some may be gone. */
record CondstoreChanges() implements ImapChanges {
    @Override
    public Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        var listing = new Listing(connection);
        if (now.state().messages() > 0)
            connection.list(ImapChanges.changedSince(before, now.state(), ""), listing::row, row -> {});
        listing.sweep(now);
        String token = now.state().token();
        // every arrival is in the listing; so where the sums agree, none of the old messages went
        long arrived = listing.from(before.uidNext());
        if (before.uidNext() > 0 && now.state().messages() == before.messages() + arrived)
            return new Delta.Incremental(listing.present(), listing.deleted(), token);
        UidSet there = connection.shown();
        return new Delta.Remaining(listing.present(), id -> there.contains(Long.parseLong(id)), token);
    }
}
