package org.mailspan.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.device.NewDevices.Choice.ALLOW;
import static org.mailspan.device.NewDevices.Choice.BLOCK;
import static org.mailspan.device.NewDevices.Choice.QUARANTINE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.device.DeviceGate.Verdict;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.device.NewDevices.Choice;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.ConversationMode;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionWrites;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Place;
import org.mailspan.store.Slot;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Settings;

/** Which devices are let in, and what a stranger with many of them reaches. */
final class AdmissionsTest {
    private static final String ANNA = "anna@example.org";

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<String> recalled = new ArrayList<>();
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private Store store;
    private Decisions decisions;
    private Devices devices;
    private DeviceGate gate;
    private Admissions admissions;

    @BeforeEach
    void openAtFirst() {
        open(ALLOW);
    }

    private void open(Choice choice) {
        store = SqliteStore.open(directory);
        decisions = new Counting(SqliteDecisions.open(directory, notice -> {}), asked);
        devices = new Devices(store, () -> now);
        var events = new Events();
        events.listen(seen::add);
        admissions = new Admissions(
                decisions,
                store,
                new NewDevices(choice, "", "bridge.properties"),
                () -> now,
                events,
                (account, device) -> recalled.add(account + " " + device));
        gate = new DeviceGate(Policy.ALLOW_ALL, devices, admissions);
    }

    @AfterEach
    void close() {
        decisions.close();
        store.close();
    }

    private void reopen(Choice choice) {
        close();
        open(choice);
    }

    /** Counts what is asked of the decisions for requests. */
    private record Counting(Decisions decisions, AtomicInteger asked) implements Decisions {
        @Override
        public <T> T read(Function<DecisionReads, T> work) {
            asked.incrementAndGet();
            return decisions.read(work);
        }

        @Override
        public <T> T write(Function<DecisionWrites, T> work) {
            asked.incrementAndGet();
            return decisions.write(work);
        }

        @Override
        public void follow(Consumer<DecisionReads> view) {
            decisions.follow(view);
        }

        @Override
        public void poll() {
            decisions.poll();
        }

        @Override
        public void close() {
            decisions.close();
        }
    }

    private static Visit visit(String device, String command) {
        return visit(device, command, Version.V16_1);
    }

    private static Visit visit(String device, String command, Version version) {
        return new Visit(ANNA, device, "iPhone", "Apple-iPhone/1", OptionalLong.of(0), command, version);
    }

    private Verdict asks(String device) {
        return gate.judge(visit(device, "FolderSync"));
    }

    private Deciding owner() {
        return new Deciding(decisions, () -> now);
    }

    private DecisionRow.Decision decision(String device) {
        return decisions.read(rows -> rows.device(ANNA, device)).orElseThrow().decision();
    }

    private List<String> log(String device) {
        return decisions.read(rows -> rows.deviceLog(ANNA, device)).stream()
                .map(DeviceLogRow::what)
                .toList();
    }

    @Test
    void aNewDeviceIsLetInAndThatIsNoted() {
        assertEquals(new Verdict.Let(), asks("d"));
        assertEquals(DecisionRow.Decision.ALLOWED, decision("d"));
        assertEquals(List.of("new, allowed"), log("d"));
        assertTrue(seen.contains(new Event.DeviceNoted(ANNA, "d", "new, allowed")), seen::toString);
    }

    @Shows("MS-ASCMD_R4874 MS-ASCMD_R4876")
    @Test
    void aNewDeviceWaitsInQuarantineUntilItIsAllowed() {
        reopen(QUARANTINE);
        assertEquals(new Verdict.Quarantined(true), asks("d"));
        assertEquals(new Verdict.Quarantined(true), asks("d"));
        owner().allow(ANNA, "d");
        assertEquals(new Verdict.Let(), asks("d"));
    }

    /** So that it tells what it is; not in a version where what comes next is answered 403 (quirk A7). */
    @Test
    void inQuarantineADeviceMayProvisionItselfSince14() {
        reopen(QUARANTINE);
        assertEquals(new Verdict.Let(), gate.judge(visit("d", "Provision")));
        assertEquals(new Verdict.Quarantined(true), gate.judge(visit("d", "Provision", Version.V12_1)));
        assertEquals(new Verdict.Quarantined(true), gate.judge(visit("d", "Settings")));
    }

