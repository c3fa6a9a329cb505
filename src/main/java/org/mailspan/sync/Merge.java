package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.store.IndexHead;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Writes;

/** Turns what a backend tells of a folder into rows and one new version, within one transaction. */
final class Merge {
    private final Writes rows;
    private final long folder;
    private final IndexHead before;
    private final long version;
    private final List<ItemRow> changed = new ArrayList<>();
    /** The same items under other ids of the host: nothing that devices would be told. */
    private final List<ItemRow> renamed = new ArrayList<>();

    private final Set<Long> taken = new HashSet<>();
    private final long highestBefore;
    private Map<String, String> identities = Map.of();
    private Healing.Found healed = Healing.Found.NOTHING;
    private long highest;

    Merge(Writes rows, long folder) {
        this.rows = rows;
        this.folder = folder;
        this.before = rows.head(folder);
        this.version = before.version() + 1;
        this.highestBefore = rows.highestKey(folder);
        this.highest = highestBefore;
    }

    /**
     * @param identities what makes each of these drafts itself, by the host's id; empty where nothing does
     * @param healed items that are known again under other ids
     */
    void apply(Delta delta, Map<String, String> identities, Healing.Found healed) {
        this.identities = identities;
        this.healed = healed;
        apply(delta);
    }

    /** Lays a delta over the rows. */
    void apply(Delta delta) {
        String generation = switch (delta) {
            case Delta.Incremental(List<Entry> entries, List<String> removed, String token) -> {
                present(entries);
                gone(rows.itemsByRemote(folder, removed).values());
                yield before.generation();
            }
            case Delta.Remaining(List<Entry> entries, var present, String token) -> {
                present(entries);
                var missing = new ArrayList<ItemRow>();
                rows.eachLiving(folder, row -> {
                    if (!present.test(row.remote())) missing.add(row);
                });
                gone(missing);
                yield before.generation();
            }
            case Delta.Full(List<Entry> items, String next, String token) -> {
                full(items, next);
                yield next.isEmpty() ? before.generation() : next;
            }
        };
        save(generation, delta.token());
    }

    /**
     * Enters what we did ourselves: entries that are there now, and rows that are gone. The token stays.
     *
     * @return the rows that changed, and those that were gone already
     */
    List<ItemRow> apply(List<Entry> entries, Collection<ItemRow> left) {
        present(entries);
        List<ItemRow> now = asTheyAre(left);
        gone(now);
        save(before.generation(), before.token());
        var all = new ArrayList<ItemRow>(changed);
        for (ItemRow row : now) if (row.gone()) all.add(row);
        return all;
    }

    /**
     * An item that another message of the host took the place of: its key stays, and so does its place among all. Where
     * that message was listed before, as an item of its own, that one is gone.
     *
     * @return the item as it is now; empty if it was gone
     */
    Optional<ItemRow> replaced(long key, Entry now) {
        Optional<ItemRow> before = rows.item(folder, key).filter(row -> !row.gone());
        ItemRow there = rows.itemsByRemote(folder, List.of(now.remote())).get(now.remote());
        if (before.isEmpty()) return before;
        if (there != null && there.key() != key) gone(List.of(there));
        ItemRow row = before.get();
        boolean same = row.remote().equals(now.remote()) && row.stamp().equals(now.stamp());
        if (same) return before;
        var after = new ItemRow(folder, key, now.remote(), now.stamp(), row.date(), row.added(), version, false);
        changed.add(after);
        save(this.before.generation(), this.before.token());
        return Optional.of(after);
    }

    /** Makes items count as changed; answers them as they are then. */
    List<ItemRow> touch(List<ItemRow> items) {
        for (ItemRow row : asTheyAre(items))
            if (!row.gone())
                changed.add(new ItemRow(
                        folder, row.key(), row.remote(), row.stamp(), row.date(), row.added(), version, false));
        save(before.generation(), before.token());
        return List.copyOf(changed);
    }

    /** Rows that were read before this transaction: a listing may have changed them since. */
    private List<ItemRow> asTheyAre(Collection<ItemRow> before) {
        return before.stream()
                .map(row -> rows.item(folder, row.key()))
                .flatMap(Optional::stream)
                .toList();
    }

    private void full(List<Entry> items, String generation) {
        var living = new HashMap<String, ItemRow>();
        rows.eachLiving(folder, row -> living.put(row.remote(), row));
        boolean due = Healing.isDue(before, generation);
        // Who asked meanwhile by the ids of before was told nothing, and took that for all there is.
        if (due) rows.putLearned(folder, rows.learned(folder).forgotten(Mark.endOf(before.version())));
        Map<String, ItemRow> there = due ? healed(living) : living;
        for (Entry entry : items) present(entry, there.remove(entry.remote()));
        gone(there.values());
    }

    /** By their ids of today; what was not known again is gone. */
    private Map<String, ItemRow> healed(Map<String, ItemRow> living) {
        var byKey = new HashMap<Long, ItemRow>();
        living.values().forEach(row -> byKey.put(row.key(), row));
        var now = new HashMap<String, ItemRow>();
        healed.keys().forEach((remote, key) -> {
            ItemRow row = byKey.remove(key);
            if (row != null) now.put(remote, row);
        });
        gone(byKey.values());
        rows.putLikenesses(folder, healed.likenesses());
        return now;
    }

    private void present(List<Entry> entries) {
        Map<String, ItemRow> known =
                rows.itemsByRemote(folder, entries.stream().map(Entry::remote).toList());
        for (Entry entry : entries) present(entry, known.get(entry.remote()));
    }

    private void present(Entry entry, @Nullable ItemRow known) {
        if (known == null) {
            changed.add(new ItemRow(
                    folder, keyFor(entry), entry.remote(), entry.stamp(), entry.date(), version, version, false));
        } else if (!known.stamp().equals(entry.stamp())) {
            changed.add(new ItemRow(
                    folder, known.key(), entry.remote(), entry.stamp(), known.date(), known.added(), version, false));
        } else if (!known.remote().equals(entry.remote())) {
            renamed.add(new ItemRow(
                    folder,
                    known.key(),
                    entry.remote(),
                    known.stamp(),
                    known.date(),
                    known.added(),
                    known.version(),
                    false));
        }
    }

    private void gone(Collection<ItemRow> left) {
        for (ItemRow row : left)
            if (!row.gone())
                changed.add(new ItemRow(folder, row.key(), "", "", row.date(), row.added(), version, true));
    }

    /**
     * The wish of the backend (the UID) if no item ever had it here, else the next free number: ids are never reused.
     * That a row is missing proves nothing, since rows of items that are gone are purged.
     */
    private long keyFor(Entry entry) {
        long wish = entry.key();
        long key = wish > highestBefore && !taken.contains(wish) ? wish : highest + 1;
        taken.add(key);
        highest = Math.max(highest, key);
        return key;
    }

    private void save(String generation, String token) {
        var replacements = new Replacements(rows, folder, version, identities);
        List<ItemRow> all = identities.isEmpty() ? changed : replacements.in(changed);
        if (!all.isEmpty()) rows.putItems(all);
        if (!renamed.isEmpty()) rows.putItems(renamed);
        if (!identities.isEmpty()) replacements.remember();
        // Renamed rows count: what was planned or read by the ids of before is void.
        boolean nothing = changed.isEmpty() && renamed.isEmpty();
        var head = new IndexHead(generation, token, nothing ? before.version() : version);
        if (!head.equals(before)) rows.putHead(folder, head);
    }
}
