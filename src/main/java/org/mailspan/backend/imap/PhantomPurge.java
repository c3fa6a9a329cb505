package org.mailspan.backend.imap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;
import org.mailspan.format.Headers;

/**
 * Finds the messages that some client marked {@code \Deleted} and left, and removes those that are named. The host does not
 * tell when a message was marked, so their age is that of the message.
 */
public final class PhantomPurge implements AutoCloseable {
    private static final String WHAT = "(UID INTERNALDATE RFC822.SIZE";
    private static final String SUBJECT = " BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.4096>";

    private final ImapConnection connection;

    /**
     * A message that is marked.
     *
     * @param subject empty if it was not asked for
     */
    public record Phantom(long uid, Instant received, long octets, String subject) {}

    /** The marked messages of one folder, the oldest first. */
    public record Haunted(Folder folder, long uidValidity, List<Phantom> phantoms) {
        public Haunted {
            phantoms = List.copyOf(phantoms);
        }

        /** Those that were received before a moment. */
        public Haunted before(Instant moment) {
            return new Haunted(
                    folder,
                    uidValidity,
                    phantoms.stream().filter(p -> p.received.isBefore(moment)).toList());
        }

        public long octets() {
            return phantoms.stream().mapToLong(Phantom::octets).sum();
        }
    }

    private PhantomPurge(ImapConnection connection) {
        this.connection = connection;
    }

    /** Logs in. Nothing is expunged by looking, whatever the settings say of phantoms. */
    public static PhantomPurge at(ImapSettings settings, Credentials credentials) throws BackendException {
        return new PhantomPurge(new ImapLogin(settings.withPhantoms(Phantoms.SHOW), credentials).connect());
    }

    /** The folders that phones see and that can be opened. */
    public List<Folder> folders() throws BackendException {
        return ImapFolders.tree(connection).folders().stream()
                .filter(Folder::selectable)
                .toList();
    }

    /** Changes nothing. A folder that is gone, or that may not be opened, has none. */
    public Haunted look(Folder folder, boolean subjects) throws BackendException {
        var found = new HashMap<Long, Phantom>();
        try {
            long uidValidity = connection.select(folder.remote()).state().uidValidity();
            UidSet marked = SearchRows.found(connection, "DELETED");
            if (!marked.isEmpty())
                connection.fetch(marked, WHAT + (subjects ? SUBJECT : "") + ")", row -> {
                    // one that changes meanwhile is told again, without its date: it would count as the oldest
                    if (marked.contains(row.uid()) && row.hasDate()) found.put(row.uid(), phantom(row));
                });
            var oldestFirst = new ArrayList<>(found.values());
            oldestFirst.sort(Comparator.comparing(Phantom::received).thenComparingLong(Phantom::uid));
            return new Haunted(folder, uidValidity, oldestFirst);
        } catch (BackendException e) {
            if (e.kind() != Kind.FOLDER_GONE && e.kind() != Kind.NOT_ALLOWED) throw e;
            return new Haunted(folder, 0, List.of());
        }
    }

    private static Phantom phantom(FetchRow row) {
        byte[] header = row.section("HEADER.FIELDS");
        String subject = header == null ? "" : Headers.parse(header).text("Subject");
        return new Phantom(row.uid(), Instant.ofEpochSecond(row.date()), row.size(), subject);
    }

    /**
     * Removes these for good, and no other (law 2). One that somebody unmarked since it was found stays.
     *
     * @return how many are gone
     */
    public int remove(Haunted haunted) throws BackendException {
        if (haunted.phantoms.isEmpty()) return 0;
        Selected opened = connection.select(haunted.folder.remote());
        opened.checkWritable();
        if (opened.state().uidValidity() != haunted.uidValidity) return 0;
        UidSet named =
                UidSet.of(haunted.phantoms.stream().mapToLong(Phantom::uid).toArray());
        UidSet still = markedOf(named);
        if (still.isEmpty()) return 0;
        ImapExpunge.stillMarked(connection, still);
        return (int) (still.count() - markedOf(still).count());
    }

    private UidSet markedOf(UidSet uids) throws BackendException {
        return uids.minus(uids.minus(SearchRows.found(connection, "DELETED")));
    }

    @Override
    public void close() {
        connection.logout();
    }
}
