package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mailspan.store.Samples.NOON;
import static org.mailspan.store.Samples.content;
import static org.mailspan.store.Samples.device;
import static org.mailspan.store.Samples.folder;
import static org.mailspan.store.Samples.gone;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.number;
import static org.mailspan.store.Samples.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;

/** What any store does with its rows, but for the order of items ({@link ItemsContract}). */
interface RowsContract {
    Store open(Path directory);

    @Test
    default void aFolderIsFoundByItsIdInItsAccountOnly(@TempDir Path directory) {
        try (Store store = open(directory)) {
            FolderRow inbox = store.write(rows -> rows.addFolder(folder("a@x", "INBOX")));
            FolderRow other = store.write(rows -> rows.addFolder(folder("b@x", "INBOX")));
            assertNotEquals(inbox.id(), other.id());
            assertEquals(Optional.of(inbox), store.read(rows -> rows.folder("a@x", inbox.id())));
            assertEquals(Optional.empty(), store.read(rows -> rows.folder("b@x", inbox.id())));
            assertEquals(List.of(other), store.read(rows -> rows.folders("b@x")));
            assertEquals(List.of(), store.read(rows -> rows.folders("c@x")));
        }
    }

    @Test
    default void aFolderIsReplacedAndStaysInItsPlaceById(@TempDir Path directory) {
        try (Store store = open(directory)) {
            FolderRow first = store.write(rows -> rows.addFolder(folder("a@x", "First")));
            FolderRow second = store.write(rows -> rows.addFolder(folder("a@x", "Second")));
            FolderRow changed =
                    new FolderRow("a@x", first.id(), "", second.id(), "ü \"'", FolderType.Outbox, false, 3, 9, true);
            store.update(rows -> rows.putFolder(changed));
            assertEquals(List.of(changed, second), store.read(rows -> rows.folders("a@x")));
        }
    }

    @Test
    default void everyFolderTypeComesBackAsItself(@TempDir Path directory) {
        try (Store store = open(directory)) {
            for (FolderType type : FolderType.values()) {
                FolderRow row = store.write(
                        rows -> rows.addFolder(new FolderRow("a@x", 0, type.name(), 0, "n", type, true, 1, 1, false)));
                assertEquals(Optional.of(row), store.read(rows -> rows.folder("a@x", row.id())));
            }
        }
    }

    @Test
    default void aFolderIdIsNeverGivenTwice(@TempDir Path directory) {
        long last;
        try (Store store = open(directory)) {
            last = store.write(rows -> rows.addFolder(folder("a@x", "One"))).id();
            store.update(rows -> rows.dropIndex(1));
        }
        try (Store store = open(directory)) {
            long next =
                    store.write(rows -> rows.addFolder(folder("a@x", "Two"))).id();
            assertEquals(last + 1, next);
        }
    }

    @Test
    default void anIndexHeadIsEmptyUntilPut(@TempDir Path directory) {
        try (Store store = open(directory)) {
            assertEquals(IndexHead.EMPTY, store.read(rows -> rows.head(7)));
            store.update(rows -> rows.putItems(List.of(item(7, 1))));
            assertEquals(IndexHead.EMPTY, store.read(rows -> rows.head(7)));
            IndexHead head = new IndexHead("1700000001", "modseq 5", 4);
            store.update(rows -> rows.putHead(7, head));
            assertEquals(head, store.read(rows -> rows.head(7)));
        }
    }

    @Test
    default void theHighestKeyOutlivesItsRow(@TempDir Path directory) {
        try (Store store = open(directory)) {
            assertEquals(0, number(store, rows -> rows.highestKey(7)));
            store.update(rows -> rows.putItems(List.of(item(7, 30), item(7, 20), item(8, 99))));
            store.update(rows -> rows.putItems(List.of(gone(item(7, 30), 2))));
            assertEquals(30, number(store, rows -> rows.highestKey(7)));
            store.update(rows -> {
                rows.purgeGone(7, 2);
                rows.putHead(7, new IndexHead("g", "t", 3));
            });
            assertEquals(30, number(store, rows -> rows.highestKey(7)));
            store.update(rows -> rows.dropIndex(7));
            assertEquals(30, number(store, rows -> rows.highestKey(7)));
        }
    }

