package org.mailspan.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.DraftMail;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IndexHead;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;

/**
 * What each folder holds, as last seen: one for all devices of an account. Everything that is done to a folder at the
 * host is done in the folder's turn together with its entry here, so that a listing that was begun before a change of
 * our own can never undo that change.
 */
final class Index {
    /** So many folders are listed for their flags when somebody begins to wait, where the host cannot tell of flags. */
    private static final int FEW = 5;

    private final Store store;
    private final Audit audit;
    private final Events events;
    private final Turns<Long> turns = new Turns<>();
    /** Folder to the nanoTime at which its last refresh began. */
    private final Map<Long, Long> refreshed = new ConcurrentHashMap<>();
    /** Likewise, of a look that tells nothing of flags. */
    private final Map<Long, Long> skimmed = new ConcurrentHashMap<>();

    Index(Store store, InstantSource clock, Events events) {
        this.store = store;
        this.audit = new Audit(store, clock);
        this.events = events;
    }

    /**
     * Asks the host what changed, unless it was asked less than {@code age} ago. Requests that wait for the same folder
     * share one question.
     */
    void refresh(Backend backend, FolderRow folder, Duration age) throws BackendException {
        refresh(backend, folder, new Since(System.nanoTime() - age.toNanos()));
    }

    void refresh(Backend backend, FolderRow folder, Since since) throws BackendException {
        turns.in(folder.id(), () -> {
            if (isFresh(folder, since)) return true;
            long began = System.nanoTime();
            if (!ask(backend, folder)) audit(backend, folder);
            refreshed.put(folder.id(), began);
            return true;
        });
    }

    private boolean isFresh(FolderRow folder, Since since) {
        Long last = refreshed.get(folder.id());
        return last != null && last - since.nanos() >= 0;
    }

    /**
     * Asks about many folders in one round trip, where the host can tell: those in which nothing happened since count as
     * refreshed. Takes no turns, since it changes nothing here; what is done to a folder meanwhile leaves it its token, and
     * so is found by the next refresh.
     */
    void glance(Backend backend, List<FolderRow> all, Since since) throws BackendException {
        List<FolderRow> folders =
                all.stream().filter(folder -> !isFresh(folder, since)).toList();
        if (folders.size() < 2 || !(backend instanceof Backend.Glances glances)) return;
        long began = System.nanoTime();
        Set<String> unchanged = glances.unchanged(tokens(folders));
        for (FolderRow folder : folders)
            if (unchanged.contains(folder.remote())) refreshed.merge(folder.id(), began, Math::max);
    }

    private Map<String, String> tokens(List<FolderRow> folders) {
        return store.read(rows -> folders.stream()
                .collect(Collectors.toMap(
                        FolderRow::remote, folder -> rows.head(folder.id()).token())));
    }

    /**
     * As {@link #glance}, for who waits and would be woken. Where the host cannot tell of flags, folders in which nothing
     * came or went are not listed for these, but for the inbox and a few in turns: a phone may ping two hundred, each of which
     * costs two round trips and a window of messages.
     */
    void skim(Backend backend, List<FolderRow> all, Since since) throws BackendException {
        glance(backend, all, since);
        List<FolderRow> folders =
                all.stream().filter(folder -> !isFresh(folder, since)).toList();
        if (folders.size() <= FEW || !(backend instanceof Backend.Glances glances)) return;
        long began = System.nanoTime();
        Set<String> settled = glances.settled(tokens(folders));
        folders.stream()
                .filter(folder -> settled.contains(folder.remote()))
                .map(folder -> new Listed(folder, refreshed.getOrDefault(folder.id(), Long.MIN_VALUE)))
                .sorted(Comparator.comparing((Listed one) -> one.folder.type() != FolderType.Inbox)
                        .thenComparingLong(Listed::nanos))
                .skip(FEW)
                .forEach(one -> skimmed.merge(one.folder.id(), began, Math::max));
    }

