package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Outcome.Synced;

/** A device takes its copy of an item along as it is: what it lacks of it is told where the item arrives. */
class MoverTest {
    private static final int EVERYTHING = 0;
    private static final int ONE_DAY = 1;

    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX", "Other", "Trash");
    private Store store;
    private SyncEngine engine;
    private Session phone;
    private Map<String, Long> folders;

    @BeforeEach
    void open() throws Exception {
        store = SqliteStore.open(directory);
        engine = new SyncEngine(store, document -> new Options(document[0], BodyOptions.NONE, document), Instant::now);
        phone = new Session(host, "phone", Version.V16_1);
        new Hierarchy(store).sync(phone, "0");
        folders = store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> !folder.remote().isEmpty())
                .collect(Collectors.toMap(FolderRow::remote, FolderRow::id));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Synced sync(String folder, String key, int filter) {
        var options = new Options(filter, BodyOptions.NONE, new byte[] {(byte) filter});
        var request = new CollectionRequest(
                folders.get(folder), key, true, true, 512, Optional.empty(), Optional.of(options), List.of());
        return (Synced) engine.sync(phone, request, new Budget(512, 1 << 20, Duration.ofMinutes(1)));
    }

    private ServerId move(ServerId item, String target) throws Exception {
        var wish = new Items.Wish(Optional.of(item), Optional.of(folders.get(target)));
        return assertInstanceOf(
                        Items.Move.Moved.class,
                        engine.items().move(phone, List.of(wish)).getFirst())
                .to();
    }

    /** The answer that took the old item away was lost, so the phone has it still, and moves it on. */
    @Test
    void whatAnOldItemLacksIsToldAfterASecondMove() throws Exception {
        host.add("INBOX", Instant.now().minus(Duration.ofDays(9)).getEpochSecond());
        Synced inbox = sync("INBOX", sync("INBOX", "0", EVERYTHING).syncKey(), EVERYTHING);
        Synced trash = sync("Trash", sync("Trash", "0", EVERYTHING).syncKey(), EVERYTHING);
        String other = sync("Other", "0", ONE_DAY).syncKey();
        host.setRead("INBOX", 1, true);
        engine.estimate(phone, folders.get("INBOX"), inbox.syncKey(), Optional.empty(), Optional.empty(), Since.now());

        ServerId there = move(inbox.changes().getFirst().id(), "Other");
        Synced lost = sync("Other", other, ONE_DAY);
        assertEquals(List.of(new ServerChange.SoftDelete(there)), lost.changes());
        ServerId gone = move(there, "Trash");

        var change = assertInstanceOf(
                ServerChange.Change.class,
                sync("Trash", trash.syncKey(), EVERYTHING).changes().getFirst());
        assertEquals(gone, change.id());
        assertEquals(Optional.of(true), change.item().get(EmailFields.Read));
    }
}
