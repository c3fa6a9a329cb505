package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Backend.Folders.Placed;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy.Change;
import org.mailspan.sync.KnownFolders.Known;

/**
 * What one device does to folders, in its account's turn. A wish that is fulfilled already is answered like one that was
 * carried out: the answer may have been lost, or the bridge may have died between the host and the store, and a phone
 * that repeats itself must not be told "exists" or "gone" of its own doing. Only a folder that the device was told of can
 * be in its way.
 */
final class FolderChanges {
    private final Store store;
    private final HostFolders host;
    private final Session session;

    FolderChanges(Store store, HostFolders host, Session session) {
        this.store = store;
        this.host = host;
        this.session = session;
    }

    Change create(String key, FolderWish wish) throws BackendException {
        Optional<Known> known = known(key);
        if (known.isEmpty()) return new Change.InvalidKey();
        Optional<String> parent = parent(wish.parent());
        if (parent.isEmpty()) return new Change.NoParent();
        if (isOutbox(wish.parent())) return new Change.Special();
        if (isNamedOutbox(wish)) return new Change.NameTaken();
        Placed placed = backend().create(parent.get(), wish.name());
        look(Map.of());
        return switch (placed) {
            case Placed.NoParent() -> new Change.NoParent();
            case Placed.At(String remote) -> made(known.get(), named(remote), wish);
            case Placed.Taken(String remote) -> {
                FolderRow there = named(remote);
                yield known.get().has(there) ? new Change.NameTaken() : made(known.get(), there, wish);
            }
        };
    }

    /** A folder that is not quite what was wished for is told as it is, next time. */
    private Change made(Known known, FolderRow row, FolderWish wish) {
        FolderRow told = isAsWished(row, wish) ? row : changedNow(row);
        return done(known, row.id(), List.of(new Mark(told.added(), told.id())));
    }

    private static boolean isAsWished(FolderRow row, FolderWish wish) {
        return row.parent() == wish.parent() && row.name().equals(wish.name()) && !wish.generic();
    }

    private FolderRow changedNow(FolderRow row) {
        return store.write(rows -> {
            long version = KnownFolders.version(rows.folders(session.account())) + 1;
            var changed = new FolderRow(
                    row.account(),
                    row.id(),
                    row.remote(),
                    row.parent(),
                    row.name(),
                    row.type(),
                    row.selectable(),
                    row.added(),
                    version,
                    row.gone());
            rows.putFolder(changed);
            return changed;
        });
    }

    Change update(String key, long id, FolderWish wish) throws BackendException {
        Optional<Known> known = known(key);
        if (known.isEmpty()) return new Change.InvalidKey();
        look(Map.of());
        Optional<FolderRow> row = folder(id);
        if (row.isEmpty() || row.get().gone()) return new Change.NoFolder();
        if (isSpecial(row.get())) return new Change.Special();
        Optional<String> parent = parent(wish.parent());
        if (parent.isEmpty() || isOutbox(wish.parent())) return new Change.NoParent();
        if (isAsWished(row.get(), wish)) return done(known.get(), id, List.of(KnownFolders.changed(row.get())));
        if (below(id).stream().anyMatch(one -> one.id() == wish.parent()) || wish.parent() == id)
            return new Change.BelowItself();
        return switch (backend().rename(row.get().remote(), parent.get(), wish.name())) {
            case Placed.NoParent() -> new Change.NoParent();
            case Placed.Taken(String other) -> new Change.NameTaken();
            case Placed.At(String remote) -> {
                look(renamed(row.get(), remote));
                FolderRow now = folder(id).orElseThrow();
                boolean exactly = isAsWished(now, wish);
                // Where nothing came of it the device is told of the folder as it was.
                if (!exactly && now.equals(row.get())) changedNow(now);
                yield done(known.get(), id, exactly ? List.of(KnownFolders.changed(now)) : List.of());
            }
        };
    }

    /** What is below a folder goes with it. */
    private Map<Long, String> renamed(FolderRow row, String remote) {
        var renamed = new HashMap<Long, String>(Map.of(row.id(), remote));
        for (FolderRow below : below(row.id()))
            if (below.remote().startsWith(row.remote()))
                renamed.put(
                        below.id(),
                        remote + below.remote().substring(row.remote().length()));
        return renamed;
    }

    Change delete(String key, long id) throws BackendException {
        Optional<Known> known = known(key);
        if (known.isEmpty()) return new Change.InvalidKey();
        look(Map.of());
        Optional<FolderRow> row = folder(id);
        if (row.isEmpty() || row.get().gone() && !known.get().has(row.get())) return new Change.NoFolder();
        if (row.get().gone()) return gone(known.get(), row.get());
        List<FolderRow> all = below(id);
        if (isSpecial(row.get()) || all.stream().anyMatch(FolderChanges::isSpecial)) return new Change.Special();
        if (!all.stream().allMatch(known.get()::has)) return new Change.HoldsMore();
        all.addFirst(row.get());
        // Asked before the first one goes: who hears that a folder stays must find all of it.
        if (!backend().permanent(names(all)).isEmpty()) return new Change.Special();
        if (!areWhatTheyWere(all)) return new Change.NoFolder();
        remove(all);
        FolderRow now = folder(id).orElseThrow();
        if (!now.gone()) throw new BackendException(Kind.NOT_ALLOWED, "the host keeps " + now.remote());
        return done(known.get(), id, List.of(KnownFolders.changed(now)));
    }

