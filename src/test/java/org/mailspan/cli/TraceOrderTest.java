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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.TraceRow;
import org.mailspan.trace.Trace;

/** To trace a device is an act of a person, and has an end. */
final class TraceOrderTest {
    private static final Starter NOBODY = (settings, events, trace) -> {
        throw new IllegalStateException("nothing is started");
    };

    @TempDir
    Path directory;

    private Path file;
    private Path data;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void settings() throws IOException {
        data = directory.resolve("data");
        file = Files.writeString(
                directory.resolve("bridge.properties"),
                "imap.host = localhost\nuser.domain = example.org\ndata.directory = " + data + "\n");
    }

    private int run(String typed, String... arguments) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                Map.of());
        return Cli.run(NOBODY, terminal, arguments);
    }

    private List<TraceRow> orders() {
        try (Decisions decisions = SqliteDecisions.open(data, text -> {})) {
            return decisions.read(rows -> rows.traces());
        }
    }

    @Test
    void itIsAskedForAndSaysWhatItWillHold() {
        assertEquals(
                Cli.FAILED,
                run("n\n", "trace", file.toString(), "anna", "PHONE1"),
                () -> err.toString(StandardCharsets.UTF_8));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("subjects, addresses and mail"));
        assertEquals(List.of(), orders());
        Instant before = Instant.now();
        assertEquals(
                Cli.DONE, run("y\n", "trace", file.toString(), "anna", "PHONE1"), err.toString(StandardCharsets.UTF_8));
        TraceRow order = orders().getFirst();
        assertEquals("anna@example.org", order.account());
        assertEquals("PHONE1", order.device());
        Duration span = Duration.between(before, order.until());
        assertTrue(span.toMinutes() >= 14 && span.toMinutes() <= 16, "for " + span);
    }

    @Test
    void itIsNeverWithoutAnEnd() {
        for (String span : List.of("0m", "-5m", "25h", "1d", "for ever", ""))
            assertEquals(Cli.WRONG_USE, run("y\n", "trace", file.toString(), "anna", "PHONE1", "--for", span), span);
        assertEquals(List.of(), Files.exists(data) ? orders() : List.of());
    }

    @Test
    void itCanBeEndedBeforeItsTime() {
        assertEquals(Cli.DONE, run("", "trace", file.toString(), "anna", "PHONE1", "--for", "2h", "--yes"));
        assertEquals(Cli.DONE, run("", "trace", file.toString(), "anna", "PHONE1", "--stop"));
        assertEquals(List.of(), orders());
    }

    @Test
    void whoServesFollowsAndStopsInTime() {
        Instant start = Instant.parse("2026-11-21T12:00:00Z");
        var now = new AtomicReference<>(start);
        InstantSource clock = now::get;
        var trace = new Trace(clock, text -> {});
        trace.order(List.of(new Trace.Wish(Optional.of("anna"), Optional.of("PHONE1"), start.plusSeconds(900))));
        assertTrue(trace.covers("anna", "PHONE1"));
        assertFalse(trace.covers("anna", "PHONE2"));
        assertFalse(trace.covers("bert", "PHONE1"));
        now.set(start.plusSeconds(900));
        assertFalse(trace.covers("anna", "PHONE1"));
        now.set(start);
        trace.order(List.of());
        assertFalse(trace.covers("anna", "PHONE1"));
    }

    @Test
    void theFileIsForItsOwnerAloneAndHasALimit() throws IOException {
        Files.createDirectory(data);
        var traced = new TraceFile(data);
        traced.append("# one\n");
        traced.append("# two\n");
        assertEquals("# one\n# two\n", Files.readString(traced.path()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(traced.path())));
        traced.append("x".repeat((int) TraceFile.MOST));
        assertEquals(12, Files.size(traced.path()));
        Files.delete(traced.path());
        traced.append("# three\n");
        assertEquals("# three\n", Files.readString(traced.path()));
    }
}