    @Test
    void aNewDeviceIsBlockedWhereThatIsTheSetting() {
        reopen(BLOCK);
        assertEquals(new Verdict.Blocked(true), asks("d"));
        assertEquals(new Verdict.Blocked(true), gate.judge(visit("d", "Provision")));
    }

    /** Phones that were in use when the setting came must not stand outside. */
    @Test
    void devicesFromBeforeTheDecisionsStayInsideWhateverTheSetting() throws Exception {
        asks("d");
        close();
        Files.delete(directory.resolve("decisions.db"));
        open(QUARANTINE);
        assertEquals(new Verdict.Let(), asks("d"));
        assertEquals(List.of("known from before, allowed"), log("d"));
        assertEquals(new Verdict.Quarantined(true), asks("e"));
    }

    /** What it told of itself by Provision makes it known, but not let in. */
    @Test
    void aDeviceInQuarantineDoesNotSlipInWhenTheDecisionsAreLost() throws Exception {
        reopen(QUARANTINE);
        gate.judge(visit("d", "Provision"));
        devices.inform(ANNA, "d", Element.of(Settings.Set, Element.of(Settings.Model, "Hammer")));
        close();
        Files.delete(directory.resolve("decisions.db"));
        open(QUARANTINE);
        assertEquals(new Verdict.Quarantined(true), asks("d"));
    }

    @Test
    void aLostCacheLocksNobodyOut() throws Exception {
        asks("d");
        close();
        Files.delete(directory.resolve("cache.db"));
        open(BLOCK);
        assertEquals(new Verdict.Let(), asks("d"));
        assertEquals(new Verdict.Blocked(true), asks("e"));
    }

    @Test
    void aBlockedDeviceIsKeptOutOfEverythingAndItsWaitingRequestsAreRecalled() {
        asks("d");
        asks("e");
        recalled.clear();
        owner().block(ANNA, "d");
        assertEquals(List.of(ANNA + " d"), recalled.stream().distinct().toList());
        for (String command : List.of("Sync", "Ping", "Provision", "ItemOperations", "SendMail", "Settings"))
            assertEquals(new Verdict.Blocked(false), gate.judge(visit("d", command)), command);
        assertEquals(new Verdict.Let(), asks("e"));
    }

    @Test
    void whatAnotherProcessDecidesTakesHoldAtTheNextLook() {
        asks("d");
        recalled.clear();
        try (var other = SqliteDecisions.open(directory, notice -> {})) {
            new Deciding(other, () -> now).block(ANNA, "d");
        }
        decisions.poll();
        assertEquals(List.of(ANNA + " d"), recalled);
        assertEquals(new Verdict.Blocked(false), asks("d"));
    }

    @Test
    void aKnownDeviceCostsNoLookIntoTheDecisions() {
        asks("d");
        asks("d");
        int before = asked.get();
        for (int i = 0; i < 100; i++) asks("d");
        assertEquals(before, asked.get());
    }

    @Test
    void anotherAccountsDeviceOfTheSameIdIsAnotherDevice() {
        asks("d");
        owner().block(ANNA, "d");
        assertEquals(
                new Verdict.Let(),
                gate.judge(
                        new Visit("otto@example.org", "d", "", "", OptionalLong.empty(), "FolderSync", Version.V16_1)));
    }

    @Test
    void aResyncDropsTheStatesOfThatDeviceOnce() {
        asks("d");
        asks("e");
        for (String device : List.of("d", "e")) store.update(rows -> rows.putState(state(device), Slot.CURRENT));
        owner().resync(ANNA, "d");
        assertTrue(isThereAState("d"), "dropped before the device came");
        asks("d");
        assertFalse(isThereAState("d"));
        assertTrue(isThereAState("e"));
        store.update(rows -> rows.putState(state("d"), Slot.CURRENT));
        asks("d");
        assertTrue(isThereAState("d"), "dropped again");
        assertEquals(List.of("new, allowed", "to load its mail anew, by its owner", "loads its mail anew"), log("d"));
    }

