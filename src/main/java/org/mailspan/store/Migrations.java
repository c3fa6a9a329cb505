package org.mailspan.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Brings a database to the newest schema by numbered scripts, each in a transaction of its own. */
final class Migrations {
    /** One that was published is never edited, a change is a new one: {@code V2__what_it_does.sql}. */
    private static final String SCRIPTS = "classpath:org/mailspan/store/migration";

    private Migrations() {}

    static void apply(Path file) {
        apply(file, SCRIPTS);
    }

    static void apply(Path file, String scripts) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source(file))
                    .locations(scripts)
                    .placeholderReplacement(false)
                    .load();
            if (Arrays.stream(flyway.info().all())
                    .anyMatch(script -> script.getState().name().startsWith("FUTURE"))) throw newer();
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

    private static StoreException newer() {
        return new StoreException("cache.db was written by a newer Mailspan. Start that newer Mailspan again, or move"
                + " cache.db away: it is a cache, devices then load their mail anew.");
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
