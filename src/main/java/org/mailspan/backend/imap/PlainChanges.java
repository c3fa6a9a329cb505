package org.mailspan.backend.imap;

import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/** Hosts that keep no modification sequence: the whole folder is listed, and whoever keeps the Index compares. */
record PlainChanges() implements ImapChanges {
    @Override
    public Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        return Listing.full(connection, now);
    }
}
