package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.DecisionRow.Errand;
import org.sqlite.SQLiteConfig;

/** What people decided is kept by its own rules: never begun anew unasked, and seen by the one who serves. */
final class DecisionsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path temporary;

    private final List<String> notices = new ArrayList<>();
    private Path directory;
    private SqliteDecisions serving;

    @BeforeEach
    void open() {
        directory = temporary.resolve("data");
        serving = SqliteDecisions.open(directory, notices::add);
    }

    @AfterEach
    void close() {
        serving.close();
        assertEquals(List.of(), notices);
    }

    private static DecisionRow device(String id, Decision decision) {
        return new DecisionRow(
                "a@x", id, decision, "new", NOON, "iPhone", "Apple", NOON, Instant.EPOCH, Errand.NONE, 0);
    }

    private static WipeRow wipe(String device, WipeRow.State state) {
        return new WipeRow("a@x", device, "n", WipeRow.Kind.DEVICE, state, NOON, Instant.EPOCH, Instant.EPOCH, 0);
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"), "file modes");
        serving.update(rows -> rows.putDevice(device("d", Decision.ALLOWED)));
        for (String name : List.of("decisions.db", "decisions.db-wal", "decisions.db-shm"))
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))),
                    name);
    }

    @Test
    void whatWasDecidedOutlivesARestart() {
        serving.update(rows -> {
            rows.putDevice(device("d", Decision.BLOCKED).told(NOON).with(Errand.RESYNC));
            rows.putWipe(wipe("d", WipeRow.State.PENDING));
            rows.putAttended(NOON);
        });
        serving.close();
        serving = SqliteDecisions.open(directory, notices::add);
        DecisionRow kept = serving.read(rows -> rows.device("a@x", "d")).orElseThrow();
        assertEquals(
                new DecisionRow(
                        "a@x", "d", Decision.BLOCKED, "new", NOON, "iPhone", "Apple", NOON, NOON, Errand.RESYNC, 2),
                kept);
        assertEquals(
                List.of(wipe("d", WipeRow.State.PENDING)), serving.read(rows -> rows.wipes(WipeRow.State.PENDING)));
        assertEquals(NOON, serving.read(DecisionReads::attended));
    }

    @Test
    void whoFollowsHasSeenAWriteWhenItReturns() {
        var seen = new ArrayList<String>();
        serving.follow(rows -> seen.add("d: " + rows.device("a@x", "d").isPresent()));
        serving.update(rows -> rows.putDevice(device("d", Decision.ALLOWED)));
        assertEquals(List.of("d: false", "d: true"), List.of(seen.getFirst(), seen.getLast()));
        int before = seen.size();
        serving.poll();
        serving.poll();
        assertEquals(before, seen.size());
    }

    @Test
    void whatAnotherProcessChangedIsSeenAtTheNextLook() {
        var seen = new ArrayList<Long>();
        serving.follow(rows -> seen.add(rows.revision()));
        serving.poll();
        try (var other = SqliteDecisions.open(directory, notices::add)) {
            other.update(rows -> rows.putDevice(device("d", Decision.BLOCKED)));
            serving.poll();
        }
        assertEquals(1, seen.getLast());
        assertEquals(
                Decision.BLOCKED,
                serving.read(rows -> rows.device("a@x", "d")).orElseThrow().decision());
    }

    /** Else who follows by revision would not see the device that came after the last one went. */
    @Test
    void aRevisionIsNeverGivenTwice() {
        serving.update(rows -> rows.putDevice(device("d", Decision.ALLOWED)));
        serving.update(rows -> rows.removeDevice("a@x", "d"));
        serving.update(rows -> rows.putDevice(device("e", Decision.ALLOWED)));
        serving.update(rows -> rows.putDevice(device("d", Decision.ALLOWED)));
        serving.update(rows -> rows.putWipe(wipe("e", WipeRow.State.PENDING)));
        assertEquals(
                List.of("d 3", "e 4"),
                serving.read(rows -> rows.devicesChangedAfter(1)).stream()
                        .map(row -> row.id() + " " + row.revision())
                        .toList());
    }

    /** Followers ask after each change, and for each device that is new to memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                DecisionTable.BY_ID,
                DecisionTable.OF_ACCOUNT,
                DecisionTable.CHANGED,
                DecisionTable.LOG,
                WipeTable.BY_DEVICE,
                WipeTable.BY_STATE
            })
    void eachQuestionIsOneSearch(String sql) throws SQLException {
        var file = new SQLiteConfig().createConnection("jdbc:sqlite:" + directory.resolve("decisions.db"));
        try (var database = new Database(file, () -> {})) {
            List<String> plan = database.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(4));
            assertEquals(1, plan.size(), plan::toString);
            assertTrue(plan.getFirst().startsWith("SEARCH "), plan::toString);
        }
    }

    @Test
    void ofEachDeviceTheLastHundredHappeningsAreKept() {
        serving.update(rows -> IntStream.rangeClosed(1, 250).forEach(number -> {
            rows.logDevice(new DeviceLogRow("a@x", "d", NOON, "happening " + number));
            if (number < 3) rows.logDevice(new DeviceLogRow("a@x", "e", NOON, "another " + number));
        }));
        List<DeviceLogRow> kept = serving.read(rows -> rows.deviceLog("a@x", "d"));
        assertEquals(100, kept.size());
        assertEquals("happening 151", kept.getFirst().what());
        assertEquals("happening 250", kept.getLast().what());
        assertEquals(2, serving.read(rows -> rows.deviceLog("a@x", "e")).size());
    }

    @Test
    void aDamagedFileIsRefusedWithTheRemedyAndNotMoved() throws IOException {
        serving.close();
        Path file = directory.resolve("decisions.db");
        Files.writeString(file, "this is not a database, however long one looks at it".repeat(100));
        byte[] before = Files.readAllBytes(file);
        StoreException refused =
                assertThrows(StoreException.class, () -> SqliteDecisions.open(directory, notice -> {}));
        assertTrue(refused.getMessage().contains("backup"), refused::getMessage);
        assertEquals(before.length, Files.size(file));
        Files.delete(file);
        serving = SqliteDecisions.open(directory, notices::add);
        assertEquals(Optional.empty(), serving.read(rows -> rows.device("a@x", "d")));
    }
}
