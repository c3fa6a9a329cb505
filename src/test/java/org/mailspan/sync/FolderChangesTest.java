package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy.Change;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

/** Folders changed by devices: what a lost answer or a crash at the wrong moment costs, and who is told what. */
final class FolderChangesTest {
    @TempDir
    Path directory;

    private final Mailbox mailbox = new Mailbox();
    private final Failing faults = new Failing();
    private final MemoryBackend host =
            new MemoryBackend("anna@example.org", mailbox, MemoryBackend.Tells.INCREMENTAL, faults);
    private final Session phone = new Session(host, "phone", Version.V16_1);
    private final Session other = new Session(host, "other", Version.V16_1);
    private Store store;
    private Hierarchy hierarchy;
    private SyncEngine engine;

    /** Lets an operation happen, and loses what the host says of it. */
    private static final class Failing implements Faults {
        private Optional<Operation> lost = Optional.empty();
        private int deletions = Integer.MAX_VALUE;

        @Override
        public void before(Operation operation) throws BackendException {
            if (operation == Operation.DELETE && deletions-- == 0)
                throw new BackendException(Kind.UNAVAILABLE, "as the test wants");
        }

        @Override
        public void after(Operation operation) throws BackendException {
            if (!lost.equals(Optional.of(operation))) return;
            lost = Optional.empty();
            throw new BackendException(Kind.UNAVAILABLE, "as the test wants");
        }
    }

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        hierarchy = new Hierarchy(store);
        engine = new SyncEngine(store, document -> Options.NONE, () -> Instant.EPOCH);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Synced sync(Session session, String key) throws BackendException {
        return assertInstanceOf(Synced.class, hierarchy.sync(session, key));
    }

    private static Change.Done done(Change change) {
        return assertInstanceOf(Change.Done.class, change);
    }

    private FolderRow row(String remote) {
        return store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(row -> row.remote().equals(remote) && !row.gone())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<FolderRow> rows) {
        return rows.stream().map(FolderRow::name).toList();
    }

    private void deliver(String folder, int count) {
        for (int i = 0; i < count; i++) {
            byte[] octets = ("Subject: " + i + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII);
            var uid = mailbox.append(folder, octets, Set.of(), Instant.ofEpochSecond(1_700_000_000L + i / 3));
            assertTrue(uid.isPresent());
        }
    }

    @Test
    void aCrashAfterTheHostMadeAFolderCostsARepetition() throws Exception {
        String key = sync(phone, "0").syncKey();
        faults.lost = Optional.of(Faults.Operation.CREATE);
        var wish = new FolderWish(0, "Work");
        assertThrows(BackendException.class, () -> hierarchy.create(phone, key, wish));
        sync(other, "0");
        var made = done(hierarchy.create(phone, key, wish));
        assertEquals(row("Work").id(), made.id());
        assertTrue(sync(phone, made.syncKey()).added().isEmpty());
    }

    @Test
    void aCrashAfterTheHostRenamedAFolderCostsARepetition() throws Exception {
        mailbox.create("Work/Below");
        deliver("Work", 1);
        String key = sync(phone, "0").syncKey();
        long id = row("Work").id();
        long below = row("Work/Below").id();
        faults.lost = Optional.of(Faults.Operation.RENAME);
        var wish = new FolderWish(0, "Play");
        assertThrows(BackendException.class, () -> hierarchy.update(phone, key, id, wish));
        var renamed = done(hierarchy.update(phone, key, id, wish));
        assertEquals(
                List.of(id, below), List.of(row("Play").id(), row("Play/Below").id()));
        Synced after = sync(phone, renamed.syncKey());
        assertEquals(
                List.of(List.of(), List.of(), List.of()), List.of(after.added(), after.changed(), after.deleted()));
    }

    @Test
    void aCrashAfterTheHostDeletedAFolderCostsARepetition() throws Exception {
        mailbox.create("Work/Below");
        String key = sync(phone, "0").syncKey();
        long id = row("Work").id();
        faults.lost = Optional.of(Faults.Operation.REMOVE);
        assertThrows(BackendException.class, () -> hierarchy.delete(phone, key, id));
        var deleted = done(hierarchy.delete(phone, key, id));
        assertEquals(List.of("Below"), names(sync(phone, deleted.syncKey()).deleted()));
    }

    @Test
    void anotherDeviceIsToldOfAllOfIt() throws Exception {
        mailbox.create("Old");
        String key = sync(phone, "0").syncKey();
        String others = sync(other, "0").syncKey();
        var made = done(hierarchy.create(phone, key, new FolderWish(0, "New")));
        var moved = done(hierarchy.update(
                phone, made.syncKey(), made.id(), new FolderWish(row("Old").id(), "Newer")));
        assertFalse(hierarchy.hasNews(phone), "its own doing wakes nobody");
        assertTrue(hierarchy.hasNews(other));
        Synced told = sync(other, others);
        assertEquals(List.of("Newer"), names(told.added()));
        var deleted = done(hierarchy.delete(phone, moved.syncKey(), made.id()));
        assertEquals(List.of("Newer"), names(sync(other, told.syncKey()).deleted()));
        assertNotEquals(moved.syncKey(), deleted.syncKey());
    }

    @Test
    void whatOthersDoToAnOwnFolderIsToldAsAChangeOfIt() throws Exception {
        var made = done(hierarchy.create(phone, sync(phone, "0").syncKey(), new FolderWish(0, "Work")));
        mailbox.rename("Work", "Play");
        Synced told = sync(phone, made.syncKey());
        assertEquals(List.of("Play"), names(told.changed()));
        assertTrue(told.added().isEmpty());
        mailbox.remove("Play");
        assertEquals(List.of("Play"), names(sync(phone, told.syncKey()).deleted()));
    }

