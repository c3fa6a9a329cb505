package org.mailspan.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.device.DeviceGate.Verdict;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.WipeRow;
import org.mailspan.store.WipeRow.Kind;
import org.mailspan.store.WipeRow.State;
import org.mailspan.support.Shows;

/** An order to wipe is carried out once at most, whatever becomes of the files; in doubt it is not carried out. */
final class OrdersTest {
    private static final String ANNA = "anna@example.org";

    @TempDir
    Path temporary;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private Path data;
    private Store store;
    private Decisions decisions;
    private Orders orders;
    private DeviceGate gate;

    /** As a start of the bridge does. */
    @BeforeEach
    void start() {
        data = temporary.resolve("data");
        store = SqliteStore.open(data);
        decisions = SqliteDecisions.open(data, notice -> {});
        var events = new Events();
        events.listen(seen::add);
        orders = new Orders(decisions, store, () -> now, events);
        orders.attend();
        var admissions =
                new Admissions(decisions, store, NewDevices.ALLOWED, () -> now, events, (account, device) -> {});
        gate = new DeviceGate(Policy.ALLOW_ALL, new Devices(store, () -> now), admissions);
    }

    @AfterEach
    void stop() {
        decisions.close();
        store.close();
    }

    private void passes(Duration time) {
        // In the steps in which the bridge looks after its orders.
        for (Duration left = time; left.isPositive(); left = left.minusMinutes(5)) {
            now = now.plus(left.compareTo(Duration.ofMinutes(5)) < 0 ? left : Duration.ofMinutes(5));
            orders.attend();
        }
    }

    private Verdict asks(String command) {
        return asks(command, Version.V16_1);
    }

    private Verdict asks(String command, Version version) {
        return gate.judge(new Visit(ANNA, "d", "iPhone", "", OptionalLong.empty(), command, version));
    }

    private void order(Kind kind) {
        new Deciding(decisions, () -> now).wipe(ANNA, "d", kind);
    }

    private Optional<Order> due() {
        return orders.due(ANNA, "d", Version.V16_1);
    }

    private State state() {
        return decisions.read(rows -> rows.wipe(ANNA, "d")).map(WipeRow::state).orElseThrow();
    }

    private List<String> log() {
        return decisions.read(rows -> rows.deviceLog(ANNA, "d")).stream()
                .map(DeviceLogRow::what)
                .toList();
    }

