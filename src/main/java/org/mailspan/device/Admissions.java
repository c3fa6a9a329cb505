package org.mailspan.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.DecisionRow.Errand;
import org.mailspan.store.DecisionWrites;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.Store;
import org.mailspan.store.WipeRow;

/** Which devices are let in: what was decided of each, at hand in memory, and what becomes of one that is new. */
public final class Admissions {
    /** A person has five. More come from clients that take a new id at each start (quirk A19), or from somebody else. */
    static final int MOST_DEVICES = 100;

    /** Why a device is let in or not of which nobody decided anything. */
    static final String NEW = "new";

    /** A device that nobody decided upon makes room for a new one when it was away for so long. */
    private static final Duration AWAY = Duration.ofDays(7);

    /** Devices whose standing is in memory; others are looked up, which takes a fraction of a millisecond. */
    private static final int REMEMBERED = 10_000;

    private final Decisions decisions;
    private final Store store;
    private final NewDevices newDevices;
    private final InstantSource clock;
    private final Events events;
    private final BiConsumer<String, String> recall;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > REMEMBERED;
        }
    };
    /** Up to which changes were seen; of whoever has the decisions' reading connection. */
    private long revision = -1;

    private record Key(String account, String device) {}

    /** @param wipe an order that is not over */
    private record Known(DecisionRow row, Optional<WipeRow> wipe) {}

    /**
     * @param recall told of account and device of which something was decided, in whichever process
     */
    public Admissions(
            Decisions decisions,
            Store store,
            NewDevices newDevices,
            InstantSource clock,
            Events events,
            BiConsumer<String, String> recall) {
        this.decisions = decisions;
        this.store = store;
        this.newDevices = newDevices;
        this.clock = clock;
        this.events = events;
        this.recall = recall;
        letIn(decisions, store.read(rows -> rows.devices()), clock.instant());
        decisions.follow(this::renew);
    }

    /**
     * Devices that the cache knows from when there were no decisions, or of which the decisions were lost: they were
     * let in. Those that were not let in are there without a version, if they are.
     */
    public static void letIn(Decisions decisions, List<DeviceRow> cached, Instant now) {
        if (decisions.read(DecisionReads::revision) > 0) return;
        List<DeviceRow> before =
                cached.stream().filter(row -> !row.version().isEmpty()).toList();
        if (before.isEmpty()) return;
        decisions.update(rows -> before.forEach(row -> enter(
                rows,
                new DecisionRow(
                        row.account(),
                        row.id(),
                        Decision.ALLOWED,
                        "known from before",
                        now,
                        row.type(),
                        row.userAgent(),
                        row.firstSeen(),
                        Instant.EPOCH,
                        Errand.NONE,
                        0))));
    }

    /** After each change of the decisions, on their reading connection: none is read again there in between. */
    private void renew(DecisionReads rows) {
        long newest = rows.revision();
        if (revision >= 0)
            for (DecisionRow row : rows.devicesChangedAfter(revision)) {
                put(new Key(row.account(), row.id()), null);
                recall.accept(row.account(), row.id());
            }
        revision = newest;
    }

    /** How far a device is let in that asks now; one that is new is entered. */
    Admission of(Visit visit) {
        Key key = new Key(visit.account(), visit.deviceId());
        Known now = at(key).or(() -> read(key)).orElse(null);
        if (now == null || now.row.decision() == Decision.FORGOTTEN)
            now = entered(visit, now).orElse(null);
        if (now == null) return new Admission.TooMany();
        if (now.row.errand() == Errand.RESYNC) resync(now.row);
        return admission(now);
    }

    private static Admission admission(Known known) {
        if (known.wipe.isPresent())
            return switch (known.wipe.get().state()) {
                case PENDING -> new Admission.Wiping(known.wipe.get().kind());
                // It may still acknowledge, and have nothing else before its owner decided.
                case DOUBTFUL, CANCELLED, DONE -> new Admission.Quarantined(false);
            };
        return switch (known.row.decision()) {
            case ALLOWED -> new Admission.Allowed();
            case QUARANTINED -> new Admission.Quarantined(OwnerMail.isNews(known.row));
            case BLOCKED, FORGOTTEN -> new Admission.Blocked(OwnerMail.isNews(known.row));
        };
    }

    /** On the connection on which changes are seen, so that nothing older replaces something newer. */
    private Optional<Known> read(Key key) {
        return decisions.read(rows -> {
            Optional<Known> found = rows.device(key.account, key.device).map(row -> new Known(row, wipe(rows, key)));
            found.ifPresent(known -> put(key, known));
            return found;
        });
    }

    private static Optional<WipeRow> wipe(DecisionReads rows, Key key) {
        return rows.wipe(key.account, key.device)
                .filter(row -> row.state() == WipeRow.State.PENDING || row.state() == WipeRow.State.DOUBTFUL);
    }

    /** Empty if there are too many. */
    private Optional<Known> entered(Visit visit, @Nullable Known forgotten) {
        if (forgotten != null) store.update(rows -> rows.forgetDevice(visit.account(), visit.deviceId()));
        Optional<DecisionRow> givesWay = Optional.empty();
        if (forgotten == null) {
            List<DecisionRow> all = decisions.read(rows -> rows.devices(visit.account()));
            if (all.size() >= MOST_DEVICES) {
                givesWay = longestAway(visit.account(), all);
                if (givesWay.isEmpty()) {
                    tell(visit, "not let in: the account has " + all.size() + " devices");
                    return Optional.empty();
                }
            }
        }
        Optional<DecisionRow> leaves = givesWay;
        boolean isNew = decisions.write(rows -> {
            leaves.ifPresent(row -> rows.removeDevice(row.account(), row.id()));
            Optional<DecisionRow> there =
                    rows.device(visit.account(), visit.deviceId()).filter(row -> row.decision() != Decision.FORGOTTEN);
            if (there.isEmpty()) enter(rows, fresh(visit));
            return there.isEmpty();
        });
        leaves.ifPresent(row -> {
            store.update(rows -> rows.forgetDevice(row.account(), row.id()));
            put(new Key(row.account(), row.id()), null);
        });
        if (isNew) tell(visit, "new, " + word(decision()));
        return read(new Key(visit.account(), visit.deviceId()));
    }

    /** One that nobody decided upon, and that was not here for a while. */
    private Optional<DecisionRow> longestAway(String account, List<DecisionRow> all) {
        Instant limit = clock.instant().minus(AWAY);
        Map<String, Instant> seen = store.read(rows -> rows.devices(account)).stream()
                .collect(Collectors.toMap(DeviceRow::id, DeviceRow::lastSeen));
        Function<DecisionRow, Instant> last = row -> seen.getOrDefault(row.id(), row.since());
        return all.stream()
                .filter(row ->
                        !row.reason().equals(Deciding.BY_OWNER) && !row.reason().equals(Orders.WIPED))
                .filter(row -> last.apply(row).isBefore(limit))
                .min(Comparator.comparing(last));
    }

    private DecisionRow fresh(Visit visit) {
        Instant now = clock.instant();
        return new DecisionRow(
                visit.account(),
                visit.deviceId(),
                decision(),
                NEW,
                now,
                visit.deviceType(),
                visit.userAgent(),
                now,
                Instant.EPOCH,
                Errand.NONE,
                0);
    }

    private Decision decision() {
        return switch (newDevices.choice()) {
            case ALLOW -> Decision.ALLOWED;
            case QUARANTINE -> Decision.QUARANTINED;
            case BLOCK -> Decision.BLOCKED;
        };
    }

    private static void enter(DecisionWrites rows, DecisionRow row) {
        rows.putDevice(row);
        rows.logDevice(
                new DeviceLogRow(row.account(), row.id(), row.since(), row.reason() + ", " + word(row.decision())));
    }

    static String word(Decision decision) {
        return switch (decision) {
            case ALLOWED -> "allowed";
            case QUARANTINED -> "quarantined";
            case BLOCKED -> "blocked";
            case FORGOTTEN -> "forgotten";
        };
    }

    /** Before the device's next command, so that no other one of it writes a state meanwhile. */
    private void resync(DecisionRow row) {
        store.update(rows -> rows.removeStates(row.account(), row.id()));
        decisions.update(rows -> rows.device(row.account(), row.id()).ifPresent(it -> {
            rows.putDevice(it.with(Errand.NONE));
            rows.logDevice(new DeviceLogRow(row.account(), row.id(), clock.instant(), "loads its mail anew"));
        }));
        events.emit(new Event.DeviceNoted(row.account(), row.id(), "loads its mail anew"));
    }

    /** Devices that were forgotten and did not come back: nothing is left of them. */
    public void sweep() {
        for (DecisionRow row : decisions.read(rows -> rows.devices()))
            if (row.decision() == Decision.FORGOTTEN) {
                store.update(rows -> rows.forgetDevice(row.account(), row.id()));
                decisions.update(rows -> rows.device(row.account(), row.id())
                        .filter(it -> it.decision() == Decision.FORGOTTEN)
                        .ifPresent(it -> rows.removeDevice(it.account(), it.id())));
                put(new Key(row.account(), row.id()), null);
            }
    }

    private Optional<Known> at(Key key) {
        lock.lock();
        try {
            return Optional.ofNullable(known.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** @param now null to look it up when it is needed */
    private void put(Key key, @Nullable Known now) {
        lock.lock();
        try {
            if (now == null) known.remove(key);
            else known.put(key, now);
        } finally {
            lock.unlock();
        }
    }

    private void tell(Visit visit, String what) {
        events.emit(new Event.DeviceNoted(visit.account(), visit.deviceId(), what));
    }
}
