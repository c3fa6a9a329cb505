package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.DecisionRow.Errand;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.WipeRow;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.WbxmlWriter;

/** What {@code mailspan device} shows and decides, beside a server that has the same files open. */
final class DeviceTest {
    private static final String PHONE = "ApplF17Z8PHONE";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String typed = "";
    private Path settings;
    private Store store;
    private Decisions serving;

    @BeforeEach
    void serve() throws IOException {
        settings = Files.writeString(
                directory.resolve("bridge.properties"), "imap.host = localhost\nuser.domain = example.org\n");
        open();
        seen("anna@example.org", PHONE, "16.1", "Anna's iPhone", Duration.ofMinutes(3));
        seen("anna@example.org", "ApplF17TABLET", "14.1", "", Duration.ofHours(5));
        seen("otto@example.org", "androidc1", "12.1", "bad \u001B[2J\u202Ename", Duration.ofDays(3));
    }

    private void open() {
        store = SqliteStore.open(directory.resolve("data"));
        serving = SqliteDecisions.open(directory.resolve("data"), notice -> {});
    }

    @AfterEach
    void stop() {
        serving.close();
        store.close();
    }

    private void seen(String account, String id, String version, String name, Duration ago) {
        Instant when = Instant.now().minus(ago);
        byte[] information = name.isEmpty()
                ? new byte[0]
                : WbxmlWriter.bytes(Element.of(
                        org.mailspan.wbxml.Settings.Set, Element.of(org.mailspan.wbxml.Settings.FriendlyName, name)));
        store.update(rows ->
                rows.putDevice(new DeviceRow(account, id, "iPhone", "Mail/1", version, information, when, when)));
        serving.update(rows -> rows.putDevice(new DecisionRow(
                account, id, Decision.ALLOWED, "new", when, "iPhone", "Mail/1", when, Instant.EPOCH, Errand.NONE, 0)));
    }

