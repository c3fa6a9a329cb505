package org.mailspan.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** The decisions in a SQLite file of their own: one thread writes, one connection reads and sees what other processes changed. */
public final class SqliteDecisions implements Decisions {
    private final Desk<DecisionRows> desk;
    private final Consumer<String> notices;
    private final List<Consumer<DecisionReads>> views = new CopyOnWriteArrayList<>();
    /** What the views have seen; of whoever has the reading connection. */
    private long seen;
    /** So that a failure that lasts is told once. */
    private volatile boolean failing;

    private volatile boolean closed;

    private SqliteDecisions(List<Database> databases, Consumer<String> notices) {
        this.notices = notices;
        desk = new Desk<>("decisions", databases, DecisionRows::new);
    }

    /**
     * Opens decisions.db in {@code directory}, making both where they are missing; {@code notices} hears of failures
     * later on. A damaged file is refused with the remedy, since nobody can make anew what it held.
     */
    public static SqliteDecisions open(Path directory, Consumer<String> notices) {
        var file = new DatabaseFile(
                directory.toAbsolutePath().resolve("decisions.db"),
                () -> notices.accept("decisions.db seems to be damaged: put that of a backup in its place"));
        List<Database> databases = new ArrayList<>();
        try {
            databases.add(file.openToWrite());
            Migrations.DECISIONS.apply(file.path(), databases.getFirst());
            databases.add(file.openToRead());
            return new SqliteDecisions(databases, notices);
        } catch (StoreException e) {
            databases.reversed().forEach(database -> DatabaseFile.closeAfter(e, database));
            throw Damage.isIn(e) ? damaged(file.path(), e) : e;
        }
    }

    private static StoreException damaged(Path file, StoreException found) {
        return new StoreException(
                file
                        + " is damaged. Put the decisions.db of a backup in its place; or move it away, if nothing is"
                        + " to be had: then blocked devices are new ones, and app passwords are to be made anew. ("
                        + found.getMessage() + ")",
                found);
    }

    @Override
    public <T> T read(Function<DecisionReads, T> work) {
        return desk.read(work);
    }

    @Override
    public <T> T write(Function<DecisionWrites, T> work) {
        T result = desk.write(work);
        poll();
        return result;
    }

    @Override
    public void follow(Consumer<DecisionReads> view) {
        desk.read(rows -> {
            view.accept(rows);
            views.add(view);
            return true;
        });
    }

    /** By the reading connection, to which our own writes are another one's too. */
    @Override
    public void poll() {
        try {
            desk.read(this::look);
            failing = false;
        } catch (StoreException e) {
            if (!failing && !closed)
                notices.accept("what was decided of devices and passwords cannot be read: " + e.getMessage());
            failing = true;
        }
    }

    private boolean look(DecisionRows rows) {
        long version = rows.version();
        if (version == seen) return false;
        views.forEach(view -> view.accept(rows));
        seen = version;
        return true;
    }

    @Override
    public void rest() {
        desk.rest();
    }

    @Override
    public void close() {
        closed = true;
        desk.close();
    }
}
