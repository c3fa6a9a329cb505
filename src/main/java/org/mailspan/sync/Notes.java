package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** What is noted of items of one folder, by key. */
    private record Noted(Map<Long, VerbRow> verbs, Map<Long, byte[]> flags) {
        static Noted of(Reads rows, long folder, long first, long last) {
            return new Noted(rows.verbs(folder, first, last), rows.followUps(folder, first, last));
        }
    }

    Item over(ServerId id, Item item) {
        if (!concerns(item)) return item;
        return over(store.read(rows -> Noted.of(rows, id.collection(), id.item(), id.item())), id, item);
    }

    /** @param changes of one folder */
    List<ServerChange> over(List<ServerChange> changes) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (ServerChange change : changes) {
            if (!concerns(change)) continue;
            first = Math.min(first, change.id().item());
            last = Math.max(last, change.id().item());
        }
        if (first > last) return changes;
        long folder = changes.getFirst().id().collection();
        long from = first;
        long to = last;
        Noted noted = store.read(rows -> Noted.of(rows, folder, from, to));
        return changes.stream().map(change -> over(noted, change)).toList();
    }

    private static boolean concerns(ServerChange change) {
        return switch (change) {
            case ServerChange.Add(var id, Item item) -> concerns(item);
            case ServerChange.Change(var id, Item item) -> concerns(item);
            case ServerChange.Delete _, ServerChange.SoftDelete _ -> false;
        };
    }

    private static boolean concerns(Item item) {
        return isDone(item) || item.get(EmailFields.Flag).isPresent();
    }

    private static boolean isDone(Item item) {
        return item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) != UNKNOWN;
    }

    private static ServerChange over(Noted noted, ServerChange change) {
        return switch (change) {
            case ServerChange.Add(ServerId id, Item item) -> new ServerChange.Add(id, over(noted, id, item));
            case ServerChange.Change(ServerId id, Item item) -> new ServerChange.Change(id, over(noted, id, item));
            case ServerChange.Delete _, ServerChange.SoftDelete _ -> change;
        };
    }

    private static Item over(Noted noted, ServerId id, Item item) {
        VerbRow verb = noted.verbs.get(id.item());
        Item done = verb != null && isDone(item) ? done(verb, item) : item;
        byte[] flag = noted.flags.get(id.item());
        return flag == null ? done : flagged(FollowUp.of(flag), done);
    }

    /** A reply of which the host's flag was taken away, by whomever, is none. */
    private static Item done(VerbRow verb, Item item) {
        boolean onlyForwarded = item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) == FORWARD;
        if (onlyForwarded && verb.verb() != FORWARD) return item;
        return item.with(EmailFields.LastVerbExecuted, verb.verb())
                .with(EmailFields.LastVerbExecutionTime, verb.doneAt());
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
