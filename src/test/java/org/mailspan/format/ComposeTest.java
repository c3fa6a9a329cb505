package org.mailspan.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A client's message on its way out: what the phone must not decide, and what must stay as it is. */
final class ComposeTest {
    private static final List<String> OWN = List.of("me@example.com", "Other@Example.com");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Composed compose(String mime) {
        return Compose.outgoing(mime.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), OWN, true, NOW, "id");
    }

    private static Outgoing sent(String mime) {
        Outgoing mail = assertInstanceOf(Composed.Ready.class, compose(mime)).mail();
        assertSound(mail, OWN);
        return mail;
    }

    private static String text(Outgoing mail) {
        return new String(mail.message(), StandardCharsets.UTF_8);
    }

    /** What holds for every message that leaves. */
    static void assertSound(Outgoing mail, List<String> own) {
        assertTrue(own.contains(mail.sender()), mail.sender());
        assertFalse(mail.recipients().isEmpty());
        for (String recipient : mail.recipients())
            assertFalse(recipient.isBlank() || recipient.matches("(?s).*[\\s<>].*"), recipient);
        var lines = new HeaderLines(mail.message(), 0, mail.message().length);
        var names = new java.util.ArrayList<String>();
        while (lines.next()) names.add(lines.name().toLowerCase(Locale.ROOT));
        assertTrue(lines.isClosed() && !lines.hadGarbage());
        for (String once : List.of("from", "date", "message-id", "mime-version"))
            assertEquals(1, names.stream().filter(once::equals).count(), once);
        for (String never : List.of("bcc", "sender", "return-path", "resent-to"))
            assertFalse(names.contains(never), never);
        var headers = Headers.parse(mail.message());
        assertEquals(
                List.of(mail.sender()),
                headers.mailboxes("From").stream().map(Mailbox::address).toList());
        assertEquals(List.of(mail.messageId()), headers.ids("Message-ID"));
        assertTrue(headers.date("Date").isPresent());
        byte[] octets = mail.message();
        for (int i = 0; i < octets.length; i++) {
            assertTrue(octets[i] != '\n' || i > 0 && octets[i - 1] == '\r', "a bare LF at " + i);
            assertTrue(octets[i] != '\r' || i + 1 < octets.length && octets[i + 1] == '\n', "a bare CR at " + i);
        }
    }

    @Test
    void aCompleteMessageStaysAsItIs() {
        String mime = """
            Date: Sat, 21 Nov 2026 09:30:00 +0100
            From: "Me" <me@example.com>
            Message-ID: <client-1@phone>
            MIME-Version: 1.0
            To: A <a@example.org>,
             b@example.org
            Subject: =?utf-8?Q?=C3=A9?=
            X-Other: kept

            body
            """;
        Outgoing mail = sent(mime);
        assertEquals(mime.replace("\n", "\r\n"), text(mail));
        assertEquals(List.of("a@example.org", "b@example.org"), mail.recipients());
        assertEquals("<client-1@phone>", mail.messageId());
        assertTrue(mail.saveInSent());
    }

    @Test
    void whatIsMissingIsAdded() {
        Outgoing mail = sent("To: a@example.org\n\nbody");
        assertEquals("""
            Date: Sat, 21 Nov 2026 10:00:00 +0000
            From: me@example.com
            Message-ID: <id@example.com>
            MIME-Version: 1.0
            To: a@example.org

            body\
            """.replace("\n", "\r\n"), text(mail));
    }

    @Test
    void aForeignFromIsReplacedUnderTheSameName() {
        assertTrue(text(sent("From: The Boss <boss@bank.example>\nTo: a@b.c\n\n"))
                .contains("From: \"The Boss\" <me@example.com>\r\n"));
        assertTrue(text(sent("From: boss@bank.example\nTo: a@b.c\n\n")).contains("From: me@example.com\r\n"));
        assertTrue(text(sent("From: \"boss@bank.example\" <boss@bank.example>\nTo: a@b.c\n\n"))
                .contains("From: me@example.com\r\n"));
        assertTrue(text(sent("From: =?utf-8?Q?J=C3=BCrgen?= <x@y>\nTo: a@b.c\n\n"))
                .contains("From: =?UTF-8?B?SsO8cmdlbg==?= <me@example.com>\r\n"));
    }

    @Test
    void anyOfTheOwnAddressesMayBeTheSender() {
        assertEquals(
                "Other@Example.com",
                sent("From: Me <other@example.com>\nTo: a@b.c\n\n").sender());
        assertEquals(
                "Other@Example.com",
                sent("From: x@y, <OTHER@example.com>\nTo: a@b.c\n\n").sender());
        assertEquals(
                "me@example.com",
                sent("From: x@y\nFrom: z@y\nSender: q@y\nTo: a@b.c\n\n").sender());
    }

    @Test
    void bccIsARecipientAndNothingElse() {
        Outgoing mail = sent("To: a@b.c\nBcc: Secret <s@b.c>,\n t@b.c\nbcc: A@B.C\nCc: Friends: f@b.c, g@b.c;\n\n");
        assertEquals(List.of("a@b.c", "f@b.c", "g@b.c", "s@b.c", "t@b.c"), mail.recipients());
        assertFalse(text(mail).toLowerCase(Locale.ROOT).contains("s@b.c"));
        assertEquals("Bcc: Secret <s@b.c>,\r\n t@b.c\r\nbcc: A@B.C\r\n", new String(mail.bcc(), US_ASCII));
        assertEquals(0, sent("To: a@b.c\nBcc: \n\n").bcc().length);
    }

    @Test
    void aNameCannotBecomeAHeader() {
        String long1 = "=?utf-8?Q?x=0D=0ABcc:_evil@example.org?= <x@y>";
        String message = text(sent("From: " + long1 + "\nTo: a@b.c\nSubject: a\rBcc: evil@example.org\n\n"));
        for (String line : message.split("\r\n")) assertFalse(line.startsWith("Bcc"), line);
    }

    @Test
    void aLineOfBlanksCannotEndTheHeader() {
        Outgoing mail = sent("To: a@b.c\nSubject: x\n \n\t\n y\nCc: c@b.c\n\nbody");
        assertTrue(mail.recipients().contains("c@b.c"));
        assertFalse(text(mail).contains("\r\n \r\n"));
    }

    @Test
    void theBodyIsByteTrue() {
        byte[] body = new byte[1000];
        new java.util.Random(1).nextBytes(body);
        for (int i = 0; i < body.length; i++) if (body[i] == '\r' || body[i] == '\n') body[i] = ' ';
        body[500] = '\r';
        body[501] = '\n';
        byte[] mime =
                java.util.Arrays.copyOf("To: a@b.c\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 13 + body.length);
        System.arraycopy(body, 0, mime, 13, body.length);
        var mail = ((Composed.Ready) Compose.outgoing(mime, OWN, false)).mail();
        int length = mail.message().length;
        assertArrayEquals(body, java.util.Arrays.copyOfRange(mail.message(), length - body.length, length));
        assertFalse(mail.saveInSent());
    }

    @Test
    void bareLineEndsBecomeCrlf() {
        var mail = ((Composed.Ready) Compose.outgoing(
                        "To: a@b.c\n\na\nb\rc\r\nd\n.\r.\n".getBytes(StandardCharsets.US_ASCII), OWN, true))
                .mail();
        assertSound(mail, OWN);
        assertTrue(text(mail).endsWith("\r\n\r\na\r\nb\r\nc\r\nd\r\n.\r\n.\r\n"));
    }

    @Test
    void nobodyToSendItTo() {
        assertInstanceOf(Composed.NoRecipient.class, compose("Subject: x\n\nbody"));
        assertInstanceOf(Composed.NoRecipient.class, compose("To: undisclosed-recipients:;\n\nbody"));
    }

    @Test
    void whatIsNoMessage() {
        assertInstanceOf(Composed.InvalidMime.class, compose(""));
        assertInstanceOf(Composed.InvalidMime.class, compose("\n\nbody"));
        assertInstanceOf(Composed.InvalidMime.class, compose("Dear Sir,\n\nplease"));
        assertInstanceOf(Composed.InvalidMime.class, compose("To: a@b.c\nno field\n\nbody"));
        assertInstanceOf(Composed.InvalidMime.class, compose("To: Bob Smith\n\nbody"), "a name is no recipient");
        assertInstanceOf(Composed.InvalidMime.class, compose("To: \"a b\"@c\n\nbody"), "no server would take it");
    }

    @Test
    void aBadMessageIdOrDateIsReplaced() {
        assertEquals("<id@example.com>", sent("To: a@b.c\nMessage-ID: none\n\n").messageId());
        assertEquals(
                "<id@example.com>", sent("To: a@b.c\nMessage-ID: <a b@c>\n\n").messageId());
        assertTrue(text(sent("To: a@b.c\nDate: yesterday\n\n")).startsWith("Date: Sat, 21 Nov 2026"));
    }

    /** Found by Jazzer: a date as long as its control characters stood in it, and none when they were spaces. */
    @Test
    void aDateWithControlCharactersIsWrittenAnew() {
        String mail = text(sent("Date: Sat, 21 Nov 2026 09:30:00 +\u000101=00\nTo: a@example.org\n\nbody\n"));
        assertTrue(mail.startsWith("Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n"), mail);
    }
}
