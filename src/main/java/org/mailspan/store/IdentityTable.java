package org.mailspan.store;

import java.util.List;

/** The rows of identity. */
final class IdentityTable {
    static final String OF_ACCOUNT = """
        SELECT identity.folder, identity.generation, identity.mailbox
        FROM folder JOIN identity ON identity.folder = folder.id WHERE folder.account = ?
        """;
    private static final String PUT = "INSERT OR REPLACE INTO identity (folder, generation, mailbox) VALUES (?, ?, ?)";

    private final Database database;

    IdentityTable(Database database) {
        this.database = database;
    }

    List<IdentityRow> ofAccount(String account) {
        return database.list(
                OF_ACCOUNT, row -> new IdentityRow(row.getLong(1), row.getString(2), row.getString(3)), account);
    }

    void put(IdentityRow row) {
        database.run(PUT, row.folder(), row.generation(), row.mailbox());
    }
}
