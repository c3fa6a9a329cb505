package org.mailspan.device;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.DecisionRow.Errand;
import org.mailspan.store.DecisionWrites;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.WipeRow;
import org.mailspan.store.WipeRow.State;

/** What an owner decides of a device, from the command line; the process that serves follows within a second. */
public final class Deciding {
    static final String BY_OWNER = "by its owner";

    private final Decisions decisions;
    private final InstantSource clock;

    public Deciding(Decisions decisions, InstantSource clock) {
        this.decisions = decisions;
        this.clock = clock;
    }

    /** Lets a device in; an order to wipe it that waits is taken back. */
    public void allow(String account, String device) {
        decide(account, device, Decision.ALLOWED, "allowed");
        cancelWipe(account, device);
    }

    /** Keeps a device out. An order to wipe it stays. */
    public void block(String account, String device) {
        decide(account, device, Decision.BLOCKED, "blocked");
    }

    /** As {@link #block}, but the device may provision itself meanwhile. */
    public void quarantine(String account, String device) {
        decide(account, device, Decision.QUARANTINED, "quarantined");
    }

    /** Its sync states go before its next command. */
    public void resync(String account, String device) {
        change(account, device, "to load its mail anew", (rows, row) -> rows.putDevice(row.with(Errand.RESYNC)));
    }

    /** As if it had never been there: when it comes again it is new. An order to wipe it is taken back. */
    public void forget(String account, String device) {
        decide(account, device, Decision.FORGOTTEN, "forgotten");
        cancelWipe(account, device);
    }

    /** Orders a wipe in place of any order before it. */
    public void wipe(String account, String device, WipeRow.Kind kind) {
        Instant now = clock.instant();
        change(account, device, "to wipe " + Orders.words(kind), (rows, row) -> {
            Orders.doubted(rows, now);
            rows.putAttended(now);
            rows.putWipe(
                    new WipeRow(account, device, name(), kind, State.PENDING, now, Instant.EPOCH, Instant.EPOCH, 0));
        });
    }

    private void decide(String account, String device, Decision decision, String word) {
        change(account, device, word, (rows, row) -> rows.putDevice(row.decided(decision, BY_OWNER, clock.instant())));
    }

    private void cancelWipe(String account, String device) {
        decisions.update(rows -> open(rows, account, device).ifPresent(wipe -> {
            rows.putWipe(wipe.in(State.CANCELLED));
            rows.logDevice(new DeviceLogRow(account, device, clock.instant(), "wipe taken back"));
        }));
    }

    private static Optional<WipeRow> open(DecisionWrites rows, String account, String device) {
        return rows.wipe(account, device)
                .filter(wipe -> wipe.state() == State.PENDING || wipe.state() == State.DOUBTFUL);
    }

    private interface Change {
        void make(DecisionWrites rows, DecisionRow row);
    }

    private void change(String account, String device, String what, Change change) {
        decisions.update(rows -> rows.device(account, device).ifPresent(row -> {
            change.make(rows, row);
            rows.logDevice(new DeviceLogRow(account, device, clock.instant(), what + ", " + BY_OWNER));
        }));
    }

    /** Random, and not counted: a count would go on from the same number in a copy of the file. */
    private static String name() {
        byte[] octets = new byte[16];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
