package org.mailspan.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Owed;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.sync.Answer.Result;

/**
 * Does at the host what a device asks for in one collection: equal changes of many items in one command, then deletions,
 * then fetches. Everything done is entered in the Index at once and remembered as the device's own; what the host refused
 * is owed, for the device has done it to its own copy. All of it may be asked again after a lost answer: a change that is
 * there already and an item that is gone already count as done.
 */
final class ClientChanges {
    private final Store store;
    private final Index index;
    private final Mover mover;
    private final Notes notes;
    private final Session session;
    private final FolderRow folder;
    private final StateRow state;
    private final SharedReads shared;
    private final List<Answer> answers = new ArrayList<>();
    private final Set<Mark> own = new LinkedHashSet<>();
    private final List<Owed> owed = new ArrayList<>();

    private final Optional<Drafter> drafter;

    /** @param state where the device stands */
    ClientChanges(
            Store store,
            Index index,
            Mover mover,
            Session session,
            FolderRow folder,
            StateRow state,
            Drafter.Desk desk,
            SharedReads shared) {
        this.store = store;
        this.index = index;
        this.mover = mover;
        this.notes = new Notes(store);
        this.session = session;
        this.folder = folder;
        this.state = state;
        this.shared = shared;
        this.drafter = Drafter.of(store, index, session, folder, state, desk, this::isKnown, own);
    }

    List<Answer> answers() {
        return answers;
    }

    /** Marks of what was done, also when {@link #apply} failed midway. */
    Set<Mark> own() {
        return own;
    }

    /** Items that the device must be told as they are, also when {@link #apply} failed midway. */
    List<Owed> owed() {
        return owed;
    }

    void apply(List<ClientCommand> commands, boolean deletesAsMoves, BodyOptions body, Budget budget)
            throws BackendException {
        var changes = new LinkedHashMap<String, Wanted>();
        var deletions = new LinkedHashMap<String, ItemRow>();
        var fetches = new LinkedHashMap<String, ItemRow>();
        // What became of drafts at the host must be known before: a change may conflict with it (MS-ASCMD 2.2.3.34), a
        // deletion means the draft that another program saved meanwhile (MS-ASCMD_R2076).
        if (drafter.isPresent() && commands.stream().anyMatch(ClientChanges::touchesDraft))
            index.refresh(session.backend(), folder, Duration.ZERO);
        else if (commands.stream().anyMatch(ClientChanges::meansItem)) index.settle(session.backend(), folder);
        for (ClientCommand command : commands)
            switch (command) {
                case ClientCommand.Add add ->
                    answers.add(
                            drafter.isPresent()
                                    ? drafter.get().add(add)
                                    : new Answer.Added(add.clientId(), Result.INVALID));
                case ClientCommand.Change change
                when drafter.isPresent() && Drafter.isDraftChange(change) ->
                    answers.add(drafter.get().change(change, living(change.serverId())));
                case ClientCommand.Change(String id, Item patch, boolean _) -> {
                    Optional<ItemRow> row = living(id);
                    if (row.isEmpty() || patch.isEmpty()) {
                        answers.add(new Answer.Changed(id, patch.isEmpty() ? Result.INVALID : Result.NOT_FOUND));
                        row.ifPresent(there -> owed.add(new Owed(there.key(), false)));
                    } else changes.merge(id, new Wanted(row.get(), patch), Wanted::then);
                }
                case ClientCommand.Delete(String id) -> {
                    Optional<ItemRow> row = row(id);
                    if (row.isEmpty()) answers.add(new Answer.Deleted(id, Result.NOT_FOUND));
                    // A repeated request, or somebody was faster: either way the device need not be told.
                    else if (row.get().gone()) own.add(row.get().changed());
                    else deletions.put(id, row.get());
                }
                case ClientCommand.Fetch(String id) -> {
                    Optional<ItemRow> row = living(id);
                    if (row.isPresent()) fetches.put(id, row.get());
                    else answers.add(new Answer.Fetched(id, Result.NOT_FOUND, Item.EMPTY));
                }
            }
        for (var change : byPatch(changes).entrySet()) change(change.getKey(), change.getValue());
        if (!deletions.isEmpty()) delete(deletions, deletesAsMoves);
        fetch(fetches, body.whole(), budget);
    }

