package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

/** Law 4 after a move to a host that calls folders otherwise. */
final class SuccessorsTest {
    @TempDir
    Path directory;

    private Store store;
    private Hierarchy hierarchy;
    private SyncEngine engine;
    private String key = "0";
    private final Map<Long, String> keys = new HashMap<>();
    private final Map<String, Long> ids = new HashMap<>();

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

    private static Session session(MovedHost host) {
        return new Session(host, "phone", Version.V16_1);
    }

    private Synced folderSync(MovedHost host) throws Exception {
        Synced told = assertInstanceOf(Synced.class, hierarchy.sync(session(host), key));
        key = told.syncKey();
        return told;
    }

    private Outcome.Synced sync(MovedHost host, long folder, ClientCommand... commands) {
        String last = keys.getOrDefault(folder, "0");
        var asked = new CollectionRequest(
                folder, last, !last.equals("0"), false, 512, Optional.empty(), Optional.empty(), List.of(commands));
        var budget = new Budget(512, 1 << 20, Duration.ofSeconds(10));
        var told = assertInstanceOf(Outcome.Synced.class, engine.sync(session(host), asked, budget));
        keys.put(folder, told.syncKey());
        return told;
    }

    /** A phone that has all of it. */
    private void begin(MovedHost host) throws Exception {
        for (FolderRow row : folderSync(host).added()) {
            ids.put(row.remote(), row.id());
            if (row.remote().isEmpty() || !row.selectable()) continue;
            sync(host, row.id());
            sync(host, row.id());
        }
    }

    private void assertNothingTold(Synced told) {
        assertEquals(List.of(), names(told.added()));
        assertEquals(List.of(), names(told.changed()));
        assertEquals(List.of(), names(told.deleted()));
    }

    private static List<String> names(List<FolderRow> rows) {
        return rows.stream().map(FolderRow::name).sorted().toList();
    }

    /** @param before by which name the phone came to know the folder */
    private void assertKept(MovedHost host, String... before) {
        for (String name : before) {
            int reads = host.host.reads;
            var told = sync(host, ids.get(name));
            assertEquals(List.of(), told.changes(), name);
            assertFalse(told.more());
            assertEquals(reads, host.host.reads, "nothing is read anew of " + name);
        }
    }

    private static long living(Store store, long folder) {
        long[] count = new long[1];
        store.read(rows -> {
            rows.eachLiving(folder, row -> count[0]++);
            return true;
        });
        return count[0];
    }

    @Test
    void foldersBelowTheInboxAreThoseBesideIt() throws Exception {
        var old = new MovedHost(0, ".", "INBOX.Sent", "INBOX.Work", "INBOX.Work.Deep")
                .with("INBOX", 1)
                .with("INBOX.Sent", 2, 3)
                .with("INBOX.Work", 4)
                .with("INBOX.Work.Deep", 5, 6);
        begin(old);
        var now = new MovedHost(1, "/", "Sent", "Work", "Work/Deep")
                .with("INBOX", 1)
                .with("Sent", 2, 3)
                .with("Work", 4)
                .with("Work/Deep", 6, 5);
        Synced told = folderSync(now);
        assertEquals(List.of(), names(told.added()));
        assertEquals(List.of(), names(told.deleted()));
        assertEquals(List.of("Sent", "Work"), names(told.changed()), "which are not below the inbox any more");
        assertEquals(List.of(), now.listed, "by their names alone");
        assertKept(now, "INBOX", "INBOX.Sent", "INBOX.Work", "INBOX.Work.Deep");
        assertNothingTold(folderSync(now));
    }

    @Test
    void whatHasTheSameUseIsTheSame() throws Exception {
        var old = new MovedHost(0, "/", "Gesendet", "Trash")
                .with("Gesendet", 1, 2)
                .with("Trash", 3);
        begin(old);
        var now = new MovedHost(1, "/", "Sent", "Papierkorb").with("Sent", 1, 2).with("Papierkorb", 3);
        Synced told = folderSync(now);
        assertEquals(List.of("Papierkorb", "Sent"), names(told.changed()));
        assertEquals(List.of(), names(told.added()));
        assertEquals(List.of(), names(told.deleted()));
        assertKept(now, "Gesendet", "Trash");
    }

    @Test
    void aPrefixThatHoldsNothingIsNoPartOfAPath() throws Exception {
        begin(new MovedHost(0, "/", "Mail/", "Mail/Work", "Mail/Work/Deep")
                .with("Mail/Work", 1)
                .with("Mail/Work/Deep", 2));
        var now = new MovedHost(1, "/", "work", "work/Deep").with("work", 1).with("work/Deep", 2);
        Synced told = folderSync(now);
        assertEquals(List.of("work"), names(told.changed()));
        assertEquals(List.of("Mail"), names(told.deleted()));
        assertKept(now, "Mail/Work", "Mail/Work/Deep");
    }

