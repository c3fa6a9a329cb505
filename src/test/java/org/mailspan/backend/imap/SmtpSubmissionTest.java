package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.Outgoing;

final class SmtpSubmissionTest {
    private static final String MESSAGE = "Message-ID: <1@x>\r\nSubject: a\r\n b\r\n\r\n.dot\r\nend\r\n";

    private static Outgoing mail(String message, String... recipients) {
        return new Outgoing("me@example.org", List.of(recipients), "<1@x>", message.getBytes(UTF_8), false);
    }

    private static void send(FakeSmtp server, Outgoing mail) throws BackendException {
        var doubt = new SmtpSubmission(server.settings(), new Credentials("u", "pw")).send(mail);
        if (doubt.isPresent()) throw doubt.get();
    }

    @ParameterizedTest
    @CsvSource({"MAIL, false", "DATA, false", "., true"})
    void onlyACutAfterTheDataLeavesADoubt(String command, boolean doubt) throws Exception {
        try (var server = new FakeSmtp().on(command, "")) {
            var submission = new SmtpSubmission(server.settings(), new Credentials("u", "pw"));
            Outgoing mail = mail(MESSAGE, "a@x");
            if (doubt) assertTrue(submission.send(mail).isPresent());
            else assertThrows(BackendException.class, () -> submission.send(mail));
        }
    }

    private static BackendException refused(FakeSmtp server, Outgoing mail) {
        return assertThrows(BackendException.class, () -> send(server, mail));
    }

    @Test
    void theMessageGoesOutAsItIs() throws Exception {
        try (var server = new FakeSmtp("AUTH PLAIN LOGIN", "8BITMIME", "SIZE 1000000", "SMTPUTF8")) {
            send(server, mail(MESSAGE, "a@x", "b@x"));
            assertEquals(List.of(MESSAGE.replace("\r\n.dot", "\r\n..dot")), server.messages());
            String plain = Base64.getEncoder().encodeToString("u\0u\0pw".getBytes(UTF_8));
            assertEquals(
                    List.of(
                            "EHLO [127.0.0.1]",
                            "AUTH PLAIN " + plain,
                            "MAIL FROM:<me@example.org>",
                            "RCPT TO:<a@x>",
                            "RCPT TO:<b@x>",
                            "DATA"),
                    server.heard().subList(0, 6));
        }
    }

    @Test
    void withoutAuthNobodyLogsIn() throws Exception {
        try (var server = new FakeSmtp()) {
            send(server, mail(MESSAGE, "a@x"));
            assertEquals(1, server.messages().size());
            assertTrue(server.heard().stream().noneMatch(line -> line.startsWith("AUTH")));
        }
    }

    @Test
    void eightBitsAreAnnouncedWhereTheServerTakesThem() throws Exception {
        String message = MESSAGE + "Grüße\r\n";
        try (var server = new FakeSmtp("8BITMIME", "SMTPUTF8")) {
            send(server, mail(message, "a@x"));
            assertTrue(server.heard().contains("MAIL FROM:<me@example.org> BODY=8BITMIME"));
            assertEquals(
                    new String(message.getBytes(UTF_8), ISO_8859_1).replace("\n.", "\n.."),
                    server.messages().getFirst());
        }
        try (var server = new FakeSmtp()) {
            send(server, mail(message, "a@x"));
            assertTrue(server.heard().contains("MAIL FROM:<me@example.org>"));
        }
    }

    @Test
    void addressesBeyondAsciiNeedAServerForThem() throws Exception {
        try (var server = new FakeSmtp("SMTPUTF8")) {
            send(server, mail(MESSAGE, "grüße@x"));
            assertTrue(server.heard().contains("MAIL FROM:<me@example.org> SMTPUTF8"));
            assertTrue(server.heard().contains("RCPT TO:<" + new String("grüße".getBytes(UTF_8), ISO_8859_1) + "@x>"));
        }
        try (var server = new FakeSmtp()) {
            assertEquals(Kind.REFUSED, refused(server, mail(MESSAGE, "grüße@x")).kind());
            assertTrue(server.messages().isEmpty());
        }
    }

