package org.mailspan.backend.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.Backend.Searches.Hit;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Query;
import org.mailspan.format.Conversation;
import org.mailspan.format.Headers;

/** Searches one folder on a connection: UIDs first, and of no more messages than are wanted their dates and flags. */
final class ImapSearch implements SearchKeys.Folder {
    private static final String STAND = "UID FLAGS INTERNALDATE";
    static final String IDS = "HEADER.FIELDS";
    static final String WITH_IDS =
            "(UID BODY.PEEK[HEADER.FIELDS (" + String.join(" ", Conversation.HEADER_FIELDS) + ")]<0.65536>)";

    /** Where a host cannot sort, the newest are sought by their dates among so many of the highest UIDs. */
    private static final int UNSORTED = 2_000;

    private final ImapConnection connection;
    private final String folder;
    private final SearchTime time;
    private final Optional<String> root;

    /** @param root the Message-ID that began the conversation which the query names, if it names one */
    ImapSearch(ImapConnection connection, String folder, SearchTime time, Optional<String> root) {
        this.connection = connection;
        this.folder = folder;
        this.time = time;
        this.root = root;
    }

    /** @param message the host's name of a message that it shows in several folders; empty if it has none */
    record Met(Hit hit, String message) {
        static final Comparator<Met> NEWEST_FIRST = Comparator.comparing(Met::hit, Hit.NEWEST_FIRST);
    }

    /** What one folder has: of the newest the entries, at least as many as are wanted, and how many there are. */
    record Some(List<Met> newest, long total) {
        static final Some NONE = new Some(List.of(), 0);
    }

    /** Opens the folder so that what has just arrived is seen. */
    void open() throws BackendException {
        if (connection.hasSelected(folder)) connection.news();
        else connection.select(folder);
    }

    Some search(Query query, int most) throws BackendException {
        open();
        // Some old hosts call a search of an empty folder an error.
        if (connection.state().messages() == 0 && connection.isQuiet()) return Some.NONE;
        if (sorts(query)) {
            List<Long> uids = sorted(keys(query, StandardCharsets.US_ASCII));
            return some(UidSet.of(uids.subList(0, Math.min(most, uids.size()))), uids.size());
        }
        UidSet uids = found(query);
        return some(uids.highest(Math.max(most, UNSORTED)), uids.count());
    }

    private Some some(UidSet newest, long total) throws BackendException {
        List<Met> met = new ArrayList<>(stand(newest));
        met.sort(Met.NEWEST_FIRST);
        return new Some(met, total);
    }

    /** GreenMail sorts nothing by a text that is not ASCII, and finds it (2.1.13). */
    private boolean sorts(Query query) {
        return connection.capabilities().has("SORT") && SearchKeys.isAscii(query);
    }

    private Collection<Met> stand(UidSet uids) throws BackendException {
        long uidValidity = connection.state().uidValidity();
        if (uids.isEmpty()) return List.of();
        boolean named = connection.capabilities().gmail();
        var found = new LinkedHashMap<Long, Met>();
        connection.fetch(uids, "(" + STAND + (named ? " " + Gmail.MESSAGE_ID : "") + ")", row -> {
            time.check();
            if (row.uid() == 0 || !row.hasFlags() || connection.phantoms().hides(row) || !uids.contains(row.uid()))
                return;
            String remote = new MailId(uidValidity, row.uid()).toString();
            var hit = new Met(
                    new Hit(folder, new Entry(remote, row.uid(), row.stamp(), row.date())), named ? row.object() : "");
            // one that changes meanwhile is told again, without its date
            if (row.hasDate()) found.put(row.uid(), hit);
            else found.putIfAbsent(row.uid(), hit);
        });
        return found.values();
    }

    private UidSet found(Query query) throws BackendException {
        if (SearchKeys.isAscii(query)) return found(query, StandardCharsets.US_ASCII);
        try {
            return found(query, StandardCharsets.UTF_8);
        } catch (BackendException refused) {
            // RFC 3501 6.4.4 asks for no charset but US-ASCII; old hosts know Latin 1 besides.
            if (connection.broken() || !SearchKeys.fits(query, StandardCharsets.ISO_8859_1)) throw refused;
            return found(query, StandardCharsets.ISO_8859_1);
        }
    }