    @Test
    default void statesAreKeptByAccountDeviceCollectionAndSlot(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putState(state("a@x", "d1", 5, 10), Slot.CURRENT);
                rows.putState(state("a@x", "d1", 5, 9), Slot.PREVIOUS);
                rows.putState(state("a@x", "d2", 5, 8), Slot.CURRENT);
                rows.putState(state("b@x", "d1", 5, 7), Slot.CURRENT);
                rows.putState(state("a@x", "d1", 5, 11), Slot.CURRENT);
            });
            assertEquals(
                    Optional.of(content(state("a@x", "d1", 5, 11))),
                    store.read(rows -> rows.state("a@x", "d1", 5, Slot.CURRENT)).map(Samples::content));
            assertEquals(
                    Optional.of(content(state("a@x", "d1", 5, 9))),
                    store.read(rows -> rows.state("a@x", "d1", 5, Slot.PREVIOUS))
                            .map(Samples::content));
            assertEquals(Optional.empty(), store.read(rows -> rows.state("a@x", "d1", 6, Slot.CURRENT)));
            store.update(rows -> rows.removeState("a@x", "d1", 5, Slot.PREVIOUS));
            assertEquals(Optional.empty(), store.read(rows -> rows.state("a@x", "d1", 5, Slot.PREVIOUS)));
            assertEquals(8, number(store, rows -> rows.lowestBaseVersion("a@x", 5)));
        }
    }

    @Test
    default void aStateMayHaveNoOptionsAndNoOwnChanges(@TempDir Path directory) {
        StateRow bare = new StateRow(
                "a@x",
                "d",
                0,
                "1",
                Mark.NONE,
                Mark.NONE,
                Mark.NONE,
                Place.TOP,
                Place.BOTTOM,
                0,
                List.of(),
                List.of(),
                ConversationMode.OFF,
                new byte[0]);
        try (Store store = open(directory)) {
            store.update(rows -> rows.putState(bare, Slot.CURRENT));
            StateRow kept =
                    store.read(rows -> rows.state("a@x", "d", 0, Slot.CURRENT)).orElseThrow();
            assertEquals(content(bare), content(kept));
        }
    }

    @Test
    default void theLowestBaseVersionIsOverAllStatesOfACollection(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putState(state("a@x", "d1", 5, 10), Slot.CURRENT);
                rows.putState(state("a@x", "d1", 5, 6), Slot.PREVIOUS);
                rows.putState(state("a@x", "d2", 5, 8), Slot.CURRENT);
                rows.putState(state("a@x", "d2", 4, 2), Slot.CURRENT);
                rows.putState(state("b@x", "d2", 5, 1), Slot.CURRENT);
            });
            assertEquals(6, number(store, rows -> rows.lowestBaseVersion("a@x", 5)));
            assertEquals(Long.MAX_VALUE, number(store, rows -> rows.lowestBaseVersion("a@x", 3)));
        }
    }

    @Test
    default void droppingAnIndexTakesItsRowsItsHeadAndItsStates(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putItems(List.of(item(5, 1), gone(item(5, 2), 1), item(6, 1)));
                rows.putHead(5, new IndexHead("g", "t", 1));
                rows.putHead(6, new IndexHead("g", "t", 1));
                rows.putState(state("a@x", "d1", 5, 1), Slot.CURRENT);
                rows.putState(state("a@x", "d2", 5, 1), Slot.PREVIOUS);
                rows.putState(state("a@x", "d1", 6, 1), Slot.CURRENT);
            });
            store.update(rows -> rows.dropIndex(5));
            assertEquals(List.of(), store.read(rows -> rows.changedAfter(5, Mark.NONE, 10)));
            assertEquals(IndexHead.EMPTY, store.read(rows -> rows.head(5)));
            assertEquals(Long.MAX_VALUE, number(store, rows -> rows.lowestBaseVersion("a@x", 5)));
            assertEquals(List.of(item(6, 1)), store.read(rows -> rows.changedAfter(6, Mark.NONE, 10)));
            assertEquals(new IndexHead("g", "t", 1), store.read(rows -> rows.head(6)));
            assertEquals(1, number(store, rows -> rows.lowestBaseVersion("a@x", 6)));
        }
    }

    @Test
    default void timesAreKeptInMilliseconds(@TempDir Path directory) {
        try (Store store = open(directory)) {
            Instant fine = NOON.plusNanos(456_789);
            store.update(rows -> rows.putSent("a@x", "d", "one", fine));
            assertEquals(Optional.of(NOON), store.read(rows -> rows.sent("a@x", "d", "one")));
        }
    }

    @Test
    default void allIsThereAfterReopening(@TempDir Path directory) {
        FolderRow inbox;
        try (Store store = open(directory)) {
            inbox = store.write(rows -> rows.addFolder(folder("a@x", "INBOX")));
            store.update(rows -> {
                rows.putItems(List.of(item(1, 1), gone(item(1, 2), 3)));
                rows.putHead(1, new IndexHead("g", "t", 3));
                rows.putState(state("a@x", "d", 1, 3), Slot.CURRENT);
                rows.putDevice(device("a@x", "d"));
                rows.putDocument("a@x", "d", "ping", new byte[] {9});
                rows.putSent("a@x", "d", "one", NOON);
            });
        }
        try (Store store = open(directory)) {
            assertEquals(List.of(inbox), store.read(rows -> rows.folders("a@x")));
            assertEquals(
                    List.of(item(1, 1), gone(item(1, 2), 3)), store.read(rows -> rows.changedAfter(1, Mark.NONE, 9)));
            assertEquals(new IndexHead("g", "t", 3), store.read(rows -> rows.head(1)));
            assertEquals(2, number(store, rows -> rows.highestKey(1)));
            assertEquals(3, number(store, rows -> rows.lowestBaseVersion("a@x", 1)));
            assertEquals(1, store.read(rows -> rows.devices("a@x")).size());
            assertArrayEquals(
                    new byte[] {9},
                    store.read(rows -> rows.document("a@x", "d", "ping")).orElseThrow());
            assertEquals(Optional.of(NOON), store.read(rows -> rows.sent("a@x", "d", "one")));
        }
    }
}
