package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailspan.backend.Backend.Audits.Census;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Store;

/** Says when a folder is to be counted against the host, and counts it. */
final class Audit {
    private static final Duration EACH = Duration.ofDays(1);

    private final Store store;
    private final InstantSource clock;
    /** As it is in the store, which is not asked for it by every Sync without news. */
    private final Map<Long, Instant> last = new ConcurrentHashMap<>();

    Audit(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Whether a day went by since it was last so; the first day begins now. True once: what goes wrong then is left to
     * the next day.
     */
    boolean isDue(FolderRow folder) {
        Instant now = clock.instant();
        Instant before = last.get(folder.id());
        if (before == null)
            before = store.read(rows -> rows.audited(folder.id())).orElse(null);
        boolean due = before != null && !now.isBefore(before.plus(EACH));
        if (before != null && !due) {
            last.put(folder.id(), before);
            return false;
        }
        store.update(rows -> rows.putAudited(folder.id(), now));
        last.put(folder.id(), now);
        return due;
    }

    /**
     * What is wrong with the Index of a folder.
     *
     * @param missing items that the Index has and the host has not
     * @param unknown items that the host has and the Index has not
     */
    record Difference(long missing, long unknown) {
        boolean isNone() {
            return missing == 0 && unknown == 0;
        }
    }

    Difference difference(FolderRow folder, Census census) {
        var counts = new long[2];
        store.read(rows -> {
            rows.eachLiving(folder.id(), row -> counts[census.present().test(row.remote()) ? 0 : 1]++);
            return true;
        });
        return new Difference(counts[1], census.count() - counts[0]);
    }
}
