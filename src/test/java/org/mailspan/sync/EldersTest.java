package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.protocol.Version;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Outcome.Synced;

/** What belongs to a conversation of which something is within the filter, though it is older (MS-ASCON 3.1.4.9). */
class EldersTest {
    private static final int ONE_WEEK = 3;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private final NumberHost host = new NumberHost(NumberHost.Telling.INCREMENTAL, "INBOX");
    private Store store;
    private SyncEngine engine;
    private Session phone;
    private long inbox;

    @BeforeEach
    void open() throws Exception {
        store = SqliteStore.open(directory);
        // without reading ahead: a window is planned for itself
        engine = new SyncEngine(
                store,
                document -> new Options(ONE_WEEK, BodyOptions.NONE, document),
                () -> NOW,
                0,
                new SharedReads(SharedReads.MOST, () -> NOW));
        phone = new Session(host, "phone", Version.V16_1);
        new Hierarchy(store).sync(phone, "0");
        inbox = store.read(rows -> rows.folders("anna@example.org")).stream()
                .filter(folder -> folder.remote().equals("INBOX"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Synced sync(String key, int windowSize, boolean conversations) {
        var request = new CollectionRequest(
                inbox,
                key,
                !key.equals("0"),
                true,
                windowSize,
                Optional.of(conversations),
                Optional.of(new Options(ONE_WEEK, BodyOptions.NONE, new byte[1])),
                List.of());
        return (Synced) engine.sync(phone, request, new Budget(512, 1 << 20, Duration.ofMinutes(1)));
    }

    private static long hoursAgo(long hours) {
        return NOW.minus(Duration.ofHours(hours)).getEpochSecond();
    }

    private static String conversation(long hoursAgo) {
        return NumberHost.conversation(new Entry("", 0, "", hoursAgo(hoursAgo)));
    }

    /** Hours ago, beyond the filter, of something that belongs to the conversation of an hour ago. */
    private static long elder() {
        return LongStream.range(24 * 8, 24 * 40)
                .filter(hours -> conversation(hours).equals(conversation(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void areToldAfterWhatIsWithinTheFilter() {
        host.add("INBOX", hoursAgo(elder()));
        host.add("INBOX", hoursAgo(1));
        assertEquals(List.of("m2", "m1"), subjects(sync(sync("0", 512, true).syncKey(), 512, true)));
    }

    /** The host knew none of the ids that it was asked about. That proves nothing of what they are called now. */
    @Test
    void areToldAfterTheFolderWasNumberedAnewWhileTheyWereAskedFor() throws Exception {
        host.add("INBOX", hoursAgo(elder()));
        host.add("INBOX", hoursAgo(1));
        Synced answer = sync(sync("0", 512, false).syncKey(), 512, false);
        assertEquals(List.of("m2"), subjects(answer));
        host.add("INBOX", hoursAgo(100));
        host.add("INBOX", hoursAgo(101));
        engine.pending(phone, inbox, Since.now(), false);
        host.migrate("INBOX", 0);

        var told = new HashSet<String>();
        do {
            answer = sync(answer.syncKey(), 1, true);
            told.addAll(subjects(answer));
        } while (answer.more());
        assertEquals(Set.of("m1", "m3", "m4"), told);
    }

    private static List<String> subjects(Synced answer) {
        return answer.changes().stream()
                .map(ServerChange.Add.class::cast)
                .map(change -> change.item().get(EmailFields.Subject).orElseThrow())
                .toList();
    }
}
