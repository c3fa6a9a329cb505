package org.mailspan.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/** The file cache.db: who may read it, how it is opened, and what becomes of a damaged one. */
final class CacheFile {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Consumer<String> notices;

    CacheFile(Path directory, Consumer<String> notices) {
        this.file = directory.toAbsolutePath().resolve("cache.db");
        this.notices = notices;
    }

    /** The only connection that may write, on a sound database of the newest schema. */
    Database openToWrite() {
        try {
            return openSound();
        } catch (StoreException e) {
            if (!Damage.isIn(e)) throw e;
            setAside(e);
            return openSound();
        }
    }

    Database openToRead() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5000);
        return connect(config);
    }

    private Database openSound() {
        prepare();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A sync key that a device holds must not be forgotten by a power cut, or the device loads its mail anew.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(5000);
        // What a savepoint would restore; else it goes through files in /tmp.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setJournalSizeLimit(8 << 20);
        Database database = connect(config);
        try {
            requireWal(database);
            if (Files.exists(suspect())) Damage.requireNone(database);
            Migrations.apply(file);
            unsuspect();
            return database;
        } catch (StoreException e) {
            closeAfter(e, database);
            throw e;
        }
    }

    private static void closeAfter(StoreException failure, Database database) {
        try {
            database.close();
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
    }

    private Database connect(SQLiteConfig config) {
        try {
            return new Database(config.createConnection("jdbc:sqlite:" + file), this::suspectDamage);
        } catch (SQLException e) {
            throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private void requireWal(Database database) {
        String mode =
                database.first("PRAGMA journal_mode", row -> row.getString(1)).orElse("");
        if (!mode.equals("wal")) {
            throw new StoreException(file + " does not allow write-ahead logging (mode " + mode
                    + "): the data directory must lie on a local disk, not on a network share");
        }
    }

    /** SQLite gives -wal and -shm the mode of the main file, so that one is made before SQLite sees it. */
    private void prepare() {
        try {
            Files.createDirectories(file.getParent(), mode("rwx------"));
            try {
                Files.createFile(file, mode("rw-------"));
            } catch (FileAlreadyExistsException e) {
                for (Path each : List.of(file, beside("-wal"), beside("-shm"))) restrict(each);
            }
        } catch (IOException e) {
            throw new StoreException("cannot create " + file + ": " + e.getMessage(), e);
        }
    }

    private void restrict(Path each) throws IOException {
        if (hasModes() && Files.exists(each)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private FileAttribute<?>[] mode(String permissions) {
        if (!hasModes()) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private boolean hasModes() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Law 3: all of it is a cache. Kept beside, for whoever wants to know what happened. */
    private void setAside(StoreException damage) {
        Path aside = beside(".damaged-" + TIME.format(Instant.now()));
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(beside("-wal"));
            Files.deleteIfExists(beside("-shm"));
            Files.deleteIfExists(suspect());
        } catch (IOException e) {
            throw new StoreException(file + " is damaged and cannot be moved aside: " + e.getMessage(), e);
        }
        notices.accept(file + " was damaged and now lies in " + aside.getFileName()
                + "; a new one is begun, devices load their mail anew (" + damage.getMessage() + ")");
    }

    /** Checking takes long and moving the file away needs it closed: both wait for the next start. */
    private void suspectDamage() {
        try {
            Files.createFile(suspect(), mode("rw-------"));
            notices.accept(file + " seems to be damaged; it will be checked, and renewed if so, at the next start");
        } catch (FileAlreadyExistsException e) {
            // told before
        } catch (IOException e) {
            notices.accept(file + " seems to be damaged, and " + suspect() + " cannot be written: " + e.getMessage());
        }
    }

    private void unsuspect() {
        try {
            Files.deleteIfExists(suspect());
        } catch (IOException e) {
            throw new StoreException("cannot remove " + suspect() + ": " + e.getMessage(), e);
        }
    }

    private Path suspect() {
        return beside(".suspect");
    }

    private Path beside(String suffix) {
        return file.resolveSibling("cache.db" + suffix);
    }
}
