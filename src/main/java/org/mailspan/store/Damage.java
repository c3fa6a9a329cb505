package org.mailspan.store;

import java.sql.SQLException;

/** Tells a database file that is broken from one that cannot be used just now: only the former may be set aside. */
final class Damage {
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOTADB = 26;

    private Damage() {}

    static boolean isIn(StoreException failure) {
        return failure.getCause() instanceof SQLException cause
                && (cause.getErrorCode() == SQLITE_CORRUPT || cause.getErrorCode() == SQLITE_NOTADB);
    }

    /** Reads the whole file, which takes a while for a large one. */
    static void requireNone(Database database) {
        String found = database.first("PRAGMA integrity_check(1)", row -> row.getString(1))
                .orElse("no answer");
        if (!found.equals("ok")) {
            throw new StoreException("the database is damaged: " + found, new SQLException(found, "", SQLITE_CORRUPT));
        }
    }
}
