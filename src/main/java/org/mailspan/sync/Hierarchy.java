package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Slot;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;

/**
 * The folders of an account, and what each device has been told of them. Key 0 tells all of them again and touches no
 * collection: Gmail sends it at every manual refresh (quirk D8, 2025-11).
 */
public final class Hierarchy {
    /** The hierarchy is kept like a collection, under the id of its root. */
    private static final long ROOT = 0;

    private final Store store;
    private final Turns<String> turns = new Turns<>();

    public Hierarchy(Store store) {
        this.store = store;
    }

    /** What FolderSync comes to. */
    public sealed interface Outcome {
        record Synced(String syncKey, List<FolderRow> added, List<FolderRow> changed, List<FolderRow> deleted)
                implements Outcome {}

        record InvalidKey() implements Outcome {}
    }

    public Outcome sync(Session session, String key) throws BackendException {
        return turns.in(session.account(), () -> {
            List<Folder> folders = list(session);
            return store.write(rows -> {
                merge(rows, session.account(), folders);
                return answer(rows, session, key);
            });
        });
    }

    /** Whether the device has to be told of folders; one that never asked has not. */
    public boolean hasNews(Session session) throws BackendException {
        return turns.in(session.account(), () -> {
            List<Folder> folders = list(session);
            return store.write(rows -> {
                merge(rows, session.account(), folders);
                return rows.state(session.account(), session.device(), ROOT, Slot.CURRENT)
                        .filter(state -> state.base().version() < version(rows.folders(session.account())))
                        .isPresent();
            });
        });
    }

    /** A host without an inbox is one that does not tell the truth now: nobody's folders are deleted for that. */
    private static List<Folder> list(Session session) throws BackendException {
        List<Folder> folders = session.backend().folders();
        if (folders.stream().noneMatch(folder -> folder.type() == FolderType.Inbox))
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "the host lists no inbox");
        return folders;
    }

    private static long version(List<FolderRow> all) {
        return all.stream().mapToLong(FolderRow::version).max().orElse(0);
    }

    private static Outcome answer(Writes rows, Session session, String key) {
        List<FolderRow> all = rows.folders(session.account());
        long version = version(all);
        var current = rows.state(session.account(), session.device(), ROOT, Slot.CURRENT);
        String latest = current.map(StateRow::syncKey).orElse(SyncKeys.INITIAL);
        if (key.equals(SyncKeys.INITIAL)) {
            // Gmail asks with key 0 while it has a key (quirk D8): if this answer is lost it goes on with that.
            save(rows, session, SyncKeys.after(latest), version, current);
            return told(rows, session, all, 0);
        }
        Optional<StateRow> known = current.filter(s -> s.syncKey().equals(key))
                .or(() -> rows.state(session.account(), session.device(), ROOT, Slot.PREVIOUS)
                        .filter(s -> s.syncKey().equals(key)));
        if (known.isEmpty()) return new Outcome.InvalidKey();
        long since = known.get().base().version();
        if (since == version && latest.equals(key)) return new Outcome.Synced(key, List.of(), List.of(), List.of());
        save(rows, session, SyncKeys.after(latest), version, known);
        return told(rows, session, all, since);
    }

    private static Outcome told(Writes rows, Session session, List<FolderRow> all, long since) {
        var added = new ArrayList<FolderRow>();
        var changed = new ArrayList<FolderRow>();
        var deleted = new ArrayList<FolderRow>();
        for (FolderRow row : all) {
            if (row.version() <= since) continue;
            boolean known = row.added() <= since;
            if (!row.gone()) (known ? changed : added).add(row);
            else if (known) deleted.add(row);
        }
        String key = rows.state(session.account(), session.device(), ROOT, Slot.CURRENT)
                .orElseThrow()
                .syncKey();
        return new Outcome.Synced(key, added, changed, deleted);
    }

    private static void save(Writes rows, Session session, String key, long version, Optional<StateRow> previous) {
        previous.ifPresentOrElse(
                state -> rows.putState(state, Slot.PREVIOUS),
                () -> rows.removeState(session.account(), session.device(), ROOT, Slot.PREVIOUS));
        var state = States.initial(session, ROOT, key, Filter.ALL, new byte[0]);
        rows.putState(States.base(state, Mark.endOf(version)), Slot.CURRENT);
    }

    /** Enters what the host has now. Names of the host are matched as they are; a rename is a new folder. */
    private static void merge(Writes rows, String account, List<Folder> folders) {
        var known = new HashMap<String, FolderRow>();
        var buried = new HashMap<String, FolderRow>();
        long version = 1;
        for (FolderRow row : rows.folders(account)) {
            version = Math.max(version, row.version() + 1);
            (row.gone() ? buried : known).put(row.remote(), row);
        }
        if (!known.containsKey(OUTBOX)) rows.addFolder(row(account, 0, outbox(), 0, version, version));
        var ids = new HashMap<String, Long>();
        for (Folder folder : folders) {
            Optional<FolderRow> old = Optional.ofNullable(known.get(folder.remote()));
            Optional<FolderRow> before = Optional.ofNullable(buried.get(folder.remote()));
            ids.put(folder.remote(), enter(rows, account, folder, old, before, ids, version));
        }
        var there = new HashSet<>(ids.keySet());
        for (FolderRow row : known.values())
            if (!there.contains(row.remote()) && !row.remote().equals(OUTBOX)) {
                rows.putFolder(row(account, row, version));
                rows.dropIndex(row.id());
            }
    }

    /** Android 5 resets the account when there is no Outbox (quirk D2): devices see one that is always empty. */
    private static final String OUTBOX = "";

    private static Folder outbox() {
        return new Folder(OUTBOX, "", "Outbox", FolderType.Outbox, false);
    }

    /** A folder that comes back gets its old id again (law 4), as a new folder for who was told that it went. */
    private static long enter(
            Writes rows,
            String account,
            Folder folder,
            Optional<FolderRow> known,
            Optional<FolderRow> buried,
            Map<String, Long> ids,
            long version) {
        long parent = folder.parent().isEmpty() ? ROOT : ids.getOrDefault(folder.parent(), ROOT);
        if (known.isPresent()) {
            FolderRow old = known.get();
            FolderRow now = row(account, old.id(), folder, parent, old.added(), old.version());
            if (!now.equals(old)) rows.putFolder(row(account, old.id(), folder, parent, old.added(), version));
            return old.id();
        }
        if (buried.isPresent()) {
            rows.putFolder(row(account, buried.get().id(), folder, parent, version, version));
            return buried.get().id();
        }
        return rows.addFolder(row(account, 0, folder, parent, version, version)).id();
    }

    private static FolderRow row(String account, long id, Folder f, long parent, long added, long version) {
        return new FolderRow(
                account, id, f.remote(), parent, f.name(), f.type(), f.selectable(), added, version, false);
    }

    private static FolderRow row(String account, FolderRow gone, long version) {
        return new FolderRow(
                account,
                gone.id(),
                gone.remote(),
                gone.parent(),
                gone.name(),
                gone.type(),
                gone.selectable(),
                gone.added(),
                version,
                true);
    }
}
