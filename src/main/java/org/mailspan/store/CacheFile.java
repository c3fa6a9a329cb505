package org.mailspan.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/** The file cache.db, and what becomes of a damaged one. */
final class CacheFile {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final DatabaseFile file;
    private final Consumer<String> notices;

    CacheFile(Path directory, Consumer<String> notices) {
        this.file = new DatabaseFile(directory.toAbsolutePath().resolve("cache.db"), this::suspectDamage);
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
        return file.openToRead();
    }

    private Database openSound() {
        Database database = file.openToWrite();
        try {
            if (Files.exists(suspect())) Damage.requireNone(database);
            Migrations.CACHE.apply(file.path(), database);
            unsuspect();
            return database;
        } catch (StoreException e) {
            DatabaseFile.closeAfter(e, database);
            throw e;
        }
    }

    /** Law 3: all of it is a cache. Kept beside, for whoever wants to know what happened. */
    private void setAside(StoreException damage) {
        Path aside = file.beside(".damaged-" + TIME.format(Instant.now()));
        try {
            Files.move(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(file.beside("-wal"));
            Files.deleteIfExists(file.beside("-shm"));
            Files.deleteIfExists(suspect());
        } catch (IOException e) {
            throw new StoreException(file.path() + " is damaged and cannot be moved aside: " + e.getMessage(), e);
        }
        notices.accept(file.path() + " was damaged and now lies in " + aside.getFileName()
                + "; a new one is begun, devices load their mail anew (" + damage.getMessage() + ")");
    }

    /** Checking takes long and moving the file away needs it closed: both wait for the next start. */
    private void suspectDamage() {
        try {
            Files.createFile(suspect(), file.mode("rw-------"));
            notices.accept(
                    file.path() + " seems to be damaged; it will be checked, and renewed if so, at the next start");
        } catch (FileAlreadyExistsException e) {
            // told before
        } catch (IOException e) {
            notices.accept(
                    file.path() + " seems to be damaged, and " + suspect() + " cannot be written: " + e.getMessage());
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
        return file.beside(".suspect");
    }
}
