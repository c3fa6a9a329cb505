package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of wipe, and the time up to which they are beyond doubt. */
final class WipeTable {
    private static final String SELECT = """
        SELECT account, device, name, kind, state, ordered, delivered, acknowledged, status FROM wipe
        """;
    static final String BY_DEVICE = SELECT + "WHERE account = ? AND device = ?";
    static final String BY_STATE = SELECT + "WHERE state = ?";
    private static final String PUT = """
        INSERT OR REPLACE INTO wipe
            (account, device, name, kind, state, ordered, delivered, acknowledged, status)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private final Database database;

    WipeTable(Database database) {
        this.database = database;
    }

    Optional<WipeRow> of(String account, String device) {
        return database.first(BY_DEVICE, WipeTable::row, account, device);
    }

    List<WipeRow> in(WipeRow.State state) {
        return database.list(BY_STATE, WipeTable::row, DecisionTable.word(state));
    }

    void put(WipeRow row) {
        database.run(
                PUT,
                row.account(),
                row.device(),
                row.name(),
                DecisionTable.word(row.kind()),
                DecisionTable.word(row.state()),
                row.ordered().toEpochMilli(),
                row.delivered().toEpochMilli(),
                row.acknowledged().toEpochMilli(),
                row.status());
    }

    void remove(String account, String device) {
        database.run("DELETE FROM wipe WHERE account = ? AND device = ?", account, device);
    }

    Instant attended() {
        return Instant.ofEpochMilli(database.first("SELECT attended FROM course", row -> row.getLong(1))
                .orElse(0L));
    }

    void putAttended(Instant now) {
        database.run("UPDATE course SET attended = ?", now.toEpochMilli());
    }

    private static WipeRow row(ResultSet row) throws SQLException {
        return new WipeRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                WipeRow.Kind.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                WipeRow.State.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                Instant.ofEpochMilli(row.getLong(8)),
                row.getInt(9));
    }
}
