package org.mailspan.backend.imap;

import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/** Hosts that tell what changed but not what went: CONDSTORE (Gmail, iCloud). The UIDs are listed if some may be gone. */
record CondstoreChanges() implements ImapChanges {
    @Override
    public Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        var listing = new Listing(connection, now);
        if (now.state().messages() > 0)
            listing.ask(ImapChanges.known(now.state()), ImapChanges.changedSince(before, ""), row -> {});
        listing.sweep();
        // every arrival is in the listing; so where the sums agree, none of the old messages went
        long arrived = listing.countFrom(before.uidNext());
        boolean noneWent = before.uidNext() > 0 && now.state().messages() == before.messages() + arrived;
        if (!noneWent) return listing.remaining();
        return new Delta.Incremental(
                listing.present(), listing.hidden(), now.state().token());
    }
}
