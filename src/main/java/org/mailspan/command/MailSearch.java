package org.mailspan.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Query;
import org.mailspan.item.BodyOptions;
import org.mailspan.sync.Finder;
import org.mailspan.sync.Finder.Scope;
import org.mailspan.sync.Session;

/**
 * What Search and Find have in common: the search of a mailbox, and the results of a range of it.
 *
 * <p>The last search of each device is kept for a while, so that its next page is of the same list (MS-ASCMD_R3739). It
 * is a cache: what is not in it is searched again.
 */
final class MailSearch {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int SEARCHES = 200;
    /** Messages that are read before it is asked again whether the answer is full or late. */
    private static final int AT_ONCE = 20;

    private final Finder finder;
    private final InstantSource clock;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Kept> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > SEARCHES;
        }
    };

    /**
     * What a search may take. Gmail gives up after 30 s of silence (quirk A11).
     *
     * @param search of the host
     * @param all with the reading of what was found
     * @param octets of an answer, about
     */
    record Bounds(Duration search, Duration all, long octets) {
        static final Bounds DEFAULT = new Bounds(Duration.ofSeconds(15), Duration.ofSeconds(22), 4 << 20);
    }

    MailSearch(Finder finder, InstantSource clock, Bounds bounds) {
        this.finder = finder;
        this.clock = clock;
        this.bounds = bounds;
    }

    private record Key(String account, String device) {}

    /** @param most how many hits were asked for */
    private record Kept(Asked asked, int most, Finder.Outcome.Found found, Instant at) {}

    /**
     * What is searched for.
     *
     * @param name by which a device names a search of its own; empty if it does not
     */
    record Asked(String name, Scope scope, Query query) {}

    /**
     * @param range of the results that are wanted
     * @param retrievable how many results can be had at all
     * @param fresh whether the device wants the search done again
     */
    record Page(ResultRange range, int retrievable, boolean fresh, BodyOptions body) {}

    sealed interface Outcome {
        /**
         * @param results of the range, perhaps fewer: then the next range tells the rest
         * @param complete false if the time was up before all was searched
         */
        record Found(List<Finder.Result> results, long total, boolean complete) implements Outcome {}

        record NoSuchFolder() implements Outcome {}
    }

    Outcome search(Call call, Asked asked, Page page) throws BackendException {
        long began = System.nanoTime();
        var session = new Session(call.backend(), call.deviceId(), call.version());
        int most = Math.min(Math.max(page.range.last() + 1, ResultRange.DEFAULT.last() + 1), page.retrievable);
        Optional<Finder.Outcome.Found> known = page.fresh ? Optional.empty() : kept(call, asked, most);
        if (known.isPresent()) return results(session, known.get(), page, began);
        return switch (finder.find(session, asked.scope, asked.query, most, bounds.search)) {
            case Finder.Outcome.NoSuchFolder _ -> new Outcome.NoSuchFolder();
            case Finder.Outcome.Found found -> {
                if (found.complete()) keep(call, new Kept(asked, most, found, clock.instant()));
                yield results(session, found, page, began);
            }
        };
    }

    /** Whether this is the search that the device made last: only then may it go on behind the first page. */
    boolean isKnown(Call call, Asked asked) {
        return kept(call, asked, 0).isPresent();
    }

    private Optional<Finder.Outcome.Found> kept(Call call, Asked asked, int most) {
        lock.lock();
        try {
            return Optional.ofNullable(last.get(key(call)))
                    .filter(one -> one.asked.equals(asked))
                    .filter(one -> one.most >= most || one.found.total() <= one.most)
                    .filter(one -> one.at.plus(KEPT).isAfter(clock.instant()))
                    .map(Kept::found);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Call call, Kept search) {
        lock.lock();
        try {
            last.put(key(call), search);
        } finally {
            lock.unlock();
        }
    }

    private static Key key(Call call) {
        return new Key(call.account(), call.deviceId());
    }

    private Outcome results(Session session, Finder.Outcome.Found found, Page page, long began)
            throws BackendException {
        ResultRange range =
                page.range.within(Math.min(page.retrievable, found.newest().size()));
        var results = new ArrayList<Finder.Result>();
        long octets = 0;
        for (int from = range.first(); from <= range.last(); from += AT_ONCE) {
            boolean isFull = octets >= bounds.octets || System.nanoTime() - began > bounds.all.toNanos();
            if (isFull && !results.isEmpty()) break;
            int to = Math.min(from + AT_ONCE, range.last() + 1);
            List<Finder.Result> some = finder.read(session, found.newest().subList(from, to), page.body);
            octets += some.stream().mapToLong(Finder.Result::octets).sum();
            results.addAll(some);
        }
        return new Outcome.Found(results, found.total(), found.complete());
    }
}
