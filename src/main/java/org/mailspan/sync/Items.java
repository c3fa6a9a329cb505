package org.mailspan.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;

/** Items by their ServerIds: what ItemOperations reads, MoveItems moves, SmartReply marks and MeetingResponse puts away. */
public final class Items {
    /** Of one item, each by the id that the one before gave it. */
    private static final int MOST_MOVES = 100;

    private final Store store;
    private final Mover mover;
    private final Marker marker;
    private final Notes notes;
    private final SharedReads shared;
    private final SyncEngine engine;

    Items(Store store, Mover mover, Marker marker, Notes notes, SharedReads shared, SyncEngine engine) {
        this.store = store;
        this.mover = mover;
        this.marker = marker;
        this.notes = notes;
        this.shared = shared;
        this.engine = engine;
    }

    /** Where an item lies at the host. */
    public record Place(String folder, Entry entry) {}

    /** Empty for an id that was never given, and for an item that is known to be gone. */
    public Optional<Place> find(Session session, ServerId id) {
        return store.read(rows -> rows.folder(session.account(), id.collection())
                .filter(folder -> !folder.gone())
                .flatMap(folder -> rows.item(folder.id(), id.item())
                        .filter(row -> !row.gone())
                        .map(row -> new Place(folder.remote(), Index.entry(row)))));
    }

    /**
     * Likewise of an item that this device moved since it was given the id: what it holds of its attachments is named
     * so still, for it is not told of them anew (quirk E13).
     */
    public Optional<Place> follow(Session session, ServerId id) {
        return follow(session, id, MOST_MOVES);
    }

    private Optional<Place> follow(Session session, ServerId id, int moves) {
        Optional<Place> there = find(session, id);
        if (there.isPresent() || moves == 0) return there;
        return store.read(rows -> rows.moved(session.account(), session.device(), id.collection(), id.item()))
                .flatMap(moved -> follow(session, new ServerId(moved.toFolder(), moved.toKey()), moves - 1));
    }

    /** Reads one item whole; empty if it is gone. */
    public Optional<Item> read(Session session, ServerId id, BodyOptions body) throws BackendException {
        Optional<Place> place = find(session, id);
        if (place.isEmpty()) return Optional.empty();
        var found = new ArrayList<Reading>(1);
        var want = new Want.Whole(id.collection(), body);
        shared.read(session, place.get().folder(), want, List.of(place.get().entry()), found::add);
        return found.stream().findFirst().map(reading -> notes.over(id, reading.item()));
    }

    /** What a move of one item came to. */
    public sealed interface Move {
        record Moved(ServerId to) implements Move {}

        record NoSource() implements Move {}

        record NoDestination() implements Move {}

        record Same() implements Move {}

        record Failed(BackendException why) implements Move {}
    }

    /** One item to move; {@code item} and {@code to} are empty when the device sent no such id. */
    public record Wish(Optional<ServerId> item, Optional<Long> to) {}

    /** Moves items, those with the same way together, and answers in the order of the wishes. */
    public List<Move> move(Session session, List<Wish> wishes) throws BackendException {
        return engine.inTurnOf(session, () -> {
            var results = new ArrayList<Move>();
            var ways = new LinkedHashMap<Way, Map<Integer, ItemRow>>();
            wishes.stream()
                    .flatMap(wish -> wish.item().stream())
                    .map(ServerId::collection)
                    .distinct()
                    .flatMap(id -> store.read(rows -> rows.folder(session.account(), id)).stream())
                    .filter(from -> !from.gone() && from.selectable())
                    .forEach(from -> mover.settle(session, from));
            for (Wish wish : wishes) results.add(sort(session, wish, results.size(), ways));
            ways.forEach((way, items) -> results(session, way, items, results));
            return List.copyOf(results);
        });
    }

    /**
     * Moves an item into Deleted Items. Unlike a deletion that a device asked for, it is told to this device as to all
     * others. Nothing is done with one that is gone or lies there, or where there is no such folder.
     */
    public void discard(Session session, ServerId id) throws BackendException {
        engine.inTurnOf(session, () -> {
            Optional<FolderRow> from = store.read(rows -> rows.folder(session.account(), id.collection()));
            Optional<ItemRow> row = store.read(rows -> rows.item(id.collection(), id.item()));
            Optional<FolderRow> trash = mover.trash(session.account()).filter(t -> t.id() != id.collection());
            if (from.isEmpty() || row.isEmpty() || row.get().gone() || trash.isEmpty()) return List.<Mark>of();
            return mover.delete(session, from.get(), List.of(row.get()), trash.get());
        });
    }

    /**
     * Says of an item what was done with it. Nothing is done with one that is gone.
     *
     * @param verb a LastVerbExecuted, MS-ASEMAIL 2.2.2.44
     */
    public void mark(Session session, ServerId id, int verb) throws BackendException {
        engine.inTurnOf(session, () -> {
            Optional<FolderRow> folder = store.read(rows -> rows.folder(session.account(), id.collection()))
                    .filter(f -> !f.gone());
            Optional<ItemRow> row = store.read(rows -> rows.item(id.collection(), id.item()));
            if (folder.isEmpty() || row.isEmpty() || row.get().gone()) return false;
            marker.mark(session, folder.get(), row.get(), verb);
            return true;
        });
    }

    private record Way(FolderRow from, FolderRow to) {}

    /** Answers what is wrong with a wish, or enters it under its way; the answer is then put in later. */
    private Move sort(Session session, Wish wish, int position, Map<Way, Map<Integer, ItemRow>> ways) {
        return store.read(rows -> {
            if (wish.item().isEmpty()) return new Move.NoSource();
            ServerId id = wish.item().get();
            var from = rows.folder(session.account(), id.collection()).filter(f -> !f.gone());
            var row = from.flatMap(f -> rows.item(f.id(), id.item()));
            var to = wish.to()
                    .flatMap(c -> rows.folder(session.account(), c))
                    .filter(f -> !f.gone() && f.selectable() && !f.remote().isEmpty());
            if (from.isEmpty() || to.isEmpty() && row.isEmpty()) return new Move.NoSource();
            if (to.isEmpty()) return new Move.NoDestination();
            if (to.get().id() == from.get().id()) return row.isEmpty() ? new Move.NoSource() : new Move.Same();
            if (row.isEmpty() || row.get().gone()) return repeated(rows, session, id, to.get());
            ways.computeIfAbsent(new Way(from.get(), to.get()), w -> new LinkedHashMap<>())
                    .put(position, row.get());
            return new Move.NoSource();
        });
    }

    /** An item that this device moved there before: the answer was lost. Where another one was faster, it is gone. */
    private static Move repeated(Reads rows, Session session, ServerId id, FolderRow to) {
        return rows.moved(session.account(), session.device(), id.collection(), id.item())
                .filter(moved -> moved.toFolder() == to.id())
                .<Move>map(moved -> new Move.Moved(new ServerId(moved.toFolder(), moved.toKey())))
                .orElseGet(Move.NoSource::new);
    }

    private void results(Session session, Way way, Map<Integer, ItemRow> items, List<Move> results) {
        try {
            var distinct = List.copyOf(new LinkedHashSet<>(items.values()));
            Map<Long, ItemRow> moved = mover.move(session, way.from, distinct, way.to);
            items.forEach((position, row) -> {
                ItemRow arrived = moved.get(row.key());
                if (arrived != null) results.set(position, new Move.Moved(new ServerId(way.to.id(), arrived.key())));
            });
        } catch (BackendException e) {
            for (int position : items.keySet()) results.set(position, new Move.Failed(e));
        }
    }
}
