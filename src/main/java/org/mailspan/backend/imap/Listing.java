package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;

/**
 * The rows of a listing, apart: messages that are there, and those that some client marked {@code \Deleted}. The latter
 * are gone for a phone unless {@link Phantoms} says otherwise; when the mark is lifted their flags change, and they come
 * again.
 */
final class Listing {
    static final String ITEMS = "(UID FLAGS INTERNALDATE)";

    private final ImapConnection connection;
    private final List<Entry> present = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();

    Listing(ImapConnection connection) {
        this.connection = connection;
    }

    void row(FetchRow row) {
        if (row.uid() == 0 || !row.hasFlags()) return;
        if (connection.hides(row)) deleted.add(Long.toString(row.uid()));
        else present.add(row.entry());
    }

    List<Entry> present() {
        return present;
    }

    List<String> deleted() {
        return deleted;
    }

    /** How many of the rows, marked or not, are of messages from this UID on. */
    long from(long uid) {
        long gone = deleted.stream().filter(id -> Long.parseLong(id) >= uid).count();
        return gone + present.stream().filter(entry -> entry.key() >= uid).count();
    }

    /** To be called when the listing is complete. */
    void sweep(Selected opened) throws BackendException {
        if (!connection.expungesPhantoms() || deleted.isEmpty() || opened.readOnly()) return;
        ImapExpunge.delete(
                connection,
                opened.folder(),
                UidSet.of(deleted.stream().map(Long::valueOf).toList()));
    }

    static Delta full(ImapConnection connection, Selected folder) throws BackendException {
        var listing = new Listing(connection);
        // some old hosts call 1:* of an empty folder an error
        if (folder.state().messages() > 0)
            connection.list("UID FETCH 1:* " + ITEMS, listing::row, row -> {});
        listing.sweep(folder);
        return new Delta.Full(listing.present, folder.state().generation(), folder.state().token());
    }
}
