package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.store.ItemRow;
import org.mailspan.store.LikenessRow;

/**
 * Finds rows of before among entries that have other ids now: never one that could be another as well. Copies of one
 * message cannot be told apart and need not be: where there are as many now as before, they keep their order.
 */
final class Rematch {
    private final Map<Long, ItemRow> rows = new LinkedHashMap<>();
    private final Map<Long, Likeness> before = new HashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Likeness> now = new HashMap<>();
    private final Map<String, Long> found = new HashMap<>();

    Rematch(List<ItemRow> living, Map<Long, LikenessRow> known, List<Entry> listed) {
        for (ItemRow row : living) rows.put(row.key(), row);
        known.forEach((key, one) -> before.put(key, new Likeness(one.object(), one.exact(), one.loose())));
        for (Entry entry : listed) entries.put(entry.remote(), entry);
    }

    /** Rows that are not found yet, and can be. */
    List<ItemRow> sought() {
        return rows.values().stream()
                .filter(row -> before.containsKey(row.key()))
                .toList();
    }

    /** Entries that are nobody's yet, and of which it was not told what they are. */
    List<Entry> untold() {
        return entries.values().stream()
                .filter(entry -> !now.containsKey(entry.remote()))
                .toList();
    }

    /** Key by the host's new id. */
    Map<String, Long> found() {
        return Map.copyOf(found);
    }

    /** What each of these is, as far as it was asked. */
    Map<String, Likeness> now() {
        return Map.copyOf(now);
    }

    /** Within one UIDVALIDITY: what came at the same second under the same id is the same. */
    void bySameIds() {
        for (ItemRow row : List.copyOf(rows.values())) {
            Entry entry = entries.get(row.remote());
            if (entry != null && entry.date() == row.date()) pair(row, entry);
        }
    }

    /** What was answered; of an entry that is left out there is nothing to be known. */
    void tell(List<Entry> asked, Map<String, Likeness> told) {
        for (Entry entry : asked) now.put(entry.remote(), told.getOrDefault(entry.remote(), Likeness.NONE));
    }

    void byObject() {
        by(Likeness::object, true);
    }

    void byExact() {
        by(Likeness::exact, true);
    }

    void byLoose() {
        by(Likeness::loose, false);
    }

    private void by(ToLongFunction<Likeness> part, boolean copies) {
        var olds = new LinkedHashMap<Long, List<ItemRow>>();
        for (ItemRow row : rows.values())
            put(olds, part.applyAsLong(before.getOrDefault(row.key(), Likeness.NONE)), row);
        var news = new HashMap<Long, List<Entry>>();
        for (Entry entry : entries.values())
            put(news, part.applyAsLong(now.getOrDefault(entry.remote(), Likeness.NONE)), entry);
        olds.forEach((digest, old) -> {
            List<Entry> alike = news.getOrDefault(digest, List.of());
            if (alike.size() != old.size() || old.size() > 1 && !copies) return;
            for (int i = 0; i < old.size(); i++) pair(old.get(i), alike.get(i));
        });
    }

    private static <T> void put(Map<Long, List<T>> groups, long digest, T one) {
        if (digest != 0)
            groups.computeIfAbsent(digest, none -> new ArrayList<>()).add(one);
    }

    private void pair(ItemRow row, Entry entry) {
        found.put(entry.remote(), row.key());
        rows.remove(row.key());
        entries.remove(entry.remote());
    }
}
