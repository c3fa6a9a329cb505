package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.iap.Argument;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.format.Headers;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MailOctets;

/** Files drafts by APPEND, and finds them again. */
final class ImapDrafts {
    private static final String ID = "HEADER.FIELDS";
    private static final String WITH_ID = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";

    private ImapDrafts() {}

    /** Work that may be done twice: from the second time on it looks first whether the draft is there. */
    static ImapConnections.Work<Entry> file(String folder, MailOctets draft, String stamp, String mark) {
        boolean[] again = new boolean[1];
        return connection -> {
            Optional<Entry> there = again[0] ? marked(connection, folder, mark) : Optional.empty();
            again[0] = true;
            return there.isPresent() ? there.get() : append(connection, folder, draft, stamp, mark);
        };
    }

    private static Entry append(ImapConnection connection, String folder, MailOctets draft, String stamp, String mark)
            throws BackendException {
        Selected opened = connection.open(folder, 0);
        opened.checkWritable();
        long before = opened.state().uidNext();
        Set<String> flags = opened.kept(MailFlags.ofStamp(stamp).flags());
        Argument arguments = connection
                .mailbox(folder)
                .writeAtom("(" + String.join(" ", flags) + ")")
                .writeBytes(SentCopy.literal(draft));
        ImapRow done = connection.run("APPEND", arguments, row -> {}, Kind.NOT_ALLOWED);
        long uid = appended(done)
                .filter(id -> id.uidValidity() == opened.state().uidValidity())
                .map(MailId::uid)
                .orElse(0L);
        Optional<Entry> entry = uid == 0 ? Optional.empty() : entry(connection, folder, uid);
        if (entry.isEmpty()) entry = marked(connection, folder, mark);
        if (entry.isEmpty()) entry = newest(connection, folder, before);
        return entry.orElseThrow(
                () -> new BackendException(Kind.UNAVAILABLE, "APPEND: the host took a draft and does not show it"));
    }

    /** APPENDUID, RFC 4315 3. */
    private static Optional<MailId> appended(ImapRow done) {
        String[] words = done.code().split(" ");
        if (words.length != 3 || !words[0].toUpperCase(Locale.ROOT).equals("APPENDUID")) return Optional.empty();
        try {
            return Optional.of(new MailId(Long.parseLong(words[1]), Long.parseLong(words[2])));
        } catch (NumberFormatException nonsense) {
            return Optional.empty();
        }
    }

    /** A host that does not search headers of other programs: the one message that came can only be ours. */
    private static Optional<Entry> newest(ImapConnection connection, String folder, long before)
            throws BackendException {
        if (before == 0) return Optional.empty();
        long next = connection.select(folder).state().uidNext();
        return next == before + 1 ? entry(connection, folder, before) : Optional.empty();
    }

    /** Looks anew: what another connection filed need not be in view yet. */
    static Optional<Entry> marked(ImapConnection connection, String folder, String mark) throws BackendException {
        connection.select(folder);
        var keys = new Argument()
                .writeAtom("OR HEADER X-Mailspan-Draft")
                .writeString(mark)
                .writeAtom("HEADER Message-ID")
                .writeString(mark);
        UidSet found = SearchRows.found(connection, keys);
        return found.isEmpty() ? Optional.empty() : entry(connection, folder, found.last());
    }

    private static Optional<Entry> entry(ImapConnection connection, String folder, long uid) throws BackendException {
        long uidValidity = connection.open(folder, uid).state().uidValidity();
        var found = new @Nullable Entry[1];
        connection.fetch(UidSet.of(uid), "(UID FLAGS INTERNALDATE)", row -> {
            if (row.uid() == uid
                    && row.hasFlags()
                    && row.hasDate()
                    && !connection.phantoms().hides(row))
                found[0] = new Entry(new MailId(uidValidity, uid).toString(), uid, row.stamp(), row.date());
        });
        return Optional.ofNullable(found[0]);
    }

    static Map<String, String> messageIds(ImapConnection connection, List<Entry> entries) throws BackendException {
        Map<Long, String> remotes = new HashMap<>();
        for (Entry entry : entries) remotes.put(UidSet.uid(entry), entry.remote());
        var ids = new HashMap<String, String>();
        connection.fetch(UidSet.ofEntries(entries), WITH_ID, row -> {
            String remote = remotes.get(row.uid());
            byte[] header = row.section(ID);
            if (remote == null || header == null) return;
            Headers.parse(header).ids("Message-ID").stream().findFirst().ifPresent(id -> ids.put(remote, id));
        });
        return ids;
    }
}
