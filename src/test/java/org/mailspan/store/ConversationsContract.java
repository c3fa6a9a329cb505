package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.store.Samples.NOON;
import static org.mailspan.store.Samples.content;
import static org.mailspan.store.Samples.gone;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What any store does with what it knows of conversations. */
interface ConversationsContract {
    String ONE = "00112233445566778899aabbccddeeff";
    String TWO = "ffeeddccbbaa99887766554433221100";

    Store open(Path directory);

    @Test
    default void itemsOfAConversationAreTheLivingOnesOfTheFolder(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putItems(List.of(item(1, 10), item(1, 11), item(1, 12), item(2, 10)));
                rows.putConversations(1, Map.of(10L, ONE, 11L, ONE, 12L, TWO), 1);
                rows.putConversations(2, Map.of(10L, ONE), 1);
            });
            assertEquals(Optional.of(TWO), store.read(rows -> rows.conversation(1, 12)));
            assertEquals(Optional.empty(), store.read(rows -> rows.conversation(2, 12)));
            assertEquals(List.of(item(1, 10), item(1, 11)), store.read(rows -> rows.itemsOfConversation(1, ONE)));
            store.update(rows -> rows.putItems(List.of(gone(item(1, 10), 2))));
            assertEquals(List.of(item(1, 11)), store.read(rows -> rows.itemsOfConversation(1, ONE)));
            store.update(rows -> rows.putConversations(1, Map.of(11L, TWO), 2));
            assertEquals(List.of(), store.read(rows -> rows.itemsOfConversation(1, ONE)));
        }
    }

    @Test
    default void whatBecameKnownSinceIsOneQuestion(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putConversations(1, Map.of(10L, ONE, 11L, ONE), 1);
                rows.putConversations(1, Map.of(5L, TWO), 2);
                rows.putConversations(2, Map.of(7L, TWO), 9);
            });
            assertEquals(
                    List.of(new MemberRow(1, 10, ONE, 1), new MemberRow(1, 11, ONE, 1), new MemberRow(1, 5, TWO, 2)),
                    store.read(rows -> rows.learnedAfter(1, -1, 10)));
            assertEquals(List.of(new MemberRow(1, 5, TWO, 2)), store.read(rows -> rows.learnedAfter(1, 1, 10)));
            assertEquals(1, store.read(rows -> rows.learnedAfter(1, 0, 1)).size());
            assertEquals(List.of(), store.read(rows -> rows.learnedAfter(1, 2, 10)));
        }
    }

    @Test
    default void howFarItCameIsKept(@TempDir Path directory) {
        var row = new LearnedRow(3, new Mark(9, 8), new Mark(7, Long.MIN_VALUE), new Place(5, -4));
        try (Store store = open(directory)) {
            assertEquals(LearnedRow.NOTHING, store.read(rows -> rows.learned(1)));
            store.update(rows -> rows.putLearned(1, LearnedRow.NOTHING));
            store.update(rows -> rows.putLearned(1, row));
        }
        try (Store store = open(directory)) {
            assertEquals(row, store.read(rows -> rows.learned(1)));
            store.update(rows -> {
                rows.putConversations(1, Map.of(10L, ONE), 3);
                rows.dropIndex(1);
            });
            assertEquals(LearnedRow.NOTHING, store.read(rows -> rows.learned(1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.conversation(1, 10)));
        }
    }

    @Test
    default void purgedItemsTakeTheirConversationsAlong(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putItems(List.of(gone(item(1, 10), 2), gone(item(1, 11), 3), item(1, 12)));
                rows.putConversations(1, Map.of(10L, ONE, 11L, ONE, 12L, ONE), 1);
                rows.purgeGone(1, 2);
            });
            assertEquals(
                    List.of(11L, 12L),
                    store.read(rows -> rows.learnedAfter(1, 0, 10)).stream()
                            .map(MemberRow::key)
                            .toList());
        }
    }

    @Test
    default void aStateKeepsWhatItHasOfConversations(@TempDir Path directory) {
        try (Store store = open(directory)) {
            StateRow state = state("a@x", "d", 5, 10);
            store.update(rows -> rows.putState(state, Slot.CURRENT));
            assertEquals(
                    Optional.of(content(state)),
                    store.read(rows -> rows.state("a@x", "d", 5, Slot.CURRENT)).map(Samples::content));
        }
    }

    @Test
    default void theLastWordOnAConversationCounts(@TempDir Path directory) {
        Instant since = Instant.parse("2026-03-01T12:00:00Z");
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putMoveAlways(new MoveAlwaysRow("a@x", ONE, 4, since));
                rows.putMoveAlways(new MoveAlwaysRow("a@x", ONE, 5, since.plusSeconds(9)));
                rows.putMoveAlways(new MoveAlwaysRow("b@x", ONE, 6, since));
            });
            assertEquals(
                    List.of(new MoveAlwaysRow("a@x", ONE, 5, since.plusSeconds(9))),
                    store.read(rows -> rows.movesAlways("a@x")));
            assertEquals(List.of(), store.read(rows -> rows.movesAlways("c@x")));
        }
    }

    private static boolean isFiled(Store store, String account, String conversation, long date) {
        return store.read(rows -> rows.isFiled(account, conversation, date));
    }

    @Test
    default void whatWasFiledIsRememberedForAWhile(@TempDir Path directory) {
        long date = NOON.getEpochSecond();
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putFiled("a@x", ONE, date);
                rows.putFiled("a@x", ONE, date);
            });
            assertTrue(isFiled(store, "a@x", ONE, date));
            assertFalse(isFiled(store, "a@x", TWO, date));
            assertFalse(isFiled(store, "a@x", ONE, date + 1));
            assertFalse(isFiled(store, "b@x", ONE, date));
            store.update(rows -> rows.purgeFiled(NOON));
            assertTrue(isFiled(store, "a@x", ONE, date));
            store.update(rows -> rows.purgeFiled(NOON.plusSeconds(1)));
            assertFalse(isFiled(store, "a@x", ONE, date));
        }
    }
}
