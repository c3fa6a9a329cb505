package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.DraftFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.LikenessRow;
import org.mailspan.store.StateRow;
import org.mailspan.sync.Window.Step;

/**
 * Turns planned steps into what the device is told, reading items in few round trips, until all are there or the budget
 * is spent. A host that fails midway ends it like a spent budget, unless nothing was read yet.
 */
final class Delivery {
    /** Bodies up to this size are read a hundred at a time, larger ones fewer: memory stays within the budget. */
    private static final long SMALL_BODY = 40_000;

    /** Above this, whole messages may come with all that is attached to them. */
    private static final long LARGE_BODY = 1_000_000;

    private final Session session;
    private final FolderRow folder;
    private final BodyOptions body;
    private final Budget budget;
    private final ReadAhead readAhead;
    private final SharedReads shared;
    private final List<ServerChange> changes = new ArrayList<>();
    private final List<ItemRow> gone = new ArrayList<>();
    private final List<ItemRow> lost = new ArrayList<>();
    private final List<LikenessRow> likenesses = new ArrayList<>();
    private Map<Long, Reading> ahead = Map.of();
    private @Nullable StateRow reached;

    Delivery(
            Session session,
            FolderRow folder,
            BodyOptions body,
            Budget budget,
            ReadAhead readAhead,
            SharedReads shared) {
        this.session = session;
        this.folder = folder;
        this.body = body;
        this.budget = budget;
        this.readAhead = readAhead;
        this.shared = shared;
    }

    List<ServerChange> changes() {
        return changes;
    }

    /** Items that turned out to be gone at the host before the device was told of them. */
    List<ItemRow> gone() {
        return gone;
    }

    /** Items that the device has and that turned out to be gone: the next answer says so. */
    List<ItemRow> lost() {
        return lost;
    }

    /** By what the items are known again of which the device is told. */
    List<LikenessRow> likenesses() {
        return likenesses;
    }

    /** The state after the last step that was told; null if none was. */
    @Nullable
    StateRow reached() {
        return reached;
    }

    /**
     * Answers whether all steps were told.
     *
     * @param next what the device will ask for after these
     */
    boolean tell(List<Step> steps, List<Step> next) throws BackendException {
        int chunk = chunk(body);
        ahead = readAhead.take(session, folder, body, toRead(steps), windows(next, Math.min(chunk, steps.size())));
        for (int from = 0; from < steps.size(); from += chunk) {
            if (from > 0 && budget.isSpent()) return false;
            List<Step> part = steps.subList(from, Math.min(steps.size(), from + chunk));
            try {
                tellPart(part);
            } catch (BackendException e) {
                if (from == 0) throw e;
                return false;
            }
        }
        return true;
    }

    /** How many items may be read at a time. */
    static int chunk(BodyOptions body) {
        long largest = body.preferences().stream()
                .mapToLong(p -> p.truncationSize())
                .max()
                .orElse(0);
        if (largest <= SMALL_BODY) return 100;
        return largest <= LARGE_BODY ? 20 : 4;
    }

    private void tellPart(List<Step> part) throws BackendException {
        var read = new HashMap<Long, Reading>();
        List<Entry> whole = toRead(part);
        for (Entry entry : whole) {
            Reading reading = ahead.get(entry.key());
            if (reading != null) read.put(entry.key(), reading);
        }
        var missing =
                whole.stream().filter(entry -> !read.containsKey(entry.key())).toList();
        read(missing, new Want.Whole(folder.id(), body), read);
        // MS-ASCMD_R2108: of these the device gets previews, and the message part if it asked for that
        read(entries(part, Change.Elder.class::isInstance), new Want.Whole(folder.id(), body.withoutData()), read);
        // What changed of a draft is what its user wrote.
        Want changed = folder.type() == FolderType.Drafts ? new Want.Whole(folder.id(), body) : new Want.Changed();
        read(entries(part, Change.Changed.class::isInstance), changed, read);
        long octets = 0;
        for (Step step : part) {
            ItemRow row = step.change().row();
            Reading reading = read.get(row.key());
            var id = new ServerId(folder.id(), row.key());
            switch (step.change()) {
                case Change.Added a -> add(id, row, reading);
                case Change.Reached r -> add(id, row, reading);
                case Change.Elder e -> add(id, row, reading);
                case Change.Changed c
                when reading != null -> changes.add(new ServerChange.Change(id, changed(reading)));
                case Change.Changed c -> lost.add(row);
                case Change.Deleted d -> changes.add(new ServerChange.Delete(id));
                case Change.Aged a -> changes.add(new ServerChange.SoftDelete(id));
            }
            octets += reading == null ? 32 : reading.octets();
            reached = step.after();
        }
        budget.spend(part.size(), octets);
    }

    private Item changed(Reading reading) {
        return folder.type() == FolderType.Drafts ? DraftFields.whole(reading.item()) : reading.item();
    }

    private void add(ServerId id, ItemRow row, @Nullable Reading reading) {
        if (reading == null) {
            gone.add(row);
            return;
        }
        changes.add(new ServerChange.Add(id, reading.item()));
        Likeness likeness = reading.likeness();
        if (!likeness.equals(Likeness.NONE))
            likenesses.add(new LikenessRow(row.key(), likeness.object(), likeness.exact(), likeness.loose()));
    }

    private List<List<Entry>> windows(List<Step> next, int size) {
        var windows = new ArrayList<List<Entry>>();
        for (int from = 0; from < next.size() && windows.size() < readAhead.windows(); from += size)
            windows.add(toRead(next.subList(from, Math.min(from + size, next.size()))));
        return windows;
    }

    private static List<Entry> toRead(List<Step> steps) {
        return entries(steps, change -> change instanceof Change.Added || change instanceof Change.Reached);
    }

    private static List<Entry> entries(List<Step> steps, Predicate<Change> wanted) {
        return steps.stream()
                .map(Step::change)
                .filter(wanted)
                .map(change -> Index.entry(change.row()))
                .toList();
    }

    private void read(List<Entry> entries, Want want, Map<Long, Reading> into) throws BackendException {
        if (entries.isEmpty()) return;
        Consumer<Reading> sink = reading -> into.put(reading.entry().key(), reading);
        switch (want) {
            case Want.Whole whole -> shared.read(session, folder.remote(), whole, entries, sink);
            case Want.Changed changed -> session.backend().read(folder.remote(), entries, changed, sink);
        }
    }
}