    /** Law 1: not one of two folders that share a name with each other in turn. */
    @Test
    void namesThatChangedPlacesAreFollowed() throws Exception {
        mailbox.create("A");
        mailbox.create("B");
        deliver("A", 2);
        deliver("B", 1);
        String key = sync(phone, "0").syncKey();
        long a = row("A").id();
        mailbox.rename("A", "C");
        mailbox.create("A");
        deliver("A", 3);
        var deleted = done(hierarchy.delete(phone, key, a));
        assertEquals(3, mailbox.messages("A").size());
        assertEquals(0, mailbox.messages("C").size());
        Synced after = sync(phone, deleted.syncKey());
        assertEquals(List.of("A"), names(after.added()));
        assertNotEquals(a, after.added().getFirst().id());
    }

    @Test
    void aLargeFolderIsEmptiedInBatchesAndGoesOnWhereItStopped() throws Exception {
        deliver("Trash", 1200);
        sync(phone, "0");
        long trash = row("Trash").id();
        var begun = assertInstanceOf(Outcome.Synced.class, engine.sync(phone, asked(trash, "0"), budget()));
        engine.sync(phone, asked(trash, begun.syncKey()), budget());
        deliver("Trash", 1);
        faults.deletions = 1;
        var failed = assertInstanceOf(
                Emptying.Outcome.Failed.class, engine.emptying().empty(phone, trash));
        assertTrue(failed.some());
        assertEquals(701, mailbox.messages("Trash").size());
        assertInstanceOf(Emptying.Outcome.Emptied.class, engine.emptying().empty(phone, trash));
        assertEquals(1, mailbox.messages("Trash").size(), "the one that nobody knew of");
    }

    /** Law 1: "refused" must not cost the mail of the folders that would have gone first. */
    @Test
    void whatHasToStayIsKnownBeforeAnythingGoes() throws Exception {
        mailbox.create("Junk/Below");
        deliver("Junk/Below", 2);
        String key = sync(phone, "0").syncKey();
        assertInstanceOf(
                Change.Special.class, hierarchy.delete(phone, key, row("Junk").id()));
        assertEquals(2, mailbox.messages("Junk/Below").size());
        mailbox.create("Work/More");
        mailbox.rename("Junk", "Work/Junk");
        String next = sync(phone, key).syncKey();
        assertInstanceOf(
                Change.Special.class, hierarchy.delete(phone, next, row("Work").id()));
        assertEquals(row("Work/More").name(), "More");
        assertTrue(hierarchy.deleteBelow(phone, row("Work").id()));
        sync(phone, next);
        assertEquals(0, mailbox.messages("Work/Junk").size());
        assertTrue(
                mailbox.append("Work/Junk", new byte[] {'\r', '\n'}, Set.of(), Instant.EPOCH)
                        .isPresent(),
                "it stays");
    }

    /** Law 2: "done" of a folder that was never looked into would leave all of it there. */
    @Test
    void aFolderThatTheDeviceDoesNotSynchroniseIsEmptiedAsItIsNow() throws Exception {
        deliver("Trash", 3);
        sync(phone, "0");
        sync(other, "0");
        long trash = row("Trash").id();
        assertInstanceOf(Emptying.Outcome.Emptied.class, engine.emptying().empty(phone, trash));
        assertEquals(0, mailbox.messages("Trash").size());
        var begun = assertInstanceOf(Outcome.Synced.class, engine.sync(other, asked(trash, "0"), budget()));
        engine.sync(other, asked(trash, begun.syncKey()), budget());
        deliver("Trash", 2);
        assertInstanceOf(Emptying.Outcome.Emptied.class, engine.emptying().empty(phone, trash));
        assertEquals(0, mailbox.messages("Trash").size(), "what the other one has seen does not count");
    }

    @Test
    void aHostThatCannotBeAskedWhatAFolderHoldsLeavesItNotEmptied() throws Exception {
        deliver("Trash", 3);
        sync(phone, "0");
        long trash = row("Trash").id();
        faults.deletions = 0;
        assertInstanceOf(Emptying.Outcome.Failed.class, engine.emptying().empty(phone, trash));
        mailbox.remove("Trash");
        assertInstanceOf(Emptying.Outcome.Failed.class, engine.emptying().empty(phone, trash));
    }

    @Test
    void foldersThatWereMadeAnewAreNotDeletedWithTheContentsOfTheOneAbove() throws Exception {
        mailbox.create("Work/Below");
        deliver("Work/Below", 1);
        String key = sync(phone, "0").syncKey();
        long below = row("Work/Below").id();
        var begun = assertInstanceOf(Outcome.Synced.class, engine.sync(phone, asked(below, "0"), budget()));
        engine.sync(phone, asked(below, begun.syncKey()), budget());
        mailbox.remove("Work/Below");
        mailbox.create("Work/Below");
        deliver("Work/Below", 2);
        assertFalse(hierarchy.deleteBelow(phone, row("Work").id()), "nobody is told that it is done");
        assertEquals(2, mailbox.messages("Work/Below").size());
        assertFalse(sync(phone, key).syncKey().isEmpty());
        assertTrue(hierarchy.deleteBelow(phone, row("INBOX").id()), "there is nothing below");
    }

    private static CollectionRequest asked(long collection, String key) {
        return new CollectionRequest(collection, key, true, true, 512, Optional.empty(), Optional.empty(), List.of());
    }

    private static Budget budget() {
        return new Budget(512, 1 << 20, Duration.ofSeconds(10));
    }
}
