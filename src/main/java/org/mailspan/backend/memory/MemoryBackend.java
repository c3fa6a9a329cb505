package org.mailspan.backend.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Likeness;
import org.mailspan.backend.Packed;
import org.mailspan.backend.Query;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MailOctets;
import org.mailspan.format.MessageData;
import org.mailspan.format.Mime;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Outgoing;
import org.mailspan.format.Winmail;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** One account of a host in memory. */
public final class MemoryBackend
        implements Backend,
                Backend.Moves,
                Backend.Sends,
                Backend.Parts,
                Backend.Folders,
                Backend.Searches,
                Backend.Watches,
                Backend.Glances,
                Backend.Conversations,
                Backend.Likenesses,
                Backend.Audits,
                Backend.Drafts,
                Backend.OutOfOffice {
    private final Account account;
    private final Mailbox mailbox;
    private final MemoryFolders folders;
    private final MemoryDrafts drafts;
    private final Tells tells;
    private final Faults faults;
    private final List<Outgoing> sent = new CopyOnWriteArrayList<>();

    /** How well the host can tell what changed: one form of {@link Delta} each. */
    public enum Tells {
        INCREMENTAL,
        REMAINING,
        FULL
    }

    public MemoryBackend(String login, Mailbox mailbox, Tells tells, Faults faults) {
        String address = login.contains("@") ? login : login + "@localhost";
        this.account = new Account(login.toLowerCase(Locale.ROOT), List.of(address), "");
        this.mailbox = mailbox;
        this.folders = new MemoryFolders(mailbox);
        this.drafts = new MemoryDrafts(mailbox);
        this.tells = tells;
        this.faults = faults;
    }

    /** What was submitted, oldest first. */
    public List<Outgoing> sent() {
        return List.copyOf(sent);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<Folder> folders() throws BackendException {
        return run(
                Operation.FOLDERS,
                () -> mailbox.folders().stream().map(MemoryBackend::folder).toList());
    }

    private static Folder folder(Mailbox.Named box) {
        int slash = box.name().lastIndexOf('/');
        String parent = slash < 0 ? "" : box.name().substring(0, slash);
        return new Folder(box.name(), parent, box.name().substring(slash + 1), box.type(), !box.node());
    }

    @Override
    public Placed create(String parent, String name) throws BackendException {
        return run(Operation.CREATE, () -> folders.create(parent, name));
    }

    @Override
    public Placed rename(String folder, String parent, String name) throws BackendException {
        return run(Operation.RENAME, () -> folders.rename(folder, parent, name));
    }

    @Override
    public void remove(String folder) throws BackendException {
        run(Operation.REMOVE, () -> {
            folders.remove(folder);
            return true;
        });
    }

    @Override
    public Set<String> permanent(Collection<String> names) {
        return folders.permanent(names);
    }

    @Override
    public Map<String, Identity> identities(Collection<String> names) throws BackendException {
        return run(Operation.IDENTITIES, () -> folders.identities(names));
    }

    @Override
    public Delta changes(String folder, String token) throws BackendException {
        return run(Operation.CHANGES, () -> MemoryChanges.of(view(folder), token, tells));
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        run(Operation.READ, () -> {
            view(folder);
            for (Entry entry : entries)
                message(folder, entry).ifPresent(message -> sink.accept(reading(entry, message, want)));
            return true;
        });
    }

    private static Reading reading(Entry entry, Message message, Want want) {
        return switch (want) {
            case Want.Changed() ->
                new Reading(entry, MailFlags.ofStamp(entry.stamp()).item(), 100);
            case Want.Whole whole -> {
                MimeTree tree = MimeTree.parse(message.octets());
                long size = message.octets().length;
                var data = new MessageData(tree.header(), tree.root(), entry.stamp(), message.date(), size);
                var sections = MemorySearch.sections(tree, Mime.needs(tree.root(), size, whole.body()));
                Item item = Mime.email(data, sections, whole.body(), whole.collection(), entry.key());
                long octets = 500
                        + sections.values().stream()
                                .mapToLong(octet -> octet.length)
                                .sum();
                yield new Reading(entry, item, octets, MemoryLikenesses.of(message));
            }
        };
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        return run(Operation.CHANGE, () -> {
            view(folder);
            MailFlags.Patch flags = MailFlags.patch(patch);
            var changed = new ArrayList<Entry>();
            for (Entry entry : entries) {
                if (message(folder, entry).isEmpty()) continue;
                Id id = Id.of(entry);
                mailbox.flag(folder, id.uidValidity(), id.uid(), flags.add(), flags.remove());
                message(folder, entry)
                        .ifPresent(now -> changed.add(MemoryChanges.entry(id.uidValidity(), entry.key(), now)));
            }
            return changed;
        });
    }

    @Override
    public void delete(String folder, List<Entry> entries) throws BackendException {
        run(Operation.DELETE, () -> {
            view(folder);
            for (Entry entry : entries) {
                Id id = Id.of(entry);
                if (message(folder, entry).isPresent()) mailbox.expunge(folder, id.uidValidity(), List.of(id.uid()));
            }
            return true;
        });
    }

    @Override
    public List<Moved> move(String folder, List<Entry> entries, String toFolder) throws BackendException {
        return run(Operation.MOVE, () -> {
            view(folder);
            long there = view(toFolder).uidValidity();
            var moved = new ArrayList<Moved>();
            for (Entry entry : entries) {
                if (message(folder, entry).isEmpty()) continue;
                Id id = Id.of(entry);
                mailbox.move(folder, id.uidValidity(), id.uid(), toFolder)
                        .flatMap(uid -> mailbox.message(toFolder, there, uid))
                        .ifPresent(arrived ->
                                moved.add(new Moved(entry, MemoryChanges.entry(there, arrived.uid(), arrived))));
            }
            return moved;
        });
    }

    @Override
    public void send(Outgoing mail) throws BackendException {
        run(Operation.SEND, () -> {
            // The sender's octets are gone when this returns.
            sent.add(mail.with(MailOctets.of(mail.message())));
            if (!mail.saveInSent()) return true;
            String folder = mailbox.folders().stream()
                    .filter(box -> box.type() == FolderType.SentItems)
                    .map(Mailbox.Named::name)
                    .findFirst()
                    .orElse("Sent");
            mailbox.create(folder);
            byte[] copy = mail.with(mail.filed()).message();
            return mailbox.append(folder, copy, Set.of("\\Seen"), Instant.now());
        });
    }

    @Override
    public Content part(String folder, Entry entry, String section) throws BackendException {
        var packed = Winmail.place(section);
        if (packed.isPresent())
            return Packed.file(
                    part(folder, entry, packed.get().part()), packed.get().file());
        return run(Operation.PART, () -> MemoryParts.part(known(folder, entry), section));
    }

    @Override
    public MessageData structure(String folder, Entry entry) throws BackendException {
        return run(Operation.PART, () -> {
            Message message = known(folder, entry);
            return MimeTree.parse(message.octets()).data(entry.stamp(), message.date());
        });
    }

    @Override
    public Entry file(String folder, MailOctets draft, String stamp, String mark) throws BackendException {
        return run(Operation.FILE, () -> drafts.file(folder, draft, stamp));
    }

    @Override
    public Optional<Entry> marked(String folder, String mark) throws BackendException {
        return run(Operation.MARKED, () -> drafts.marked(folder, mark));
    }

    @Override
    public Map<String, String> messageIds(String folder, List<Entry> entries) throws BackendException {
        return run(Operation.MARKED, () -> drafts.messageIds(folder, entries));
    }

    @Override
    public Found search(List<String> folders, Query query, int most, Duration patience) throws BackendException {
        return run(Operation.SEARCH, () -> {
            boolean late = faults.isLate(Operation.SEARCH);
            List<String> done = late ? folders.subList(0, Math.min(1, folders.size())) : folders;
            Found found = MemorySearch.found(mailbox, done, query, most);
            return new Found(found.newest(), found.total(), done.size() == folders.size());
        });
    }

    @Override
    public Set<String> junk() {
        return Set.of(MemoryFolders.JUNK);
    }

    @Override
    public Map<String, String> conversations(String folder, List<Entry> entries) throws BackendException {
        return run(Operation.CONVERSATIONS, () -> MemorySearch.conversations(entries, entry -> message(folder, entry)));
    }

    @Override
    public Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException {
        return run(Operation.LIKENESSES, () -> MemoryLikenesses.of(entries, entry -> message(folder, entry)));
    }

    @Override
    public boolean stands(String folder, String token) throws BackendException {
        return run(Operation.LIKENESSES, () -> MemoryLikenesses.stands(view(folder), token));
    }

    @Override
    public Census census(String folder) throws BackendException {
        return run(Operation.CENSUS, () -> {
            Mailbox.View view = view(folder);
            var visible = view.messages().stream()
                    .filter(message -> !message.isDeleted())
                    .toList();
            return MemoryLikenesses.census(MemoryChanges.idsOf(view, visible));
        });
    }

    @Override
    public Absence absence() throws BackendException {
        return run(Operation.ABSENCE, mailbox::absence);
    }

    @Override
    public void setAbsence(Absence absence) throws BackendException {
        boolean done = run(Operation.SET_ABSENCE, () -> mailbox.absent(absence));
        if (!done) throw new BackendException(Kind.NOT_ALLOWED, "this host answers for nobody");
    }

    /** A host that tells everything each time can tell nothing in short. */
    @Override
    public Set<String> unchanged(Map<String, String> tokens) throws BackendException {
        return run(Operation.GLANCE, () -> tells == Tells.FULL ? Set.of() : MemoryChanges.unchanged(mailbox, tokens));
    }

    @Override
    public Set<String> settled(Map<String, String> tokens) throws BackendException {
        return tells == Tells.FULL ? run(Operation.GLANCE, () -> MemoryChanges.settled(mailbox, tokens)) : Set.of();
    }

    @Override
    public Watch watch(Consumer<Signal> listener) {
        var listening = new Listening(listener);
        mailbox.listen(listening);
        return listening;
    }

    /**
     * Told apart by identity, since the same listener may watch twice. All folders are watched, whatever the interest.
     */
    private final class Listening implements Watch, Consumer<Signal> {
        private final Consumer<Signal> listener;

        private Listening(Consumer<Signal> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(Signal signal) {
            listener.accept(signal);
        }

        @Override
        public void interest(Set<String> folders) {}

        @Override
        public void close() {
            mailbox.unlisten(this);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private Mailbox.View view(String folder) throws BackendException {
        return mailbox.view(folder).orElseThrow(() -> new BackendException(Kind.FOLDER_GONE, "no folder " + folder));
    }

    /** Hidden messages are gone for the phone. */
    private Optional<Message> message(String folder, Entry entry) {
        Id id = Id.of(entry);
        return mailbox.message(folder, id.uidValidity(), id.uid()).filter(message -> !message.isDeleted());
    }

    private Message known(String folder, Entry entry) throws BackendException {
        view(folder);
        return message(folder, entry)
                .orElseThrow(() -> new BackendException(Kind.ITEM_GONE, "no item " + entry.remote()));
    }

    private interface Work<T> {
        T run() throws BackendException;
    }

    private <T> T run(Operation operation, Work<T> work) throws BackendException {
        faults.before(operation);
        T result = work.run();
        faults.after(operation);
        return result;
    }
}
