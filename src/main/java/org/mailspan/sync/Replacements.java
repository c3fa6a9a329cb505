package org.mailspan.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Writes;

/**
 * Drafts that another mail program saved: it files the draft as a new message and deletes the one before. To the device it
 * is the same item, changed. The new message takes over the key of the one with the same Message-ID, whether that went in
 * the same listing or is still there: that one is then an item of its own, and is seen to go by a later listing. One that
 * was seen to go before keeps its key to itself, for devices may have been told.
 */
final class Replacements {
    private final Writes rows;
    private final long folder;
    private final long version;
    /** By the host's id; empty for a draft without one. */
    private final Map<String, String> identities;

    private final Map<Long, ItemRow> now = new LinkedHashMap<>();

    Replacements(Writes rows, long folder, long version, Map<String, String> identities) {
        this.rows = rows;
        this.folder = folder;
        this.version = version;
        this.identities = identities;
    }

    /** @param changed rows of this listing, new ones and such as are gone among them */
    List<ItemRow> in(List<ItemRow> changed) {
        for (ItemRow row : changed) now.put(row.key(), row);
        for (ItemRow row : changed) {
            String identity = identities.getOrDefault(row.remote(), "");
            if (!row.gone() && row.added() == version && !identity.isEmpty()) take(row, identity);
        }
        return List.copyOf(now.values());
    }

    private void take(ItemRow fresh, String identity) {
        Optional<ItemRow> former = former(fresh, identity);
        if (former.isEmpty()) return;
        ItemRow old = former.get();
        now.put(
                old.key(),
                new ItemRow(folder, old.key(), fresh.remote(), fresh.stamp(), old.date(), old.added(), version, false));
        if (old.gone()) now.remove(fresh.key());
        else
            now.put(
                    fresh.key(),
                    new ItemRow(folder, fresh.key(), old.remote(), old.stamp(), old.date(), version, version, false));
    }

    /** Of several the one that devices have had for longest. */
    private Optional<ItemRow> former(ItemRow fresh, String identity) {
        for (long key : rows.drafts(folder, identity)) {
            ItemRow row = key == fresh.key() ? null : there(key);
            if (row != null) return Optional.of(row);
        }
        return Optional.empty();
    }

    /** As it was before this listing at the latest. */
    private @Nullable ItemRow there(long key) {
        ItemRow row = now.get(key);
        return row != null
                ? row
                : rows.item(folder, key).filter(one -> !one.gone()).orElse(null);
    }

    /** To be known by, after the rows are in. */
    void remember() {
        var keys = rows.itemsByRemote(folder, List.copyOf(identities.keySet()));
        keys.forEach((remote, row) -> rows.putDraft(folder, row.key(), identities.getOrDefault(remote, "")));
    }
}
