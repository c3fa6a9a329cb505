package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mailspan.store.Samples.gone;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.number;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How any store finds and orders the items of a folder. */
interface ItemsContract {
    Store open(Path directory);

    @Test
    default void anItemIsFoundByItsKeyAliveOrGone(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 10), gone(item(1, 11), 2), item(2, 10, 5))));
            assertEquals(Optional.of(item(1, 10)), store.read(rows -> rows.item(1, 10)));
            assertEquals(Optional.of(gone(item(1, 11), 2)), store.read(rows -> rows.item(1, 11)));
            assertEquals(Optional.empty(), store.read(rows -> rows.item(1, 12)));
        }
    }

    @Test
    default void theHostsIdsFindLivingItemsOfTheFolderOnly(@TempDir Path directory) {
        ItemRow odd = new ItemRow(1, 3, "/dav/a \"b\"\\'ü\uD83D\uDE00.ics", "e", 5, 1, 1, false);
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1), gone(item(1, 2), 2), odd, item(2, 4))));
            assertEquals(
                    Map.of("1", item(1, 1), odd.remote(), odd),
                    store.read(rows -> rows.itemsByRemote(1, List.of("1", "2", odd.remote(), "4", "", "nothing"))));
            assertEquals(Map.of(), store.read(rows -> rows.itemsByRemote(1, List.of())));
        }
    }

    @Test
    default void aHundredThousandHostIdsAreFoundAtOnce(@TempDir Path directory) {
        List<ItemRow> all =
                LongStream.rangeClosed(1, 100_000).mapToObj(key -> item(1, key)).toList();
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(all));
            Map<String, ItemRow> found = store.read(rows ->
                    rows.itemsByRemote(1, all.stream().map(ItemRow::remote).toList()));
            assertEquals(100_000, found.size());
            assertEquals(item(1, 77_777), found.get("77777"));
            List<ItemRow> living = new ArrayList<>();
            store.read(rows -> {
                rows.eachLiving(1, living::add);
                return true;
            });
            assertEquals(all, living);
        }
    }

    @Test
    default void ofItemsSeenAtOnceTheNewestComeFirst(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows ->
                    rows.putItems(List.of(item(1, 1, 1), item(1, 2, 2), item(1, 3, 1), item(1, 4, 2), item(1, 5, 2))));
            assertEquals(List.of(3L, 1L, 5L, 4L, 2L), changedKeys(store, Mark.NONE, 9));
            assertEquals(List.of(1L, 5L), changedKeys(store, new Mark(1, 3), 2));
            assertEquals(List.of(5L, 4L, 2L), changedKeys(store, Mark.endOf(1), 9));
            assertEquals(List.of(), changedKeys(store, Mark.endOf(2), 9));
        }
    }

    private static List<Long> changedKeys(Store store, Mark after, int limit) {
        return store.read(rows -> rows.changedAfter(1, after, limit)).stream()
                .map(ItemRow::key)
                .toList();
    }

    @Test
    default void aLimitOfNoneGivesNone(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
                assertEquals(List.of(), store.read(rows -> rows.changedAfter(1, Mark.NONE, limit)));
                assertEquals(List.of(), store.read(rows -> rows.addedAfter(1, Mark.NONE, limit)));
                assertEquals(List.of(), store.read(rows -> rows.upFrom(1, Place.BOTTOM, Place.TOP, limit)));
                assertEquals(List.of(), store.read(rows -> rows.downFrom(1, Place.TOP, Place.BOTTOM, limit)));
                assertEquals(0, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, limit)));
            }
        }
    }

    @Test
    default void walkingTheLivingMayChangeThem(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putItems(LongStream.rangeClosed(1, 2_500)
                        .mapToObj(key -> item(1, key))
                        .toList());
                rows.eachLiving(1, row -> rows.putItems(List.of(gone(row, 2))));
            });
            assertEquals(0, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 10)));
            assertEquals(
                    2_500,
                    store.read(rows -> rows.changedAfter(1, Mark.endOf(1), 5_000))
                            .size());
        }
    }

    /** Few versions, dates and keys, so that ties are common; every question after every step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    default void answersAreThoseOfANaiveModel(long seed, @TempDir Path directory) {
        Random random = new Random(seed);
        ItemModel model = new ItemModel();
        try (Store store = open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(2, 1), item(2, 500, 3))));
            for (int step = 1; step <= 60; step++) {
                List<ItemRow> changed = changes(random, step);
                store.update(rows -> rows.putItems(changed));
                model.put(changed);
                if (random.nextInt(8) == 0) {
                    long version = random.nextInt(step + 1);
                    store.update(rows -> rows.purgeGone(1, version));
                    model.purgeGone(version);
                }
                compare(random, model, store);
            }
            assertEquals(500, number(store, rows -> rows.highestKey(2)));
        }
    }

    private static List<ItemRow> changes(Random random, long version) {
        Map<Long, ItemRow> changed = new HashMap<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            long key = 1 + random.nextLong(60);
            boolean gone = random.nextInt(4) == 0;
            long date = random.nextLong(9) - 4;
            long added = 1 + random.nextLong(version);
            changed.put(key, new ItemRow(1, key, gone ? "" : "r" + key, "s" + version, date, added, version / 3, gone));
        }
        return List.copyOf(changed.values());
    }

    private static void compare(Random random, ItemModel model, Store store) {
        Mark after = mark(random);
        Place from = place(random);
        Place below = place(random);
        int limit = random.nextInt(70);
        store.read(rows -> {
            assertEquals(model.changedAfter(after, limit), rows.changedAfter(1, after, limit));
            assertEquals(model.addedAfter(after, limit), rows.addedAfter(1, after, limit));
            assertEquals(model.upFrom(from, below, limit), rows.upFrom(1, from, below, limit));
            List<ItemRow> down = model.downFrom(below, from, limit);
            assertEquals(down, rows.downFrom(1, below, from, limit));
            assertEquals(down.size(), rows.count(1, below, from, limit));
            assertEquals(model.highestKey(), rows.highestKey(1));
            List<ItemRow> living = new ArrayList<>();
            rows.eachLiving(1, living::add);
            assertEquals(model.living(), living);
            Map<String, ItemRow> byRemote = new HashMap<>();
            model.living().forEach(row -> byRemote.put(row.remote(), row));
            assertEquals(
                    byRemote,
                    rows.itemsByRemote(
                            1,
                            LongStream.rangeClosed(1, 60)
                                    .mapToObj(key -> "r" + key)
                                    .toList()));
            return true;
        });
    }

    private static Mark mark(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Mark.NONE;
            case 1 -> Mark.endOf(random.nextInt(20));
            default -> new Mark(random.nextInt(20), random.nextInt(62));
        };
    }

    private static Place place(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Place.TOP;
            case 1 -> Place.BOTTOM;
            case 2 -> Place.at(random.nextInt(11) - 5);
            default -> new Place(random.nextInt(11) - 5, random.nextInt(62));
        };
    }
}