    private void backUp(String... names) throws IOException {
        stop();
        for (String name : names)
            Files.copy(data.resolve(name), temporary.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        start();
    }

    private void restore(String... names) throws IOException {
        stop();
        for (String name : names)
            Files.copy(temporary.resolve(name), data.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        start();
    }

    private void acknowledge() {
        assertEquals(Optional.empty(), orders.acknowledged(ANNA, "d", Kind.DEVICE, 1));
    }

    @Test
    void anOrderIsToldUntilItIsAcknowledgedAndThenIsOverForGood() {
        asks("FolderSync");
        order(Kind.DEVICE);
        assertEquals(new Verdict.WipeOrdered(), asks("Sync"));
        assertEquals(new Verdict.Let(), asks("Provision"));
        Order told = due().orElseThrow();
        assertEquals(Kind.DEVICE, told.kind());
        orders.delivered(told, Version.V16_1);
        assertEquals(Optional.of(told), due(), "the answer may have been lost");
        orders.delivered(told, Version.V16_1);
        acknowledge();
        assertEquals(Optional.empty(), due());
        assertEquals(State.DONE, state());
        assertEquals(new Verdict.Blocked(false), asks("Provision"));
        assertEquals(
                List.of(
                        "new, allowed",
                        "to wipe all that it holds, by its owner",
                        "told to wipe all that it holds, in 16.1",
                        "told to wipe all that it holds, in 16.1",
                        "wipe of all that it holds acknowledged; blocked"),
                log());
    }

    /** The phone was found again. */
    @Test
    void whoIsAllowedAfterAWipeIsNotWipedAgain() {
        asks("FolderSync");
        order(Kind.DEVICE);
        acknowledge();
        new Deciding(decisions, () -> now).allow(ANNA, "d");
        assertEquals(new Verdict.Let(), asks("FolderSync"));
        assertEquals(Optional.empty(), due());
        order(Kind.DEVICE);
        assertTrue(due().isPresent(), "an order of its own");
    }

    @Test
    void anOrderIsTakenBackByAllowing() {
        asks("FolderSync");
        order(Kind.DEVICE);
        new Deciding(decisions, () -> now).allow(ANNA, "d");
        assertEquals(Optional.empty(), due());
        assertEquals(new Verdict.Let(), asks("Sync"));
    }

    @Test
    void blockingLeavesAnOrderInForce() {
        asks("FolderSync");
        order(Kind.DEVICE);
        new Deciding(decisions, () -> now).block(ANNA, "d");
        assertEquals(new Verdict.WipeOrdered(), asks("Sync"));
        assertTrue(due().isPresent());
    }

    @Shows("MS-ASPROV_R663 MS-ASPROV_R701")
    @Test
    void aDeviceThatFailedIsToldAgainAndItsOwnerOfIt() {
        asks("FolderSync");
        order(Kind.DEVICE);
        assertEquals(due(), orders.acknowledged(ANNA, "d", Kind.DEVICE, 2));
        assertTrue(due().isPresent());
        assertTrue(log().contains("failed to wipe all that it holds, status 2"), log()::toString);
    }

    @Shows("MS-ASPROV_R6906")
    @Test
    void theAccountAloneIsOrderedOfNoVersionThatDoesNotKnowIt() {
        asks("FolderSync");
        order(Kind.ACCOUNT);
        for (Version version : List.of(Version.V12_1, Version.V14_0, Version.V14_1, Version.V16_0)) {
            assertEquals(Optional.empty(), orders.due(ANNA, "d", version), version.text());
            assertEquals(new Verdict.Blocked(false), asks("Provision", version), version.text());
        }
        assertEquals(Kind.ACCOUNT, due().orElseThrow().kind());
    }

    @Test
    void anAcknowledgementOfAnotherKindIsNone() {
        asks("FolderSync");
        order(Kind.DEVICE);
        assertEquals(Optional.empty(), orders.acknowledged(ANNA, "d", Kind.ACCOUNT, 1));
        assertTrue(due().isPresent());
    }

    /** A phone that was switched off for a month is wiped all the same. */
    @Test
    void anOrderWaitsAsLongAsSomebodyLooksAfterIt() {
        asks("FolderSync");
        order(Kind.DEVICE);
        passes(Duration.ofDays(30));
        assertTrue(due().isPresent());
        stop();
        now = now.plus(Duration.ofMinutes(10));
        start();
        assertTrue(due().isPresent(), "a restart is no reason for doubt");
    }

    @Test
    void whenTheDecisionsAreRestoredTheCacheStillKnowsThatItWasDone() throws Exception {
        asks("FolderSync");
        order(Kind.DEVICE);
        backUp("decisions.db");
        acknowledge();
        new Deciding(decisions, () -> now).allow(ANNA, "d");
        restore("decisions.db");
        assertEquals(Optional.empty(), due());
        assertEquals(State.DONE, state());
        assertEquals(
                Decision.BLOCKED,
                decisions.read(rows -> rows.device(ANNA, "d")).orElseThrow().decision());
    }

    /** The phone was wiped, found again and is in use: nothing here could tell. */
    @Test
    void whenAllIsRestoredAnOrderWaitsForItsOwner() throws Exception {
        asks("FolderSync");
        order(Kind.DEVICE);
        backUp("decisions.db", "cache.db");
        acknowledge();
        new Deciding(decisions, () -> now).allow(ANNA, "d");
        now = now.plus(Duration.ofHours(9));
        restore("decisions.db", "cache.db");
        assertEquals(Optional.empty(), due());
        assertEquals(State.DOUBTFUL, state());
        assertEquals(new Verdict.Quarantined(false), asks("Sync"), "nor does it get mail before somebody decided");
        passes(Duration.ofDays(2));
        assertEquals(Optional.empty(), due());
        assertTrue(
                seen.stream()
                        .anyMatch(event -> event instanceof Event.DeviceNoted(var account, var device, var what)
                                && account.equals(ANNA)
                                && device.equals("d")
                                && what.contains("ordered again")),
                seen::toString);
        new Deciding(decisions, () -> now).allow(ANNA, "d");
        assertEquals(new Verdict.Let(), asks("Sync"));
    }

    /** A copy of a machine that goes on where it was. */
    @Test
    void aClockThatJumpsIsReasonForDoubtToo() {
        asks("FolderSync");
        order(Kind.DEVICE);
        now = now.plus(Duration.ofHours(2));
        assertEquals(Optional.empty(), due(), "before anybody looked");
        orders.attend();
        assertEquals(State.DOUBTFUL, state());
    }

    @Test
    void aDoubtfulOrderIsOrderedAgainAsAnotherOne() {
        asks("FolderSync");
        order(Kind.DEVICE);
        String first = due().orElseThrow().name();
        now = now.plus(Duration.ofHours(2));
        orders.attend();
        order(Kind.DEVICE);
        assertNotEquals(first, due().orElseThrow().name());
    }

    /** Ordering one must not make good what is doubtful of another. */
    @Test
    void anOrderDoesNotCoverForOlderOnes() {
        asks("FolderSync");
        order(Kind.DEVICE);
        stop();
        now = now.plus(Duration.ofHours(5));
        store = SqliteStore.open(data);
        decisions = SqliteDecisions.open(data, notice -> {});
        decisions.update(rows -> rows.putDevice(rows.device(ANNA, "d")
                .map(row -> new DecisionRow(
                        ANNA,
                        "other",
                        row.decision(),
                        row.reason(),
                        row.since(),
                        "",
                        "",
                        row.firstSeen(),
                        row.told(),
                        row.errand(),
                        0))
                .orElseThrow()));
        new Deciding(decisions, () -> now).wipe(ANNA, "other", Kind.DEVICE);
        assertEquals(State.DOUBTFUL, state());
        assertEquals(
                Optional.of(State.PENDING),
                decisions.read(rows -> rows.wipe(ANNA, "other")).map(WipeRow::state));
    }
}
