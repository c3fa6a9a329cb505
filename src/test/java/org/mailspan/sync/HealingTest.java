package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.item.EmailFields;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.NumberHost.Telling;
import org.mailspan.sync.Outcome.Synced;

/** After a migration or a restored backup devices keep what they have, and an Index that is wrong is mended. */
final class HealingTest {
    @TempDir
    Path directory;

    private final List<Event> told = new ArrayList<>();
    private NumberHost host = new NumberHost(Telling.INCREMENTAL, "INBOX", "Other");
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private Store store;
    private SyncEngine engine;
    private long inbox;
    private long other;
    private String key = "0";

    private void open(Telling telling, int items) throws Exception {
        host = new NumberHost(telling, "INBOX", "Other");
        start();
        new Hierarchy(store).sync(session(), "0");
        inbox = folder("INBOX");
        other = folder("Other");
        for (int i = 1; i <= items; i++) host.add("INBOX", i * 10L);
        begin();
    }

    private void start() {
        store = SqliteStore.open(directory);
        var events = new Events();
        events.listen(told::add);
        engine = new SyncEngine(store, document -> Options.NONE, () -> now, true, events);
    }

    private long folder(String name) {
        return store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> folder.remote().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Session session() {
        return new Session(host, "phone", Version.V16_1);
    }

    private Synced sync(ClientCommand... commands) {
        Synced answer = (Synced) outcome(commands);
        key = answer.syncKey();
        return answer;
    }

    private Outcome outcome(ClientCommand... commands) {
        var request = new CollectionRequest(
                inbox, key, !key.equals("0"), false, 512, Optional.empty(), Optional.empty(), List.of(commands));
        return engine.sync(session(), request, new Budget(512, 1 << 20, Duration.ofMinutes(1)));
    }

    private Synced begin() {
        sync();
        return sync();
    }

    private String id(long item) {
        return new ServerId(inbox, item).toString();
    }

    /** By its key, what the host has of it now. */
    private Map<Long, String> index() {
        var rows = new TreeMap<Long, String>();
        store.read(reads -> {
            reads.eachLiving(inbox, row -> rows.put(row.key(), host.name("INBOX", host.uid("INBOX", row.remote()))));
            return true;
        });
        return rows;
    }

    private void assertNothing(Synced answer) {
        assertEquals(List.of(), answer.changes());
        assertFalse(answer.more());
    }

    @ParameterizedTest
    @EnumSource(Telling.class)
    void aDeviceIsToldNothingOfOtherNumbers(Telling telling) throws Exception {
        open(telling, 5);
        host.remove("INBOX", 1);
        host.remove("INBOX", 3);
        sync();
        int reads = host.reads;
        host.migrate("INBOX", 0);
        assertNothing(sync());
        assertEquals(reads, host.reads);
        assertEquals(Map.of(2L, "m2", 4L, "m4", 5L, "m5"), index());
        assertTrue(told.contains(new Event.FolderAnew("anna@example.org", "INBOX", 3, 3)), told::toString);
        host.migrate("INBOX", 0);
        assertNothing(sync());
        assertEquals(Map.of(2L, "m2", 4L, "m4", 5L, "m5"), index());
    }

    @Test
    void onlyWhatChangedMeanwhileIsTold() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.remove("INBOX", 2);
        host.setRead("INBOX", 4, true);
        host.add("INBOX", 60);
        host.migrate("INBOX", 0);
        List<ServerChange> changes = sync().changes();
        assertEquals(3, changes.size(), changes::toString);
        assertTrue(changes.contains(new ServerChange.Delete(new ServerId(inbox, 2))), changes::toString);
        assertTrue(
                changes.stream()
                        .anyMatch(change -> change instanceof ServerChange.Change(var id, var item)
                                && id.item() == 4
                                && item.get(EmailFields.Read).orElse(false)),
                changes::toString);
        assertTrue(
                changes.stream()
                        .anyMatch(change -> change instanceof ServerChange.Add(var id, var item) && id.item() == 6),
                changes::toString);
    }

