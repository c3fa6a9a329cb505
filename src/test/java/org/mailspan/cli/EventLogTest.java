package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.mailspan.event.Event;

/** What the log reads like, and that no stranger can write into it. */
final class EventLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-04T05:06:07.089Z"), ZoneOffset.UTC);
    private final EventLog log = new EventLog(new Log(printer(), clock, Log.DATE_AND_TIME, Level.INFO));

    @Test
    void aRequestIsOneSentence() {
        log.accept(new Event.RequestServed(
                "anna@example.org", "androidc1", "Sync", "16.1", 200, "12 added", Duration.ofMillis(35)));
        log.accept(new Event.RequestServed(
                "anna@example.org", "androidc1", "Ping", "16.1", 200, "", Duration.ofMinutes(8)));
        assertEquals(
                List.of(
                        "2026-03-04T05:06:07.089Z INFO  anna@example.org: Sync 16.1 from androidc1 answered 200 in 35"
                                + " ms, 12 added",
                        "2026-03-04T05:06:07.089Z INFO  anna@example.org: Ping 16.1 from androidc1 answered 200 in 480"
                                + " s"),
                lines());
    }

    @Test
    void aRefusedLoginNamesTheAddressThatABanNeeds() {
        log.accept(new Event.LoginRefused("203.0.113.9", "anna", "the host refuses the password"));
        assertEquals(
                List.of("2026-03-04T05:06:07.089Z WARN  login refused from 203.0.113.9, user \"anna\":"
                        + " the host refuses the password"),
                lines());
    }

    @Test
    void aCertificateIsAskedForGivenOrRefusedInASentence() {
        log.accept(new Event.CertificateAsked("mail.example.org", "ca.example.org", false));
        log.accept(new Event.CertificateAsked("mail.example.org", "ca.example.org", true));
        log.accept(new Event.CertificateIssued(
                "mail.example.org", Instant.parse("2026-06-01T10:00:00Z"), Instant.parse("2026-05-02T10:00:30Z")));
        log.accept(new Event.CertificateNotIssued(
                "mail.example.org", "port 80 leads elsewhere", Instant.parse("2026-03-04T05:21:07.5Z")));
        String time = "2026-03-04T05:06:07.089Z ";
        assertEquals(
                List.of(
                        time
                                + "INFO  asking ca.example.org for a certificate for mail.example.org; phones cannot"
                                + " connect until it is there",
                        time
                                + "INFO  asking ca.example.org for a certificate for mail.example.org; the old one is"
                                + " served meanwhile",
                        time
                                + "INFO  certificate for mail.example.org issued, good until 2026-06-01T10:00:00Z; the"
                                + " next one is asked for on 2026-05-02T10:00:00Z",
                        time + "WARN  no certificate for mail.example.org: port 80 leads elsewhere. The next try is at"
                                + " 2026-03-04T05:21:07Z"),
                lines());
    }

    @Test
    void aUserNameCannotForgeALineNorMoveTheCursor() {
        log.accept(new Event.LoginRefused(
                "203.0.113.9", "x\r\n2026-03-04 INFO  all is well\u0085\u2028\u001B[2J\u202Egnp.exe\0\uD800", "no"));
        assertEquals(
                List.of("2026-03-04T05:06:07.089Z WARN  login refused from 203.0.113.9, user \"x\\r"
                        + "\\n"
                        + "2026-03-04 INFO  all is well\\u0085\\u2028\\u001b[2J\\u202egnp.exe\\u0000\\ud800\":"
                        + " no"),
                lines());
    }

    @Test
    void aStoredPasswordThatIsRefusedComesWithItsRemedy() {
        log.accept(new Event.StoredPasswordRefused("anna@example.org"));
        assertTrue(lines().getFirst().contains("anna@example.org: the mail host refuses the stored mail password"));
        assertTrue(lines().getFirst().endsWith("mailspan password renew FILE USER"));
    }

    @Test
    void aNameWithABlankInItIsQuotedWhereverItStands() {
        log.accept(new Event.HostFailed("an\"na \\", "login", "DOWN"));
        assertTrue(lines().getFirst().contains("WARN  \"an\\\"na \\\\\": the mail host failed"), lines().getFirst());
    }

    @Test
    void theLinesOfAStackTraceAreIndentedSoThatNoneLooksLikeAnEntry() {
        log.accept(new Event.Failed(
                "4711", "Sync", new IllegalStateException("bad\n2026-03-04T05:06:07.089Z INFO  forged")));
        List<String> lines = lines();
        assertEquals("2026-03-04T05:06:07.089Z ERROR Sync: failed, answered with id 4711", lines.getFirst());
        assertTrue(lines.size() > 3);
        assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("    ")));
    }

    @Test
    void lettersOfAllScriptsStayReadable() {
        assertEquals("Grüße, Привет, 日本語, 🙂", Log.escaped("Grüße, Привет, 日本語, 🙂"));
    }

    @Test
    void whatTheReadmeExplainsIsWhatTheLogSays() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var explained = Map.of(
                "login refused", new Event.LoginRefused("203.0.113.9", "anna", "no"),
                "the mail host failed", new Event.HostFailed("anna", "Sync", "gone"),
                "watch lost", new Event.WatchLost("anna", "gone"),
                "delivered as an attachment, since it cannot be converted",
                        new Event.ItemUnconvertible("anna", "INBOX", "7", "odd"),
                "failed, answered with id", new Event.Failed("4711", "Sync", new IllegalStateException()));
        explained.forEach((words, event) -> {
            assertTrue(readme.contains("\n### " + words), words);
            assertTrue(log.entry(event).text().contains(words), words);
        });
    }

    @Test
    void everyMessageThatCannotBeConvertedIsCounted() {
        for (int i = 0; i < 23; i++) log.accept(new Event.ItemUnconvertible("anna", "INBOX", "7:" + i, "odd"));
        List<String> lines = lines();
        assertEquals(
                "2026-03-04T05:06:07.089Z WARN  anna: message 7:2 of INBOX is delivered as an attachment, since it"
                        + " cannot be converted: odd (the 3rd since the start)",
                lines.get(2));
        var numbers = new StringBuilder();
        for (int i : new int[] {0, 1, 3, 10, 11, 12, 20, 21, 22})
            numbers.append(lines.get(i).replaceFirst(".*\\(the (.*) since.*", "$1 "));
        assertEquals("1st 2nd 4th 11th 12th 13th 21st 22nd 23rd ", numbers.toString());
    }

    @Test
    void aServerErrorIsAWarning() {
        var served = new Event.RequestServed("a", "d", "Sync", "14.1", 503, "", Duration.ZERO);
        assertEquals(Level.WARNING, log.entry(served).level());
    }

    @Test
    void whatIsLessImportantIsLeftOut() {
        new Log(printer(), clock, Log.DATE_AND_TIME, Level.INFO).write(Level.FINE, "detail", null);
        assertFalse(out.size() > 0);
    }

    private PrintStream printer() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
