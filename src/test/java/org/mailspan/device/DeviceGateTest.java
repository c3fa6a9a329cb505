package org.mailspan.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.device.DeviceGate.Verdict;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;
import org.mailspan.support.StoreAround;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.WbxmlReader;

/** Who is let in, and what is kept of those who came. */
final class DeviceGateTest {
    private static final String ACCOUNT = "anna@example.org";
    private static final String DEVICE = "androidc123";

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final AtomicInteger writes = new AtomicInteger();
    private Store store;
    private Decisions decisions;
    private Devices devices;
    private DeviceGate gate;

    @BeforeEach
    void open() {
        store = new Counting(SqliteStore.open(directory), writes);
        devices = new Devices(store, () -> now);
        decisions = SqliteDecisions.open(directory, notice -> {});
        var admissions =
                new Admissions(decisions, store, NewDevices.ALLOWED, () -> now, new Events(), (account, device) -> {});
        gate = new DeviceGate(Policy.ALLOW_ALL, devices, admissions);
    }

    @AfterEach
    void close() {
        decisions.close();
        store.close();
    }

    /** A store that counts its writes. */
    private record Counting(Store store, AtomicInteger writes) implements StoreAround {
        @Override
        public <T> T write(Function<Writes, T> work) {
            writes.incrementAndGet();
            return store.write(work);
        }
    }

    private static Visit visit(String command, OptionalLong key) {
        return new Visit(ACCOUNT, DEVICE, "Android", "Android-Mail/1", key, command, Version.V14_1);
    }

    private static OptionalLong key(String which) {
        return switch (which) {
            case "none" -> OptionalLong.empty();
            case "zero" -> OptionalLong.of(0);
            case "final" ->
                OptionalLong.of(
                        Policy.ALLOW_ALL.finalKey(Policy.Compliance.FULL).orElseThrow());
            case "temporary" -> OptionalLong.of(Policy.ALLOW_ALL.temporaryKey());
            default -> OptionalLong.of(Long.parseLong(which));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Sync, none", "Sync, zero", "Sync, final", "Ping, none", "Ping, final", "FolderSync, zero",
        "Provision, none", "Provision, zero", "Provision, temporary", "Provision, final", "Provision, 4711",
                "provision, 4711"
    })
    void isLetIn(String command, String key) {
        assertEquals(new Verdict.Let(), gate.judge(visit(command, key(key))));
    }

    @ParameterizedTest
    @CsvSource({"Sync, 4711", "Sync, temporary", "Ping, 4711", "FolderSync, 4294967295", "SendMail, 1"})
    void aKeyThatIsNotOursHasToBeRenewed(String command, String key) {
        assertInstanceOf(Verdict.PolicyKeyStale.class, gate.judge(visit(command, key(key))));
    }

    @Test
    void theFirstVisitIsKept() {
        gate.judge(visit("FolderSync", OptionalLong.empty()));
        DeviceRow row = row();
        assertEquals(
                List.of("Android", "Android-Mail/1", "14.1", now, now, 0),
                List.of(
                        row.type(),
                        row.userAgent(),
                        row.version(),
                        row.firstSeen(),
                        row.lastSeen(),
                        row.information().length));
    }

    @Test
    void theSameVisitIsNotWrittenAgainForAnHour() {
        for (int i = 0; i < 50; i++) gate.judge(visit("Ping", OptionalLong.empty()));
        now = now.plus(Duration.ofMinutes(59));
        gate.judge(visit("Ping", OptionalLong.empty()));
        assertEquals(1, writes.get());
        now = now.plus(Duration.ofMinutes(2));
        gate.judge(visit("Ping", OptionalLong.empty()));
        assertEquals(2, writes.get());
        assertEquals(now, row().lastSeen());
        assertEquals(now.minus(Duration.ofMinutes(61)), row().firstSeen());
    }

    @Test
    void whatChangedIsWrittenAtOnceAndWhatIsLeftOutStays() {
        gate.judge(visit("Sync", OptionalLong.empty()));
        gate.judge(new Visit(ACCOUNT, DEVICE, "", "", OptionalLong.empty(), "Sync", Version.V16_1));
        assertEquals(
                List.of("Android", "Android-Mail/1", "16.1"),
                List.of(row().type(), row().userAgent(), row().version()));
        gate.judge(new Visit(ACCOUNT, DEVICE, "", "Android-Mail/2", OptionalLong.empty(), "Sync", Version.V16_1));
        assertEquals("Android-Mail/2", row().userAgent());
        assertEquals(3, writes.get());
    }

    @Test
    void aRefusedDeviceIsKeptToo() {
        gate.judge(visit("Sync", OptionalLong.of(4711)));
        assertEquals(DEVICE, row().id());
    }

    @Test
    void whatADeviceTellsOfItselfIsLaidOverWhatItToldBefore() throws Exception {
        gate.judge(visit("Sync", OptionalLong.empty()));
        assertTrue(inform(
                Element.of(Settings.Model, "Pixel"),
                Element.of(Settings.OS, "Android 16"),
                Element.of(Settings.IMEI, "1")));
        assertTrue(inform(
                Element.of(Settings.OS, "Android 17"),
                Element.of(Settings.IMEI),
                Element.of(Settings.FriendlyName, "Anna's")));
        assertEquals(
                "<Set><Model>Pixel</Model><FriendlyName>Anna's</FriendlyName><OS>Android 17</OS></Set>",
                information().map(Element::toString).orElse(""));
    }

    @Test
    void whatADeviceTellsSurvivesItsNextVisit() throws Exception {
        inform(Element.of(Settings.Model, "Pixel"));
        gate.judge(visit("Sync", OptionalLong.empty()));
        assertEquals("Android", row().type());
        assertEquals(Optional.of("Pixel"), information().flatMap(set -> set.text(Settings.Model)));
    }

    @Test
    void anEmptySetForgetsAll() throws Exception {
        inform(Element.of(Settings.Model, "Pixel"));
        inform();
        assertEquals(Optional.empty(), information());
    }

    @Test
    void theSameToldAgainIsNotWrittenAgain() {
        inform(Element.of(Settings.Model, "Pixel"));
        inform(Element.of(Settings.Model, "Pixel"));
        assertEquals(1, writes.get());
    }

    @Test
    void valuesThatAreTooLongOrNoneChangeNothing() throws Exception {
        inform(Element.of(Settings.Model, "Pixel"));
        assertEquals(false, inform(Element.of(Settings.Model, "P"), Element.of(Settings.OS, "x".repeat(1025))));
        assertEquals(false, inform(Element.of(Settings.Model, "P"), Element.of(Settings.EnableOutboundSMS, "yes")));
        assertEquals(Optional.of("Pixel"), information().flatMap(set -> set.text(Settings.Model)));
        assertTrue(inform(Element.of(Settings.OS, "x".repeat(1024)), Element.of(Settings.EnableOutboundSMS, "1")));
    }

    private boolean inform(Element... values) {
        return devices.inform(ACCOUNT, DEVICE, Element.of(Settings.Set, List.of(values)));
    }

    private Optional<Element> information() throws Exception {
        byte[] kept = row().information();
        return kept.length == 0 ? Optional.empty() : Optional.of(WbxmlReader.read(kept, Limits.DEFAULT));
    }

    private DeviceRow row() {
        return store.read(rows -> rows.device(ACCOUNT, DEVICE)).orElseThrow();
    }
}
