package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mailspan.store.Samples.NOON;
import static org.mailspan.store.Samples.content;
import static org.mailspan.store.Samples.device;
import static org.mailspan.store.Samples.gone;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What any store keeps of devices and of what they did. */
interface DeviceRowsContract {
    Store open(Path directory);

    @Test
    default void devicesAreKeptByAccount(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putDevice(device("a@x", "d2"));
                rows.putDevice(device("a@x", "d1"));
                rows.putDevice(device("b@x", "d1"));
                rows.putDevice(new DeviceRow("a@x", "d1", "iPad", "", "14.1", new byte[0], NOON, NOON));
            });
            assertEquals(
                    List.of("iPad", "SmartPhone"),
                    store.read(rows -> rows.devices("a@x")).stream()
                            .map(DeviceRow::type)
                            .toList());
            assertEquals(
                    Optional.of(content(new DeviceRow("a@x", "d1", "iPad", "", "14.1", new byte[0], NOON, NOON))),
                    store.read(rows -> rows.device("a@x", "d1")).map(Samples::content));
            assertEquals(
                    Optional.of(content(device("b@x", "d1"))),
                    store.read(rows -> rows.device("b@x", "d1")).map(Samples::content));
            assertEquals(Optional.empty(), store.read(rows -> rows.device("c@x", "d1")));
        }
    }

    @Test
    default void aDeviceThatStayedAwayIsForgottenWithAllOfIts(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putDevice(new DeviceRow("a@x", "lost", "t", "", "16.1", new byte[0], NOON, NOON.minusSeconds(1)));
                rows.putDevice(new DeviceRow("a@x", "here", "t", "", "16.1", new byte[0], NOON, NOON));
                for (String device : List.of("lost", "here")) {
                    rows.putState(state("a@x", device, 1, 3), Slot.CURRENT);
                    rows.putDocument("a@x", device, "ping", new byte[] {1});
                    rows.putSent("a@x", device, "one", NOON);
                    rows.putMoved(new MovedRow("a@x", device, 1, 1, 2, 2, NOON));
                }
                rows.forgetDevices(NOON);
            });
            assertEquals(
                    List.of("here"),
                    store.read(rows -> rows.devices("a@x")).stream()
                            .map(DeviceRow::id)
                            .toList());
            for (String device : List.of("lost", "here")) {
                boolean there = device.equals("here");
                assertEquals(
                        there,
                        store.read(rows -> rows.state("a@x", device, 1, Slot.CURRENT))
                                .isPresent());
                assertEquals(
                        there,
                        store.read(rows -> rows.document("a@x", device, "ping")).isPresent());
                assertEquals(
                        there,
                        store.read(rows -> rows.sent("a@x", device, "one")).isPresent());
                assertEquals(
                        there,
                        store.read(rows -> rows.moved("a@x", device, 1, 1)).isPresent());
            }
        }
    }

    @Test
    default void aDocumentComesBackAsItWasPut(@TempDir Path directory) {
        byte[] large = new byte[100_000];
        for (int i = 0; i < large.length; i++) large[i] = (byte) (i * 31);
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putDocument("a@x", "d", "ping", new byte[] {1});
                rows.putDocument("a@x", "d", "ping", large);
                rows.putDocument("a@x", "d", "empty", new byte[0]);
            });
            assertArrayEquals(
                    large, store.read(rows -> rows.document("a@x", "d", "ping")).orElseThrow());
            assertArrayEquals(
                    new byte[0],
                    store.read(rows -> rows.document("a@x", "d", "empty")).orElseThrow());
            store.update(rows -> rows.removeDocument("a@x", "d", "ping"));
            assertEquals(Optional.empty(), store.read(rows -> rows.document("a@x", "d", "ping")));
        }
    }

    @Test
    default void aSentMailIsRememberedUntilItIsOld(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putSent("a@x", "d", "one", NOON);
                rows.putSent("a@x", "d", "two", NOON.plusSeconds(1));
            });
            assertEquals(Optional.of(NOON), store.read(rows -> rows.sent("a@x", "d", "one")));
            assertEquals(Optional.empty(), store.read(rows -> rows.sent("a@x", "e", "one")));
            assertEquals(Optional.empty(), store.read(rows -> rows.sent("b@x", "d", "one")));
            store.update(rows -> rows.purgeSent(NOON.plusSeconds(1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.sent("a@x", "d", "one")));
            assertEquals(Optional.of(NOON.plusSeconds(1)), store.read(rows -> rows.sent("a@x", "d", "two")));
        }
    }

    @Test
    default void aMoveIsRememberedOfTheDeviceThatMadeItUntilItIsOld(@TempDir Path directory) {
        MovedRow old = new MovedRow("a@x", "d", 3, 1, 4, 17, NOON);
        MovedRow young = new MovedRow("a@x", "d", 3, 2, 4, 18, NOON.plusSeconds(1));
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putMoved(new MovedRow("a@x", "d", 3, 1, 9, 9, NOON));
                rows.putMoved(old);
                rows.putMoved(young);
            });
            assertEquals(Optional.of(old), store.read(rows -> rows.moved("a@x", "d", 3, 1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.moved("a@x", "e", 3, 1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.moved("b@x", "d", 3, 1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.moved("a@x", "d", 4, 1)));
            store.update(rows -> rows.purgeMoved(NOON.plusSeconds(1)));
            assertEquals(Optional.empty(), store.read(rows -> rows.moved("a@x", "d", 3, 1)));
            assertEquals(Optional.of(young), store.read(rows -> rows.moved("a@x", "d", 3, 2)));
        }
    }

    @Test
    default void whatWasDoneWithAnItemIsKnownUntilItIsOld(@TempDir Path directory) {
        VerbRow old = new VerbRow(3, 1, 1, NOON);
        VerbRow young = new VerbRow(3, 2, 3, NOON.plusSeconds(1));
        VerbRow elsewhere = new VerbRow(4, 1, 3, NOON.plusSeconds(1));
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putVerb(new VerbRow(3, 1, 3, NOON));
                List.of(old, young, elsewhere).forEach(rows::putVerb);
            });
            assertEquals(Map.of(1L, old), store.read(rows -> rows.verbs(3, 0, 1)));
            assertEquals(Map.of(1L, old, 2L, young), store.read(rows -> rows.verbs(3, 1, 2)));
            store.update(rows -> rows.purgeVerbs(NOON.plusSeconds(1)));
            assertEquals(Map.of(2L, young), store.read(rows -> rows.verbs(3, 1, 9)));
            store.update(rows -> rows.dropIndex(3));
            assertEquals(Map.of(), store.read(rows -> rows.verbs(3, 1, 9)));
            assertEquals(Map.of(1L, elsewhere), store.read(rows -> rows.verbs(4, 1, 9)));
        }
    }

    @Test
    default void aFlagIsKeptAsItIsPutCarriedAlongAndForgottenWithItsItem(@TempDir Path directory) {
        byte[] flag = {3, 1, 106, 0};
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putFollowUp(3, 1, new byte[] {9});
                rows.putFollowUp(3, 1, flag);
                rows.putFollowUp(3, 5, flag);
                rows.putFollowUp(4, 1, flag);
                rows.putVerb(new VerbRow(3, 5, 3, NOON));
                rows.carryNotes(3, 5, 4, 7);
                rows.carryNotes(3, 6, 4, 8);
            });
            assertEquals(Set.of(1L), store.read(rows -> rows.followUps(3, 1, 4)).keySet());
            assertEquals(
                    Set.of(1L, 7L), store.read(rows -> rows.followUps(4, 1, 9)).keySet());
            assertArrayEquals(flag, store.read(rows -> rows.followUps(4, 7, 7)).get(7L));
            assertEquals(Map.of(7L, new VerbRow(4, 7, 3, NOON)), store.read(rows -> rows.verbs(4, 7, 7)));
            store.update(rows -> rows.putFollowUp(3, 1, new byte[0]));
            store.update(rows -> rows.dropIndex(4));
            assertEquals(Set.of(5L), store.read(rows -> rows.followUps(3, 1, 9)).keySet());
            assertEquals(Set.of(), store.read(rows -> rows.followUps(4, 1, 9)).keySet());
        }
    }

    @Test
    default void draftsAreFoundByWhatTheyAreUntilTheyArePurged(@TempDir Path directory) {
        try (Store store = open(directory)) {
            store.update(rows -> {
                rows.putItems(List.of(item(3, 1), item(3, 2), item(4, 1)));
                assertEquals(2, rows.unknownDrafts(3).size());
                rows.putDraft(3, 2, "one");
                rows.putDraft(3, 1, "one");
                rows.putDraft(4, 1, "one");
            });
            assertEquals(List.of(1L, 2L), store.read(rows -> rows.drafts(3, "one")));
            assertEquals(List.of(), store.read(rows -> rows.drafts(3, "other")));
            assertEquals(List.of(), store.read(rows -> rows.unknownDrafts(3)));
            store.update(rows -> rows.putItems(List.of(gone(item(3, 1), 2))));
            assertEquals(List.of(1L, 2L), store.read(rows -> rows.drafts(3, "one")));
            store.update(rows -> rows.purgeGone(3, 2));
            assertEquals(List.of(2L), store.read(rows -> rows.drafts(3, "one")));
            store.update(rows -> rows.dropIndex(3));
            assertEquals(List.of(), store.read(rows -> rows.drafts(3, "one")));
            assertEquals(List.of(1L), store.read(rows -> rows.drafts(4, "one")));
        }
    }
}