    @Test
    void theSameMessagesMakeTheSameFolder() throws Exception {
        begin(new MovedHost(0, "/", "One", "Two", "Three")
                .with("One", 1, 2, 3, 4)
                .with("Two", 5, 6)
                .with("Three", 7));
        var now = new MovedHost(1, "/", "Eins", "Zwei", "Neu")
                .with("Zwei", 6, 5, 8)
                .with("Eins", 4, 3, 1)
                .with("Neu", 9);
        Synced told = folderSync(now);
        assertEquals(List.of("Eins", "Zwei"), names(told.changed()));
        assertEquals(List.of("Neu"), names(told.added()));
        assertEquals(List.of("Three"), names(told.deleted()));
        var one = sync(now, ids.get("One"));
        assertEquals(List.of(new ServerChange.Delete(new ServerId(ids.get("One"), 2))), one.changes());
        assertEquals(1, sync(now, ids.get("Two")).changes().size(), "the one that came");
    }

    @Test
    void foldersGoAlongWithTheOneAboveThem() throws Exception {
        begin(new MovedHost(0, "/", "Old/", "Old/A", "Old/B", "Old/C")
                .with("Old/A", 1, 2)
                .with("Old/B", 3)
                .with("Old/C"));
        var now = new MovedHost(1, "/", "New/", "New/A", "New/B", "New/C")
                .with("New/A", 1, 2)
                .with("New/B", 3);
        Synced told = folderSync(now);
        assertEquals(List.of("New"), names(told.changed()));
        assertEquals(List.of(), names(told.added()));
        assertEquals(List.of(), names(told.deleted()));
        assertKept(now, "Old/A", "Old/B", "Old/C");
    }

    @Test
    void whatCouldBeTheOneOrTheOtherIsNeither() throws Exception {
        begin(new MovedHost(0, "/", "A", "B").with("A", 1, 2).with("B", 1, 2));
        var now = new MovedHost(1, "/", "C", "D").with("C", 1, 2).with("D", 3);
        Synced told = folderSync(now);
        assertEquals(List.of("C", "D"), names(told.added()));
        assertEquals(List.of("A", "B"), names(told.deleted()));
        begin(now);
        var then = new MovedHost(2, "/", "E", "F").with("E", 1, 2).with("F", 1, 2);
        told = folderSync(then);
        assertEquals(List.of("E", "F"), names(told.added()));
    }

    /** What the host before called the folder by says nothing of what this one does. */
    @Test
    void afterAMoveAFolderIsFoundUnderAnotherNameToo() throws Exception {
        for (String before : List.of("a1", "")) {
            var old = new MovedHost(0, "/", "Work", "Other").with("Work", 1, 2).with("Other", 3);
            if (!before.isEmpty()) old.mailboxes.putAll(Map.of("Work", "a1", "Other", "a2"));
            begin(old);
            var now = new MovedHost(1, "/", "Work", "Other").with("Work", 1, 2).with("Other", 3);
            now.mailboxes.putAll(Map.of("Work", "b1", "Other", "b2"));
            assertNothingTold(folderSync(now));
            assertKept(now, "Work", "Other");
            var then =
                    new MovedHost(1, "/", "Works", "Others").with("Works", 1, 2).with("Others", 3);
            then.mailboxes.putAll(Map.of("Works", "b1", "Others", "b2"));
            assertEquals(List.of("Others", "Works"), names(folderSync(then).changed()), "once " + before);
            assertKept(then, "Work", "Other");
            folderSync(new MovedHost(3, "/"));
        }
    }

    /** Equal ids would pass for equal items. */
    @Test
    void underOneUidValidityNamesProveNothing() throws Exception {
        begin(new MovedHost(0, ".", "INBOX.Work").with("INBOX.Work", 1, 2));
        var now = new MovedHost(0, "/", "Work").with("Work", 3, 4);
        Synced told = folderSync(now);
        assertEquals(List.of("Work"), names(told.added()));
        assertEquals(List.of("Work"), names(told.deleted()));
    }

    @Test
    void whatAPhoneDeletesIsWhatItMeans() throws Exception {
        begin(new MovedHost(0, ".", "INBOX.Work").with("INBOX.Work", 1, 2));
        var now = new MovedHost(1, "/", "Work").with("Work", 3, 2, 1);
        folderSync(now);
        long work = ids.get("INBOX.Work");
        sync(now, work, new ClientCommand.Delete(new ServerId(work, 1).toString()));
        assertEquals(List.of("m1"), now.host.deleted);
        assertEquals(2, living(store, work));
    }

    @Test
    void whileNoFolderWentNothingIsLookedInto() throws Exception {
        var host = new MovedHost(0, "/", "Work").with("Work", 1, 2);
        begin(host);
        host.listed.clear();
        host.identified = 0;
        folderSync(host);
        assertEquals(0, host.identified);
        host.folders.removeLast();
        folderSync(host);
        assertEquals(0, host.identified, "nor when one goes and none comes");
        assertEquals(List.of(), host.listed);
        assertTrue(host.host.asked == 0);
    }
}
