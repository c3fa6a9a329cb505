package org.mailspan.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Brings a database to the newest schema by numbered scripts, each in a transaction of its own. A script that was
 * published is never edited, a change is a new one: {@code V2__what_it_does.sql}.
 *
 * @param scripts where they are
 * @param newest the number of the last one
 * @param otherwise what else somebody can do whose file was written by a newer program
 */
record Migrations(String scripts, int newest, String otherwise) {
    static final Migrations CACHE = new Migrations(
            "classpath:org/mailspan/store/migration",
            8,
            "or move cache.db away: it is a cache, devices then load their mail anew.");

    static final Migrations DECISIONS = new Migrations(
            "classpath:org/mailspan/store/decisions",
            3,
            "or put the decisions.db of a backup from before in its place.");

    private static final String HISTORY = "SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'";

    private static final String LAST =
            "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE (SELECT min(success)"
                    + " FROM flyway_schema_history) = 1";

    /**
     * Does nothing where all was done: an ordinary start then does without the library, which takes 0.3 s to load and a
     * few megabytes to keep.
     *
     * @param database an open connection to the file
     */
    void apply(Path file, Database database) {
        if (!isDone(database)) apply(file);
    }

    private boolean isDone(Database database) {
        return database.first(HISTORY, row -> row.getInt(1)).orElse(0) == 1
                && database.first(LAST, row -> row.getInt(1)).orElse(0) == newest;
    }

    void apply(Path file) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source(file))
                    .locations(scripts)
                    .placeholderReplacement(false)
                    .load();
            if (Arrays.stream(flyway.info().all())
                    .anyMatch(script -> script.getState().name().startsWith("FUTURE"))) throw newer(file);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException("the database " + file + " cannot be brought up to date: " + reason(e), cause(e));
        }
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(5000);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private StoreException newer(Path file) {
        return new StoreException(
                file.getFileName() + " was written by a newer Mailspan. Start that newer Mailspan again, " + otherwise);
    }

    private static String reason(FlywayException e) {
        return String.valueOf(e.getMessage()).strip();
    }

    /** What SQLite said, by which damage is told from a full disk. */
    private static Throwable cause(FlywayException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) if (t instanceof SQLException) return t;
        return failure;
    }
}
