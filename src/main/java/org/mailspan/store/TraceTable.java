package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The rows of trace. */
final class TraceTable {
    private static final String ALL = "SELECT account, device, until FROM trace ORDER BY account, device";

    private final Database database;

    TraceTable(Database database) {
        this.database = database;
    }

    List<TraceRow> all() {
        return database.list(ALL, TraceTable::row);
    }

    /** Orders that are over go, whosever they were. */
    void put(TraceRow row, Instant now) {
        database.run("DELETE FROM trace WHERE until <= ?", now.toEpochMilli());
        database.run(
                "INSERT OR REPLACE INTO trace (account, device, until) VALUES (?, ?, ?)",
                row.account(),
                row.device(),
                row.until().toEpochMilli());
    }

    boolean remove(String account, String device) {
        boolean there = all().stream()
                .anyMatch(row -> row.account().equals(account) && row.device().equals(device));
        database.run("DELETE FROM trace WHERE account = ? AND device = ?", account, device);
        return there;
    }

    private static TraceRow row(ResultSet row) throws SQLException {
        return new TraceRow(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)));
    }
}
