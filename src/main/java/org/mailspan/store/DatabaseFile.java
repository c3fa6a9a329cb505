package org.mailspan.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;

/** A file of SQLite: who may read it, and how it is opened. */
final class DatabaseFile {
    private static final int PATIENCE = 5000;

    private final Path file;
    private final Runnable onDamage;

    /** @param onDamage runs whenever SQLite finds it malformed */
    DatabaseFile(Path file, Runnable onDamage) {
        this.file = file;
        this.onDamage = onDamage;
    }

    Path path() {
        return file;
    }

    Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Made for its owner alone where it is missing; write-ahead log, and what was written is on disk. */
    Database openToWrite() {
        prepare();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A sync key that a device holds must not be forgotten by a power cut, or the device loads its mail anew.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(PATIENCE);
        // What a savepoint would restore; else it goes through files in /tmp.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setJournalSizeLimit(8 << 20);
        Database database = connect(config);
        try {
            requireWal(database);
            return database;
        } catch (StoreException e) {
            closeAfter(e, database);
            throw e;
        }
    }

    Database openToRead() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(PATIENCE);
        return connect(config);
    }

    static void closeAfter(StoreException failure, Database database) {
        try {
            database.close();
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
    }

    private Database connect(SQLiteConfig config) {
        try {
            return new Database(config.createConnection("jdbc:sqlite:" + file), onDamage);
        } catch (SQLException e) {
            if (lacksLibrary(e))
                throw new StoreException(
                        "SQLite's library cannot be unpacked to " + System.getProperty("java.io.tmpdir")
                                + " and loaded from there: it is full, or not to be written, or mounted noexec. Name"
                                + " another directory: java -Djava.io.tmpdir=DIRECTORY -jar ...",
                        e);
            throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /** The driver says "Error opening connection" of it, as of everything. */
    private static boolean lacksLibrary(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause())
            if (one instanceof NativeLibraryNotFoundException || one instanceof LinkageError) return true;
        return false;
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
                giveToOwnerOfDirectory();
            } catch (FileAlreadyExistsException e) {
                for (Path each : List.of(file, beside("-wal"), beside("-shm"))) restrict(each);
            }
        } catch (IOException e) {
            throw new StoreException("cannot create " + file + ": " + e.getMessage(), e);
        }
    }

    /** A command that root types must not make a file that the one who serves cannot open. */
    private void giveToOwnerOfDirectory() throws IOException {
        if (!hasModes()) return;
        UserPrincipal owner = Files.getOwner(file.getParent());
        if (!owner.equals(Files.getOwner(file))) Files.setOwner(file, owner);
    }

    private void restrict(Path each) throws IOException {
        if (hasModes() && Files.exists(each)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        }
    }

    FileAttribute<?>[] mode(String permissions) {
        if (!hasModes()) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private boolean hasModes() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
