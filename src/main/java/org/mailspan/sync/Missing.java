package org.mailspan.sync;

import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Owed;
import org.mailspan.store.StateRow;

/**
 * What becomes of items that the host lists and then does not read. One answer is no proof that an item is gone for good:
 * the folder is asked for everything again, and the device is owed the item. Only one that is still listed then, and still
 * not read, is taken for gone; or the device would be sent round for it for ever.
 */
final class Missing {
    private final List<ItemRow> untold = new ArrayList<>();
    private final List<ItemRow> told = new ArrayList<>();
    private final List<Owed> doubtful = new ArrayList<>();
    private final Index index;
    private final FolderRow folder;

    /** @param asked the state from which the delivery was planned */
    Missing(Index index, FolderRow folder, StateRow asked, Delivery delivery) {
        this.index = index;
        this.folder = folder;
        for (ItemRow row : delivery.gone()) sort(asked, row, true, untold);
        for (ItemRow row : delivery.lost()) sort(asked, row, false, told);
    }

    private void sort(StateRow asked, ItemRow row, boolean lacks, List<ItemRow> gone) {
        if (asked.owed().stream().anyMatch(one -> one.key() == row.key() && one.missed())) gone.add(row);
        else doubtful.add(new Owed(row.key(), lacks, true));
    }

    /** Whether the device should come back at once. */
    boolean isAny() {
        return !doubtful.isEmpty() || !told.isEmpty();
    }

    /** Enters it all and answers where the device then stands. */
    StateRow after(StateRow reached) throws BackendException {
        StateRow after = reached;
        if (!untold.isEmpty()) {
            List<ItemRow> rows = index.act(folder, () -> new Index.Result(List.of(), untold));
            after = States.own(after, rows.stream().map(ItemRow::changed).toList());
        }
        if (!told.isEmpty()) index.act(folder, () -> new Index.Result(List.of(), told));
        if (doubtful.isEmpty()) return after;
        index.doubt(folder);
        return States.owing(after, doubtful);
    }
}
