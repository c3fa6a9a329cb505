package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend.Moves;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.MovedRow;
import org.mailspan.store.Reads;
import org.mailspan.store.Slot;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;

/**
 * Moves items from folder to folder. A device that asked for a move learns the new ids from the answer, so neither the
 * loss in one folder nor the arrival in the other is told to it again: Outlook and Windows Mail would show the item twice
 * (quirk E13). A device that asked for a deletion is told of the arrival in Deleted Items like any other.
 */
final class Mover {
    /**
     * A device repeats a request within minutes; one that was switched off meanwhile, when it is on again. But of what it
     * moved it asks for attachments by their old names, as long as it has them.
     */
    private static final Duration REMEMBERED = Duration.ofDays(366);

    private final Store store;
    private final Index index;
    private final InstantSource clock;

    Mover(Store store, Index index, InstantSource clock) {
        this.store = store;
        this.index = index;
        this.clock = clock;
    }

    /**
     * The folder of deletions. A host that has none is asked to make one where it lists its folders ({@code backend});
     * where it refuses that too, a deletion that is to be a move is refused and the device shows the item again. To
     * delete it for good is not what was asked (law 1): the device has DeletesAsMoves 0 for that.
     */
    Optional<FolderRow> trash(String account) {
        return store.read(rows -> rows.folders(account)).stream()
                .filter(f -> !f.gone() && f.selectable() && f.type() == FolderType.DeletedItems)
                .findFirst();
    }

    /**
     * MoveItems: the device is told the new ids.
     *
     * @return for each item that was moved its old key and its new row
     */
    Map<Long, ItemRow> move(Session session, FolderRow from, List<ItemRow> items, FolderRow to)
            throws BackendException {
        Map<Long, ItemRow> arrived = index.move(from, to, () -> atHost(session, from, items, to), (rows, moved) -> {
            Entered entered = enter(rows, from, items, to, moved);
            // What turned out to be gone is not the device's doing: it is told of the deletion.
            var left = entered.left().stream().filter(row -> entered.arrived().containsKey(row.key()));
            own(rows, session, from.id(), left.map(ItemRow::changed).toList());
            own(
                    rows,
                    session,
                    to.id(),
                    entered.came().stream().map(ItemRow::changed).toList());
            var stale = new ArrayList<ItemRow>();
            for (ItemRow row : items) {
                ItemRow now = entered.arrived().get(row.key());
                if (now != null && !(now.stamp().equals(row.stamp()) && isKnown(rows, session, row))) stale.add(now);
            }
            // The device took its copy along as it was, without the flags that it lacked.
            if (!stale.isEmpty()) new Merge(rows, to.id()).touch(stale);
            remember(rows, session, from, entered.arrived());
            return entered.arrived();
        });
        doubt(from, items, arrived);
        return arrived;
    }

    /**
     * A deletion as a move.
     *
     * @return marks of what left; what was gone already is among them
     * @throws BackendException NOT_ALLOWED when the host cannot move
     */
    List<Mark> delete(Session session, FolderRow from, List<ItemRow> items, FolderRow to) throws BackendException {
        Entered entered = index.move(
                from, to, () -> atHost(session, from, items, to), (rows, moved) -> enter(rows, from, items, to, moved));
        doubt(from, items, entered.arrived());
        return entered.left().stream().map(ItemRow::changed).toList();
    }

    /** Before items are looked up that a device names: see {@link Index#settle}. Where that fails the move will. */
    void settle(Session session, FolderRow from) {
        try {
            index.settle(session.backend(), from);
        } catch (BackendException e) {
            // told of each item that is to be moved
        }
    }

    /** Most of what was not moved was gone. What stays all the same no token tells of: the folder is listed anew. */
    private void doubt(FolderRow from, List<ItemRow> items, Map<Long, ItemRow> arrived) throws BackendException {
        if (!items.stream().allMatch(row -> arrived.containsKey(row.key()))) index.doubt(from);
    }

    private static List<Moved> atHost(Session session, FolderRow from, List<ItemRow> items, FolderRow to)
            throws BackendException {
        if (!(session.backend() instanceof Moves moves))
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "the host cannot move items");
        return moves.move(from.remote(), items.stream().map(Index::entry).toList(), to.remote());
    }

    /** Rows that left, rows that are new in the other folder, and for each item that was moved its old key and new row. */
    private record Entered(List<ItemRow> left, List<ItemRow> came, Map<Long, ItemRow> arrived) {}

    /** Items that were not moved count as gone. */
    private static Entered enter(Writes rows, FolderRow from, List<ItemRow> items, FolderRow to, List<Moved> moved) {
        List<ItemRow> left = new Merge(rows, from.id()).apply(List.of(), items);
        List<ItemRow> came =
                new Merge(rows, to.id()).apply(moved.stream().map(Moved::to).toList(), List.of());
        var there = rows.itemsByRemote(
                to.id(), moved.stream().map(one -> one.to().remote()).toList());
        var arrived = new HashMap<Long, ItemRow>();
        for (Moved one : moved) {
            ItemRow row = there.get(one.to().remote());
            if (row == null) continue;
            arrived.put(one.from().key(), row);
            rows.carryNotes(from.id(), one.from().key(), to.id(), row.key());
        }
        return new Entered(left, came, arrived);
    }

    /** Enters marks in both states of a device, so that a repeated request does not bring them back either. */
    static void own(Writes rows, Session session, long collection, List<Mark> marks) {
        if (marks.isEmpty()) return;
        for (Slot slot : Slot.values())
            rows.state(session.account(), session.device(), collection, slot)
                    .ifPresent(state -> rows.putState(States.own(state, marks), slot));
    }

    /**
     * Whether the device certainly knows the item as the Index does. It may have lost the last answer, and with it a
     * change; but not the item itself, or it could not name it.
     */
    static boolean isKnown(Reads rows, Session session, ItemRow row) {
        var current = rows.state(session.account(), session.device(), row.folder(), Slot.CURRENT);
        var previous = rows.state(session.account(), session.device(), row.folder(), Slot.PREVIOUS)
                .filter(state -> Window.has(row, state));
        return current.isPresent()
                && Window.isCurrent(row, current.get())
                && previous.map(state -> Window.isCurrent(row, state)).orElse(true);
    }

    private void remember(Writes rows, Session session, FolderRow from, Map<Long, ItemRow> arrived) {
        Instant now = clock.instant();
        arrived.forEach((key, row) -> rows.putMoved(
                new MovedRow(session.account(), session.device(), from.id(), key, row.folder(), row.key(), now)));
        rows.purgeMoved(now.minus(REMEMBERED));
    }
}
