package org.mailspan.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection with the statements prepared on it, used by one thread at a time. */
final class Database implements AutoCloseable {
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final int BATCH = 1000;

    private final Connection connection;
    private final Runnable onDamage;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private @Nullable StoreException failure;

    /** {@code onDamage} runs whenever SQLite finds the file malformed. */
    Database(Connection connection, Runnable onDamage) {
        this.connection = connection;
        this.onDamage = onDamage;
    }

    <T> List<T> list(String sql, Row<T> row, Object... arguments) {
        refuseAfterFailure();
        try (ResultSet rows = bound(sql, arguments).executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) all.add(row.read(rows));
            return all;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    <T> Optional<T> first(String sql, Row<T> row, Object... arguments) {
        return list(sql, row, arguments).stream().findFirst();
    }

    void run(String sql, Object... arguments) {
        refuseAfterFailure();
        try {
            bound(sql, arguments).execute();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a statement once for each row of arguments: several times faster than {@link #run} for each. */
    void runAll(String sql, List<Object[]> rows) {
        refuseAfterFailure();
        try {
            for (int from = 0; from < rows.size(); from += BATCH) {
                for (Object[] row : rows.subList(from, Math.min(from + BATCH, rows.size()))) {
                    bound(sql, row).addBatch();
                }
                prepared(sql).executeBatch();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Begins, ends or marks a transaction. Never through the driver's own setAutoCommit and commit: with IMMEDIATE
     * those begin the next transaction at once, and an idle connection then holds the write lock.
     */
    void control(String sql) {
        try {
            prepared(sql).execute();
        } catch (SQLException e) {
            throw described(e);
        }
        failure = null;
    }

    /** Undoes what is open. SQLite may have done so itself, after a full disk for one; that is no failure. */
    void abandon() {
        try {
            prepared("ROLLBACK").execute();
        } catch (SQLException e) {
            // "no transaction is active": exactly what was wanted
        }
        failure = null;
    }

    /**
     * What failed since the last {@link #control}. Work that swallows such a failure must not be committed: SQLite may
     * have undone the transaction, and what follows would commit by itself, statement by statement.
     */
    Optional<StoreException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Gives back the pages and statements that SQLite keeps for next time, up to megabytes; not while rows are read. */
    void rest() {
        try {
            closeStatements();
            try (Statement shrink = connection.createStatement()) {
                shrink.execute("PRAGMA shrink_memory");
            }
        } catch (SQLException e) {
            throw described(e);
        }
    }

    @Override
    public void close() {
        try {
            closeStatements();
            connection.close();
        } catch (SQLException e) {
            throw described(e);
        }
    }

    private void closeStatements() throws SQLException {
        for (PreparedStatement statement : prepared.values()) statement.close();
        prepared.clear();
    }

    private void refuseAfterFailure() {
        if (failure != null) throw new StoreException("an earlier statement of this transaction failed", failure);
    }

    private PreparedStatement bound(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) return known;
        PreparedStatement fresh = connection.prepareStatement(sql);
        prepared.put(sql, fresh);
        return fresh;
    }

    private StoreException failed(SQLException cause) {
        StoreException described = described(cause);
        failure = described;
        return described;
    }

    private StoreException described(SQLException cause) {
        StoreException described = new StoreException("the database failed: " + cause.getMessage(), cause);
        if (Damage.isIn(described)) onDamage.run();
        return described;
    }
}
