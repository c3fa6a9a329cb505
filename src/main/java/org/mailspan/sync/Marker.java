package org.mailspan.sync;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Store;

/**
 * Marks an item as answered or forwarded. The device has not done that to its own copy: it learns from LastVerbExecuted
 * what its user sees, like every other device, and the Change has no body. Below 14.0 that element is not there
 * (MS-ASEMAIL 2.2.2.44), and a Change would tell nothing: then it counts as the device's own.
 */
final class Marker {
    private final Store store;
    private final Index index;
    private final Notes notes;
    private final InstantSource clock;

    Marker(Store store, Index index, Notes notes, InstantSource clock) {
        this.store = store;
        this.index = index;
        this.notes = notes;
        this.clock = clock;
    }

    /** @param verb a LastVerbExecuted */
    void mark(Session session, FolderRow folder, ItemRow item, int verb) throws BackendException {
        Item patch = Item.EMPTY.with(EmailFields.LastVerbExecuted, verb);
        notes.verb(new ServerId(folder.id(), item.key()), verb, clock.instant());
        var before = new ArrayList<ItemRow>(1);
        List<ItemRow> changed = index.act(folder, () -> {
            store.read(rows -> rows.item(folder.id(), item.key())).ifPresent(before::add);
            List<Entry> now = session.backend().change(folder.remote(), patch, List.of(Index.entry(item)));
            return new Index.Result(now, List.of());
        });
        if (session.version().since(Version.V14_0)) return;
        for (ItemRow row : changed)
            if (!before.isEmpty() && isAlone(session, folder, patch, before.getFirst(), row))
                store.update(rows -> {
                    if (Mover.isKnown(rows, session, before.getFirst()))
                        Mover.own(rows, session, folder.id(), List.of(row.changed()));
                });
    }

    /** Whether nothing else came of the item: another client's flag must reach the device. */
    private static boolean isAlone(Session session, FolderRow folder, Item patch, ItemRow before, ItemRow after)
            throws BackendException {
        return read(session, folder, before)
                .changedBy(patch)
                .equals(read(session, folder, after).changedBy(patch));
    }

    /** What of an item can change, from its stamp alone. */
    private static Item read(Session session, FolderRow folder, ItemRow row) throws BackendException {
        var found = new ArrayList<Item>(1);
        session.backend()
                .read(folder.remote(), List.of(Index.entry(row)), new Want.Changed(), one -> found.add(one.item()));
        return found.isEmpty() ? Item.EMPTY : found.getFirst();
    }
}