    /** When a folder was refreshed last, which others may do meanwhile. */
    private record Listed(FolderRow folder, long nanos) {}

    /** Whether a look was enough for who waits. */
    boolean isSkimmed(FolderRow folder, Since since) {
        Long last = skimmed.get(folder.id());
        return last != null && last - since.nanos() >= 0;
    }

    /** Answers whether there was anything. */
    private boolean ask(Backend backend, FolderRow folder) throws BackendException {
        IndexHead head = store.read(rows -> rows.head(folder.id()));
        return enter(backend, folder, head, backend.changes(folder.remote(), head.token()));
    }

    private boolean enter(Backend backend, FolderRow folder, IndexHead head, Delta delta) throws BackendException {
        if (isNothing(delta, head)) return false;
        Map<String, String> identities = identities(backend, folder, head, delta);
        Healing.Found healed = Healing.in(store, backend, folder, head, delta);
        store.update(rows -> {
            new Merge(rows, folder.id()).apply(delta, identities, healed);
            rows.purgeGone(folder.id(), rows.lowestBaseVersion(folder.account(), folder.id()) - 1);
        });
        if (delta instanceof Delta.Full full && isAnew(delta, head))
            events.emit(new Event.FolderAnew(
                    folder.account(),
                    folder.remote(),
                    healed.keys().size(),
                    full.items().size()));
        return store.read(rows -> rows.head(folder.id())).version() != head.version();
    }

    /**
     * Counts the folder against the host, once a day and when there is nothing else to do. What came or went since the
     * refresh a moment ago is no fault: only what still differs after another one is listed anew. Mail does not wait
     * for a host that refuses this.
     */
    private void audit(Backend backend, FolderRow folder) throws BackendException {
        if (!(backend instanceof Backend.Audits host) || !audit.isDue(folder)) return;
        try {
            if (audit.difference(folder, host.census(folder.remote())).isNone()) return;
            ask(backend, folder);
            Audit.Difference difference = audit.difference(folder, host.census(folder.remote()));
            if (difference.isNone()) return;
            IndexHead head = store.read(rows -> rows.head(folder.id()));
            enter(backend, folder, head, backend.changes(folder.remote(), ""));
            events.emit(new Event.IndexRepaired(
                    folder.account(), folder.remote(), difference.missing(), difference.unknown()));
        } catch (BackendException e) {
            events.emit(new Event.HostFailed(
                    folder.account(), "a count of " + folder.remote(), String.valueOf(e.getMessage())));
        }
    }

    /** Of drafts that were not asked about before, in one more question; of all other items nobody wants it. */
    private Map<String, String> identities(Backend backend, FolderRow folder, IndexHead head, Delta delta)
            throws BackendException {
        if (folder.type() != FolderType.Drafts || !(backend instanceof Backend.Drafts drafts)) return Map.of();
        List<Entry> listed = switch (delta) {
            case Delta.Incremental(List<Entry> changed, var removed, var token) -> changed;
            case Delta.Remaining(List<Entry> changed, var present, var token) -> changed;
            case Delta.Full(List<Entry> items, var generation, var token) -> items;
        };
        var unknown = new LinkedHashMap<String, Entry>();
        store.read(rows -> {
            var known = isAnew(delta, head)
                    ? Map.<String, ItemRow>of()
                    : rows.itemsByRemote(
                            folder.id(), listed.stream().map(Entry::remote).toList());
            listed.stream()
                    .filter(entry -> !known.containsKey(entry.remote()))
                    .forEach(entry -> unknown.put(entry.remote(), entry));
            rows.unknownDrafts(folder.id()).forEach(row -> unknown.put(row.remote(), entry(row)));
            return true;
        });
        var ids = drafts.messageIds(folder.remote(), List.copyOf(unknown.values()));
        var identities = new HashMap<String, String>();
        for (String remote : unknown.keySet()) {
            String id = ids.getOrDefault(remote, "");
            identities.put(remote, id.isEmpty() ? "" : DraftMail.fingerprint(id));
        }
        return identities;
    }