    /** What is half sent would be sent again as a whole. */
    @Test
    void oneRefusedRecipientStopsTheMail() throws Exception {
        try (var server = new FakeSmtp().on("RCPT TO:<b@x>", "550 5.1.1 no such user")) {
            BackendException e = refused(server, mail(MESSAGE, "a@x", "b@x", "c@x"));
            assertEquals(Kind.REFUSED, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("1 of the recipients [550]"), e.getMessage());
            assertFalse(String.valueOf(e.getMessage()).contains("b@x"), "whom is not for the log");
            assertFalse(server.heard().contains("DATA"));
        }
        try (var server = new FakeSmtp().on("RCPT", "451 4.2.1 greylisted")) {
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(server, mail(MESSAGE, "a@x", "b@x")).kind());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MAIL | 553 not your address                 | REFUSED
        MAIL | 451 later                            | UNAVAILABLE
        MAIL | 552 5.3.4 too big                    | TOO_LARGE
        MAIL | 530 5.7.0 authentication required    | REFUSED
        DATA | 554 no                               | REFUSED
        .    | 550 5.7.1 looks like spam            | REFUSED
        .    | 552 5.3.4 too big                    | TOO_LARGE
        .    | 451 4.3.0 later                      | UNAVAILABLE
        .    | 421 going down                       | UNAVAILABLE
        .    | ''                                   | UNAVAILABLE
        DATA | ''                                   | UNAVAILABLE
        MAIL | ''                                   | UNAVAILABLE
        RCPT | ''                                   | UNAVAILABLE
        EHLO | ''                                   | UNAVAILABLE
        AUTH | 535 5.7.8 no                         | LOGIN
        AUTH | 534 5.7.9 app password needed        | LOGIN
        AUTH | 454 4.7.0 temporary failure          | UNAVAILABLE
        AUTH | 421 too many                         | UNAVAILABLE
        """)
    void onlyA250IsSent(String command, String answer, Kind kind) throws Exception {
        try (var server = new FakeSmtp("AUTH PLAIN").on(command.equals("AUTH") ? "AUTH PLAIN" : command, answer)) {
            assertEquals(kind, refused(server, mail(MESSAGE, "a@x")).kind());
            assertTrue(server.messages().isEmpty());
        }
    }

    @Test
    void aServerThatTurnsUsAwayIsUnavailable() throws Exception {
        try (var server = new FakeSmtp().on("", "554 no service")) {
            assertEquals(Kind.UNAVAILABLE, refused(server, mail(MESSAGE, "a@x")).kind());
        }
    }

    @Test
    void aMessageAboveTheServersLimitIsNotEvenOffered() throws Exception {
        try (var server = new FakeSmtp("SIZE 20")) {
            assertEquals(Kind.TOO_LARGE, refused(server, mail(MESSAGE, "a@x")).kind());
            assertFalse(server.heard().toString().contains("MAIL"));
        }
    }

    @Test
    void noAddressSmugglesACommand() throws Exception {
        try (var server = new FakeSmtp()) {
            for (String odd : List.of("a@x\r\nRCPT TO:<b@x>", "a@x>\nDATA", "<a@x>", "", " ", "a@x\u0000"))
                assertEquals(Kind.REFUSED, refused(server, mail(MESSAGE, odd)).kind());
            var from = new Outgoing("me@x>\r\nRSET", List.of("a@x"), "<1@x>", new byte[0], false);
            assertEquals(Kind.REFUSED, refused(server, from).kind());
            assertTrue(server.heard().isEmpty());
        }
    }

    @Test
    void withoutStartTlsNothingIsSaidInTheClear() throws Exception {
        try (var server = new FakeSmtp("AUTH PLAIN")) {
            var settings = SmtpSettings.of("127.0.0.1", server.settings().port(), Security.STARTTLS);
            var submission = new SmtpSubmission(settings, new Credentials("u", "pw"));
            var e = assertThrows(BackendException.class, () -> submission.send(mail(MESSAGE, "a@x")));
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertTrue(server.heard().stream().noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL")));
        }
    }

    private static final String LIST = "LIST \"\" \"*\"";
    private static final String[] FOLDERS = {
        "* LIST () \"/\" INBOX", "* LIST () \"/\" Sent", "* LIST () \"/\" Drafts", "* LIST () \"/\" Trash", "$ OK"
    };

    private static String search() {
        var date = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);
        String yesterday = date.format(LocalDate.now(ZoneOffset.UTC).minusDays(1));
        return "UID SEARCH SINCE " + yesterday + " HEADER Message-ID <1@x>";
    }

    private static Backend.Sends sends(FakeImap host, FakeSmtp server, List<Event> told) throws BackendException {
        var log = new Events();
        log.listen(told::add);
        var connector = new ImapConnector(host.settings(), server.settings(), "", log);
        return (Backend.Sends) connector.connect(new Credentials("u", "pw"));
    }

    private static Outgoing kept() {
        return new Outgoing("me@x", List.of("a@x"), "<1@x>", MESSAGE.getBytes(UTF_8), true);
    }

    @Test
    void aCopyIsFiledAsRead() throws Exception {
        var told = new CopyOnWriteArrayList<Event>();
        try (var host = new FakeImap();
                var server = new FakeSmtp()) {
            host.connection("LITERAL+")
                    .on(LIST, FOLDERS)
                    .select("Sent", 7, 10, 0, 0)
                    .on(search(), "* SEARCH", "$ OK")
                    .on("APPEND Sent (\\Seen) {" + MESSAGE.length() + "+}\r\n" + MESSAGE, "$ OK [APPENDUID 7 10] done");
            sends(host, server, told).send(kept());
            assertEquals(List.of(), told);
        }
    }

    @Test
    void aHostThatFilesItsOwnGetsNoSecondCopy() throws Exception {
        try (var host = new FakeImap();
                var server = new FakeSmtp()) {
            host.connection("").on(LIST, FOLDERS).select("Sent", 7, 10, 1, 0).on(search(), "* SEARCH 9", "$ OK");
            host.connection("X-GM-EXT-1").on(LIST, FOLDERS);
            for (int i = 0; i < 2; i++)
                sends(host, server, new CopyOnWriteArrayList<>()).send(kept());
            assertEquals(2, server.messages().size());
        }
    }

    @Test
    void aCopyThatFailsIsAnEventNotAFailure() throws Exception {
        var told = new CopyOnWriteArrayList<Event>();
        try (var host = new FakeImap();
                var server = new FakeSmtp()) {
            host.connection("")
                    .on(LIST, FOLDERS)
                    .select("Sent", 7, 10, 1, 0)
                    .on(search(), "* SEARCH", "$ OK")
                    .on("APPEND Sent (\\Seen) {" + MESSAGE.length() + "}\r\n" + MESSAGE, "$ NO [OVERQUOTA] full");
            sends(host, server, told).send(kept());
            assertEquals("copy to Sent", ((Event.HostFailed) told.getFirst()).operation());
        }
    }

    @Test
    void nothingIsFiledOfAMailThatWasNotSent() throws Exception {
        try (var host = new FakeImap();
                var server = new FakeSmtp().on(".", "550 no")) {
            host.connection("");
            var sends = sends(host, server, new CopyOnWriteArrayList<>());
            assertThrows(BackendException.class, () -> sends.send(kept()));
        }
    }

    private static FakeImap.Script looks(FakeImap.Script script, String... found) {
        for (String answer : found) script.select("Sent", 7, 10, 1, 0).on(search(), answer, "$ OK");
        return script;
    }

    private static Backend.Sends hasty(FakeImap host, FakeSmtp server) throws BackendException {
        Pace p = Pace.DEFAULT;
        var pace = new Pace(
                p.lend(), p.idleClose(), p.keepAlive(), p.answer(), p.round(), Duration.ofMillis(1), p.lastBackoff());
        var connector = new ImapConnector(host.settings().withPace(pace), server.settings(), "", new Events());
        return (Backend.Sends) connector.connect(new Credentials("u", "pw"));
    }

    /** The connection breaks after the data; Gmail and others file what they sent, so Sent tells. */
    @Test
    void aMailWithoutAnAnswerThatLiesInSentWasSent() throws Exception {
        try (var host = new FakeImap();
                var server = new FakeSmtp().on(".", "")) {
            looks(host.connection("X-GM-EXT-1").on(LIST, FOLDERS), "* SEARCH", "* SEARCH 9");
            hasty(host, server).send(kept());
        }
    }

    @Test
    void aMailWithoutAnAnswerCountsAsNotSentUntilItIsSeen() throws Exception {
        try (var host = new FakeImap();
                var server = new FakeSmtp().on(".", "")) {
            // seen when the phone sends it again: it does not go out a second time
            looks(
                    host.connection("").on(LIST, FOLDERS),
                    "* SEARCH",
                    "* SEARCH",
                    "* SEARCH",
                    "* SEARCH 9",
                    "* SEARCH 9");
            var sends = hasty(host, server);
            var unknown = assertThrows(BackendException.class, () -> sends.send(kept()));
            assertEquals(Kind.UNAVAILABLE, unknown.kind());
            sends.send(kept());
            assertEquals(1, server.heard().stream().filter("DATA"::equals).count());
        }
    }

    @Test
    void aMailThatIsNowhereIsSentAgain() throws Exception {
        try (var host = new FakeImap();
                var server = new FakeSmtp().on(".", "")) {
            looks(host.connection("").on(LIST, FOLDERS), "* SEARCH", "* SEARCH", "* SEARCH", "* SEARCH", "* SEARCH 9");
            var sends = hasty(host, server);
            assertThrows(BackendException.class, () -> sends.send(kept()));
            server.on(".", "250 taken");
            sends.send(kept());
            assertEquals(1, server.messages().size());
        }
    }
}
