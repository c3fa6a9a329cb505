package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mailspan.store.Samples.item;
import static org.mailspan.store.Samples.number;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is its owner's alone, and one that is damaged gives way to a new one. */
final class CacheFileTest {
    @TempDir
    Path temporary;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        directory = temporary.resolve("var").resolve("data");
        file = directory.resolve("cache.db");
    }

    @Test
    void nobodyElseMayReadWhatIsMade() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"), "file modes");
        try (Store store = SqliteStore.open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            assertEquals("rwx------", mode(directory));
            assertEquals(List.of("cache.db", "cache.db-shm", "cache.db-wal"), names());
            for (String name : names()) assertEquals("rw-------", mode(directory.resolve(name)), name);
        }
        assertEquals(List.of("cache.db"), names());
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"), "file modes");
        SqliteStore.open(directory).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (Store store = SqliteStore.open(directory)) {
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
            for (String name : names()) assertEquals("rw-------", mode(directory.resolve(name)), name);
        }
    }

    @Test
    void whatIsNoDatabaseIsMovedAsideAndSaid() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file, "this is not a database, however long one looks at it".repeat(100));
        assertBegunAnew();
        String aside = names().stream()
                .filter(name -> name.contains("damaged"))
                .findFirst()
                .orElseThrow();
        assertTrue(aside.matches("cache\\.db\\.damaged-\\d{8}T\\d{6}Z"), aside);
        assertTrue(Files.readString(directory.resolve(aside)).startsWith("this is not"));
    }

    @Test
    void aTruncatedDatabaseIsMovedAsideAndSaid() throws IOException {
        fill();
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.setLength(octets.length() / 2);
        }
        assertBegunAnew();
    }

    @Test
    void damageMetLaterIsSaidAtOnceAndCuredAtTheNextStart() throws IOException {
        fill();
        spoilTheMiddle();
        try (Store store = SqliteStore.open(directory, notices::add)) {
            assertEquals(List.of(), notices);
            assertThrows(StoreException.class, () -> readAll(store));
            assertThrows(StoreException.class, () -> readAll(store));
            assertEquals(1, notices.size());
            assertTrue(notices.getFirst().contains("next start"), notices::toString);
        }
        notices.clear();
        assertBegunAnew();
        assertFalse(names().contains("cache.db.suspect"));
    }

    @Test
    void aSuspectThatIsSoundIsKept() throws IOException {
        fill();
        Files.createFile(directory.resolve("cache.db.suspect"));
        try (Store store = SqliteStore.open(directory, notices::add)) {
            readAll(store);
            assertEquals(20_000, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 30_000)));
        }
        assertEquals(List.of(), notices);
        assertEquals(List.of("cache.db"), names());
    }

    @Test
    void aFileThatCannotBeOpenedIsNotTakenForDamaged() throws IOException {
        Files.createDirectories(file);
        assertThrows(StoreException.class, () -> SqliteStore.open(directory, notices::add));
        assertEquals(List.of(), notices);
        assertEquals(List.of("cache.db"), names());
    }

    @Test
    void anOldWriteAheadLogIsNotReadIntoTheNewDatabase() throws IOException {
        fill();
        Files.writeString(file, "no database");
        Files.writeString(directory.resolve("cache.db-wal"), "nor a log");
        assertBegunAnew();
    }

    private void assertBegunAnew() throws IOException {
        try (Store store = SqliteStore.open(directory, notices::add)) {
            assertEquals(1, notices.size(), notices::toString);
            assertTrue(notices.getFirst().contains("was damaged"), notices::toString);
            assertEquals(0, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 30_000)));
            store.update(rows -> rows.putItems(List.of(item(1, 1))));
        }
        try (Store store = SqliteStore.open(directory, notices::add)) {
            assertEquals(1, number(store, rows -> rows.count(1, Place.TOP, Place.BOTTOM, 30_000)));
            assertEquals(1, notices.size(), notices::toString);
        }
        assertEquals(
                1, names().stream().filter(name -> name.contains("damaged")).count());
    }

    private void fill() {
        try (Store store = SqliteStore.open(directory)) {
            store.update(rows -> rows.putItems(LongStream.rangeClosed(1, 20_000)
                    .mapToObj(key -> item(1, key))
                    .toList()));
        }
    }

    /** Everything but the first pages, which opening reads. */
    private void spoilTheMiddle() throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] garbage = new byte[4096];
            for (int i = 0; i < garbage.length; i++) garbage[i] = (byte) (i * 7 + 1);
            for (long at = 40 * 4096; at + 4096 <= octets.length(); at += 4096) {
                octets.seek(at);
                octets.write(garbage);
            }
        }
    }

    private static void readAll(Store store) {
        store.read(rows -> {
            rows.eachLiving(1, row -> {});
            return true;
        });
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
