package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;
import org.mailspan.store.VerbRow;

/**
 * What was done with an item, and when. That it was answered or forwarded the host's flags tell, whoever did it; when, and
 * whether all were answered, is known of what was done through the bridge alone.
 */
final class Verbs {
    /** As long as the longest filter of a device has its items (MS-ASCMD 2.2.3.68.2). */
    private static final Duration KEPT = Duration.ofDays(200);

    private static final int UNKNOWN = 0;
    private static final int FORWARD = 3;

    private final Store store;

    Verbs(Store store) {
        this.store = store;
    }

    void note(ServerId id, int verb, Instant now) {
        store.update(rows -> {
            rows.putVerb(new VerbRow(id.collection(), id.item(), verb, now));
            rows.purgeVerbs(now.minus(KEPT));
        });
    }

    Item over(ServerId id, Item item) {
        return isDone(item) ? store.read(rows -> over(rows, id, item)) : item;
    }

    List<ServerChange> over(List<ServerChange> changes) {
        if (changes.stream().noneMatch(Verbs::isDone)) return changes;
        return store.read(
                rows -> changes.stream().map(change -> over(rows, change)).toList());
    }

    private static ServerChange over(Reads rows, ServerChange change) {
        return switch (change) {
            case ServerChange.Add(ServerId id, Item item)
            when isDone(item) -> new ServerChange.Add(id, over(rows, id, item));
            case ServerChange.Change(ServerId id, Item item)
            when isDone(item) -> new ServerChange.Change(id, over(rows, id, item));
            case ServerChange.Add _, ServerChange.Change _, ServerChange.Delete _, ServerChange.SoftDelete _ -> change;
        };
    }

    private static boolean isDone(ServerChange change) {
        return switch (change) {
            case ServerChange.Add(ServerId _, Item item) -> isDone(item);
            case ServerChange.Change(ServerId _, Item item) -> isDone(item);
            case ServerChange.Delete _, ServerChange.SoftDelete _ -> false;
        };
    }

    private static boolean isDone(Item item) {
        return item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) != UNKNOWN;
    }

    /** A reply of which the host's flag was taken away, by whomever, is none. */
    private static Item over(Reads rows, ServerId id, Item item) {
        boolean onlyForwarded = item.get(EmailFields.LastVerbExecuted).orElse(UNKNOWN) == FORWARD;
        return rows.verb(id.collection(), id.item())
                .filter(row -> row.verb() == FORWARD || !onlyForwarded)
                .map(row -> item.with(EmailFields.LastVerbExecuted, row.verb())
                        .with(EmailFields.LastVerbExecutionTime, row.doneAt()))
                .orElse(item);
    }
}
