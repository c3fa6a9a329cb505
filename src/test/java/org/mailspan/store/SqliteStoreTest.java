package org.mailspan.store;

import java.nio.file.Path;

/** The SQLite store keeps the contract of every store. */
final class SqliteStoreTest
        implements RowsContract, DeviceRowsContract, ItemsContract, ConversationsContract, TransactionsContract {
    @Override
    public Store open(Path directory) {
        return SqliteStore.open(directory);
    }
}
