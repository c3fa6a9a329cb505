package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Reads;
import org.mailspan.store.Slot;
import org.mailspan.store.StateRow;
import org.mailspan.store.Writes;

/**
 * What a device has been told of the folders of its account, under which key. Kept like a collection, under the id of the
 * root: what the device did itself is an own change, which it is not told, while what others did meanwhile still waits.
 */
final class KnownFolders {
    static final long ROOT = 0;

    private KnownFolders() {}

    /**
     * The state that a key names.
     *
     * @param latestKey the key after which the next one comes
     */
    record Known(StateRow state, String latestKey) {
        boolean has(FolderRow row) {
            return KnownFolders.has(row, state);
        }
    }

    /** Empty for a key that is neither that of the last answer nor, if that was lost, that of the one before. */
    static Optional<Known> known(Reads rows, Session session, String key) {
        var current = rows.state(session.account(), session.device(), ROOT, Slot.CURRENT);
        if (current.isEmpty()) return Optional.empty();
        return current.filter(state -> state.syncKey().equals(key))
                .or(() -> rows.state(session.account(), session.device(), ROOT, Slot.PREVIOUS)
                        .filter(state -> state.syncKey().equals(key)))
                .map(state -> new Known(state, current.get().syncKey()));
    }

    /** Where a device stands by its last answer. */
    static Optional<Known> latest(Reads rows, Session session) {
        return rows.state(session.account(), session.device(), ROOT, Slot.CURRENT)
                .map(state -> new Known(state, state.syncKey()));
    }

    /** Whether a device in this state has the folder, or had it until it deleted it. */
    static boolean has(FolderRow row, StateRow state) {
        var seen = new Mark(row.added(), row.id());
        return seen.atOrBefore(state.base()) || state.own().contains(seen);
    }

    /** What a device has to be told. */
    record News(List<FolderRow> added, List<FolderRow> changed, List<FolderRow> deleted) {
        boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && deleted.isEmpty();
        }
    }

    static News news(List<FolderRow> all, StateRow state) {
        var news = new News(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (FolderRow row : all) {
            Mark last = changed(row);
            if (last.atOrBefore(state.base()) || state.own().contains(last)) continue;
            boolean known = has(row, state);
            if (!row.gone()) (known ? news.changed : news.added).add(row);
            else if (known) news.deleted.add(row);
        }
        return news;
    }

    static Mark changed(FolderRow row) {
        return new Mark(row.version(), row.id());
    }

    static long version(List<FolderRow> all) {
        return all.stream().mapToLong(FolderRow::version).max().orElse(0);
    }

    /** A device that knows nothing yet. */
    static StateRow nothing(Session session) {
        return States.initial(session, ROOT, SyncKeys.INITIAL, Filter.ALL, new byte[0]);
    }

    static StateRow everythingUpTo(StateRow state, long version) {
        Mark end = Mark.endOf(version);
        return States.own(States.added(States.base(state, end), end), List.of());
    }

    /** The device is answered, and stands further on. */
    static String advance(Writes rows, Known known, StateRow next) {
        String key = SyncKeys.after(known.latestKey);
        rows.putState(known.state, Slot.PREVIOUS);
        rows.putState(States.key(next, key), Slot.CURRENT);
        return key;
    }

    /** Likewise, after something that it did itself. */
    static String advance(Writes rows, Known known, Collection<Mark> own) {
        return advance(rows, known, States.own(known.state, own));
    }
}
