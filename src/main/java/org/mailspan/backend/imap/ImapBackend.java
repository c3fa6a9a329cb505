package org.mailspan.backend.imap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Moves;
import org.mailspan.backend.Backend.Parts;
import org.mailspan.backend.Backend.Sends;
import org.mailspan.backend.Backend.Watches;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.MailFlags;
import org.mailspan.format.Outgoing;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** One account at an IMAP host: lends a connection for each request, and leaves the work to the class named for it. */
final class ImapBackend implements Backend, Moves, Sends, Parts, Watches {
    private final Account account;
    private final ImapSettings settings;
    private final ImapLogin login;
    private final Capabilities capabilities;
    private final ImapConnections connections;
    private final SmtpSubmission submission;
    private final Events events;
    private final ImapFolders folders = new ImapFolders();
    private final Set<ImapWatch> watches = ConcurrentHashMap.newKeySet();

    /** The UIDVALIDITY of each folder that {@link #changes} told last: what the caller's UIDs belong to. */
    private final Map<String, Long> generations = new ConcurrentHashMap<>();

    ImapBackend(
            Account account,
            ImapSettings settings,
            ImapLogin login,
            ImapConnection first,
            SmtpSubmission submission,
            Events events) {
        this.account = account;
        this.settings = settings;
        this.login = login;
        this.capabilities = first.capabilities();
        this.connections = new ImapConnections(login, settings.pace(), settings.connections() - 1, first);
        this.submission = submission;
        this.events = events;
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<Folder> folders() throws BackendException {
        return connections.repeatable("", folders::list);
    }

    @Override
    public Delta changes(String folder, String token) throws BackendException {
        Delta delta = connections.repeatable(folder, connection -> ImapChanges.changes(connection, folder, token));
        FolderState.ofToken(delta.token()).ifPresent(state -> generations.put(folder, state.uidValidity()));
        return delta;
    }

    /** Opens a folder for work on entries of the caller's: UIDs of a folder that was made anew are other messages. */
    private void open(ImapConnection connection, String folder, List<Entry> entries) throws BackendException {
        Selected opened = connection.open(folder, UidSet.ofEntries(entries).last());
        Long known = generations.get(folder);
        if (known != null && known != opened.state().uidValidity())
            throw new BackendException(Kind.ITEM_GONE, folder + " was made anew: its UIDVALIDITY changed");
    }

    /** What a list of entries comes to when the folder was made anew: all of them are gone. */
    private static <T> T unlessAnew(T gone, Work<T> work) throws BackendException {
        try {
            return work.done();
        } catch (BackendException e) {
            if (e.kind() != Kind.ITEM_GONE) throw e;
            return gone;
        }
    }

    private interface Work<T> {
        T done() throws BackendException;
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        switch (want) {
            case Want.Changed() -> {
                for (Entry entry : entries)
                    sink.accept(new Reading(entry, MailFlags.ofStamp(entry.stamp()).item(), 0));
            }
            case Want.Whole whole -> {
                var reader = new ImapReader(account.id(), folder, whole, sink, events);
                for (int from = 0; from < entries.size(); from += ImapReader.WINDOW)
                    window(folder, reader, entries.subList(from, Math.min(entries.size(), from + ImapReader.WINDOW)));
            }
        }
    }

    private void window(String folder, ImapReader reader, List<Entry> entries) throws BackendException {
        var pending = new LinkedHashMap<Long, Entry>();
        for (Entry entry : entries) pending.put(UidSet.uid(entry), entry);
        unlessAnew(folder, () -> connections.repeatable(folder, connection -> {
            open(connection, folder, entries);
            reader.window(connection, pending);
            return folder;
        }));
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        if (entries.isEmpty()) return List.of();
        MailFlags.Patch flags = MailFlags.patch(patch);
        return unlessAnew(List.of(), () -> connections.repeatable(folder, connection -> {
            open(connection, folder, entries);
            return ImapFlags.change(connection, folder, flags, entries);
        }));
    }

    @Override
    public void delete(String folder, List<Entry> entries) throws BackendException {
        if (entries.isEmpty()) return;
        unlessAnew(folder, () -> connections.repeatable(folder, connection -> {
            open(connection, folder, entries);
            if (capabilities.gmail()) Gmail.delete(connection, folder, entries, folders.ofType(FolderType.DeletedItems));
            else ImapExpunge.delete(connection, folder, UidSet.ofEntries(entries));
            return folder;
        }));
    }

    @Override
    public List<Moved> move(String folder, List<Entry> entries, String toFolder) throws BackendException {
        if (entries.isEmpty()) return List.of();
        if (folder.equals(toFolder)) return entries.stream().map(entry -> new Moved(entry, entry)).toList();
        ImapConnections.Work<List<Moved>> work = connection -> {
            open(connection, folder, entries);
            return ImapMove.move(connection, folder, entries, toFolder);
        };
        return unlessAnew(
                List.of(),
                () -> ImapMove.mayRepeat(capabilities)
                        ? connections.repeatable(folder, work)
                        : connections.once(folder, work));
    }

    @Override
    public void send(Outgoing mail) throws BackendException {
        submission.send(mail);
        if (!mail.saveInSent()) return;
        try {
            SentCopy.file(connections, folders, mail);
        } catch (BackendException e) {
            // the mail is out: a phone that is told otherwise sends it again
            events.emit(new Event.HostFailed(account.id(), "copy to Sent", String.valueOf(e.getMessage())));
        }
    }

    @Override
    public Content part(String folder, Entry entry, String section) throws BackendException {
        return new ImapParts(connections, folder, entry).part(section);
    }

    @Override
    public Watch watch(Consumer<Signal> listener) {
        watches.removeIf(ImapWatch::isClosed);
        var watch = new ImapWatch(login, settings, account.id(), listener, events);
        watches.add(watch);
        return watch.start();
    }

    @Override
    public void close() {
        watches.forEach(ImapWatch::close);
        connections.close();
    }
}
