package org.mailspan.sync;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Place;
import org.mailspan.store.Slot;
import org.mailspan.store.Store;

/**
 * Deletes for good all that a folder holds. Of a folder that the device synchronises the Index says what that is, not
 * the host: a message that came since the last look is one that nobody can have meant (law 1). Of any other one its
 * user sees nothing and means whatever is in it, so the host is asked first: the Index may have it from months ago, or
 * not at all, and "done" would not be true (law 2). The device that asks is told of the deletions by its next Sync
 * like all others: nothing of its collection went through a Sync key here, and a device that waits to be told must not
 * keep ghosts.
 */
public final class Emptying {
    /** Deleted, and entered as deleted, at a time: what a failure leaves undone is small, and nothing is done twice. */
    private static final int BATCH = 500;

    private final Store store;
    private final Index index;

    Emptying(Store store, Index index) {
        this.store = store;
        this.index = index;
    }

    public sealed interface Outcome {
        record Emptied() implements Outcome {}

        record NoFolder() implements Outcome {}

        /** @param some whether some of it was deleted before the host refused */
        record Failed(boolean some, BackendException why) implements Outcome {}
    }

    public Outcome empty(Session session, long collection) {
        Optional<FolderRow> found =
                store.read(rows -> rows.folder(session.account(), collection)).filter(folder -> !folder.gone());
        if (found.isEmpty()) return new Outcome.NoFolder();
        FolderRow folder = found.get();
        boolean some = false;
        try {
            if (folder.selectable() && !isSeen(session, folder))
                index.refresh(session.backend(), folder, Duration.ZERO);
            else if (folder.selectable()) index.settle(session.backend(), folder);
            long known = store.read(rows -> rows.head(folder.id())).version();
            for (List<ItemRow> page = page(folder, Place.TOP);
                    !page.isEmpty();
                    page = page(folder, page.getLast().place())) {
                List<ItemRow> meant =
                        page.stream().filter(row -> row.added() <= known).toList();
                if (meant.isEmpty()) continue;
                index.act(folder, () -> {
                    session.backend()
                            .delete(
                                    folder.remote(),
                                    meant.stream().map(Index::entry).toList());
                    return new Index.Result(List.of(), meant);
                });
                some = true;
            }
            return new Outcome.Emptied();
        } catch (BackendException e) {
            return new Outcome.Failed(some, e);
        }
    }

    private boolean isSeen(Session session, FolderRow folder) {
        return store.read(rows -> !rows.head(folder.id()).token().isEmpty()
                && rows.state(session.account(), session.device(), folder.id(), Slot.CURRENT)
                        .isPresent());
    }

    private List<ItemRow> page(FolderRow folder, Place below) {
        return store.read(rows -> rows.downFrom(folder.id(), below, Place.BOTTOM, BATCH));
    }
}
