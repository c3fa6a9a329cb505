package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** Costs are by index, never by folder size: SQLite's own plan of each question is one search, no scan and no sort. */
final class QueryPlanTest {
    @TempDir
    Path directory;

    private Database database;

    @BeforeEach
    void open() throws SQLException {
        SqliteStore.open(directory).close();
        database = new Database(
                new SQLiteConfig().createConnection("jdbc:sqlite:" + directory.resolve("cache.db")), () -> {});
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void changesAreOneRangeOfTheirIndex() {
        String range = "SEARCH item USING INDEX item_changed (folder=? AND (version,backward)>(?,?))";
        assertEquals(List.of(range), plan(ItemTable.CHANGED_AFTER));
    }

    @Test
    void firstSightsAreOneRangeOfTheirIndex() {
        String range = "SEARCH item USING INDEX item_seen (folder=? AND (added,backward)>(?,?))";
        assertEquals(List.of(range), plan(ItemTable.ADDED_AFTER));
    }

    @Test
    void agesAreOneRangeOfTheirIndexUpwardAndDownward() {
        String range = "SEARCH item USING INDEX item_place (folder=? AND (date,key)>(?,?) AND (date,key)<(?,?))";
        assertEquals(List.of(range), plan(ItemTable.DOWN_FROM));
        assertEquals(List.of(range), plan(ItemTable.UP_FROM));
    }

    @Test
    void aCountReadsNothingButItsIndex() {
        assertTrue(plan(ItemTable.COUNT)
                .contains("SEARCH item USING COVERING INDEX item_place"
                        + " (folder=? AND (date,key)>(?,?) AND (date,key)<(?,?))"));
    }

    @Test
    void anItemIsOneSearchByItsKeyOrTheHostsId() {
        assertEquals(List.of("SEARCH item USING PRIMARY KEY (folder=? AND key=?)"), plan(ItemTable.BY_KEY));
        assertEquals(List.of("SEARCH item USING INDEX item_remote (folder=? AND remote=?)"), plan(ItemTable.BY_REMOTE));
        assertEquals(List.of("SEARCH item USING PRIMARY KEY (folder=? AND key>?)"), plan(ItemTable.LIVING));
    }

    @Test
    void goneRowsAreFoundWithoutTheLiving() {
        assertEquals(List.of("SEARCH item USING INDEX item_gone (folder=? AND version<?)"), plan(ItemTable.PURGE_GONE));
    }

    @Test
    void conversationsOfGoneItemsAreFoundByThese() {
        List<String> plan = plan(MemberTable.PURGE);
        assertTrue(
                plan.contains("SEARCH item USING COVERING INDEX item_gone (folder=? AND version<?)"), plan::toString);
        assertTrue(plan.contains("SEARCH member USING PRIMARY KEY (folder=? AND key=?)"), plan::toString);
    }

    @Test
    void draftsOfWhichNothingIsKnownAreSoughtInTheirFolderAlone() {
        List<String> plan = plan(DraftTable.UNKNOWN);
        assertTrue(plan.getFirst().startsWith("SEARCH item USING "), plan::toString);
        assertTrue(plan.contains("SEARCH draft USING PRIMARY KEY (folder=? AND key=?)"), plan::toString);
        assertTrue(plan(LikenessTable.PURGE).contains("SEARCH likeness USING PRIMARY KEY (folder=? AND key=?)"));
        assertTrue(plan(DraftTable.PURGE).contains("SEARCH draft USING PRIMARY KEY (folder=? AND key=?)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FolderTable.OF_ACCOUNT,
                FolderTable.BY_ID,
                HeadTable.BY_FOLDER,
                DraftTable.KEYS,
                DraftTable.DROP,
                HeadTable.HIGHEST,
                HeadTable.AUDITED,
                LikenessTable.OF_FOLDER,
                LikenessTable.DROP,
                ItemTable.DROP,
                StateTable.BY_SLOT,
                StateTable.LOWEST_BASE,
                StateTable.REMOVE,
                StateTable.DROP,
                DeviceTable.BY_ID,
                DeviceTable.OF_ACCOUNT,
                DeviceTable.DOCUMENT,
                DeviceTable.SENT,
                DeviceTable.PURGE_SENT,
                DeviceTable.REMOVE_STATES,
                MovedTable.BY_ITEM,
                MovedTable.PURGE,
                VerbTable.BETWEEN,
                VerbTable.PURGE,
                VerbTable.DROP,
                VerbTable.CARRY,
                FollowUpTable.BETWEEN,
                FollowUpTable.REMOVE,
                FollowUpTable.CARRY,
                FollowUpTable.DROP,
                MemberTable.BY_ITEM,
                MemberTable.KEYS,
                MemberTable.LEARNED_AFTER,
                MemberTable.DROP,
                MemberTable.BY_FOLDER,
                MemberTable.DROP_LEARNED,
                MoveAlwaysTable.OF_ACCOUNT,
                MoveAlwaysTable.FILED,
                MoveAlwaysTable.PURGE
            })
    void everythingElseIsOneSearchToo(String sql) {
        List<String> plan = plan(sql);
        assertEquals(1, plan.size(), plan::toString);
        assertTrue(plan.getFirst().startsWith("SEARCH "), plan::toString);
    }

    private List<String> plan(String sql) {
        return new ArrayList<>(database.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(4)));
    }
}
