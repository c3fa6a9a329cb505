package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final String ITEMS = "(UID FLAGS INTERNALDATE)";

    private final ImapConnection connection;
    private final Selected folder;
    private final List<Entry> present = new ArrayList<>();
    private final List<Long> hidden = new ArrayList<>();
    /** A large folder has few combinations of flags: the stamps of a hundred thousand rows are a handful of strings. */
    private final Map<List<String>, String> stamps = new HashMap<>();
    /** What a host tells of a message again, since it changed meanwhile, or without having been asked for it. */
    private final Map<Long, Again> again = new LinkedHashMap<>();
    /** Hosts list in this order, mostly: what is not above it may have been told before. */
    private long last;

    /** @param date of what was told, -1 if it was not */
    private record Again(FetchRow row, long date) {}

    Listing(ImapConnection connection, Selected folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /**
     * Lists messages. The answer may hold rows that nobody asked for, of messages that changed meanwhile: their flags, and
     * not their date, without which an unknown one would count as mail of 1970.
     *
     * @param messages {@code UID FETCH 1:*}
     * @param more modifiers
     */
    void ask(String messages, String more, ImapConnection.Rows others) throws BackendException {
        connection.list(messages + " " + ITEMS + more, this::row, others);
        UidSet undated = UidSet.of(taken(true));
        if (undated.isEmpty()) return;
        for (String set : undated.texts()) connection.list("UID FETCH " + set + " " + ITEMS, this::row, others);
        taken(false);
    }

    private void row(FetchRow row) {
        if (row.uid() == 0 || !row.hasFlags()) return;
        if (row.uid() > last && row.hasDate()) {
            last = row.uid();
            if (!again.isEmpty()) again.remove(row.uid());
            add(row, row.date());
        } else {
            Again before = again.get(row.uid());
            long date = row.hasDate() ? row.date() : before == null ? -1 : before.date;
            again.put(row.uid(), new Again(row, date));
        }
    }

    /**
     * Takes in what was told again: the last word on a message holds.
     *
     * @return those that were left out, as their date is not known
     */
    private Set<Long> taken(boolean datedOnly) {
        var undated = new HashSet<Long>();
        if (again.isEmpty()) return undated;
        var dates = new HashMap<Long, Long>();
        for (Entry entry : present) if (again.containsKey(entry.key())) dates.put(entry.key(), entry.date());
        present.removeIf(entry -> again.containsKey(entry.key()));
        hidden.removeIf(again::containsKey);
        again.forEach((uid, one) -> {
            long date = one.date >= 0 ? one.date : dates.getOrDefault(uid, -1L);
            if (date < 0 && datedOnly) undated.add(uid);
            else add(one.row, Math.max(date, 0));
        });
        again.clear();
        return undated;
    }

    private void add(FetchRow row, long date) {
        if (connection.phantoms().hides(row)) {
            hidden.add(row.uid());
            return;
        }
        String stamp = stamps.computeIfAbsent(row.flags(), flags -> row.stamp());
        present.add(new Entry(remote(row.uid()), row.uid(), stamp, date));
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

    /** To be called when the listing is complete. Whoever may mark need not be let to expunge (RFC 4314): then they stay. */
    void sweep() throws BackendException {
        if (connection.phantoms() != Phantoms.EXPUNGE || hidden.isEmpty() || folder.readOnly()) return;
        try {
            ImapExpunge.marked(connection, UidSet.of(hidden));
        } catch (BackendException refused) {
            if (connection.broken()) throw refused;
        }
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
        if (folder.state().messages() > 0) listing.ask("UID FETCH 1:*", "", row -> {});
        listing.sweep();
        FolderState state = folder.state();
        return new Delta.Full(
                listing.present, generation, state.modSeq() == 0 ? PlainChanges.token(state) : state.token());
    }
}
