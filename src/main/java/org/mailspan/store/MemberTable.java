package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of member and learned: conversations of items. */
final class MemberTable {
    static final String BY_ITEM = "SELECT folder, key, conversation, learned FROM member WHERE folder = ? AND key = ?";
    static final String KEYS =
            "SELECT key FROM member INDEXED BY member_conversation WHERE folder = ? AND conversation = ?";
    static final String LEARNED_AFTER = """
        SELECT folder, key, conversation, learned FROM member INDEXED BY member_learned
        WHERE folder = ? AND learned > ? ORDER BY learned, key LIMIT ?\
        """;
    static final String PURGE = """
        DELETE FROM member WHERE folder = ?
            AND key IN (SELECT key FROM item INDEXED BY item_gone WHERE folder = ? AND gone = 1 AND version <= ?)\
        """;
    static final String DROP = "DELETE FROM member WHERE folder = ?";
    static final String BY_FOLDER = """
        SELECT learned, added_version, added_key, start_version, start_key, cursor_date, cursor_key
        FROM learned WHERE folder = ?\
        """;
    static final String DROP_LEARNED = "DELETE FROM learned WHERE folder = ?";
    private static final String PUT =
            "INSERT OR REPLACE INTO member (folder, key, conversation, learned) VALUES (?, ?, ?, ?)";
    private static final String PUT_LEARNED = """
        INSERT OR REPLACE INTO learned (folder, learned, added_version, added_key, start_version, start_key,
            cursor_date, cursor_key)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private final Database database;

    MemberTable(Database database) {
        this.database = database;
    }

    Optional<MemberRow> of(long folder, long key) {
        return database.first(BY_ITEM, MemberTable::row, folder, key);
    }

    List<Long> keys(long folder, String conversation) {
        return database.list(KEYS, row -> row.getLong(1), folder, octets(conversation));
    }

    List<MemberRow> learnedAfter(long folder, long learned, int limit) {
        return database.list(LEARNED_AFTER, MemberTable::row, folder, learned, limit);
    }

    void put(long folder, Map<Long, String> conversations, long learned) {
        database.runAll(
                PUT,
                conversations.entrySet().stream()
                        .map(one -> new Object[] {folder, one.getKey(), octets(one.getValue()), learned})
                        .toList());
    }

    void purgeGone(long folder, long version) {
        database.run(PURGE, folder, folder, version);
    }

    void drop(long folder) {
        database.run(DROP, folder);
        database.run(DROP_LEARNED, folder);
    }

    LearnedRow learned(long folder) {
        return database.first(BY_FOLDER, MemberTable::learned, folder).orElse(LearnedRow.NOTHING);
    }

    void putLearned(long folder, LearnedRow row) {
        database.run(
                PUT_LEARNED,
                folder,
                row.learned(),
                row.added().version(),
                row.added().key(),
                row.start().version(),
                row.start().key(),
                row.cursor().date(),
                row.cursor().key());
    }

    private static MemberRow row(ResultSet row) throws SQLException {
        return new MemberRow(row.getLong(1), row.getLong(2), HexFormat.of().formatHex(row.getBytes(3)), row.getLong(4));
    }

    private static LearnedRow learned(ResultSet row) throws SQLException {
        return new LearnedRow(
                row.getLong(1),
                new Mark(row.getLong(2), row.getLong(3)),
                new Mark(row.getLong(4), row.getLong(5)),
                new Place(row.getLong(6), row.getLong(7)));
    }

    static byte[] octets(String conversation) {
        return HexFormat.of().parseHex(conversation);
    }
}
