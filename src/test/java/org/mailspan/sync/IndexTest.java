package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Entry;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;

/** What the Index makes of a host's words: above all, a key is never given again (law 4). */
class IndexTest {
    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX");
    private Store store;
    private Index index;
    private FolderRow inbox;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        index = new Index(store, Instant::now, new Events());
        inbox = store.write(rows -> rows.addFolder(
                new FolderRow("anna@example.org", 0, "INBOX", 0, "Inbox", FolderType.Inbox, true, 1, 1, false)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void refresh() throws Exception {
        index.refresh(host, inbox, Duration.ZERO);
    }

    private List<ItemRow> rows() {
        return store.read(rows -> rows.changedAfter(inbox.id(), Mark.NONE, 100));
    }

    private List<Long> living() {
        return rows().stream()
                .filter(row -> !row.gone())
                .map(ItemRow::key)
                .sorted()
                .toList();
    }

    @Test
    void anItemGetsItsUidForAKey() throws Exception {
        for (int i = 0; i < 3; i++) host.add("INBOX", i);
        refresh();
        assertEquals(List.of(1L, 2L, 3L), living());
    }

    @Test
    void theKeyOfAnItemThatWasPurgedIsNotGivenAgain() throws Exception {
        for (int i = 0; i < 3; i++) host.add("INBOX", i);
        refresh();
        for (long uid = 1; uid <= 3; uid++) host.remove("INBOX", uid);
        refresh();
        assertEquals(List.of(), rows(), "no device needs the rows of what is gone");
        // A host whose numbers begin anew: a restored backup, a folder made again.
        host.newGeneration("INBOX");
        host.put("INBOX", new Entry("2", 2, "", 5));
        host.put("INBOX", new Entry("3", 3, "", 6));
        refresh();
        assertEquals(List.of(4L, 5L), living());
    }

    @Test
    void aNewGenerationReplacesAllItems() throws Exception {
        for (int i = 0; i < 2; i++) host.add("INBOX", i);
        refresh();
        host.newGeneration("INBOX");
        refresh();
        assertEquals(List.of(3L, 4L), living());
    }

    @Test
    void aKeyBeyondAWishIsNotTakenTwiceInOneListing() throws Exception {
        host.put("INBOX", new Entry("7", 7, "", 1));
        refresh();
        host.put("INBOX", new Entry("5", 5, "", 2));
        host.put("INBOX", new Entry("8", 8, "", 3));
        refresh();
        assertEquals(3, living().size());
        assertEquals(List.of(7L, 8L, 9L), living());
    }
}
