package org.mailspan.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.support.BackendAround;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

/** Renamed folders of a host on which only the messages tell one folder from another. */
final class HostFoldersTest {
    private static final int FOLDERS = 8;

    @TempDir
    Path directory;

    private final Mailbox mailbox = new Mailbox();
    private final AtomicInteger listings = new AtomicInteger();

    /** As on hosts that give many folders one UIDVALIDITY, and have no MAILBOXID. */
    private record Alike(MemoryBackend host, AtomicInteger listings) implements BackendAround, Backend.Folders {
        @Override
        public Map<String, Identity> identities(Collection<String> folders) {
            return folders.stream().collect(Collectors.toMap(name -> name, name -> new Identity("14", "")));
        }

        @Override
        public Delta changes(String folder, String token) throws BackendException {
            if (token.isEmpty()) listings.incrementAndGet();
            return host.changes(folder, token) instanceof Delta.Full(List<Entry> items, String _, String next)
                    ? new Delta.Full(items, "14", next)
                    : host.changes(folder, token);
        }

        @Override
        public Placed create(String parent, String name) throws BackendException {
            return host.create(parent, name);
        }

        @Override
        public Placed rename(String folder, String parent, String name) throws BackendException {
            return host.rename(folder, parent, name);
        }

        @Override
        public void remove(String folder) throws BackendException {
            host.remove(folder);
        }

        @Override
        public Set<String> permanent(Collection<String> folders) throws BackendException {
            return host.permanent(folders);
        }
    }

    @Test
    void eachFolderWithANewNameIsListedOnce() throws Exception {
        var memory = new MemoryBackend("anna@example.org", mailbox, MemoryBackend.Tells.INCREMENTAL, Faults.NONE);
        var session = new Session(new Alike(memory, listings), "phone", Version.V16_1);
        for (int i = 0; i < FOLDERS; i++) {
            mailbox.create("Old/" + i);
            for (int k = 0; k < 2; k++) deliver("Old/" + i, 10 * i + k);
        }
        try (var store = SqliteStore.open(directory)) {
            var hierarchy = new Hierarchy(store);
            var engine = new SyncEngine(store, document -> Options.NONE, () -> Instant.EPOCH);
            Synced first = assertInstanceOf(Synced.class, hierarchy.sync(session, "0"));
            for (FolderRow row : first.added()) if (row.remote().startsWith("Old/")) sync(engine, session, row.id());
            mailbox.rename("Old", "New");
            listings.set(0);
            Synced then = assertInstanceOf(Synced.class, hierarchy.sync(session, first.syncKey()));
            assertTrue(then.deleted().stream().noneMatch(row -> row.remote().startsWith("Old/")), "all were found");
            assertEquals(FOLDERS + 1, listings.get(), "of Old itself too, not once for each that it might be");
        }
    }

    private void deliver(String folder, int number) {
        byte[] octets = ("Subject: " + number + "\r\n\r\ntext\r\n").getBytes(UTF_8);
        assertTrue(mailbox.append(folder, octets, Set.of(), Instant.ofEpochSecond(1_700_000_000L + 60L * number))
                .isPresent());
    }

    private static void sync(SyncEngine engine, Session session, long folder) {
        String key = "0";
        for (int i = 0; i < 2; i++) {
            var request =
                    new CollectionRequest(folder, key, true, true, 512, Optional.empty(), Optional.empty(), List.of());
            var budget = new Budget(512, 1 << 20, Duration.ofSeconds(10));
            key = assertInstanceOf(Outcome.Synced.class, engine.sync(session, request, budget))
                    .syncKey();
        }
    }
}
