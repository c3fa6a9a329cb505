package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The rows of moved. */
final class MovedTable {
    static final String BY_ITEM = """
        SELECT account, device, folder, key, to_folder, to_key, moved_at
        FROM moved WHERE account = ? AND device = ? AND folder = ? AND key = ?
        """;
    static final String PURGE = "DELETE FROM moved INDEXED BY moved_at WHERE moved_at < ?";
    private static final String PUT = """
        INSERT OR REPLACE INTO moved (account, device, folder, key, to_folder, to_key, moved_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;

    private final Database database;

    MovedTable(Database database) {
        this.database = database;
    }

    Optional<MovedRow> of(String account, String device, long folder, long key) {
        return database.first(BY_ITEM, MovedTable::row, account, device, folder, key);
    }

    void put(MovedRow row) {
        database.run(
                PUT,
                row.account(),
                row.device(),
                row.folder(),
                row.key(),
                row.toFolder(),
                row.toKey(),
                row.movedAt().toEpochMilli());
    }

    void purge(Instant when) {
        database.run(PURGE, when.toEpochMilli());
    }

    private static MovedRow row(ResultSet row) throws SQLException {
        return new MovedRow(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                Instant.ofEpochMilli(row.getLong(7)));
    }
}
