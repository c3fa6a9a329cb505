package org.mailspan.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of likeness. */
final class LikenessTable {
    static final String OF_FOLDER = "SELECT key, object, exact, loose FROM likeness WHERE folder = ?";
    static final String PURGE = """
        DELETE FROM likeness WHERE folder = ?
            AND key IN (SELECT key FROM item INDEXED BY item_gone WHERE folder = ? AND gone = 1 AND version <= ?)\
        """;
    static final String DROP = "DELETE FROM likeness WHERE folder = ?";
    private static final String COLUMNS = "INTO likeness (folder, key, object, exact, loose) ";
    private static final String NOTE = "INSERT OR IGNORE " + COLUMNS + "VALUES (?, ?, ?, ?, ?)";
    private static final String PUT = "INSERT OR REPLACE " + COLUMNS + "VALUES (?, ?, ?, ?, ?)";
    private static final String CARRY = "INSERT OR IGNORE " + COLUMNS
            + "SELECT ?, ?, object, exact, loose FROM likeness WHERE folder = ? AND key = ?";

    private final Database database;

    LikenessTable(Database database) {
        this.database = database;
    }

    Map<Long, LikenessRow> ofFolder(long folder) {
        var rows = new HashMap<Long, LikenessRow>();
        for (LikenessRow row : database.list(
                OF_FOLDER,
                row -> new LikenessRow(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                folder)) rows.put(row.key(), row);
        return rows;
    }

    void note(long folder, List<LikenessRow> rows) {
        run(NOTE, folder, rows);
    }

    void put(long folder, List<LikenessRow> rows) {
        run(PUT, folder, rows);
    }

    private void run(String sql, long folder, List<LikenessRow> rows) {
        if (!rows.isEmpty())
            database.runAll(
                    sql,
                    rows.stream()
                            .map(row -> new Object[] {folder, row.key(), row.object(), row.exact(), row.loose()})
                            .toList());
    }

    void carry(long folder, long key, long toFolder, long toKey) {
        database.run(CARRY, toFolder, toKey, folder, key);
    }

    /** Before the rows of the items are purged. */
    void purgeGone(long folder, long version) {
        database.run(PURGE, folder, folder, version);
    }

    void drop(long folder) {
        database.run(DROP, folder);
    }
}
