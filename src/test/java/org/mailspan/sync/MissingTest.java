package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Outcome.Synced;

/** An item that the host lists and does not read: one answer is no proof that it is gone. */
class MissingTest {
    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX", "Other");
    private Store store;
    private SyncEngine engine;
    private long inbox;

    @BeforeEach
    void open() throws Exception {
        store = SqliteStore.open(directory);
        engine = new SyncEngine(store, document -> Options.NONE, Instant::now);
        new Hierarchy(store).sync(session("one"), "0");
        inbox = store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> folder.remote().equals("INBOX"))
                .findFirst()
                .orElseThrow()
                .id();
        for (int i = 1; i <= 3; i++) host.add("INBOX", i);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Session session(String device) {
        return new Session(host, device, Version.V16_1);
    }

    private Synced sync(String device, String key, ClientCommand... commands) {
        var request = new CollectionRequest(
                inbox, key, true, false, 512, Optional.empty(), Optional.empty(), List.of(commands));
        return (Synced) engine.sync(session(device), request, new Budget(512, 1 << 20, Duration.ofMinutes(1)));
    }

    private Synced begun(String device) {
        return sync(device, sync(device, "0").syncKey());
    }

    private static List<Long> added(Synced answer) {
        return answer.changes().stream()
                .map(change -> change instanceof ServerChange.Add(ServerId id, var item) ? id.item() : -1L)
                .toList();
    }

    @Test
    void anItemThatIsOverlookedOnceIsToldAfterTheHostWasAskedForEverything() {
        host.overlookIn = 1;
        Synced first = begun("one");
        assertEquals(List.of(3L, 1L), added(first));
        assertTrue(first.more(), "the device comes back for it");
        int listings = host.listings;
        Synced second = sync("one", first.syncKey());
        assertEquals(List.of(2L), added(second));
        assertEquals(listings + 1, host.listings);
        assertFalse(second.more());
        assertEquals(List.of(3L, 2L, 1L), added(begun("two")), "under the id that it had");
    }

    @Test
    void anItemThatIsNeverReadIsGivenUp() {
        host.unreadable = "2";
        Synced first = begun("one");
        Synced second = sync("one", first.syncKey());
        assertEquals(List.of(), second.changes());
        assertFalse(second.more());
        int listings = host.listings;
        assertFalse(sync("one", second.syncKey()).news());
        assertEquals(listings, host.listings);
    }

    @Test
    void anItemThatIsGoneAtTheSecondLookIsNeverTold() {
        host.overlookIn = 1;
        Synced first = begun("one");
        host.remove("INBOX", 2);
        Synced second = sync("one", first.syncKey());
        assertEquals(List.of(), second.changes());
        assertFalse(second.more());
    }

    @Test
    void aChangeThatCannotBeReadIsToldLater() {
        Synced first = begun("one");
        host.setRead("INBOX", 2, true);
        host.overlookIn = 0;
        Synced second = sync("one", first.syncKey());
        assertEquals(List.of(), second.changes());
        assertTrue(second.more());
        Synced third = sync("one", second.syncKey());
        assertEquals(1, third.changes().size());
        assertTrue(third.changes().getFirst() instanceof ServerChange.Change(ServerId id, var item) && id.item() == 2);
    }

    /** A message that the host does not tell of when it is asked what it is, and so does not move: it is not gone. */
    @Test
    void anItemThatStaysWhereItWasIsToldAgain() throws Exception {
        Synced first = begun("one");
        long other = store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> folder.remote().equals("Other"))
                .findFirst()
                .orElseThrow()
                .id();
        host.stays = "2";
        var wishes = List.of(wish(1, other), wish(2, other));
        List<Items.Move> moves = engine.items().move(session("one"), wishes);
        assertTrue(moves.getFirst() instanceof Items.Move.Moved);
        assertTrue(moves.getLast() instanceof Items.Move.NoSource);
        Synced second = sync("one", first.syncKey());
        assertEquals(2, second.changes().size());
        assertTrue(second.changes().stream()
                .anyMatch(change -> change instanceof ServerChange.Delete(ServerId id) && id.item() == 2));
        assertTrue(second.changes().stream().anyMatch(ServerChange.Add.class::isInstance), "it is there still");
    }

    /** It is owed for another reason, so this is the first time that it is not read. */
    @Test
    void anItemThatMayNotBeDeletedAndIsOverlookedOnceIsToldAgain() {
        Synced first = begun("one");
        host.setRead("INBOX", 2, true); // what was read before cannot be overlooked
        host.refuseIn = 0;
        host.overlookIn = 0;
        Synced refused = sync("one", first.syncKey(), new ClientCommand.Delete(new ServerId(inbox, 2).toString()));
        assertEquals(List.of(), refused.changes());
        assertTrue(refused.more());
        assertEquals(List.of(2L), added(sync("one", refused.syncKey())));
    }

    private Items.Wish wish(long item, long to) {
        return new Items.Wish(Optional.of(new ServerId(inbox, item)), Optional.of(to));
    }
}
