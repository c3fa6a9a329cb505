package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The rows of verb. */
final class VerbTable {
    static final String BETWEEN =
            "SELECT folder, key, verb, done_at FROM verb WHERE folder = ? AND key BETWEEN ? AND ?";
    static final String PURGE = "DELETE FROM verb INDEXED BY verb_done_at WHERE done_at < ?";
    static final String DROP = "DELETE FROM verb WHERE folder = ?";
    static final String CARRY = """
        INSERT OR REPLACE INTO verb (folder, key, verb, done_at)
        SELECT ?, ?, verb, done_at FROM verb WHERE folder = ? AND key = ?\
        """;
    private static final String PUT = "INSERT OR REPLACE INTO verb (folder, key, verb, done_at) VALUES (?, ?, ?, ?)";

    private final Database database;

    VerbTable(Database database) {
        this.database = database;
    }

    Map<Long, VerbRow> between(long folder, long first, long last) {
        var verbs = new HashMap<Long, VerbRow>();
        database.list(BETWEEN, VerbTable::row, folder, first, last).forEach(row -> verbs.put(row.key(), row));
        return verbs;
    }

    private static VerbRow row(ResultSet row) throws SQLException {
        return new VerbRow(row.getLong(1), row.getLong(2), row.getInt(3), Instant.ofEpochMilli(row.getLong(4)));
    }

    void put(VerbRow row) {
        database.run(PUT, row.folder(), row.key(), row.verb(), row.doneAt().toEpochMilli());
    }

    void carry(long folder, long key, long toFolder, long toKey) {
        database.run(CARRY, toFolder, toKey, folder, key);
    }

    void purge(Instant when) {
        database.run(PURGE, when.toEpochMilli());
    }

    void drop(long folder) {
        database.run(DROP, folder);
    }
}