    private static StateRow state(String device) {
        return new StateRow(
                ANNA,
                device,
                5,
                "1-x",
                Mark.NONE,
                Mark.NONE,
                Mark.NONE,
                Place.TOP,
                Place.BOTTOM,
                0,
                List.of(),
                List.of(),
                ConversationMode.OFF,
                new byte[0]);
    }

    private boolean isThereAState(String device) {
        return store.read(rows -> rows.state(ANNA, device, 5, Slot.CURRENT)).isPresent();
    }

    @Test
    void aForgottenDeviceIsNewWhenItComesAgain() {
        asks("d");
        store.update(rows -> rows.putDocument(ANNA, "d", "ping", new byte[] {1}));
        owner().forget(ANNA, "d");
        reopen(QUARANTINE);
        assertEquals(new Verdict.Quarantined(true), asks("d"));
        assertEquals(
                List.of(),
                store.read(rows -> rows.document(ANNA, "d", "ping").stream().toList()));
    }

    @Test
    void nothingIsLeftOfAForgottenDeviceThatDoesNotCome() {
        asks("d");
        owner().forget(ANNA, "d");
        admissions.sweep();
        assertEquals(List.of(), decisions.read(rows -> rows.devices()));
        assertEquals(List.of(), decisions.read(rows -> rows.deviceLog(ANNA, "d")));
        assertEquals(List.of(), store.read(rows -> rows.devices()));
        assertEquals(new Verdict.Let(), asks("d"));
    }

    /** A client that makes up an id for each request, or a stranger who has the password. */
    @Shows("MS-ASCMD_R4980")
    @Test
    void anAccountHasAHundredDevicesAtMost() {
        for (int i = 0; i < 100; i++) assertEquals(new Verdict.Let(), asks("d" + i));
        for (int i = 100; i < 150; i++) assertEquals(new Verdict.TooManyDevices(), asks("d" + i));
        assertEquals(100, decisions.read(rows -> rows.devices(ANNA)).size());
        assertEquals(100, store.read(rows -> rows.devices(ANNA)).size());
        assertEquals(new Verdict.Let(), asks("d7"));
        assertEquals(
                new Verdict.Let(),
                gate.judge(
                        new Visit("otto@example.org", "x", "", "", OptionalLong.empty(), "FolderSync", Version.V16_1)));
    }

    /** Outlook for Windows takes another id at each start (quirk A19): after months there would be a hundred. */
    @Test
    void aDeviceThatStayedAwayMakesRoomUnlessSomebodyDecidedUponIt() {
        asks("decided");
        owner().allow(ANNA, "decided");
        now = now.plus(Duration.ofMinutes(1));
        asks("away");
        now = now.plus(Duration.ofDays(8));
        for (int i = 0; i < 98; i++) asks("d" + i);
        assertEquals(new Verdict.Let(), asks("newest"));
        List<String> left = decisions.read(rows -> rows.devices(ANNA)).stream()
                .map(DecisionRow::id)
                .toList();
        assertEquals(100, left.size());
        assertTrue(left.contains("decided"));
        assertFalse(left.contains("away"));
        assertEquals(
                List.of(),
                store.read(rows -> rows.devices(ANNA)).stream()
                        .map(DeviceRow::id)
                        .filter("away"::equals)
                        .toList());
        assertEquals(new Verdict.TooManyDevices(), asks("one more"));
    }

    @Test
    void aStormOfRefusalsIsAnsweredLate() {
        var slowing = new Slowing(() -> now);
        for (int i = 0; i < 10; i++) assertEquals(Duration.ZERO, slowing.refused(ANNA, "d"));
        assertEquals(Slowing.LATE, slowing.refused(ANNA, "d"));
        assertEquals(Duration.ZERO, slowing.refused(ANNA, "e"));
        now = now.plus(Duration.ofSeconds(61));
        assertEquals(Duration.ZERO, slowing.refused(ANNA, "d"));
    }
}
