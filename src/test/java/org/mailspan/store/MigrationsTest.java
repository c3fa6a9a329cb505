package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** A database is brought forward script by script, wholly or not at all, and never from a newer program's schema. */
final class MigrationsTest {
    private static final String FIRST = "CREATE TABLE one (a); INSERT INTO one VALUES (1); INSERT INTO one VALUES (2);";
    private static final String SECOND = "ALTER TABLE one ADD COLUMN b; UPDATE one SET b = a + 10;";

    @TempDir
    Path directory;

    private Path scripts;

    @BeforeEach
    void makeScripts() throws IOException {
        scripts = Files.createDirectory(directory.resolve("scripts"));
    }

    private void script(int number, String text) throws IOException {
        Files.writeString(scripts.resolve("V" + number + "__script.sql"), text);
    }

    private void migrate() {
        new Migrations("filesystem:" + scripts, 0, "").apply(file());
    }

    private Path file() {
        return directory.resolve("x.db");
    }

    @Test
    void aNewDatabaseGetsAllScriptsInTheirOrder() throws Exception {
        script(1, FIRST);
        script(2, SECOND);
        migrate();
        assertEquals(List.of(11, 12), numbers("SELECT b FROM one ORDER BY a"));
    }

    @Test
    void anOlderDatabaseGetsTheScriptsItLacks() throws Exception {
        script(1, FIRST);
        migrate();
        try (Database database = database()) {
            database.run("INSERT INTO one VALUES (3)");
        }
        script(2, SECOND);
        migrate();
        migrate();
        assertEquals(List.of(11, 12, 13), numbers("SELECT b FROM one ORDER BY a"));
    }

    @Test
    void aScriptThatFailsLeavesNothingOfItself() throws Exception {
        script(1, FIRST);
        script(2, "CREATE TABLE two (a); INSERT INTO nowhere VALUES (1);");
        assertThrows(StoreException.class, this::migrate);
        assertEquals(List.of(0), numbers("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"));
        script(2, SECOND);
        migrate();
        assertEquals(List.of(11, 12), numbers("SELECT b FROM one ORDER BY a"));
    }

    @Test
    void aDatabaseOfANewerProgramIsRefusedWithTheRemedyAndUnchanged() throws Exception {
        Path home = directory.resolve("home");
        SqliteStore.open(home).close();
        Path file = home.resolve("cache.db");
        try (Database newer = database(file)) {
            newer.run("INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type, script, 7, installed_by,"
                    + " installed_on, execution_time, success FROM flyway_schema_history WHERE installed_rank = 1");
        }
        byte[] before = Files.readAllBytes(file);
        StoreException refused = assertThrows(StoreException.class, () -> SqliteStore.open(home));
        assertTrue(refused.getMessage().contains("newer Mailspan"), refused::getMessage);
        assertTrue(refused.getMessage().contains("move cache.db away"), refused::getMessage);
        assertEquals(List.of(before.length, 0), List.of((int) Files.size(file), differences(before, file)));
    }

    /** Else it would be applied to new databases alone. */
    @ParameterizedTest
    @ValueSource(strings = {"migration", "decisions"})
    void theNewestScriptIsTheOneThatIsNamed(String kind) throws IOException {
        Migrations named = kind.equals("migration") ? Migrations.CACHE : Migrations.DECISIONS;
        assertEquals("classpath:org/mailspan/store/" + kind, named.scripts());
        try (Stream<Path> all = Files.list(Path.of("src/main/resources/org/mailspan/store", kind))) {
            assertEquals(
                    named.newest(),
                    all.map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
                            .mapToInt(Integer::parseInt)
                            .max()
                            .orElse(0));
        }
    }

    @Test
    void aDatabaseOfTheFirstReleaseKeepsItsStates() throws Exception {
        try (InputStream first = Store.class.getResourceAsStream("migration/V1__initial.sql")) {
            Files.copy(Objects.requireNonNull(first), scripts.resolve("V1__initial.sql"));
        }
        Path home = Files.createDirectory(directory.resolve("home"));
        new Migrations("filesystem:" + scripts, 0, "").apply(home.resolve("cache.db"));
        try (Database old = database(home.resolve("cache.db"))) {
            old.run("INSERT INTO state VALUES ('a@x', 'd', 5, 0, '7-x', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, x'', x'03')");
        }
        try (Store store = SqliteStore.open(home)) {
            StateRow kept =
                    store.read(rows -> rows.state("a@x", "d", 5, Slot.CURRENT)).orElseThrow();
            assertEquals(List.of("7-x", List.of()), List.of(kept.syncKey(), kept.owed()));
        }
    }

    private static int differences(byte[] before, Path file) throws Exception {
        byte[] after = Files.readAllBytes(file);
        int different = 0;
        for (int i = 0; i < before.length; i++) if (before[i] != after[i]) different++;
        return different;
    }

    private Database database() throws SQLException {
        return database(file());
    }

    private static Database database(Path file) throws SQLException {
        return new Database(new SQLiteConfig().createConnection("jdbc:sqlite:" + file), () -> {});
    }

    private List<Integer> numbers(String sql) throws SQLException {
        try (Database database = database()) {
            return database.list(sql, row -> row.getInt(1));
        }
    }
}
