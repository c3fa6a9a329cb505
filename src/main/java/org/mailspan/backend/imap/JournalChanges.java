package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/** The changes of a folder that a connection has open all the time: what it was told of is asked about, and no more. */
final class JournalChanges {
    private JournalChanges() {}

    static Delta of(ImapConnection connection, Journal news) throws BackendException {
        Selected folder = connection.turnPage();
        var listing = new Listing(connection, folder);
        var vanished = new ArrayList<>(news.vanished());
        try {
            for (String set : news.changed().texts()) listing.ask("UID FETCH " + set, "", row -> {});
            FolderState now = connection.settle(listing.highest());
            listing.sweep();
            return new Delta.Incremental(listing.present(), removed(listing, vanished), now.token());
        } catch (BackendException e) {
            connection.forgetFolder();
            throw e;
        }
    }

    private static List<String> removed(Listing listing, List<UidSet> vanished) {
        var removed = new ArrayList<>(listing.hidden());
        for (UidSet set : vanished) set.uids().mapToObj(listing::remote).forEach(removed::add);
        return removed;
    }
}
