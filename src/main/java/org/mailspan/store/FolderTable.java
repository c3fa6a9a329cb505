package org.mailspan.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.mailspan.protocol.FolderType;

/** The rows of folder. */
final class FolderTable {
    private static final String SELECT = """
        SELECT account, id, remote, parent, name, type, selectable, added, version, gone FROM folder
        """;
    static final String OF_ACCOUNT = SELECT + "WHERE account = ? ORDER BY id";
    static final String BY_ID = SELECT + "WHERE id = ? AND account = ?";
    private static final String ADD = """
        INSERT INTO folder (account, remote, parent, name, type, selectable, added, version, gone)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
        """;
    private static final String PUT = """
        INSERT INTO folder (account, id, remote, parent, name, type, selectable, added, version, gone)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET account = excluded.account, remote = excluded.remote,
            parent = excluded.parent, name = excluded.name, type = excluded.type, selectable = excluded.selectable,
            added = excluded.added, version = excluded.version, gone = excluded.gone
        """;

    private final Database database;

    FolderTable(Database database) {
        this.database = database;
    }

    List<FolderRow> ofAccount(String account) {
        return database.list(OF_ACCOUNT, FolderTable::row, account);
    }

    Optional<FolderRow> byId(String account, long id) {
        return database.first(BY_ID, FolderTable::row, id, account);
    }

    FolderRow add(FolderRow row) {
        long id = database.first(
                        ADD,
                        given -> given.getLong(1),
                        row.account(),
                        row.remote(),
                        row.parent(),
                        row.name(),
                        row.type().code(),
                        row.selectable(),
                        row.added(),
                        row.version(),
                        row.gone())
                .orElseThrow();
        return new FolderRow(
                row.account(),
                id,
                row.remote(),
                row.parent(),
                row.name(),
                row.type(),
                row.selectable(),
                row.added(),
                row.version(),
                row.gone());
    }

    void put(FolderRow row) {
        database.run(
                PUT,
                row.account(),
                row.id(),
                row.remote(),
                row.parent(),
                row.name(),
                row.type().code(),
                row.selectable(),
                row.added(),
                row.version(),
                row.gone());
    }

    private static FolderRow row(ResultSet row) throws SQLException {
        return new FolderRow(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                type(row.getInt(6)),
                row.getBoolean(7),
                row.getLong(8),
                row.getLong(9),
                row.getBoolean(10));
    }

    private static FolderType type(int code) {
        for (FolderType type : FolderType.values()) {
            if (type.code() == code) return type;
        }
        return FolderType.Unknown;
    }
}
