package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

class HierarchyTest {
    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX", "Projects", "Trash");
    private final Session session = new Session(host, "phone", Version.V16_1);
    private Store store;
    private Hierarchy hierarchy;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        hierarchy = new Hierarchy(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Synced sync(String key) throws BackendException {
        return (Synced) hierarchy.sync(session, key);
    }

    private static List<String> names(List<FolderRow> rows) {
        return rows.stream().map(FolderRow::name).toList();
    }

    @Test
    void aHostThatListsNothingDeletesNothing() throws Exception {
        String key = sync("0").syncKey();
        var folders = new TreeMap<>(host.folders);
        host.folders.clear();
        assertThrows(BackendException.class, () -> sync(key));
        host.folders.putAll(folders);
        Synced after = sync(key);
        assertEquals(List.of(List.of(), List.of()), List.of(after.added(), after.deleted()));
    }

    @Test
    void aFolderThatComesBackHasItsOldId() throws Exception {
        Synced first = sync("0");
        long id = first.added().stream()
                .filter(row -> row.name().equals("Projects"))
                .findFirst()
                .orElseThrow()
                .id();
        var projects = host.folders.remove("Projects");
        Synced without = sync(first.syncKey());
        assertEquals(List.of("Projects"), names(without.deleted()));
        host.folders.put("Projects", projects);
        Synced again = sync(without.syncKey());
        assertEquals(List.of("Projects"), names(again.added()));
        assertEquals(id, again.added().getFirst().id());
    }
}
