package org.mailspan.store;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of state. */
final class StateTable {
    static final String BY_SLOT = """
        SELECT account, device, collection, sync_key, base_version, base_key, added_version, added_key,
            start_version, start_key, cursor_date, cursor_key, cutoff_date, cutoff_key, filter_type, own, owed,
            conversation_mode, options
        FROM state WHERE account = ? AND device = ? AND collection = ? AND slot = ?
        """;
    static final String LOWEST_BASE = """
        SELECT base_version FROM state INDEXED BY state_collection WHERE collection = ? AND account = ?
        ORDER BY base_version LIMIT 1
        """;
    static final String REMOVE = "DELETE FROM state WHERE account = ? AND device = ? AND collection = ? AND slot = ?";
    static final String DROP = "DELETE FROM state INDEXED BY state_collection WHERE collection = ?";
    private static final String PUT = """
        INSERT OR REPLACE INTO state (account, device, collection, slot, sync_key, base_version, base_key,
            added_version, added_key, start_version, start_key, cursor_date, cursor_key, cutoff_date, cutoff_key,
            filter_type, own, owed, conversation_mode, options)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /** What {@link Owed} says of an item, in one octet. */
    private static final int LACKS = 1;

    private static final int MISSED = 2;

    private final Database database;

    StateTable(Database database) {
        this.database = database;
    }

    Optional<StateRow> of(String account, String device, long collection, Slot slot) {
        return database.first(BY_SLOT, StateTable::row, account, device, collection, number(slot));
    }

    long lowestBaseVersion(String account, long collection) {
        return database.first(LOWEST_BASE, row -> row.getLong(1), collection, account)
                .orElse(Long.MAX_VALUE);
    }

    void put(StateRow row, Slot slot) {
        database.run(
                PUT,
                row.account(),
                row.device(),
                row.collection(),
                number(slot),
                row.syncKey(),
                row.base().version(),
                row.base().key(),
                row.added().version(),
                row.added().key(),
                row.start().version(),
                row.start().key(),
                row.cursor().date(),
                row.cursor().key(),
                row.cutoff().date(),
                row.cutoff().key(),
                row.filterType(),
                octets(row.own()),
                owedOctets(row.owed()),
                modeOctets(row.conversationMode()),
                row.options());
    }

    void remove(String account, String device, long collection, Slot slot) {
        database.run(REMOVE, account, device, collection, number(slot));
    }

    void drop(long collection) {
        database.run(DROP, collection);
    }

    private static int number(Slot slot) {
        return switch (slot) {
            case CURRENT -> 0;
            case PREVIOUS -> 1;
        };
    }

    private static StateRow row(ResultSet row) throws SQLException {
        return new StateRow(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                new Mark(row.getLong(5), row.getLong(6)),
                new Mark(row.getLong(7), row.getLong(8)),
                new Mark(row.getLong(9), row.getLong(10)),
                new Place(row.getLong(11), row.getLong(12)),
                new Place(row.getLong(13), row.getLong(14)),
                row.getInt(15),
                marks(row.getBytes(16)),
                owed(row.getBytes(17)),
                mode(row.getBytes(18)),
                row.getBytes(19));
    }

    private static byte[] octets(List<Mark> marks) {
        ByteBuffer octets = ByteBuffer.allocate(marks.size() * 2 * Long.BYTES);
        for (Mark mark : marks) octets.putLong(mark.version()).putLong(mark.key());
        return octets.array();
    }

    private static List<Mark> marks(byte[] octets) {
        ByteBuffer left = ByteBuffer.wrap(octets);
        List<Mark> marks = new ArrayList<>();
        while (left.hasRemaining()) marks.add(new Mark(left.getLong(), left.getLong()));
        return marks;
    }

    /** Nothing for a device that never asked for conversations. */
    private static byte[] modeOctets(ConversationMode mode) {
        if (mode.equals(ConversationMode.OFF)) return new byte[0];
        ByteBuffer octets = ByteBuffer.allocate(1 + (1 + mode.kept().size()) * Long.BYTES);
        octets.put((byte) (mode.on() ? 1 : 0)).putLong(mode.upTo());
        for (long key : mode.kept()) octets.putLong(key);
        return octets.array();
    }

    private static ConversationMode mode(byte[] octets) {
        if (octets.length == 0) return ConversationMode.OFF;
        ByteBuffer left = ByteBuffer.wrap(octets);
        boolean on = left.get() == 1;
        long upTo = left.getLong();
        List<Long> kept = new ArrayList<>();
        while (left.hasRemaining()) kept.add(left.getLong());
        return new ConversationMode(on, upTo, kept);
    }

    private static byte[] owedOctets(List<Owed> owed) {
        ByteBuffer octets = ByteBuffer.allocate(owed.size() * (Long.BYTES + 1));
        for (Owed one : owed)
            octets.putLong(one.key()).put((byte) ((one.lacks() ? LACKS : 0) | (one.missed() ? MISSED : 0)));
        return octets.array();
    }

    private static List<Owed> owed(byte[] octets) {
        ByteBuffer left = ByteBuffer.wrap(octets);
        List<Owed> owed = new ArrayList<>();
        while (left.hasRemaining()) {
            long key = left.getLong();
            byte flags = left.get();
            owed.add(new Owed(key, (flags & LACKS) != 0, (flags & MISSED) != 0));
        }
        return owed;
    }
}