    private int device(String command, String... more) {
        out.reset();
        err.reset();
        var arguments = new ArrayList<>(List.of("device", command, settings.toString()));
        arguments.addAll(List.of(more));
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                Map.of());
        return Cli.run((s, e, t) -> null, terminal, arguments.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Decision decision(String id) {
        return serving.read(rows -> rows.devices()).stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow()
                .decision();
    }

    private Optional<WipeRow> wipe(String id) {
        return serving.read(rows -> rows.wipe("anna@example.org", id));
    }

    @Test
    void allDevicesAreListedByTheirUsers() {
        assertEquals(0, device("list"), this::complained);
        assertEquals("""
            USER              DEVICE          NAME           STATE    LAST SEEN      VERSION
            anna@example.org  ApplF17Z8PHONE  Anna's iPhone  allowed  3 minutes ago  16.1
            anna@example.org  ApplF17TABLET   iPhone         allowed  5 hours ago    14.1
            otto@example.org  androidc1       bad [2J_name   allowed  3 days ago     12.1
            """, said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "ANNA", "anna@example.org", "HOME\\anna"})
    void theListOfAUserIsFoundByAnyFormOfTheLogin(String user) {
        assertEquals(0, device("list", user));
        assertEquals(3, said().lines().count(), said());
        assertFalse(said().contains("otto"), said());
    }

    @ParameterizedTest
    @CsvSource({"ApplF17Z8PHONE", "applf17z", "Anna's iPhone", "ANNA'S IPHONE"})
    void aDeviceIsFoundByItsIdItsBeginningOrItsName(String word) {
        assertEquals(0, device("show", word), this::complained);
        assertTrue(said().contains("Device:      ApplF17Z8PHONE\n"), said());
        assertTrue(said().contains("Name:        Anna's iPhone\n"), said());
        assertTrue(said().contains("State:       allowed\n"), said());
        assertTrue(said().contains("Version:     16.1\n"), said());
    }

    @Test
    void aWordThatFitsSeveralDevicesNamesThem() {
        assertEquals(1, device("block", "ApplF17"));
        assertTrue(complained().contains("ApplF17Z8PHONE") && complained().contains("ApplF17TABLET"), complained());
        assertEquals(1, device("block", "anna", "nobody"));
        assertTrue(complained().contains("There is no device nobody of anna@example.org"), complained());
        assertEquals(Decision.ALLOWED, decision(PHONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--really", "@bridge.properties"})
    void anIdThatAStrangerChoseIsNoOptionAndNoFile(String id) {
        seen("anna@example.org", id, "16.1", "", Duration.ofMinutes(1));
        assertEquals(0, device("block", "--", "anna", id), this::complained);
        assertEquals(Decision.BLOCKED, decision(id));
    }

    @Test
    void theSameIdOfTwoUsersNeedsTheUser() {
        seen("otto@example.org", PHONE, "16.1", "", Duration.ofMinutes(1));
        assertEquals(1, device("show", PHONE));
        assertEquals(0, device("show", "otto", PHONE));
        assertTrue(said().contains("otto@example.org"), said());
    }

    @Test
    void whatIsDecidedIsSeenByTheOneWhoServes() {
        var seen = new CopyOnWriteArrayList<String>();
        serving.follow(rows -> rows.devicesChangedAfter(3).forEach(row -> seen.add(row.id() + " " + row.decision())));
        assertEquals(0, device("block", "anna", PHONE));
        assertEquals("Anna's iPhone (ApplF17Z8PHONE) is blocked.\n", said());
        serving.poll();
        assertEquals(List.of("ApplF17Z8PHONE BLOCKED"), seen);
        assertEquals(0, device("quarantine", PHONE));
        assertEquals(Decision.QUARANTINED, decision(PHONE));
        assertEquals(0, device("allow", PHONE));
        assertEquals(Decision.ALLOWED, decision(PHONE));
        device("log", PHONE);
        assertEquals(
                List.of("blocked, by its owner", "quarantined, by its owner", "allowed, by its owner"),
                said().lines().map(line -> line.substring(21)).toList());
        assertTrue(
                said().lines().allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  .*")), said());
    }

    @Test
    void aForgottenDeviceIsNotListed() {
        assertEquals(0, device("forget", PHONE));
        device("list");
        assertFalse(said().contains(PHONE), said());
        assertEquals(1, device("show", PHONE));
    }

    @Test
    void aDeviceThatIsToLoadAnewSaysSo() {
        assertEquals(0, device("resync", PHONE));
        assertEquals(
                Errand.RESYNC,
                serving.read(rows -> rows.device("anna@example.org", PHONE))
                        .orElseThrow()
                        .errand());
        device("list");
        assertTrue(said().contains("allowed, resync"), said());
    }

    @Test
    void aWipeIsAskedTwiceAndTheSecondTimeForTheName() {
        typed = "y\nAnna's iPhone\n";
        assertEquals(0, device("wipe", PHONE), this::complained);
        assertTrue(said().contains("EVERYTHING on it will be lost"), said());
        assertTrue(said().contains("Wipe it? [y/N]"), said());
        assertEquals(WipeRow.Kind.DEVICE, wipe(PHONE).orElseThrow().kind());
        assertEquals(WipeRow.State.PENDING, wipe(PHONE).orElseThrow().state());
        device("list");
        assertTrue(said().contains("to be wiped"), said());
        assertEquals(0, device("allow", PHONE));
        assertTrue(said().contains("The order to wipe it is taken back."), said());
        assertEquals(WipeRow.State.CANCELLED, wipe(PHONE).orElseThrow().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n\n", "y\n", "y\ny\n", "y\nApplF17\n", "Anna's iPhone\ny\n"})
    void nothingIsWipedWithoutBothAnswers(String answers) {
        typed = answers;
        assertEquals(1, device("wipe", PHONE));
        assertEquals(Optional.empty(), wipe(PHONE));
        assertTrue(complained().contains("Nothing was ordered."), complained());
    }

    @Test
    void withoutQuestionsAWipeNeedsTheWholeIdTwice() {
        assertEquals(1, device("wipe", "ApplF17Z", "--really", "ApplF17Z"));
        assertEquals(Optional.empty(), wipe(PHONE));
        assertEquals(2, device("wipe", PHONE, "--really"));
        assertEquals(2, device("wipe", PHONE, "--yes"));
        assertEquals(Optional.empty(), wipe(PHONE));
        assertEquals(0, device("wipe", "ApplF17Z", "--really", PHONE));
        assertTrue(wipe(PHONE).isPresent());
    }

    @Test
    void theAccountAloneIsNotWipedByADeviceThatCannot() {
        assertEquals(1, device("wipe-account", "ApplF17TABLET", "--really", "ApplF17TABLET"));
        assertTrue(complained().contains("speaks 14.1; the account alone can be removed from 16.1 on"), complained());
        assertEquals(Optional.empty(), wipe("ApplF17TABLET"));
        typed = "yes\n" + PHONE + "\n";
        assertEquals(0, device("wipe-account", PHONE));
        assertEquals(WipeRow.Kind.ACCOUNT, wipe(PHONE).orElseThrow().kind());
        device("show", PHONE);
        assertTrue(said().contains("Wipe:        the account\n"), said());
    }

    @Test
    void aDoubtfulWipeIsExplained() {
        typed = "y\n" + PHONE + "\n";
        device("wipe", PHONE);
        WipeRow order = wipe(PHONE).orElseThrow();
        serving.update(rows -> rows.putWipe(order.in(WipeRow.State.DOUBTFUL)));
        device("show", PHONE);
        assertTrue(said().contains("State:       wipe to be confirmed\n"), said());
        assertTrue(said().contains("waits to be ordered again"), said());
    }

    /** Before the server was started with decisions at all. */
    @Test
    void devicesOfTheCacheAloneAreThereToo() throws IOException {
        stop();
        Files.delete(directory.resolve("data/decisions.db"));
        assertEquals(0, device("block", PHONE), this::complained);
        assertEquals("", complained());
        open();
        assertEquals(Decision.BLOCKED, decision(PHONE));
        assertEquals(Decision.ALLOWED, decision("androidc1"));
    }

    @Test
    void itWorksWithoutAServerAndWithoutACache() throws IOException {
        stop();
        Files.delete(directory.resolve("data/cache.db"));
        assertEquals(0, device("list"));
        assertTrue(said().contains("never let in"), said());
        assertEquals(0, device("block", PHONE));
        assertEquals(List.of("decisions.db"), names());
        open();
        assertEquals(Decision.BLOCKED, decision(PHONE));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory.resolve("data"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whereNobodyServedThereAreNone() throws IOException {
        settings = Files.writeString(
                directory.resolve("other.properties"), "imap.host = localhost\ndata.directory = nowhere\n");
        assertEquals(1, device("list"));
        assertTrue(complained().contains("has not served"), complained());
        assertFalse(Files.exists(directory.resolve("nowhere")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"list", "show", "allow", "block", "quarantine", "wipe", "wipe-account", "resync", "forget", "log"
            })
    void eachHasHelpThatFitsAnOrdinaryTerminal(String command) {
        assertEquals(0, device(command, "--help"));
        assertTrue(said().startsWith("Usage: mailspan device " + command + " FILE"), said());
        assertTrue(said().lines().allMatch(line -> line.length() <= 100), said());
    }

    @Test
    void withoutACommandItTellsThem() {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of());
        assertEquals(2, Cli.run((s, e, t) -> null, terminal, "device"));
        assertTrue(complained().contains("wipe-account"), complained());
    }
}