    private static boolean meansItem(ClientCommand command) {
        return switch (command) {
            case ClientCommand.Change _, ClientCommand.Delete _, ClientCommand.Fetch _ -> true;
            case ClientCommand.Add _ -> false;
        };
    }

    private static boolean touchesDraft(ClientCommand command) {
        return switch (command) {
            case ClientCommand.Change change -> Drafter.isDraftChange(change);
            case ClientCommand.Delete _ -> true;
            case ClientCommand.Add _, ClientCommand.Fetch _ -> false;
        };
    }

    /** What an item is to become: of several changes in one request the last word on each field. */
    private record Wanted(ItemRow row, Item patch) {
        Wanted then(Wanted later) {
            return new Wanted(row, patch.changedBy(later.patch));
        }
    }

    private static Map<Item, Map<String, ItemRow>> byPatch(Map<String, Wanted> changes) {
        var groups = new LinkedHashMap<Item, Map<String, ItemRow>>();
        changes.forEach((id, wanted) ->
                groups.computeIfAbsent(wanted.patch, p -> new LinkedHashMap<>()).put(id, wanted.row));
        return groups;
    }

    private Optional<ItemRow> row(String serverId) {
        return ServerId.parse(serverId)
                .filter(id -> id.collection() == folder.id())
                .flatMap(id -> store.read(rows -> rows.item(folder.id(), id.item())));
    }

    private Optional<ItemRow> living(String serverId) {
        return row(serverId).filter(row -> !row.gone());
    }

    private void change(Item patch, Map<String, ItemRow> items) throws BackendException {
        var there = new HashSet<String>();
        var before = new HashMap<Long, ItemRow>();
        Result failure = attempt(() -> {
            List<ItemRow> changed = index.act(folder, () -> {
                asTheyAre(items.values()).forEach(row -> before.put(row.key(), row));
                List<Entry> now = session.backend().change(folder.remote(), patch, entries(items));
                now.forEach(entry -> there.add(entry.remote()));
                var gone = items.values().stream()
                        .filter(row -> !there.contains(row.remote()))
                        .toList();
                return new Index.Result(now, gone);
            });
            for (ItemRow row : changed)
                if (!row.gone() && isOwn(patch, before.get(row.key()), row)) own.add(row.changed());
        });
        if (failure != Result.DONE) owe(items, false);
        else if (patch.get(EmailFields.Flag).isPresent())
            note(patch.get(EmailFields.Flag).get(), there, before, items.values());
        items.forEach((id, row) -> answers.add(new Answer.Changed(
                id, failure != Result.DONE ? failure : there.contains(row.remote()) ? Result.DONE : Result.NOT_FOUND)));
    }

    /** Of a flag the host keeps one bit: what else changed in it reaches the other devices all the same. */
    private void note(FollowUp flag, Set<String> there, Map<Long, ItemRow> before, Collection<ItemRow> items)
            throws BackendException {
        var present = items.stream().filter(row -> there.contains(row.remote())).toList();
        List<ItemRow> noted = notes.flag(folder.id(), present, flag);
        for (ItemRow row : index.touch(folder, noted)) {
            ItemRow known = before.get(row.key());
            if (known != null && isKnown(known)) own.add(row.changed());
        }
    }

    private void delete(Map<String, ItemRow> items, boolean asMoves) throws BackendException {
        Optional<FolderRow> trash = asMoves ? mover.trash(session.account()) : Optional.empty();
        boolean inTrash = trash.isPresent() && trash.get().id() == folder.id();
        Result result;
        if (!asMoves || inTrash) {
            result = attempt(() -> index.act(folder, () -> {
                        session.backend().delete(folder.remote(), entries(items));
                        return new Index.Result(List.of(), items.values());
                    })
                    .forEach(row -> own.add(row.changed())));
        } else if (trash.isPresent()) {
            result = attempt(() -> own.addAll(mover.delete(session, folder, List.copyOf(items.values()), trash.get())));
        } else result = Result.REFUSED;
        if (result == Result.DONE) return;
        owe(items, true);
        for (String id : items.keySet()) answers.add(new Answer.Deleted(id, result));
    }

