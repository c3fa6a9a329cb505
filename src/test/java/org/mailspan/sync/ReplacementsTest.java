package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;

/** Which key a draft has after another program saved it, in whatever order that is seen. */
class ReplacementsTest {
    @TempDir
    Path directory;

    private Store store;
    private long drafts;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        drafts = store.write(rows -> rows.addFolder(
                        new FolderRow("a@x", 0, "Drafts", 0, "Drafts", FolderType.Drafts, true, 1, 1, false)))
                .id();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Entry entry(long uid) {
        return new Entry("" + uid, uid, "SD", 1_000 + uid);
    }

    private void told(Delta delta, Map<String, String> identities) {
        store.update(rows -> new Merge(rows, drafts).apply(delta, identities, Healing.Found.NOTHING));
    }

    private void changed(Map<String, String> arrived, String... removed) {
        var entries = arrived.keySet().stream()
                .map(remote -> entry(Long.parseLong(remote)))
                .sorted((a, b) -> Long.compare(a.key(), b.key()))
                .toList();
        told(new Delta.Incremental(entries, List.of(removed), "t"), arrived);
    }

    /** Key to the host's id, of living rows. */
    private Map<Long, String> living() {
        var found = new TreeMap<Long, String>();
        for (ItemRow row : store.read(rows -> rows.changedAfter(drafts, Mark.NONE, 100)))
            if (!row.gone()) found.put(row.key(), row.remote());
        return found;
    }

    @Test
    void theKeyGoesOverWhenBothAreSeenAtOnce() {
        changed(Map.of("1", "a", "2", "b"));
        changed(Map.of("3", "a"), "1");
        assertEquals(Map.of(1L, "3", 2L, "2"), living());
        ItemRow row = store.read(rows -> rows.item(drafts, 1)).orElseThrow();
        assertEquals(1_001, row.date(), "its place among all stays");
        assertEquals(2, row.version());
        assertEquals(1, row.added());
        changed(Map.of("4", "a"), "3");
        changed(Map.of("5", "a"), "4");
        assertEquals(Map.of(1L, "5", 2L, "2"), living());
    }

    @Test
    void theKeyGoesOverWhenTheNewOneIsSeenFirst() {
        changed(Map.of("1", "a"));
        changed(Map.of("2", "a"));
        assertEquals(Map.of(1L, "2", 2L, "1"), living());
        changed(Map.of("3", "a"), "1");
        assertEquals(Map.of(1L, "3", 3L, "2"), living());
        changed(Map.of(), "2");
        assertEquals(Map.of(1L, "3"), living());
    }

    @Test
    void severalSavesInOneListing() {
        changed(Map.of("1", "a"));
        changed(Map.of("2", "a", "3", "a"), "1");
        assertEquals(Map.of(1L, "3", 3L, "2"), living());
    }

    @Test
    void aKeyThatWasSeenToGoIsNotGivenAgain() {
        changed(Map.of("1", "a"));
        changed(Map.of(), "1");
        changed(Map.of("2", "a"));
        assertEquals(Map.of(2L, "2"), living());
    }

    @Test
    void withoutAnIdNothingGoesOver() {
        changed(Map.of("1", "", "2", ""));
        changed(Map.of("3", ""), "1");
        assertEquals(Map.of(2L, "2", 3L, "3"), living());
    }

    @Test
    void theKeyGoesOverWhenTheFolderIsMadeAnew() {
        told(new Delta.Full(List.of(entry(1), entry(2)), "g1", "t"), Map.of("1", "a", "2", "b"));
        told(new Delta.Full(List.of(entry(7), entry(8)), "g2", "t"), Map.of("7", "b", "8", "a"));
        assertEquals(Map.of(1L, "8", 2L, "7"), living());
    }

    @Test
    void whatIsDoneByTheBridgeTakesThePlaceToo() {
        changed(Map.of("1", "a"));
        store.update(rows -> new Merge(rows, drafts).replaced(1, entry(2)));
        assertEquals(Map.of(1L, "2"), living());
        changed(Map.of("2", "a"));
        assertEquals(Map.of(1L, "2"), living(), "the listing tells nothing new");
        changed(Map.of("3", "a"), "2");
        assertEquals(Map.of(1L, "3"), living());
    }

    @Test
    void aListingThatWasFasterIsPutRight() {
        changed(Map.of("1", "a"));
        changed(Map.of("2", "b"));
        store.update(rows -> new Merge(rows, drafts).replaced(1, entry(2)));
        assertEquals(Map.of(1L, "2"), living());
    }
}