    /**
     * Before something is done to items by what the host called them: if these names are void, the folder is asked first,
     * so that what a device means is done to what it means (law 2).
     */
    void settle(Backend backend, FolderRow folder) throws BackendException {
        if (!(backend instanceof Backend.Likenesses host)) return;
        turns.in(folder.id(), () -> {
            String token = store.read(rows -> rows.head(folder.id())).token();
            if (!host.stands(folder.remote(), token)) ask(backend, folder);
            return true;
        });
    }

    private static boolean isAnew(Delta delta, IndexHead before) {
        return delta instanceof Delta.Full full && Healing.isDue(before, full.generation());
    }

    private static boolean isNothing(Delta delta, IndexHead head) {
        return delta instanceof Delta.Incremental(List<Entry> changed, List<String> removed, String token)
                && changed.isEmpty()
                && removed.isEmpty()
                && token.equals(head.token());
    }

    /** What was done at the host, and what came of it. */
    interface Operation {
        Result run() throws BackendException;
    }

    /** Entries that are there now, and rows that are gone. */
    record Result(List<Entry> present, Collection<ItemRow> gone) {}

    /** Does something to a folder and enters the result. Answers the rows that changed by it. */
    List<ItemRow> act(FolderRow folder, Operation operation) throws BackendException {
        return turns.in(folder.id(), () -> enter(folder, operation.run()));
    }

    /** Makes items count as changed, for what the host does not keep of them. */
    List<ItemRow> touch(FolderRow folder, List<ItemRow> items) throws BackendException {
        if (items.isEmpty()) return List.of();
        return turns.in(folder.id(), () -> store.write(rows -> new Merge(rows, folder.id()).touch(items)));
    }

    /** What took the place of an item. */
    interface Replacement {
        Entry run() throws BackendException;
    }

    /** Lays another message into the place of an item. Empty if the item turned out to be gone. */
    Optional<ItemRow> replace(FolderRow folder, long key, Replacement replacement) throws BackendException {
        return turns.in(folder.id(), () -> {
            Entry now = replacement.run();
            return store.write(rows -> new Merge(rows, folder.id()).replaced(key, now));
        });
    }

    /** What a move came to at the host. */
    interface Movement {
        List<Moved> run() throws BackendException;
    }

    /**
     * Moves items within the turns of both folders, always taken in the order of their ids, and enters all that comes of
     * it in one transaction: what a crash leaves is a move that the next listings find, or the whole of it.
     */
    <T> T move(FolderRow from, FolderRow to, Movement movement, BiFunction<Writes, List<Moved>, T> enter)
            throws BackendException {
        long first = Math.min(from.id(), to.id());
        long second = Math.max(from.id(), to.id());
        return turns.in(
                first,
                () -> turns.in(second, () -> {
                    List<Moved> moved = movement.run();
                    return store.write(rows -> enter.apply(rows, moved));
                }));
    }

    /** Forgets how far a folder was asked: the next refresh asks for everything, whenever the last one was. */
    void doubt(FolderRow folder) throws BackendException {
        turns.in(folder.id(), () -> {
            store.update(rows -> {
                IndexHead head = rows.head(folder.id());
                rows.putHead(folder.id(), new IndexHead(head.generation(), "", head.version()));
            });
            refreshed.remove(folder.id());
            return true;
        });
    }

    private List<ItemRow> enter(FolderRow folder, Result result) {
        if (result.present.isEmpty() && result.gone.isEmpty()) return List.of();
        return store.write(rows -> new Merge(rows, folder.id()).apply(result.present, result.gone));
    }

    static Entry entry(ItemRow row) {
        return new Entry(row.remote(), row.key(), row.stamp(), row.date());
    }
}