    private void owe(Map<String, ItemRow> items, boolean lacks) {
        for (ItemRow row : items.values()) owed.add(new Owed(row.key(), lacks));
    }

    /** Within the budget of the whole answer; what does not fit is to be asked for again. */
    private void fetch(Map<String, ItemRow> items, BodyOptions body, Budget budget) throws BackendException {
        var ids = List.copyOf(items.entrySet());
        int chunk = Delivery.chunk(body);
        for (int from = 0; from < ids.size(); from += chunk) {
            var part = ids.subList(from, Math.min(ids.size(), from + chunk));
            if (!budget.isSpent()) fetchPart(part, body, budget);
            else for (var one : part) answers.add(new Answer.Fetched(one.getKey(), Result.LATER, Item.EMPTY));
        }
    }

    private void fetchPart(List<Map.Entry<String, ItemRow>> items, BodyOptions body, Budget budget)
            throws BackendException {
        var read = new HashMap<Long, Item>();
        var entries = items.stream().map(one -> Index.entry(one.getValue())).toList();
        var want = new Want.Whole(folder.id(), body);
        Result failure = attempt(() -> shared.read(session, folder.remote(), want, entries, reading -> {
            read.put(reading.entry().key(), reading.item());
            budget.spend(0, reading.octets());
        }));
        for (var one : items) {
            Item item = notes.over(
                    new ServerId(folder.id(), one.getValue().key()),
                    read.getOrDefault(one.getValue().key(), Item.EMPTY));
            Result result = failure != Result.DONE ? failure : item.isEmpty() ? Result.NOT_FOUND : Result.DONE;
            answers.add(new Answer.Fetched(one.getKey(), result, result == Result.DONE ? item : Item.EMPTY));
        }
    }

    private static List<Entry> entries(Map<String, ItemRow> items) {
        return items.values().stream().map(Index::entry).toList();
    }

    private List<ItemRow> asTheyAre(Collection<ItemRow> items) {
        return store.read(rows -> items.stream()
                .flatMap(row -> rows.item(folder.id(), row.key()).stream())
                .toList());
    }

    /**
     * Whether what became of an item is the device's doing alone. Another client may have set another flag, which came
     * back with ours or was not told to the device yet: then the item is told as it is now.
     */
    private boolean isOwn(Item patch, @Nullable ItemRow before, ItemRow after) {
        if (before == null || !isKnown(before)) return false;
        try {
            return read(before).changedBy(patch).equals(read(after).changedBy(patch));
        } catch (BackendException e) {
            return false;
        }
    }

    private boolean isKnown(ItemRow row) {
        return Window.isCurrent(row, state) || own.contains(row.changed());
    }

    /** What of an item can change, from its stamp alone. */
    private Item read(ItemRow row) throws BackendException {
        var found = new ArrayList<Item>(1);
        session.backend()
                .read(folder.remote(), List.of(Index.entry(row)), new Want.Changed(), one -> found.add(one.item()));
        return found.isEmpty() ? Item.EMPTY : found.getFirst();
    }

    private interface Attempt {
        void run() throws BackendException;
    }

    /** What concerns these items only becomes their result; a host that cannot be reached fails the whole collection. */
    private static Result attempt(Attempt work) throws BackendException {
        try {
            work.run();
            return Result.DONE;
        } catch (BackendException e) {
            return switch (e.kind()) {
                case ITEM_GONE -> Result.NOT_FOUND;
                case NOT_ALLOWED, REFUSED, TOO_LARGE -> Result.REFUSED;
                case FULL -> Result.FULL;
                case LOGIN, UNAVAILABLE, FOLDER_GONE -> throw e;
            };
        }
    }
}
