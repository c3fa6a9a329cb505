package org.mailspan.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionWrites;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.Store;
import org.mailspan.store.WipeRow;
import org.mailspan.store.WipeRow.Kind;
import org.mailspan.store.WipeRow.State;

/**
 * Orders to wipe devices, each carried out once at most. The package's own page tells how a copy from a backup is kept
 * from wiping a device again.
 */
public final class Orders {
    /** Longer than a restart takes, shorter than what lies between a backup and its restore. */
    static final Duration LONGEST_ABSENCE = Duration.ofMinutes(15);

    private static final String DOUBT =
            "its wipe waits to be ordered again: decisions.db was not looked after for a while and may be an old copy";

    /** A document of the device in the cache: the order that it acknowledged last. */
    private static final String ACKNOWLEDGED = "acknowledged";

    static final String WIPED = "wiped";

    private static final int SUCCESS = 1;

    private final Decisions decisions;
    private final Store store;
    private final InstantSource clock;
    private final Events events;

    public Orders(Decisions decisions, Store store, InstantSource clock, Events events) {
        this.decisions = decisions;
        this.store = store;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Notes that the decisions are looked after, or that they were not for a while: then orders that wait may have been
     * carried out after this copy of them was made, and wait for their owner. Call it every few minutes.
     */
    public void attend() {
        // Costs a write only while there is an order that waits.
        if (decisions.read(rows -> rows.wipes(State.PENDING).isEmpty())) return;
        Instant now = clock.instant();
        for (WipeRow row : decisions.write(rows -> doubted(rows, now))) tell(row.account(), row.device(), DOUBT);
    }

    /** The orders that nobody may rely on any more; the others are looked after up to now. */
    static List<WipeRow> doubted(DecisionWrites rows, Instant now) {
        List<WipeRow> pending = rows.wipes(State.PENDING);
        if (pending.isEmpty() || isLookedAfter(rows, now)) {
            rows.putAttended(now);
            return List.of();
        }
        for (WipeRow row : pending) {
            rows.putWipe(row.in(State.DOUBTFUL));
            log(rows, row, now, DOUBT);
        }
        return pending;
    }

    private static boolean isLookedAfter(DecisionReads rows, Instant now) {
        return Duration.between(rows.attended(), now).abs().compareTo(LONGEST_ABSENCE) <= 0;
    }

    /**
     * What this device is to carry out now. An order for the account alone is not told to a device that cannot read it
     * (MS-ASPROV_R6906): it would take the element for that of a full wipe, or for nothing.
     */
    public Optional<Order> due(String account, String deviceId, Version version) {
        Optional<WipeRow> pending = decisions.read(rows -> rows.wipe(account, deviceId)
                .filter(row -> row.state() == State.PENDING)
                .filter(row -> isLookedAfter(rows, clock.instant())));
        if (pending.isEmpty()) return Optional.empty();
        if (isNotedAsDone(pending.get())) {
            done(pending.get(), SUCCESS, "wipe was acknowledged before decisions.db was restored");
            return Optional.empty();
        }
        return pending.filter(row -> row.kind() == Kind.DEVICE || version.since(Version.V16_1))
                .map(row -> new Order(account, deviceId, row.name(), row.kind()));
    }

    /**
     * The device is to be told of it, in an answer to its Provision.
     *
     * @return whether it may be: its owner may have taken the order back in this moment
     */
    public boolean delivered(Order order, Version version) {
        Instant now = clock.instant();
        Optional<WipeRow> told = decisions.write(rows -> {
            Optional<WipeRow> pending = pending(rows, order);
            pending.ifPresent(row -> {
                if (row.delivered().equals(Instant.EPOCH)) rows.putWipe(delivered(row, now));
                log(rows, row, now, "told to wipe " + words(row.kind()) + ", in " + version.text());
            });
            return pending;
        });
        told.ifPresent(row -> tell(row.account(), row.device(), "told to wipe " + words(row.kind())));
        return told.isPresent();
    }

    /** Notes for its owner what a device did with its policy. */
    public void provisioned(String account, String deviceId, String how) {
        Instant now = clock.instant();
        decisions.update(rows -> rows.logDevice(new DeviceLogRow(account, deviceId, now, how)));
        tell(account, deviceId, how);
    }

    /**
     * A device tells what became of a wipe.
     *
     * @param status 1 for success (MS-ASPROV 2.2.2.54.3)
     * @return the order if it is still to be carried out, since the device failed: it is told again (MS-ASPROV_R701)
     */
    public Optional<Order> acknowledged(String account, String deviceId, Kind kind, int status) {
        Optional<WipeRow> known = decisions
                .read(rows -> rows.wipe(account, deviceId))
                .filter(row -> row.kind() == kind)
                .filter(row -> row.state() == State.PENDING || row.state() == State.DOUBTFUL);
        if (known.isEmpty()) {
            tell(account, deviceId, "acknowledged a wipe of " + words(kind) + " that was not ordered here");
            return Optional.empty();
        }
        if (status == SUCCESS) {
            done(known.get(), status, "wipe of " + words(kind) + " acknowledged");
            return Optional.empty();
        }
        Instant now = clock.instant();
        decisions.update(rows -> log(rows, known.get(), now, "failed to wipe " + words(kind) + ", status " + status));
        tell(account, deviceId, "failed to wipe " + words(kind));
        return known.filter(row -> row.state() == State.PENDING)
                .map(row -> new Order(account, deviceId, row.name(), row.kind()));
    }

    /**
     * Over for good. The cache hears of it first: whichever of the two files is lost or old, the other one still says
     * so. The device stays outside until somebody lets it in.
     */
    private void done(WipeRow order, int status, String what) {
        store.update(rows -> rows.putDocument(
                order.account(), order.device(), ACKNOWLEDGED, order.name().getBytes(UTF_8)));
        Instant now = clock.instant();
        decisions.update(rows -> {
            // Another order may have taken its place in this moment: that one is not done.
            if (rows.wipe(order.account(), order.device())
                    .filter(row -> row.name().equals(order.name()))
                    .isEmpty()) return;
            rows.putWipe(new WipeRow(
                    order.account(),
                    order.device(),
                    order.name(),
                    order.kind(),
                    State.DONE,
                    order.ordered(),
                    order.delivered(),
                    now,
                    status));
            rows.device(order.account(), order.device())
                    .ifPresent(row -> rows.putDevice(row.decided(DecisionRow.Decision.BLOCKED, WIPED, now)));
            log(rows, order, now, what + "; blocked");
        });
        tell(order.account(), order.device(), what);
    }

    private boolean isNotedAsDone(WipeRow order) {
        return store.read(rows -> rows.document(order.account(), order.device(), ACKNOWLEDGED))
                .map(name -> new String(name, UTF_8))
                .filter(order.name()::equals)
                .isPresent();
    }

    private static Optional<WipeRow> pending(DecisionReads rows, Order order) {
        return rows.wipe(order.account(), order.deviceId())
                .filter(row -> row.name().equals(order.name()) && row.state() == State.PENDING);
    }

    private static WipeRow delivered(WipeRow row, Instant now) {
        return new WipeRow(
                row.account(),
                row.device(),
                row.name(),
                row.kind(),
                row.state(),
                row.ordered(),
                now,
                row.acknowledged(),
                row.status());
    }

    private static void log(DecisionWrites rows, WipeRow order, Instant now, String what) {
        rows.logDevice(new DeviceLogRow(order.account(), order.device(), now, what));
    }

    static String words(Kind kind) {
        return switch (kind) {
            case DEVICE -> "all that it holds";
            case ACCOUNT -> "the account";
        };
    }

    private void tell(String account, String device, String what) {
        events.emit(new Event.DeviceNoted(account, device, what));
    }
}
