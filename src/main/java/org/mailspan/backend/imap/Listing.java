package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
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
    private final Selected folder;
    private final List<Entry> present = new ArrayList<>();
    private final List<Long> hidden = new ArrayList<>();
    /** A large folder has few combinations of flags: the stamps of a hundred thousand rows are a handful of strings. */
    private final Map<List<String>, String> stamps = new HashMap<>();

    Listing(ImapConnection connection, Selected folder) {
        this.connection = connection;
        this.folder = folder;
    }

    void row(FetchRow row) {
        if (row.uid() == 0 || !row.hasFlags()) return;
        if (connection.phantoms().hides(row)) {
            hidden.add(row.uid());
            return;
        }
        String stamp = stamps.computeIfAbsent(row.flags(), flags -> row.stamp());
        present.add(new Entry(remote(row.uid()), row.uid(), stamp, row.date()));
    }

    String remote(long uid) {
        return new MailId(folder.state().uidValidity(), uid).toString();
    }

    List<Entry> present() {
        return present;
    }

    /** Those that are gone for phones, as {@link Entry#remote()} has them. */
    List<String> hidden() {
        return hidden.stream().map(this::remote).toList();
    }

    /** How many messages were listed, hidden or not. */
    long count() {
        return countFrom(0);
    }

    /** How many messages of the listing, hidden or not, have this UID or a higher one. */
    long countFrom(long uid) {
        var uids = LongStream.concat(
                hidden.stream().mapToLong(Long::longValue), present.stream().mapToLong(Entry::key));
        return uids.filter(one -> one >= uid).distinct().count();
    }

    /** 0 if nothing was listed. */
    long highest() {
        long shown = present.stream().mapToLong(Entry::key).max().orElse(0);
        return Math.max(shown, hidden.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** To be called when the listing is complete. */
    void sweep() throws BackendException {
        if (connection.phantoms() == Phantoms.EXPUNGE && !hidden.isEmpty() && !folder.readOnly())
            ImapExpunge.marked(connection, UidSet.of(hidden));
    }

    /** What is there now, asked of the host where the listing does not tell. */
    Delta.Remaining remaining() throws BackendException {
        return remaining(folder.state().token());
    }

    Delta.Remaining remaining(String token) throws BackendException {
        UidSet there = SearchRows.found(connection, connection.phantoms().shownKey());
        long uidValidity = folder.state().uidValidity();
        return new Delta.Remaining(
                present,
                remote -> {
                    MailId id = MailId.of(remote);
                    return id.uidValidity() == uidValidity && there.contains(id.uid());
                },
                token);
    }

    static Delta full(ImapConnection connection, Selected folder) throws BackendException {
        return full(connection, folder, folder.state().generation());
    }

    /** Of a folder that went back in time: a UID may be given to another message. */
    static Delta restored(ImapConnection connection, Selected folder) throws BackendException {
        return full(connection, folder, "");
    }

    private static Delta full(ImapConnection connection, Selected folder, String generation) throws BackendException {
        var listing = new Listing(connection, folder);
        // some old hosts call 1:* of an empty folder an error
        if (folder.state().messages() > 0) connection.list("UID FETCH 1:* " + ITEMS, listing::row, row -> {});
        listing.sweep();
        FolderState state = folder.state();
        return new Delta.Full(
                listing.present, generation, state.modSeq() == 0 ? PlainChanges.token(state) : state.token());
    }
}
