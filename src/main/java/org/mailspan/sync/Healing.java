package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IndexHead;
import org.mailspan.store.ItemRow;
import org.mailspan.store.LikenessRow;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;

/**
 * Knows items again after the host gave all of them other ids (another UIDVALIDITY, another host, a restored backup), so
 * that they keep their keys and devices what they have (law 4). Messages are asked about in the order of what that can
 * bring: those of a date that a lost item has, then all others, as there the date may be another.
 */
final class Healing {
    /** A question about so many messages is worth one item that devices need not load again. */
    private static final long WORTH = 100;

    /** Messages of one command; between two, others of the account get their turn. */
    private static final int BATCH = 2_000;

    private Healing() {}

    /**
     * What was found.
     *
     * @param keys by the host's new ids
     * @param likenesses of these items, as they are now
     */
    record Found(Map<String, Long> keys, List<LikenessRow> likenesses) {
        static final Found NOTHING = new Found(Map.of(), List.of());
    }

    /** Whether ids that are the same need not mean the same items. */
    static boolean isDue(IndexHead before, String generation) {
        return generation.isEmpty()
                || !before.generation().isEmpty() && !before.generation().equals(generation);
    }

    /** Drafts are known by their Message-IDs anyway, see {@link Replacements}. */
    static Found in(Store store, Backend backend, FolderRow folder, IndexHead before, Delta delta)
            throws BackendException {
        if (!(delta instanceof Delta.Full full)) return Found.NOTHING;
        if (!isDue(before, full.generation()) || folder.type() == FolderType.Drafts) return Found.NOTHING;
        return found(backend, folder, full, store.read(rows -> rematch(rows, folder, full.items())));
    }

    private static Rematch rematch(Reads rows, FolderRow folder, List<Entry> listed) {
        var living = new ArrayList<ItemRow>();
        rows.eachLiving(folder.id(), living::add);
        return new Rematch(living, rows.likenesses(folder.id()), listed);
    }

    private static Found found(Backend backend, FolderRow folder, Delta.Full full, Rematch rematch)
            throws BackendException {
        if (full.generation().isEmpty()) rematch.bySameIds();
        if (backend instanceof Backend.Likenesses host) {
            Set<Long> dates = rematch.sought().stream().map(ItemRow::date).collect(Collectors.toSet());
            var likely = rematch.untold().stream()
                    .filter(entry -> dates.contains(entry.date()))
                    .toList();
            ask(host, folder, likely, rematch);
            List<Entry> others = rematch.untold();
            if (others.size() <= rematch.sought().size() * WORTH) ask(host, folder, others, rematch);
            rematch.byLoose();
        }
        Map<String, Long> keys = rematch.found();
        Map<String, Likeness> now = rematch.now();
        var likenesses = new ArrayList<LikenessRow>();
        keys.forEach((remote, key) -> {
            Likeness one = now.getOrDefault(remote, Likeness.NONE);
            if (!one.equals(Likeness.NONE))
                likenesses.add(new LikenessRow(key, one.object(), one.exact(), one.loose()));
        });
        return new Found(keys, likenesses);
    }

    private static void ask(Backend.Likenesses host, FolderRow folder, List<Entry> entries, Rematch rematch)
            throws BackendException {
        var told = new HashMap<String, Likeness>();
        for (int from = 0; from < entries.size(); from += BATCH)
            told.putAll(told(host, folder.remote(), entries.subList(from, Math.min(entries.size(), from + BATCH))));
        rematch.tell(entries, told);
        rematch.byObject();
        rematch.byExact();
    }

    /** Nothing where the host refuses to tell: then the items are new ones. */
    static Map<String, Likeness> told(Backend.Likenesses host, String folder, List<Entry> entries)
            throws BackendException {
        try {
            return host.likenesses(folder, entries);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE, FOLDER_GONE -> throw e;
                case NOT_ALLOWED, REFUSED, FULL, TOO_LARGE, ITEM_GONE -> Map.of();
            };
        }
    }
}
