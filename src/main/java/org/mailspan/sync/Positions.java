package org.mailspan.sync;

import java.util.List;
import java.util.Optional;
import org.mailspan.store.FolderRow;
import org.mailspan.store.LikenessRow;
import org.mailspan.store.Reads;
import org.mailspan.store.Slot;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;

/** Where devices stand in collections, by the keys that they were given. */
final class Positions {
    private final Store store;

    Positions(Store store) {
        this.store = store;
    }

    /**
     * The state that a key names. After a lost answer that is the one before the last; what the device did itself in the
     * lost exchange is still its own.
     */
    record Position(StateRow state, Slot slot, String latestKey) {}

    /** @param position empty for a key that is not known, and for that of a device which begins */
    record Found(Optional<FolderRow> folder, Optional<Position> position) {}

    /** @param state empty if the device has not begun */
    record Latest(Optional<FolderRow> folder, Optional<StateRow> state) {}

    Optional<FolderRow> folder(Session session, long collection) {
        return store.read(rows -> folder(rows, session, collection));
    }

    Found find(Session session, long collection, String key) {
        return store.read(
                rows -> new Found(folder(rows, session, collection), position(rows, session, collection, key)));
    }

    Latest latest(Session session, long collection) {
        return store.read(
                rows -> new Latest(folder(rows, session, collection), state(rows, session, collection, Slot.CURRENT)));
    }

    private static Optional<FolderRow> folder(Reads rows, Session session, long collection) {
        return rows.folder(session.account(), collection).filter(folder -> !folder.gone());
    }

    private static Optional<StateRow> state(Reads rows, Session session, long collection, Slot slot) {
        return rows.state(session.account(), session.device(), collection, slot);
    }

    private static Optional<Position> position(Reads rows, Session session, long collection, String key) {
        Optional<StateRow> current = state(rows, session, collection, Slot.CURRENT);
        if (current.isEmpty()) return Optional.empty();
        String latest = current.get().syncKey();
        if (latest.equals(key)) return Optional.of(new Position(current.get(), Slot.CURRENT, latest));
        return state(rows, session, collection, Slot.PREVIOUS)
                .filter(previous -> previous.syncKey().equals(key))
                .map(previous -> new Position(States.own(previous, current.get().own()), Slot.PREVIOUS, latest));
    }

    /** The first state of a device: whatever it had before is forgotten. */
    void begin(StateRow state) {
        store.update(rows -> {
            rows.putState(state, Slot.CURRENT);
            rows.removeState(state.account(), state.device(), state.collection(), Slot.PREVIOUS);
        });
    }

    /**
     * Saves where the device stood and, if it is told something, where it will stand.
     *
     * @param likenesses of what it is told
     */
    Store.Writing save(Position before, StateRow stood, Optional<StateRow> next, List<LikenessRow> likenesses) {
        if (next.isEmpty() && States.same(stood, before.state())) return Store.Writing.DONE;
        return store.begin(rows -> {
            // Taken away meanwhile, as its owner had the device load all anew, or the folder went: it stays away.
            if (rows.state(stood.account(), stood.device(), stood.collection(), Slot.CURRENT)
                    .isEmpty()) return;
            rows.noteLikenesses(stood.collection(), likenesses);
            if (next.isPresent()) {
                rows.putState(stood, Slot.PREVIOUS);
                rows.putState(next.get(), Slot.CURRENT);
            } else {
                rows.putState(stood, Slot.CURRENT);
                if (before.slot() == Slot.PREVIOUS)
                    rows.removeState(stood.account(), stood.device(), stood.collection(), Slot.PREVIOUS);
            }
        });
    }
}
