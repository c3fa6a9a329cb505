package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend.Moves;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Slot;
import org.mailspan.store.Store;

/**
 * Moves items from folder to folder. A device that asked for a move learns the new ids from the answer, so neither the
 * loss in one folder nor the arrival in the other is told to it again: Outlook and Windows Mail would show the item twice
 * (quirk E13). A device that asked for a deletion is told of the arrival in Deleted Items like any other.
 */
final class Mover {
    private final Store store;
    private final Index index;

    Mover(Store store, Index index) {
        this.store = store;
        this.index = index;
    }

    /** Marks of what left and of what came, and for each item that was moved its old key and its new row. */
    record Result(List<Mark> left, List<Mark> came, Map<Long, ItemRow> arrived) {}

    Optional<FolderRow> trash(String account) {
        return store.read(rows -> rows.folders(account)).stream()
                .filter(f -> !f.gone() && f.selectable() && f.type() == FolderType.DeletedItems)
                .findFirst();
    }

    /** MoveItems: the device is told the new ids. */
    Result move(Session session, FolderRow from, List<ItemRow> items, FolderRow to) throws BackendException {
        Result result = moveUntold(session, from, items, to);
        // What turned out to be gone is not the device's doing: it is told of the deletion.
        var moved = result.left().stream().filter(mark -> result.arrived().containsKey(mark.key()));
        own(session, from.id(), moved.toList());
        own(session, to.id(), result.came());
        var stale = new ArrayList<ItemRow>();
        for (ItemRow row : items) {
            ItemRow now = result.arrived().get(row.key());
            if (now != null && !(now.stamp().equals(row.stamp()) && wasTold(session, row))) stale.add(now);
        }
        touch(to, stale);
        return result;
    }

    /** Whether the device knows the item as the Index does. */
    private boolean wasTold(Session session, ItemRow row) {
        return store.read(rows -> rows.state(session.account(), session.device(), row.folder(), Slot.CURRENT))
                .filter(state ->
                        row.changed().atOrBefore(state.base()) || state.own().contains(row.changed()))
                .isPresent();
    }

    /** Makes the device be told of the flags that its copy lacks: it took that along as it was. */
    private void touch(FolderRow folder, List<ItemRow> arrived) {
        if (!arrived.isEmpty()) store.update(rows -> new Merge(rows, folder.id()).touch(arrived));
    }

    /**
     * A deletion as a move.
     *
     * @return items that were gone are not in {@code arrived}
     * @throws BackendException NOT_ALLOWED when the host cannot move
     */
    Result moveUntold(Session session, FolderRow from, List<ItemRow> items, FolderRow to) throws BackendException {
        if (!(session.backend() instanceof Moves moves))
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "the host cannot move items");
        var becameRemote = new HashMap<Long, String>();
        Index.Moved moved = index.move(from, to, () -> {
            var entries = items.stream().map(Index::entry).toList();
            var present = new ArrayList<Entry>();
            for (Moved one : moves.move(from.remote(), entries, to.remote())) {
                present.add(one.to());
                becameRemote.put(one.from().key(), one.to().remote());
            }
            return new Index.Result(present, items);
        });
        var left = moved.left().stream().map(ItemRow::changed).toList();
        var rows = store.read(r -> r.itemsByRemote(to.id(), becameRemote.values()));
        var arrived = new HashMap<Long, ItemRow>();
        becameRemote.forEach((key, remote) -> {
            ItemRow row = rows.get(remote);
            if (row != null) arrived.put(key, row);
        });
        remember(moved.left(), arrived);
        return new Result(left, moved.arrived().stream().map(ItemRow::changed).toList(), arrived);
    }

    /** Where an item went stands in the row of the one that left, so that a repeated request gets the same answer. */
    private void remember(List<ItemRow> left, Map<Long, ItemRow> arrived) {
        var rows = new ArrayList<ItemRow>();
        for (ItemRow row : left) {
            ItemRow to = arrived.get(row.key());
            if (to == null) continue;
            String where = new ServerId(to.folder(), to.key()).toString();
            rows.add(new ItemRow(row.folder(), row.key(), "", where, row.date(), row.added(), row.version(), true));
        }
        if (!rows.isEmpty()) store.update(writes -> writes.putItems(rows));
    }

    static Optional<ServerId> wentTo(ItemRow gone) {
        return ServerId.parse(gone.stamp());
    }

    /** Enters marks in both states of a device, so that a repeated request does not bring them back either. */
    private void own(Session session, long collection, List<Mark> marks) {
        if (marks.isEmpty()) return;
        store.update(rows -> {
            for (Slot slot : Slot.values())
                rows.state(session.account(), session.device(), collection, slot)
                        .ifPresent(state -> rows.putState(States.own(state, marks), slot));
        });
    }
}
