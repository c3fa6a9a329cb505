package org.mailspan.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.device.NewDevices.Choice;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;

/** When an owner is told of a new device, and what a stranger can write to him by it. */
final class OwnerMailTest {
    private static final String ANNA = "anna@example.org";

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private boolean isAway;
    private Store store;
    private Decisions decisions;
    private DeviceGate gate;
    private OwnerMail mail;
    private MemoryBackend backend;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        decisions = SqliteDecisions.open(directory, notice -> {});
        var rule = new NewDevices(Choice.QUARANTINE, "", "/srv/my mail/bridge.properties");
        var events = new Events();
        var admissions = new Admissions(decisions, store, rule, () -> now, events, (account, device) -> {});
        gate = new DeviceGate(Policy.ALLOW_ALL, new Devices(store, () -> now), admissions);
        mail = new OwnerMail(decisions, store, rule, () -> now, events);
        backend = new MemoryBackend(ANNA, new Mailbox(), MemoryBackend.Tells.FULL, this::before);
    }

    private void before(Operation operation) throws BackendException {
        if (isAway && operation == Operation.SEND) throw new BackendException(Kind.UNAVAILABLE, "away");
    }

    @AfterEach
    void close() {
        decisions.close();
        store.close();
    }

    private void comes(String device) {
        comes(device, "Mail/1");
    }

    private void comes(String device, String userAgent) {
        var visit = new Visit(ANNA, device, "x", userAgent, OptionalLong.empty(), "FolderSync", Version.V16_1);
        gate.judge(visit);
        mail.tell(visit, "203.0.113.9", backend);
    }

    private String text(int number) {
        String whole = new String(backend.sent().get(number).message(), UTF_8);
        return new String(Base64.getMimeDecoder().decode(whole.substring(whole.indexOf("\r\n\r\n"))), UTF_8);
    }

    @Test
    void aMailThatCouldNotBeSentIsSentTenMinutesLater() {
        isAway = true;
        comes("d");
        isAway = false;
        comes("d");
        assertEquals(0, backend.sent().size(), "before the pause is over");
        now = now.plus(Duration.ofMinutes(11));
        comes("d");
        comes("d");
        assertEquals(1, backend.sent().size());
    }

    @Test
    void theNextDayBringsMailsAgain() {
        for (int i = 0; i < 10; i++) comes("d" + i);
        assertEquals(OwnerMail.MOST_A_DAY, backend.sent().size());
        now = now.plus(Duration.ofHours(25));
        for (int i = 0; i < 10; i++) comes("d" + i);
        assertEquals(2 * OwnerMail.MOST_A_DAY, backend.sent().size());
    }

    @Test
    void whatTheOwnerDecidedIsNoNewsToHim() {
        var visit = new Visit(ANNA, "d", "x", "", OptionalLong.empty(), "FolderSync", Version.V16_1);
        gate.judge(visit);
        new Deciding(decisions, () -> now).block(ANNA, "d");
        comes("d");
        assertEquals(0, backend.sent().size());
    }

    @Test
    void theCommandCanBePastedIntoAShell() {
        comes("{d}~1");
        assertTrue(
                text(0).contains("    mailspan device allow '/srv/my mail/bridge.properties' " + ANNA + " '{d}~1'\n"),
                text(0));
    }

    @Test
    void anIdThatLooksLikeAnOptionIsNone() {
        comes("--really");
        assertTrue(
                text(0).contains("device allow -- '/srv/my mail/bridge.properties' " + ANNA + " '--really'\n"),
                text(0));
    }

    @Test
    void aQuotationMarkDoesNotEndWhatTheDeviceSays() {
        comes("d", "Mail/1\"\n    Device id: other");
        assertTrue(text(0).contains("Program:  \"Mail/1'_    Device id: other\"\n"), text(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "anna@example.org|anna@example.org",
                "an na|'an na'",
                "a'b|'a'\\''b'",
                "$(reboot)|'$(reboot)'",
                "-rf|'-rf'"
            })
    void aShellReadsBackWhatWasMeant(String word, String written) {
        assertEquals(written, OwnerMail.word(word));
    }
}
