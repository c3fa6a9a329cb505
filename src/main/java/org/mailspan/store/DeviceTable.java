package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of device, and those of document and sent that hang on them; forgetting a device takes all of its rows. */
final class DeviceTable {
    private static final String SELECT = """
        SELECT account, id, type, user_agent, version, information, first_seen, last_seen FROM device
        """;
    static final String BY_ID = SELECT + "WHERE account = ? AND id = ?";
    static final String OF_ACCOUNT = SELECT + "WHERE account = ? ORDER BY id";
    static final String ALL = SELECT + "ORDER BY account, id";
    static final String DOCUMENT = "SELECT document FROM document WHERE account = ? AND device = ? AND name = ?";
    static final String SENT = "SELECT sent_at FROM sent WHERE account = ? AND device = ? AND client_id = ?";
    static final String PURGE_SENT = "DELETE FROM sent INDEXED BY sent_at WHERE sent_at < ?";
    private static final String PUT = """
        INSERT OR REPLACE INTO device
            (account, id, type, user_agent, version, information, first_seen, last_seen)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String PUT_DOCUMENT =
            "INSERT OR REPLACE INTO document (account, device, name, document) VALUES (?, ?, ?, ?)";
    private static final String REMOVE_DOCUMENT = "DELETE FROM document WHERE account = ? AND device = ? AND name = ?";
    private static final String PUT_SENT =
            "INSERT OR REPLACE INTO sent (account, device, client_id, sent_at) VALUES (?, ?, ?, ?)";

    private static final List<String> FORGET = List.of(
            "DELETE FROM state WHERE (account, device) IN (SELECT account, id FROM device WHERE last_seen < ?)",
            "DELETE FROM document WHERE (account, device) IN (SELECT account, id FROM device WHERE last_seen < ?)",
            "DELETE FROM moved WHERE (account, device) IN (SELECT account, id FROM device WHERE last_seen < ?)",
            "DELETE FROM sent WHERE (account, device) IN (SELECT account, id FROM device WHERE last_seen < ?)",
            "DELETE FROM device WHERE last_seen < ?");

    static final String REMOVE_STATES = "DELETE FROM state WHERE account = ? AND device = ?";
    private static final List<String> FORGET_ONE = List.of(
            REMOVE_STATES,
            "DELETE FROM document WHERE account = ? AND device = ?",
            "DELETE FROM moved WHERE account = ? AND device = ?",
            "DELETE FROM sent WHERE account = ? AND device = ?",
            "DELETE FROM device WHERE account = ? AND id = ?");

    private final Database database;

    DeviceTable(Database database) {
        this.database = database;
    }

    Optional<DeviceRow> byId(String account, String device) {
        return database.first(BY_ID, DeviceTable::row, account, device);
    }

    List<DeviceRow> ofAccount(String account) {
        return database.list(OF_ACCOUNT, DeviceTable::row, account);
    }

    List<DeviceRow> all() {
        return database.list(ALL, DeviceTable::row);
    }

    void forget(String account, String device) {
        for (String sql : FORGET_ONE) database.run(sql, account, device);
    }

    void removeStates(String account, String device) {
        database.run(REMOVE_STATES, account, device);
    }

    void put(DeviceRow row) {
        database.run(
                PUT,
                row.account(),
                row.id(),
                row.type(),
                row.userAgent(),
                row.version(),
                row.information(),
                row.firstSeen().toEpochMilli(),
                row.lastSeen().toEpochMilli());
    }

    Optional<byte[]> document(String account, String device, String name) {
        return database.first(DOCUMENT, row -> row.getBytes(1), account, device, name);
    }

    void putDocument(String account, String device, String name, byte[] document) {
        database.run(PUT_DOCUMENT, account, device, name, document);
    }

    void removeDocument(String account, String device, String name) {
        database.run(REMOVE_DOCUMENT, account, device, name);
    }

    Optional<Instant> sent(String account, String device, String clientId) {
        return database.first(SENT, row -> Instant.ofEpochMilli(row.getLong(1)), account, device, clientId);
    }

    void putSent(String account, String device, String clientId, Instant when) {
        database.run(PUT_SENT, account, device, clientId, when.toEpochMilli());
    }

    void forgetNotSeenSince(Instant when) {
        for (String sql : FORGET) database.run(sql, when.toEpochMilli());
    }

    void purgeSent(Instant when) {
        database.run(PURGE_SENT, when.toEpochMilli());
    }

    private static DeviceRow row(ResultSet row) throws SQLException {
        return new DeviceRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBytes(6),
                Instant.ofEpochMilli(row.getLong(7)),
                Instant.ofEpochMilli(row.getLong(8)));
    }
}
