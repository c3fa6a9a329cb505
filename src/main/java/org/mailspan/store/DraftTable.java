package org.mailspan.store;

import java.util.List;

/** The rows of draft: by what a draft is known when it is saved anew. */
final class DraftTable {
    static final String KEYS =
            "SELECT key FROM draft INDEXED BY draft_identity WHERE folder = ? AND identity = ? ORDER BY key";
    static final String UNKNOWN = """
        SELECT key FROM item WHERE folder = ? AND gone = 0
            AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.folder = item.folder AND draft.key = item.key)\
        """;
    static final String PURGE = """
        DELETE FROM draft WHERE folder = ?
            AND key IN (SELECT key FROM item INDEXED BY item_gone WHERE folder = ? AND gone = 1 AND version <= ?)\
        """;
    static final String DROP = "DELETE FROM draft WHERE folder = ?";
    private static final String PUT = "INSERT OR REPLACE INTO draft (folder, key, identity) VALUES (?, ?, ?)";

    private final Database database;

    DraftTable(Database database) {
        this.database = database;
    }

    List<Long> keys(long folder, String identity) {
        return database.list(KEYS, row -> row.getLong(1), folder, identity);
    }

    List<Long> unknown(long folder) {
        return database.list(UNKNOWN, row -> row.getLong(1), folder);
    }

    void put(long folder, long key, String identity) {
        database.run(PUT, folder, key, identity);
    }

    /** Before the rows themselves are purged. */
    void purgeGone(long folder, long version) {
        database.run(PURGE, folder, folder, version);
    }

    void drop(long folder) {
        database.run(DROP, folder);
    }
}