    /** Told as gone already, or not yet. */
    private Change gone(Known known, FolderRow row) {
        Mark went = KnownFolders.changed(row);
        boolean told =
                went.atOrBefore(known.state().base()) || known.state().own().contains(went);
        return told ? new Change.NoFolder() : done(known, row.id(), List.of(went));
    }

    boolean deleteBelow(long id) throws BackendException {
        look(Map.of());
        Optional<Known> known = store.read(rows -> KnownFolders.latest(rows, session));
        if (known.isEmpty()) return below(id).isEmpty();
        Set<String> permanent = backend().permanent(names(below(id)));
        Predicate<FolderRow> goes = row -> known.get().has(row) && !isSpecial(row) && !permanent.contains(row.remote());
        List<FolderRow> going = below(id).stream()
                .filter(row -> goes.test(row) && below(row.id()).stream().allMatch(goes))
                .toList();
        if (going.isEmpty()) return true;
        if (!areWhatTheyWere(going)) return false;
        remove(going);
        return true;
    }

    private static List<String> names(List<FolderRow> folders) {
        return folders.stream().map(FolderRow::remote).toList();
    }

    /** Folders that were made anew under old names hold what no device has seen. */
    private boolean areWhatTheyWere(List<FolderRow> folders) throws BackendException {
        List<String> names = folders.stream()
                .filter(FolderRow::selectable)
                .map(FolderRow::remote)
                .toList();
        Map<String, Identity> now = backend().identities(names);
        return folders.stream().allMatch(row -> {
            String synced = store.read(rows -> rows.head(row.id())).generation();
            Identity identity = now.get(row.remote());
            return synced.isEmpty() || identity == null || identity.generation().equals(synced);
        });
    }

    /** @param folders parents first: the deepest goes first */
    private void remove(List<FolderRow> folders) throws BackendException {
        for (FolderRow row : folders.reversed())
            try {
                // A mere node goes with what is below it, on most hosts by itself.
                backend().remove(row.remote());
            } catch (BackendException e) {
                boolean node = e.kind() == Kind.NOT_ALLOWED && !row.selectable();
                if (e.kind() != Kind.FOLDER_GONE && !node) throw e;
            }
        look(Map.of());
    }

    private Change done(Known known, long id, Collection<Mark> own) {
        return new Change.Done(store.write(rows -> KnownFolders.advance(rows, known, own)), id);
    }

    private Folders backend() throws BackendException {
        if (session.backend() instanceof Folders folders) return folders;
        throw new BackendException(Kind.NOT_ALLOWED, "the host's folders cannot be changed");
    }

    private void look(Map<Long, String> renamed) throws BackendException {
        FolderMerge.Listed listed = host.list(session, renamed);
        store.update(rows -> FolderMerge.enter(rows, session.account(), listed));
    }

    private Optional<Known> known(String key) {
        return store.read(rows -> KnownFolders.known(rows, session, key));
    }

    private Optional<FolderRow> folder(long id) {
        return store.read(rows -> rows.folder(session.account(), id));
    }

    private FolderRow named(String remote) throws BackendException {
        return store.read(rows -> rows.folders(session.account())).stream()
                .filter(row -> !row.gone() && row.remote().equals(remote))
                .findFirst()
                .orElseThrow(() -> new BackendException(Kind.UNAVAILABLE, "the host does not list " + remote));
    }

    /** The host's name of the folder above, empty for the root; no value where there is no such folder. */
    private Optional<String> parent(long id) {
        if (id == KnownFolders.ROOT) return Optional.of("");
        return folder(id).filter(row -> !row.gone()).map(FolderRow::remote);
    }

    private boolean isOutbox(long id) {
        return folder(id).filter(row -> row.type() == FolderType.Outbox).isPresent();
    }

    /** The host knows nothing of the Outbox that devices see. */
    private boolean isNamedOutbox(FolderWish wish) {
        return store.read(rows -> rows.folders(session.account())).stream()
                .anyMatch(row -> row.type() == FolderType.Outbox
                        && row.parent() == wish.parent()
                        && row.name().equalsIgnoreCase(wish.name()));
    }

    /** Living folders below one, parents first. */
    private List<FolderRow> below(long id) {
        Map<Long, List<FolderRow>> children = store.read(rows -> rows.folders(session.account())).stream()
                .filter(row -> !row.gone())
                .collect(Collectors.groupingBy(FolderRow::parent));
        var found = new ArrayList<>(children.getOrDefault(id, List.of()));
        for (int i = 0; i < found.size(); i++)
            found.addAll(children.getOrDefault(found.get(i).id(), List.of()));
        return found;
    }

    private static boolean isSpecial(FolderRow row) {
        return switch (row.type()) {
            case Inbox, Drafts, DeletedItems, SentItems, Outbox -> true;
            case Tasks, Calendar, Contacts, Notes, Journal -> true;
            case UserFolder, UserMail, UserCalendar, UserContacts, UserTasks, UserJournal, UserNotes, Unknown -> false;
        };
    }
}
