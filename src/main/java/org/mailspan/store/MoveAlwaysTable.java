package org.mailspan.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The rows of move_always and filed: conversations that are always moved, and what was moved for it. */
final class MoveAlwaysTable {
    static final String OF_ACCOUNT = "SELECT account, conversation, folder, since FROM move_always WHERE account = ?";
    static final String FILED = "SELECT 1 FROM filed WHERE account = ? AND conversation = ? AND date = ?";
    static final String PURGE = "DELETE FROM filed INDEXED BY filed_date WHERE date < ?";
    private static final String PUT =
            "INSERT OR REPLACE INTO move_always (account, conversation, folder, since) VALUES (?, ?, ?, ?)";
    private static final String PUT_FILED =
            "INSERT OR REPLACE INTO filed (account, conversation, date) VALUES (?, ?, ?)";

    private final Database database;

    MoveAlwaysTable(Database database) {
        this.database = database;
    }

    List<MoveAlwaysRow> ofAccount(String account) {
        return database.list(
                OF_ACCOUNT,
                row -> new MoveAlwaysRow(
                        row.getString(1),
                        HexFormat.of().formatHex(row.getBytes(2)),
                        row.getLong(3),
                        Instant.ofEpochSecond(row.getLong(4))),
                account);
    }

    void put(MoveAlwaysRow row) {
        database.run(
                PUT,
                row.account(),
                MemberTable.octets(row.conversation()),
                row.folder(),
                row.since().getEpochSecond());
    }

    boolean isFiled(String account, String conversation, long date) {
        return database.first(FILED, row -> true, account, MemberTable.octets(conversation), date)
                .isPresent();
    }

    void putFiled(String account, String conversation, long date) {
        database.run(PUT_FILED, account, MemberTable.octets(conversation), date);
    }

    void purgeFiled(long date) {
        database.run(PURGE, date);
    }
}
