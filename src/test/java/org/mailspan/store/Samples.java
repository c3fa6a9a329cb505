package org.mailspan.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToLongFunction;
import org.mailspan.protocol.FolderType;

/** Rows to put into a store, and what makes two rows with octets the same. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private Samples() {}

    static FolderRow folder(String account, String remote) {
        return new FolderRow(account, 0, remote, 0, "Name of " + remote, FolderType.UserMail, true, 1, 1, false);
    }

    static ItemRow item(long folder, long key) {
        return item(folder, key, 1);
    }

    static ItemRow item(long folder, long key, long version) {
        return new ItemRow(folder, key, Long.toString(key), "seen", 1_000_000 + key, 1, version, false);
    }

    static ItemRow gone(ItemRow row, long version) {
        return new ItemRow(row.folder(), row.key(), "", row.stamp(), row.date(), row.added(), version, true);
    }

    static StateRow state(String account, String device, long collection, long version) {
        return new StateRow(
                account,
                device,
                collection,
                "{key}" + version,
                new Mark(version, 17),
                new Mark(version + 1, Long.MIN_VALUE),
                new Mark(version - 1, Long.MAX_VALUE),
                new Place(1_600_000_000, 3),
                Place.BOTTOM,
                2,
                List.of(new Mark(version, 5), Mark.endOf(version)),
                List.of(new Owed(version, true), new Owed(Long.MAX_VALUE, false), new Owed(version + 1, true, true)),
                new ConversationMode(true, 7, List.of(version, Long.MAX_VALUE, 1L)),
                new byte[] {3, 1, 106, 0, (byte) 0xff});
    }

    static DeviceRow device(String account, String id) {
        return new DeviceRow(
                account, id, "SmartPhone", "Agent/1.0 é", "16.1", new byte[] {1, 0, 2}, NOON, NOON.plusSeconds(60));
    }

    static long number(Store store, ToLongFunction<Reads> question) {
        return store.read(rows -> question.applyAsLong(rows));
    }

    /** Records hold arrays by identity. */
    static List<Object> content(StateRow row) {
        return List.of(
                row.account(),
                row.device(),
                row.collection(),
                row.syncKey(),
                row.base(),
                row.added(),
                row.start(),
                row.cursor(),
                row.cutoff(),
                row.filterType(),
                row.own(),
                row.owed(),
                row.conversationMode(),
                HexFormat.of().formatHex(row.options()));
    }

    static List<Object> content(DeviceRow row) {
        return List.of(
                row.account(),
                row.id(),
                row.type(),
                row.userAgent(),
                row.version(),
                HexFormat.of().formatHex(row.information()),
                row.firstSeen(),
                row.lastSeen());
    }
}
