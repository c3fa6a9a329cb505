package org.mailspan.store;

import java.util.HashMap;
import java.util.Map;

/** The rows of follow_up. */
final class FollowUpTable {
    static final String BETWEEN = "SELECT key, flag FROM follow_up WHERE folder = ? AND key BETWEEN ? AND ?";
    static final String REMOVE = "DELETE FROM follow_up WHERE folder = ? AND key = ?";
    static final String CARRY = """
        INSERT OR REPLACE INTO follow_up (folder, key, flag)
        SELECT ?, ?, flag FROM follow_up WHERE folder = ? AND key = ?\
        """;
    static final String PURGE = """
        DELETE FROM follow_up WHERE folder = ?
            AND key IN (SELECT key FROM item INDEXED BY item_gone WHERE folder = ? AND gone = 1 AND version <= ?)\
        """;
    static final String DROP = "DELETE FROM follow_up WHERE folder = ?";
    private static final String PUT = "INSERT OR REPLACE INTO follow_up (folder, key, flag) VALUES (?, ?, ?)";

    private final Database database;

    private record Row(long key, byte[] flag) {}

    FollowUpTable(Database database) {
        this.database = database;
    }

    Map<Long, byte[]> between(long folder, long first, long last) {
        var flags = new HashMap<Long, byte[]>();
        database.list(BETWEEN, row -> new Row(row.getLong(1), row.getBytes(2)), folder, first, last)
                .forEach(row -> flags.put(row.key, row.flag));
        return flags;
    }

    void put(long folder, long key, byte[] flag) {
        if (flag.length == 0) database.run(REMOVE, folder, key);
        else database.run(PUT, folder, key, flag);
    }

    void carry(long folder, long key, long toFolder, long toKey) {
        database.run(CARRY, toFolder, toKey, folder, key);
    }

    void purgeGone(long folder, long version) {
        database.run(PURGE, folder, folder, version);
    }

    void drop(long folder) {
        database.run(DROP, folder);
    }
}
