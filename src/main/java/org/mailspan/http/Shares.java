package org.mailspan.http;

import java.util.concurrent.ConcurrentHashMap;

/** Counts what each of many has of something, so that none has more than its share. Remembers only who has some. */
final class Shares<K> {
    private final long most;
    private final ConcurrentHashMap<K, Long> taken = new ConcurrentHashMap<>();

    Shares(long most) {
        this.most = most;
    }

    /** Whether so much more was within the share; then {@link #give} follows. */
    boolean take(K who, long more) {
        // The map's own lock on this one key keeps what is read and what is written together.
        boolean[] within = new boolean[1];
        taken.compute(who, (key, before) -> {
            long after = (before == null ? 0 : before) + more;
            within[0] = after <= most;
            return within[0] ? (Long) after : before;
        });
        return within[0];
    }

    void give(K who, long back) {
        taken.compute(who, (key, before) -> before == null || before <= back ? null : before - back);
    }

    /** How many have some. */
    int size() {
        return taken.size();
    }
}
