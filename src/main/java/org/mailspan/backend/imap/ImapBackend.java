package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Conversations;
import org.mailspan.backend.Backend.Drafts;
import org.mailspan.backend.Backend.Glances;
import org.mailspan.backend.Backend.Moves;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.Backend.Parts;
import org.mailspan.backend.Backend.Searches;
import org.mailspan.backend.Backend.Sends;
import org.mailspan.backend.Backend.Watches;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Likeness;
import org.mailspan.backend.Query;
import org.mailspan.event.Events;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MailOctets;
import org.mailspan.format.MessageData;
import org.mailspan.format.Outgoing;
import org.mailspan.item.Item;

/** One account at an IMAP host: lends a connection for each request, and leaves the work to the class named for it. */
final class ImapBackend
        implements Backend,
                Moves,
                Sends,
                Parts,
                Backend.Folders,
                Searches,
                Watches,
                Glances,
                Conversations,
                Backend.Likenesses,
                Backend.Audits,
                OutOfOffice,
                Drafts {
    private final Account account;
    private final ImapSettings settings;
    private final ImapLogin login;
    private final Capabilities capabilities;
    private final ImapConnections connections;
    private final MailOut mailOut;
    private final OutOfOffice outOfOffice;
    private final ImapMove mover = new ImapMove();
    private final Events events;
    private final ImapFolders folders = new ImapFolders();
    /** Messages at which the host hung up. */
    private final Set<String> stumbles = ConcurrentHashMap.newKeySet();

    private final Set<ImapWatch> watches = ConcurrentHashMap.newKeySet();

    ImapBackend(
            Account account,
            ImapSettings settings,
            ImapLogin login,
            ImapConnection first,
            SmtpSubmission submission,
            Function<Backend, OutOfOffice> outOfOffice,
            Events events) {
        this.account = account;
        this.settings = settings;
        this.login = login;
        this.capabilities = first.capabilities();
        this.connections = new ImapConnections(login, settings.pace(), settings.connections() - 1, first);
        this.mailOut = new MailOut(
                account.id(), submission, connections, folders, settings.pace().firstBackoff(), events);
        this.events = events;
        this.outOfOffice = outOfOffice.apply(this);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<Folder> folders() throws BackendException {
        return connections.repeatable("", folders::list);
    }

    /** Not repeatable, like all that follows: a folder that is there already would look like somebody else's. */
    @Override
    public Placed create(String parent, String name) throws BackendException {
        return connections.once("", connection -> FolderEdits.create(connection, parent, name));
    }

    @Override
    public Placed rename(String folder, String parent, String name) throws BackendException {
        return connections.once("", connection -> FolderEdits.rename(connection, folder, parent, name));
    }

    @Override
    public void remove(String folder) throws BackendException {
        connections.once("", connection -> {
            FolderEdits.remove(connection, folder);
            return true;
        });
    }

    @Override
    public Set<String> permanent(Collection<String> names) throws BackendException {
        return connections.repeatable("", connection -> FolderEdits.permanent(connection, names));
    }

    @Override
    public Map<String, Identity> identities(Collection<String> names) throws BackendException {
        return connections.repeatable("", connection -> FolderIdentities.of(connection, names));
    }

    @Override
    public Delta changes(String folder, String token) throws BackendException {
        return connections.repeatable(folder, connection -> ImapChanges.changes(connection, folder, token));
    }

    @Override
    public Found search(List<String> in, Query query, int most, Duration patience) throws BackendException {
        var time = new SearchTime(patience, settings.timeouts().read());
        boolean views = capabilities.gmail() && settings.views();
        if (views && !folders.isListed()) connections.repeatable("", folders::list);
        return new ImapSearches(connections, time, query, most).in(views ? folders.viewsLast(in) : in);
    }

    @Override
    public Map<String, String> conversations(String folder, List<Entry> entries) throws BackendException {
        var all = new HashMap<String, String>();
        for (int from = 0; from < entries.size(); from += ImapConversations.BATCH)
            told(
                    folder,
                    entries.subList(from, Math.min(entries.size(), from + ImapConversations.BATCH)),
                    all,
                    ImapConversations::names);
        return all;
    }

    /** The message at which a host hangs up is left out, as long as the host is there otherwise (law 5). */
    private <T> void told(String folder, List<Entry> entries, Map<String, T> into, Work<Map<String, T>> work)
            throws BackendException {
        try {
            into.putAll(connections.repeatable(folder, in(folder, entries, Map.<String, T>of(), work)));
        } catch (BackendException e) {
            if (e.kind() != BackendException.Kind.UNAVAILABLE) throw e;
            int half = entries.size() / 2;
            if (half > 0) {
                told(folder, entries.subList(0, half), into, work);
                told(folder, entries.subList(half, entries.size()), into, work);
            } else {
                connections.repeatable("", connection -> {
                    connection.run("NOOP", row -> {});
                    return true;
                });
            }
        }
    }

    @Override
    public Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException {
        var all = new HashMap<String, Likeness>();
        for (int from = 0; from < entries.size(); from += ImapLikenesses.BATCH)
            told(
                    folder,
                    entries.subList(from, Math.min(entries.size(), from + ImapLikenesses.BATCH)),
                    all,
                    ImapLikenesses::of);
        return all;
    }

    @Override
    public boolean stands(String folder, String token) throws BackendException {
        return connections.repeatable(folder, connection -> ImapLikenesses.stands(connection, folder, token));
    }

    @Override
    public Census census(String folder) throws BackendException {
        return connections.repeatable(folder, connection -> ImapLikenesses.census(connection, folder));
    }

    @Override
    public Set<String> junk() throws BackendException {
        if (!folders.isListed()) connections.repeatable("", folders::list);
        return folders.junk();
    }

    /** The inbox is the folder that is most likely open on some connection, where a NOOP tells more than a STATUS. */
    @Override
    public Set<String> unchanged(Map<String, String> tokens) throws BackendException {
        if (tokens.isEmpty()) return Set.of();
        return connections.repeatable("INBOX", connection -> Unchanged.of(connection, tokens));
    }

    /** With CONDSTORE {@link #unchanged} has told all that can be told. */
    @Override
    public Set<String> settled(Map<String, String> tokens) throws BackendException {
        if (tokens.isEmpty() || capabilities.condstore()) return Set.of();
        return connections.repeatable("INBOX", connection -> Unchanged.settled(connection, tokens));
    }

    /** What is done with entries of an open folder. */
    private interface Work<T> {
        T on(ImapConnection connection, List<Entry> entries) throws BackendException;
    }

    /** @param gone what it comes to when the folder was made anew since: then all of them are gone */
    private static <T> ImapConnections.Work<T> in(String folder, List<Entry> entries, T gone, Work<T> work) {
        boolean[] begun = new boolean[1];
        return connection -> {
            List<Entry> there = connection.open(folder, entries);
            // Dovecot hangs up when UIDVALIDITY changes (2026-11): they may be there, under ids that nobody knows yet
            if (there.isEmpty() && begun[0])
                throw new BackendException(BackendException.Kind.UNAVAILABLE, folder + " has other ids now");
            begun[0] = !there.isEmpty();
            return there.isEmpty() ? gone : work.on(connection, there);
        };
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        switch (want) {
            case Want.Changed() -> {
                for (Entry entry : entries)
                    sink.accept(
                            new Reading(entry, MailFlags.ofStamp(entry.stamp()).item(), 0));
            }
            case Want.Whole whole -> {
                var reader = new ImapReader(account.id(), folder, whole, sink, events);
                for (int from = 0; from < entries.size(); from += ImapReader.WINDOW)
                    new ImapWindow(
                                    connections,
                                    folder,
                                    reader,
                                    stumbles,
                                    settings.timeouts().read())
                            .read(entries.subList(from, Math.min(entries.size(), from + ImapReader.WINDOW)));
            }
        }
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        if (entries.isEmpty()) return List.of();
        MailFlags.Patch flags = MailFlags.patch(patch);
        Work<List<Entry>> work = (connection, there) -> ImapFlags.change(connection, folder, flags, there);
        return connections.repeatable(folder, in(folder, entries, List.of(), work));
    }

    @Override
    public void delete(String folder, List<Entry> entries) throws BackendException {
        if (entries.isEmpty()) return;
        boolean moves = capabilities.gmail();
        var work = in(folder, entries, false, (connection, there) -> {
            if (moves) Gmail.delete(connection, mover, folder, there, folders);
            else ImapExpunge.delete(connection, folder, UidSet.ofEntries(there));
            return true;
        });
        if (moves) connections.certain(folder, work);
        else connections.repeatable(folder, work);
    }

    @Override
    public List<Moved> move(String folder, List<Entry> entries, String toFolder) throws BackendException {
        if (entries.isEmpty()) return List.of();
        if (folder.equals(toFolder))
            return entries.stream().map(entry -> new Moved(entry, entry)).toList();
        Work<List<Moved>> move = (connection, there) -> mover.move(connection, folder, there, toFolder);
        var work = in(folder, entries, List.of(), move);
        return ImapMove.mayRepeat(capabilities) ? connections.certain(folder, work) : connections.once(folder, work);
    }

    @Override
    public void send(Outgoing mail) throws BackendException {
        mailOut.send(mail);
    }

    @Override
    public Entry file(String folder, MailOctets draft, String stamp, String mark) throws BackendException {
        return connections.repeatable(folder, ImapDrafts.file(folder, draft, stamp, mark));
    }

    @Override
    public Optional<Entry> marked(String folder, String mark) throws BackendException {
        return connections.repeatable(folder, connection -> ImapDrafts.marked(connection, folder, mark));
    }

    @Override
    public Map<String, String> messageIds(String folder, List<Entry> entries) throws BackendException {
        if (entries.isEmpty()) return Map.of();
        return connections.repeatable(folder, in(folder, entries, Map.of(), ImapDrafts::messageIds));
    }

    @Override
    public Content part(String folder, Entry entry, String section) throws BackendException {
        return new ImapParts(connections, folder, entry).part(section);
    }

    @Override
    public MessageData structure(String folder, Entry entry) throws BackendException {
        return new ImapParts(connections, folder, entry).structure();
    }

    @Override
    public Watch watch(Consumer<Signal> listener) {
        watches.removeIf(ImapWatch::isClosed);
        var watch = new ImapWatch(login, connections, settings, account.id(), listener, events);
        watches.add(watch);
        return watch.start();
    }

    @Override
    public Absence absence() throws BackendException {
        return outOfOffice.absence();
    }

    @Override
    public void setAbsence(Absence absence) throws BackendException {
        outOfOffice.setAbsence(absence);
    }

    @Override
    public void close() {
        watches.forEach(ImapWatch::close);
        connections.close();
    }
}
