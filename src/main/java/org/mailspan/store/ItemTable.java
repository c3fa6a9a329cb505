package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rows of item. Statements name the index they rest on (INDEXED BY): SQLite keeps no statistics here and would, for
 * one, look for a remote through all rows of the folder. Named, a query without its index fails in the first test.
 */
final class ItemTable {
    private static final String SELECT = "SELECT folder, key, remote, stamp, date, added, version, gone FROM item ";
    static final String BY_KEY = SELECT + "WHERE folder = ? AND key = ?";
    static final String BY_REMOTE = SELECT + "INDEXED BY item_remote WHERE folder = ? AND gone = 0 AND remote = ?";
    static final String LIVING = SELECT + "WHERE folder = ? AND gone = 0 AND key > ? ORDER BY key LIMIT ?";
    static final String CHANGED_AFTER = SELECT + """
        INDEXED BY item_changed WHERE folder = ? AND (version, backward) > (?, ?)
        ORDER BY version, backward LIMIT ?\
        """;
    static final String ADDED_AFTER = SELECT + """
        INDEXED BY item_seen WHERE folder = ? AND gone = 0 AND (added, backward) > (?, ?)
        ORDER BY added, backward LIMIT ?\
        """;
    private static final String BETWEEN = """
        INDEXED BY item_place WHERE folder = ? AND gone = 0 AND (date, key) >= (?, ?) AND (date, key) < (?, ?)\
        """;
    static final String UP_FROM = SELECT + BETWEEN + "ORDER BY date, key LIMIT ?";
    static final String DOWN_FROM = SELECT + BETWEEN + "ORDER BY date DESC, key DESC LIMIT ?";
    static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM item " + BETWEEN + "LIMIT ?)";
    static final String PURGE_GONE =
            "DELETE FROM item INDEXED BY item_gone WHERE folder = ? AND gone = 1 AND version <= ?";
    static final String DROP = "DELETE FROM item WHERE folder = ?";
    private static final String PUT = """
        INSERT INTO item (folder, key, remote, stamp, date, added, version, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (folder, key) DO UPDATE SET remote = excluded.remote, stamp = excluded.stamp,
            date = excluded.date, added = excluded.added, version = excluded.version, gone = excluded.gone
        """;
    private static final int PAGE = 1000;

    private final Database database;

    ItemTable(Database database) {
        this.database = database;
    }

    Optional<ItemRow> byKey(long folder, long key) {
        return database.first(BY_KEY, ItemTable::row, folder, key);
    }

    Map<String, ItemRow> byRemote(long folder, Collection<String> remotes) {
        Map<String, ItemRow> found = new HashMap<>();
        for (String remote : remotes) {
            for (ItemRow row : database.list(BY_REMOTE, ItemTable::row, folder, remote)) found.put(remote, row);
        }
        return found;
    }

    /** By pages: no cursor stays open while {@code action} runs, so it may ask and change what it likes. */
    void eachLiving(long folder, Consumer<ItemRow> action) {
        long after = Long.MIN_VALUE;
        for (List<ItemRow> page = living(folder, after); !page.isEmpty(); page = living(folder, after)) {
            page.forEach(action);
            after = page.getLast().key();
        }
    }

    private List<ItemRow> living(long folder, long after) {
        return database.list(LIVING, ItemTable::row, folder, after, PAGE);
    }

    List<ItemRow> changedAfter(long folder, Mark after, int limit) {
        return database.list(CHANGED_AFTER, ItemTable::row, folder, after.version(), ~after.key(), atLeastNone(limit));
    }

    List<ItemRow> addedAfter(long folder, Mark after, int limit) {
        return database.list(ADDED_AFTER, ItemTable::row, folder, after.version(), ~after.key(), atLeastNone(limit));
    }

    List<ItemRow> upFrom(long folder, Place from, Place below, int limit) {
        return between(UP_FROM, folder, from, below, limit);
    }

    List<ItemRow> downFrom(long folder, Place below, Place downTo, int limit) {
        return between(DOWN_FROM, folder, downTo, below, limit);
    }

    private List<ItemRow> between(String sql, long folder, Place from, Place below, int limit) {
        return database.list(
                sql, ItemTable::row, folder, from.date(), from.key(), below.date(), below.key(), atLeastNone(limit));
    }

    int count(long folder, Place below, Place downTo, int most) {
        return database.first(
                        COUNT,
                        row -> row.getInt(1),
                        folder,
                        downTo.date(),
                        downTo.key(),
                        below.date(),
                        below.key(),
                        atLeastNone(most))
                .orElse(0);
    }

    void put(List<ItemRow> rows) {
        database.runAll(PUT, rows.stream().map(ItemTable::values).toList());
    }

    void purgeGone(long folder, long version) {
        database.run(PURGE_GONE, folder, version);
    }

    void drop(long folder) {
        database.run(DROP, folder);
    }

    /** To SQLite a negative limit is none at all. */
    private static int atLeastNone(int limit) {
        return Math.max(0, limit);
    }

    private static Object[] values(ItemRow row) {
        return new Object[] {
            row.folder(), row.key(), row.remote(), row.stamp(), row.date(), row.added(), row.version(), row.gone()
        };
    }

    private static ItemRow row(ResultSet row) throws SQLException {
        return new ItemRow(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getBoolean(8));
    }
}
