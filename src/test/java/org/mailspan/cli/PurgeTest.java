package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;

/** What purge lists and removes, as another connection sees it. */
final class PurgeTest {
    private static final Instant OLD = Instant.parse("2024-03-01T12:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void marksOfAllFoldersAreListedAndRemovedAndNothingElse() throws Exception {
        for (MailHost host : List.of(
                GreenMailHost.shared(),
                DovecotHost.shared(DovecotHost.Settings.FULL),
                DovecotHost.shared(DovecotHost.Settings.BARE))) {
            String user = host.newUser();
            try (ImapWitness witness = host.witness(user)) {
                long kept = append(witness, "INBOX", "kept", OLD, false);
                append(witness, "INBOX", "struck \u001B[31mthrough", OLD, true);
                append(witness, "INBOX", "another", OLD.plus(Duration.ofDays(9)), true);
                witness.create("Old things");
                append(witness, "Old things", "a third", OLD, true);
                assertEquals(0, purge(host, user, "", "--subjects", "--yes"), said());
                assertTrue(said().contains("INBOX: 2 messages, 2024-03-01 to 2024-03-10, "), said());
                assertTrue(said().contains("  2024-03-01  struck"), said());
                assertTrue(said().contains("Old things: 1 message, of 2024-03-01, "), said());
                assertTrue(said().contains("Removed 3 messages."), said());
                assertFalse(said().contains("\u001B"), said());
                assertEquals(List.of(kept), witness.uids("INBOX"), host.name());
                assertEquals(List.of(), witness.uids("Old things"), host.name());
                assertEquals(0, purge(host, user, "", "--yes"));
                assertEquals("No message is marked as deleted.\n", said());
            }
        }
    }

    @Test
    void onlyOnesOfThatAgeGoAndTheMarksOfTheOthersStay() throws Exception {
        for (MailHost host :
                List.of(DovecotHost.shared(DovecotHost.Settings.FULL), DovecotHost.shared(DovecotHost.Settings.BARE))) {
            String user = host.newUser();
            try (ImapWitness witness = host.witness(user)) {
                append(witness, "INBOX", "old", OLD, true);
                long late = append(witness, "INBOX", "late", Instant.now(), true);
                assertEquals(0, purge(host, user, "", "--older-than", "30d", "--yes"), said());
                assertTrue(said().contains("Removed 1 message."), said());
                assertEquals(List.of(late), witness.uids("INBOX"), host.name());
                assertTrue(witness.flags("INBOX", late).contains("\\Deleted"), host.name());
            }
        }
    }

    @Test
    void nothingGoesWithoutAYes() throws Exception {
        MailHost host = GreenMailHost.shared();
        String user = host.newUser();
        try (ImapWitness witness = host.witness(user)) {
            long marked = append(witness, "INBOX", "x", OLD, true);
            for (String answer : List.of("", "n\n", "maybe\n")) {
                assertEquals(0, purge(host, user, answer));
                assertTrue(said().endsWith("Remove 1 message for good? [y/N] Nothing was removed.\n"), said());
            }
            assertEquals(0, purge(host, user, "", "--dry-run", "--yes"));
            assertTrue(said().endsWith("Nothing was removed.\n"), said());
            assertEquals(List.of(marked), witness.uids("INBOX"));
            assertEquals(0, purge(host, user, "Yes\n"));
            assertTrue(said().endsWith("Removed 1 message.\n"), said());
            assertEquals(List.of(), witness.uids("INBOX"));
        }
    }

    @Test
    void whatIsNoAgeAndAWrongPasswordAreToldApart() throws Exception {
        MailHost host = GreenMailHost.shared();
        String user = host.newUser();
        assertEquals(Cli.WRONG_USE, purge(host, user, "", "--older-than", "soon"));
        assertTrue(said().contains("--older-than takes a number with d, w, m or y (30d), not: soon"), said());
        assertEquals(Cli.FAILED, purge(host, "nobody-" + user, ""));
        assertTrue(said().startsWith("mailspan: "), said());
    }

    private static long append(ImapWitness witness, String folder, String subject, Instant date, boolean marked) {
        byte[] mail = ("Subject: " + subject + "\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII);
        return witness.append(folder, mail, marked ? Set.of("\\Deleted") : Set.of(), date);
    }

    private int purge(MailHost host, String user, String answers, String... options) throws Exception {
        out.reset();
        Path file = Files.writeString(
                directory.resolve("bridge.properties"), """
                    imap.host = 127.0.0.1
                    imap.security = none
                    imap.port = %d
                    smtp.security = none
                    smtp.port = %d
                    """.formatted(host.imapPort(), host.smtpPort()));
        var printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        var in = new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8));
        var terminal = new Terminal(printer, printer, in, Map.of("MAILSPAN_PASSWORD", host.password()));
        var arguments = new ArrayList<>(List.of("purge", file.toString(), user));
        arguments.addAll(List.of(options));
        Starter none = (settings, events, trace) -> {
            throw new AssertionError("purge serves nobody");
        };
        return Cli.run(none, terminal, arguments.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
