package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.DecisionRow.Errand;

/** The rows of device, and of what happened with each. */
final class DecisionTable {
    /** Of each device. */
    private static final int LOGGED = 100;

    private static final String SELECT = """
        SELECT account, id, decision, reason, since, type, user_agent, first_seen, told, errand, revision FROM device
        """;
    static final String BY_ID = SELECT + "WHERE account = ? AND id = ?";
    static final String OF_ACCOUNT = SELECT + "WHERE account = ? ORDER BY id";
    static final String ALL = SELECT + "ORDER BY account, id";
    static final String CHANGED = SELECT + "INDEXED BY device_revision WHERE revision > ? ORDER BY revision";
    static final String REVISION = "SELECT revision FROM course";
    static final String LOG =
            "SELECT account, device, at, what FROM device_log WHERE account = ? AND device = ? ORDER BY number";
    private static final String PUT = """
        INSERT OR REPLACE INTO device
            (account, id, decision, reason, since, type, user_agent, first_seen, told, errand, revision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT revision FROM course))
        """;
    private static final String NEXT = "UPDATE course SET revision = revision + 1";
    private static final String TOUCH = """
        UPDATE device SET revision = (SELECT revision FROM course) WHERE account = ? AND id = ?
        """;
    private static final String PUT_LOG = "INSERT INTO device_log (account, device, at, what) VALUES (?, ?, ?, ?)";
    private static final String TRIM_LOG = """
        DELETE FROM device_log WHERE account = ? AND device = ? AND number <=
            (SELECT number FROM device_log WHERE account = ? AND device = ? ORDER BY number DESC LIMIT 1 OFFSET ?)
        """;

    private final Database database;

    DecisionTable(Database database) {
        this.database = database;
    }

    Optional<DecisionRow> byId(String account, String device) {
        return database.first(BY_ID, DecisionTable::row, account, device);
    }

    List<DecisionRow> ofAccount(String account) {
        return database.list(OF_ACCOUNT, DecisionTable::row, account);
    }

    List<DecisionRow> all() {
        return database.list(ALL, DecisionTable::row);
    }

    List<DecisionRow> changedAfter(long revision) {
        return database.list(CHANGED, DecisionTable::row, revision);
    }

    long revision() {
        return database.first(REVISION, row -> row.getLong(1)).orElse(0L);
    }

    void put(DecisionRow row) {
        database.run(NEXT);
        database.run(
                PUT,
                row.account(),
                row.id(),
                word(row.decision()),
                row.reason(),
                row.since().toEpochMilli(),
                row.type(),
                row.userAgent(),
                row.firstSeen().toEpochMilli(),
                row.told().toEpochMilli(),
                word(row.errand()));
    }

    void touch(String account, String device) {
        database.run(NEXT);
        database.run(TOUCH, account, device);
    }

    void remove(String account, String device) {
        database.run("DELETE FROM device WHERE account = ? AND id = ?", account, device);
        database.run("DELETE FROM device_log WHERE account = ? AND device = ?", account, device);
    }

    List<DeviceLogRow> log(String account, String device) {
        return database.list(
                LOG,
                row -> new DeviceLogRow(
                        row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)), row.getString(4)),
                account,
                device);
    }

    void putLog(DeviceLogRow row) {
        database.run(PUT_LOG, row.account(), row.device(), row.at().toEpochMilli(), row.what());
        database.run(TRIM_LOG, row.account(), row.device(), row.account(), row.device(), LOGGED);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static DecisionRow row(ResultSet row) throws SQLException {
        return new DecisionRow(
                row.getString(1),
                row.getString(2),
                Decision.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)),
                Errand.valueOf(row.getString(10).toUpperCase(Locale.ROOT)),
                row.getLong(11));
    }
}
