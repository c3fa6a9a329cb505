package org.mailspan.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The store in one SQLite file: one thread writes, and who reads does so on his own. */
public final class SqliteStore implements Store {
    /** One may walk a large folder while another waits for the disk: the third still answers. */
    private static final int READERS = 3;

    private final Desk<SqliteRows> desk;

    private SqliteStore(List<Database> databases) {
        desk = new Desk<>("store", databases, SqliteRows::new);
    }

    /**
     * Opens cache.db in {@code directory}, making both where they are missing. A damaged file is moved aside and begun
     * anew; {@code notices} hears of that in a sentence, now or later from a thread of the store.
     */
    public static SqliteStore open(Path directory, Consumer<String> notices) {
        CacheFile file = new CacheFile(directory, notices);
        List<Database> databases = new ArrayList<>();
        try {
            databases.add(file.openToWrite());
            for (int i = 0; i < READERS; i++) databases.add(file.openToRead());
            return new SqliteStore(databases);
        } catch (StoreException e) {
            databases.reversed().forEach(Database::close);
            throw e;
        }
    }

    /** As {@link #open(Path, Consumer)}, for those who do not want to hear. */
    public static SqliteStore open(Path directory) {
        return open(directory, notice -> {});
    }

    @Override
    public <T> T read(Function<Reads, T> work) {
        return desk.read(work);
    }

    @Override
    public <T> T write(Function<Writes, T> work) {
        return desk.write(work);
    }

    @Override
    public Writing begin(Consumer<Writes> work) {
        return desk.begin(rows -> {
            work.accept(rows);
            return true;
        })::await;
    }

    @Override
    public void rest() {
        desk.rest();
    }

    @Override
    public void close() {
        desk.close();
    }
}
