package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;
import org.mailspan.store.VerbRow;

/**
 * What is known of items beyond what the host keeps, because it was done through the bridge; laid over an item while the
 * host's flags agree with it. That it was answered or forwarded they tell, whoever did it, but neither when nor whether all
 * were answered. That it is flagged they tell, but not until when, and of a flag that is completed nothing: told without
 * that, a device would forget its own dates (MS-ASEMAIL_R75, R76).
 */
final class Notes {
    /** As long as the longest filter of a device has its items (MS-ASCMD 2.2.3.68.2). */
    private static final Duration KEPT = Duration.ofDays(200);

    private static final int UNKNOWN = 0;
    private static final int FORWARD = 3;

    private final Store store;

    Notes(Store store) {
        this.store = store;
    }

    void verb(ServerId id, int verb, Instant now) {
        store.update(rows -> {
            rows.putVerb(new VerbRow(id.collection(), id.item(), verb, now));
            rows.purgeVerbs(now.minus(KEPT));
        });
    }

    /**
     * Items got this flag from a device.
     *
     * @return those of which another was noted before: what the host has of them may be the same
     */
    List<ItemRow> flag(long folder, Collection<ItemRow> items, FollowUp flag) {
        byte[] document = flag.isNoted() ? flag.document() : new byte[0];
        return store.write(rows -> {
            var other = new ArrayList<ItemRow>();
            for (ItemRow row : items) {
                byte[] before = flagOf(rows, folder, row.key());
                if (Arrays.equals(before, document)) continue;
                rows.putFollowUp(folder, row.key(), document);
                other.add(row);
            }
            return List.copyOf(other);
        });
    }

    private static byte[] flagOf(Reads rows, long folder, long key) {
        return rows.followUps(folder, key, key).getOrDefault(key, new byte[0]);
    }

    Item over(ServerId id, Item item) {
        if (!concerns(item)) return item;
        return store.read(rows -> over(rows, rows.followUps(id.collection(), id.item(), id.item()), id, item));
    }

    /** @param changes of one folder */
    List<ServerChange> over(List<ServerChange> changes) {
        long[] keys = changes.stream().flatMapToLong(Notes::concerned).toArray();
        if (keys.length == 0) return changes;
        long folder = changes.getFirst().id().collection();
        long first = LongStream.of(keys).min().orElseThrow();
        long last = LongStream.of(keys).max().orElseThrow();
        return store.read(rows -> {
            Map<Long, byte[]> flags = rows.followUps(folder, first, last);
            return changes.stream().map(change -> over(rows, flags, change)).toList();
        });
    }

    private static LongStream concerned(ServerChange change) {
        return switch (change) {
            case ServerChange.Add(ServerId id, Item item) ->
                concerns(item) ? LongStream.of(id.item()) : LongStream.of();
            case ServerChange.Change(ServerId id, Item item) ->
                concerns(item) ? LongStream.of(id.item()) : LongStream.of();
            case ServerChange.Delete _, ServerChange.SoftDelete _ -> LongStream.of();
        };
    }

    private static boolean concerns(Item item) {
        return isDone(item) || item.get(EmailFields.Flag).isPresent();
    }

    private static boolean isDone(Item item) {
        return item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) != UNKNOWN;
    }

    private static ServerChange over(Reads rows, Map<Long, byte[]> flags, ServerChange change) {
        return switch (change) {
            case ServerChange.Add(ServerId id, Item item) -> new ServerChange.Add(id, over(rows, flags, id, item));
            case ServerChange.Change(ServerId id, Item item) ->
                new ServerChange.Change(id, over(rows, flags, id, item));
            case ServerChange.Delete _, ServerChange.SoftDelete _ -> change;
        };
    }

    private static Item over(Reads rows, Map<Long, byte[]> flags, ServerId id, Item item) {
        Item done = isDone(item) ? done(rows, id, item) : item;
        byte[] flag = flags.get(id.item());
        return flag == null ? done : flagged(FollowUp.of(flag), done);
    }

    /** A reply of which the host's flag was taken away, by whomever, is none. */
    private static Item done(Reads rows, ServerId id, Item item) {
        boolean onlyForwarded = item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) == FORWARD;
        return rows.verb(id.collection(), id.item())
                .filter(row -> row.verb() == FORWARD || !onlyForwarded)
                .map(row -> item.with(EmailFields.LastVerbExecuted, row.verb())
                        .with(EmailFields.LastVerbExecutionTime, row.doneAt()))
                .orElse(item);
    }

    /** A flag that another client took away, or set anew on what was completed, is what that client made of it. */
    private static Item flagged(Optional<FollowUp> noted, Item item) {
        Optional<FollowUp> atHost = item.get(EmailFields.Flag);
        boolean agrees = noted.isPresent()
                && atHost.isPresent()
                && noted.get().isFlagged() == atHost.get().isFlagged();
        return agrees ? item.with(EmailFields.Flag, noted.get()) : item;
    }
}