    @Test
    void aHostThatGivesNewDatesIsKnownAgainToo() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.migrate("INBOX", 100_000);
        assertNothing(sync());
        assertEquals(5, index().size());
        host.migrate("INBOX", 0);
        assertNothing(sync());
    }

    @Test
    void copiesAreToldApartByNobody() throws Exception {
        open(Telling.INCREMENTAL, 1);
        host.add("INBOX", 50, "copy");
        host.add("INBOX", 50, "copy");
        sync();
        host.migrate("INBOX", 0);
        assertNothing(sync());
        host.migrate("INBOX", 5);
        List<ServerChange> changes = sync().changes();
        assertEquals(
                2,
                changes.stream().filter(ServerChange.Delete.class::isInstance).count(),
                "by order only where dates agree");
        assertEquals(
                2, changes.stream().filter(ServerChange.Add.class::isInstance).count());
        assertEquals(3, index().size());
    }

    @Test
    void oneOfTwoCopiesIsNotTakenForTheOther() throws Exception {
        open(Telling.INCREMENTAL, 1);
        host.add("INBOX", 50, "copy");
        host.add("INBOX", 50, "copy");
        sync();
        host.remove("INBOX", 3);
        host.migrate("INBOX", 0);
        assertEquals(3, sync().changes().size());
        assertEquals(2, index().size());
    }

    @Test
    void aHostThatTellsNothingMakesEveryItemANewOne() throws Exception {
        open(Telling.INCREMENTAL, 3);
        host.tellsLikenesses = false;
        host.migrate("INBOX", 0);
        assertEquals(6, sync().changes().size());
        assertEquals(3, index().size());
    }

    @Test
    void onlyWhatADeviceHasIsAskedFor() throws Exception {
        open(Telling.INCREMENTAL, 3);
        store.update(rows -> rows.dropIndex(inbox));
        for (int i = 0; i < 500; i++) host.add("INBOX", 100_000L + i);
        engine.version(inbox);
        key = "0";
        sync();
        var request = new CollectionRequest(inbox, key, true, false, 2, Optional.empty(), Optional.empty(), List.of());
        engine.sync(session(), request, new Budget(2, 1 << 20, Duration.ofMinutes(1)));
        host.asked = 0;
        host.migrate("INBOX", 0);
        now = now.plus(Duration.ofHours(1));
        engine.pending(session(), inbox, Since.now(), false);
        assertEquals(2, host.asked, "not the five hundred");
    }

    @Test
    void aMigrationThatIsCutShortBeginsAnew() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.migrate("INBOX", 0);
        host.failIn = 1;
        assertTrue(outcome() instanceof Outcome.Failed);
        store.close();
        start();
        assertNothing(sync());
        assertEquals(5, index().size());
    }

    @Test
    void aLostAnswerIsAnsweredAgainAfterAMigration() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.add("INBOX", 60);
        Outcome lost = outcome();
        host.migrate("INBOX", 0);
        Synced again = sync();
        assertEquals(((Synced) lost).changes().size(), again.changes().size());
        assertTrue(again.changes().getFirst() instanceof ServerChange.Add(var id, var item) && id.item() == 6);
    }

    @Test
    void itemsThatWereMovedAreKnownInTheOtherFolder() throws Exception {
        open(Telling.INCREMENTAL, 3);
        String inboxKey = key;
        long from = inbox;
        inbox = other;
        key = "0";
        begin();
        var wish = new Items.Wish(Optional.of(new ServerId(from, 2)), Optional.of(other));
        assertTrue(engine.items().move(session(), List.of(wish)).getFirst() instanceof Items.Move.Moved);
        assertNothing(sync());
        host.migrate("Other", 0);
        assertNothing(sync());
        inbox = from;
        key = inboxKey;
    }

    @Test
    void aDeletionThatMeetsOtherNumbersHitsWhatWasMeant() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.remove("INBOX", 1);
        sync();
        host.migrate("INBOX", 0);
        sync(new ClientCommand.Delete(id(2)));
        assertEquals(List.of("m2"), host.deleted);
        assertEquals(Map.of(3L, "m3", 4L, "m4", 5L, "m5"), index());
        assertNothing(sync());
    }

    @Test
    void aMoveThatMeetsOtherNumbersMovesWhatWasMeant() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.remove("INBOX", 1);
        sync();
        host.migrate("INBOX", 0);
        var wish = new Items.Wish(Optional.of(new ServerId(inbox, 2)), Optional.of(other));
        assertTrue(engine.items().move(session(), List.of(wish)).getFirst() instanceof Items.Move.Moved);
        assertEquals("m2", host.name("Other", 1));
        assertNothing(sync());
    }

    @Test
    void aDeletionAfterARestoredBackupDoesNotHitWhatHasTheNumberNow() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.restore("INBOX", 2);
        host.add("INBOX", 70, "other");
        sync(new ClientCommand.Delete(id(4)));
        assertEquals(List.of(), host.deleted);
        sync();
        assertTrue(index().containsValue("other"));
    }

    @ParameterizedTest
    @EnumSource(Telling.class)
    void aRestoredBackupGivesNumbersToOtherMessages(Telling telling) throws Exception {
        open(telling, 5);
        host.restore("INBOX", 2);
        host.add("INBOX", 70, "other");
        List<ServerChange> changes = sync().changes();
        assertEquals(3, changes.size(), changes::toString);
        assertEquals(List.of(1L, 2L, 3L), index().keySet().stream().limit(3).toList());
        assertEquals("other", index().get(6L), "under a key that nothing had");
        sync(new ClientCommand.Delete(id(4)));
        assertEquals(List.of(), host.deleted, "what had that number is no more");
        assertNothing(sync());
    }

    @Test
    void aRestoredBackupKeepsWhatItBrought() throws Exception {
        open(Telling.INCREMENTAL, 5);
        host.restore("INBOX", 2);
        host.add("INBOX", 40, "m4");
        host.add("INBOX", 50, "m5");
        host.asked = 0;
        assertNothing(sync());
        assertEquals(Map.of(1L, "m1", 2L, "m2", 3L, "m3", 4L, "m4", 5L, "m5"), index());
    }

    @Test
    void aDamagedIndexIsMendedWithinADay() throws Exception {
        open(Telling.INCREMENTAL, 5);
        sync();
        store.update(rows -> {
            var first = rows.item(inbox, 1).orElseThrow();
            var gone = new org.mailspan.store.ItemRow(inbox, 1, "", "", first.date(), first.added(), 1, true);
            var ghost = new org.mailspan.store.ItemRow(inbox, 9, "99", "", 5, 1, 1, false);
            rows.putItems(List.of(gone, ghost));
        });
        assertNothing(sync());
        int before = host.counted;
        now = now.plus(Duration.ofHours(25));
        List<ServerChange> changes = sync().changes();
        assertEquals(before + 2, host.counted);
        assertTrue(told.contains(new Event.IndexRepaired("anna@example.org", "INBOX", 1, 1)), told::toString);
        assertEquals(
                List.of("m1", "m2", "m3", "m4", "m5"),
                index().values().stream().sorted().toList());
        assertEquals(2, changes.size(), changes::toString);
        now = now.plus(Duration.ofHours(1));
        assertNothing(sync());
        assertEquals(before + 2, host.counted, "not again for a day");
    }

    @Test
    void aFolderIsCountedOnceADayAndOnlyWhenThereIsNothingElse() throws Exception {
        open(Telling.INCREMENTAL, 5);
        sync();
        sync();
        assertEquals(0, host.counted, "the first day begins with the first look");
        now = now.plus(Duration.ofHours(25));
        host.add("INBOX", 60);
        sync();
        assertEquals(0, host.counted, "an arrival comes first");
        sync();
        assertEquals(1, host.counted);
        store.close();
        start();
        sync();
        assertEquals(1, host.counted, "a restart does not forget");
        assertEquals(List.of(), told);
    }
}
