package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of app_password and of mail_password. */
final class PasswordTable {
    private static final String SELECT =
            "SELECT account, id, name, salt, memory, passes, hash, device, made, used FROM app_password ";
    static final String BY_ID = SELECT + "WHERE account = ? AND id = ?";
    static final String OF_ACCOUNT = SELECT + "WHERE account = ? ORDER BY id";
    static final String ALL = SELECT + "ORDER BY account, id";
    private static final String PUT = """
        INSERT OR REPLACE INTO app_password
            (account, id, name, salt, memory, passes, hash, device, made, used)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String SELECT_MAIL = "SELECT account, sealed, changed FROM mail_password ";
    static final String MAIL_OF = SELECT_MAIL + "WHERE account = ?";
    static final String MAIL_ALL = SELECT_MAIL + "ORDER BY account";

    private final Database database;

    PasswordTable(Database database) {
        this.database = database;
    }

    Optional<AppPasswordRow> byId(String account, String id) {
        return database.first(BY_ID, PasswordTable::row, account, id);
    }

    List<AppPasswordRow> ofAccount(String account) {
        return database.list(OF_ACCOUNT, PasswordTable::row, account);
    }

    List<AppPasswordRow> all() {
        return database.list(ALL, PasswordTable::row);
    }

    void put(AppPasswordRow row) {
        database.run(
                PUT,
                row.account(),
                row.id(),
                row.name(),
                row.salt(),
                row.memory(),
                row.passes(),
                row.hash(),
                row.device(),
                row.made().toEpochMilli(),
                row.used().toEpochMilli());
    }

    void remove(String account, String id) {
        database.run("DELETE FROM app_password WHERE account = ? AND id = ?", account, id);
    }

    Optional<MailPasswordRow> mailOf(String account) {
        return database.first(MAIL_OF, PasswordTable::mailRow, account);
    }

    List<MailPasswordRow> mailAll() {
        return database.list(MAIL_ALL, PasswordTable::mailRow);
    }

    void putMail(MailPasswordRow row) {
        database.run(
                "INSERT OR REPLACE INTO mail_password (account, sealed, changed) VALUES (?, ?, ?)",
                row.account(),
                row.sealed(),
                row.changed().toEpochMilli());
    }

    void removeMail(String account) {
        database.run("DELETE FROM mail_password WHERE account = ?", account);
    }

    private static AppPasswordRow row(ResultSet row) throws SQLException {
        return new AppPasswordRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBytes(4),
                row.getInt(5),
                row.getInt(6),
                row.getBytes(7),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(10)));
    }

    private static MailPasswordRow mailRow(ResultSet row) throws SQLException {
        return new MailPasswordRow(row.getString(1), row.getBytes(2), Instant.ofEpochMilli(row.getLong(3)));
    }
}