    private Argument keys(Query query, Charset charset) throws BackendException {
        return new SearchKeys(charset, this).all(connection.phantoms().shownKey(), query);
    }

    private UidSet found(Query query, Charset charset) throws BackendException {
        return found(keys(query, charset), charset);
    }

    /** The newest first, by the time of arrival. */
    private List<Long> sorted(Argument keys) throws BackendException {
        var uids = new ArrayList<Long>();
        run("UID SORT (REVERSE ARRIVAL) US-ASCII", keys, row -> {
            if (!row.is("SORT")) return;
            for (long uid = row.readLong(); uid > 0; uid = row.readLong()) uids.add(uid);
        });
        return uids;
    }

    private UidSet found(Argument keys, Charset charset) throws BackendException {
        String command = "UID SEARCH" + (connection.capabilities().has("ESEARCH") ? " RETURN (ALL)" : "");
        // Where UTF-8 is the connection's own charset, none may be named (RFC 6855 3).
        boolean named = !charset.equals(StandardCharsets.US_ASCII) && !connection.speaksUtf8();
        var rows = new SearchRows();
        run(command + (named ? " CHARSET " + charset.name() : ""), keys, rows::row);
        return rows.uids();
    }

    private void run(String command, Argument keys, ImapConnection.Rows rows) throws BackendException {
        ImapConnection.Rows timed = row -> {
            time.check();
            rows.row(row);
        };
        connection.run(command, keys, timed, Kind.REFUSED);
    }

    @Override
    public UidSet receivedSince(Argument keys, Instant moment) throws BackendException {
        UidSet doubtful = found(keys, StandardCharsets.US_ASCII);
        return UidSet.ofEntries(stand(doubtful).stream()
                .map(met -> met.hit.entry())
                .filter(entry -> entry.date() >= moment.getEpochSecond())
                .toList());
    }

    /** The host finds who names the first message; that it is the first of the names is looked up. */
    @Override
    public UidSet ofConversation(String name) throws BackendException {
        if (root.isEmpty()) return UidSet.EMPTY;
        var keys = new SizedArgument();
        String[] fields = {"References", "In-Reply-To", "Message-ID"};
        for (int i = 0; i < fields.length; i++) {
            if (i < fields.length - 1) keys.writeAtom("OR");
            keys.writeAtom("HEADER").writeAtom(fields[i]).writeString(root.get());
        }
        var members = new ArrayList<Long>();
        headers(found(keys, StandardCharsets.US_ASCII), (uid, headers) -> {
            if (Conversation.name(headers).equals(name)) members.add(uid);
        });
        return UidSet.of(members);
    }

    /** What looks at headers. */
    private interface Look {
        void at(long uid, Headers headers);
    }

    private void headers(UidSet uids, Look look) throws BackendException {
        if (uids.isEmpty()) return;
        connection.fetch(uids, WITH_IDS, row -> {
            time.check();
            byte[] header = row.section(IDS);
            if (header != null && uids.contains(row.uid())) look.at(row.uid(), Headers.parse(header));
        });
    }

    /**
     * The Message-ID that began a conversation: its name is a digest, so some message of it has to be met.
     *
     * @param newest how many of the newest messages are looked at
     */
    Optional<String> root(String name, int newest) throws BackendException {
        open();
        UidSet uids = found(new SizedArgument().writeAtom(connection.phantoms().shownKey()), StandardCharsets.US_ASCII);
        Map<String, String> roots = new HashMap<>();
        headers(uids.highest(newest), (uid, headers) -> {
            Optional<String> root = Conversation.root(headers);
            if (root.isPresent() && Conversation.name(headers).equals(name)) roots.put(name, root.get());
        });
        return Optional.ofNullable(roots.get(name));
    }
}
