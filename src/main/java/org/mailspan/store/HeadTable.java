package org.mailspan.store;

import java.time.Instant;
import java.util.Optional;

/** The rows of head: what the Index of each folder stands at, and the highest key it ever gave. */
final class HeadTable {
    static final String BY_FOLDER = "SELECT generation, token, version FROM head WHERE folder = ?";
    static final String HIGHEST = "SELECT highest FROM head WHERE folder = ?";
    static final String AUDITED = "SELECT audited FROM head WHERE folder = ? AND audited > 0";
    private static final String PUT_AUDITED = "UPDATE head SET audited = ? WHERE folder = ?";
    private static final String PUT = """
        INSERT INTO head (folder, generation, token, version, highest) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT (folder) DO UPDATE SET generation = excluded.generation, token = excluded.token,
            version = excluded.version
        """;
    private static final String RAISE = """
        INSERT INTO head (folder, generation, token, version, highest) VALUES (?, '', '', 0, ?)
        ON CONFLICT (folder) DO UPDATE SET highest = max(highest, excluded.highest)
        """;

    private final Database database;

    HeadTable(Database database) {
        this.database = database;
    }

    IndexHead of(long folder) {
        return database.first(
                        BY_FOLDER, row -> new IndexHead(row.getString(1), row.getString(2), row.getLong(3)), folder)
                .orElse(IndexHead.EMPTY);
    }

    void put(long folder, IndexHead head) {
        database.run(PUT, folder, head.generation(), head.token(), head.version());
    }

    Optional<Instant> audited(long folder) {
        return database.first(AUDITED, row -> Instant.ofEpochMilli(row.getLong(1)), folder);
    }

    void putAudited(long folder, Instant when) {
        database.run(PUT_AUDITED, when.toEpochMilli(), folder);
    }

    long highestKey(long folder) {
        return database.first(HIGHEST, row -> row.getLong(1), folder).orElse(0L);
    }

    /** {@code key} was given. */
    void raise(long folder, long key) {
        database.run(RAISE, folder, key);
    }
}
