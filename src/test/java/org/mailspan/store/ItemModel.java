package org.mailspan.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The items of one folder in a map, every question answered by looking at all of them. */
final class ItemModel {
    private final Map<Long, ItemRow> rows = new TreeMap<>();
    private long highest;

    void put(List<ItemRow> changed) {
        for (ItemRow row : changed) {
            rows.put(row.key(), row);
            highest = Math.max(highest, row.key());
        }
    }

    void purgeGone(long version) {
        rows.values().removeIf(row -> row.gone() && row.version() <= version);
    }

    long highestKey() {
        return highest;
    }

    List<Long> keys() {
        return new ArrayList<>(rows.keySet());
    }

    List<ItemRow> living() {
        return alive().toList();
    }

    List<ItemRow> changedAfter(Mark after, int limit) {
        return rows.values().stream()
                .filter(row -> row.changed().compareTo(after) > 0)
                .sorted(Comparator.comparing(ItemRow::changed))
                .limit(limit)
                .toList();
    }

    List<ItemRow> addedAfter(Mark after, int limit) {
        return alive().filter(row -> row.seen().compareTo(after) > 0)
                .sorted(Comparator.comparing(ItemRow::seen))
                .limit(limit)
                .toList();
    }

    List<ItemRow> upFrom(Place from, Place below, int limit) {
        return alive().filter(between(from, below))
                .sorted(Comparator.comparing(ItemRow::place))
                .limit(limit)
                .toList();
    }

    List<ItemRow> downFrom(Place below, Place downTo, int limit) {
        return alive().filter(between(downTo, below))
                .sorted(Comparator.comparing(ItemRow::place).reversed())
                .limit(limit)
                .toList();
    }

    private Stream<ItemRow> alive() {
        return rows.values().stream().filter(row -> !row.gone());
    }

    private static Predicate<ItemRow> between(Place from, Place below) {
        return row -> row.place().atOrAbove(from) && row.place().compareTo(below) < 0;
    }
}
