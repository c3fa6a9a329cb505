package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;

/** Mail of sizes and shapes that no file of the corpus has, and what must arrive octet for octet. */
final class OddMailTest {
    private static final int MEGABYTE = 1 << 20;
    private static final long HELD = 32L * MEGABYTE;

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Body body(Item item) {
        return item.get(BodyFields.Body).orElseThrow();
    }

    @Test
    void tenThousandRecipientsAreShownAsFarAsThereIsRoom() {
        String to = String.join(
                ",\r\n ",
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "R" + i + " <r" + i + "@x.example>")
                        .toList());
        byte[] message = octets("From: a@example.org\r\nSubject: All\r\nDate: Sat, 21 Nov 2026 09:30:00 +0100\r\nTo: "
                + to + "\r\n\r\nx");
        Item item = Golden.item(message, Golden.options("plain"));
        String shown = item.get(EmailFields.To).orElseThrow();
        assertTrue(shown.length() > 32_700 && shown.length() <= 32_768, "" + shown.length());
        assertTrue(shown.startsWith("\"R0\" <r0@x.example>, \"R1\""));
        assertTrue(shown.endsWith("@x.example>"), "no mailbox is cut");
        assertEquals("All", item.get(EmailFields.Subject).orElseThrow());
        assertTrue(item.get(EmailFields.DisplayTo).orElseThrow().length() <= 8192);
    }

    @Test
    void aTextBelowAHundredMultipartsIsRead() {
        var message = new StringBuilder("Subject: Deep\r\nMIME-Version: 1.0\r\n");
        for (int i = 0; i < 100; i++)
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        message.append("Content-Type: text/plain\r\n\r\nAt the bottom.\r\n");
        for (int i = 99; i >= 0; i--) message.append("--b").append(i).append("--\r\n");
        Item item = Golden.item(octets(message.toString()), Golden.options("plain"));
        assertTrue(body(item).data().toString().contains("At the bottom."));
    }

    @Test
    void aHundredMessagesInEachOtherAreOneAttachment() {
        var nested = new StringBuilder();
        for (int i = 0; i < 100; i++)
            nested.append("Subject: Inside " + i + "\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n");
        Item item = Golden.item(octets(nested + "Subject: last\r\n\r\nx"), Golden.options("html"));
        var attached = item.get(BodyFields.Attachments).orElseThrow();
        assertEquals(1, attached.size());
        assertEquals("attachment-1.eml", attached.getFirst().displayName());
    }

    /** The message is there once; what is held beside it is what the device gets. */
    @Test
    void ofTwoHundredMegabytesOnlyWhatIsShownIsHeld() {
        byte[] head = octets("Subject: Large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nSee the film.\r\n"
                + "--b\r\nContent-Type: video/mp4; name=film.mp4\r\n\r\n");
        byte[] message = Arrays.copyOf(head, 200 * MEGABYTE);
        Arrays.fill(message, head.length, message.length, (byte) 'x');
        var tree = MimeTree.parse(message);
        for (String options : List.of("plain", "html", "both", "preview")) {
            var needs = Mime.needs(tree.root(), tree.size(), Golden.options(options));
            assertEquals(List.of("1"), needs.stream().map(Section::id).toList());
            long held = tree.sections(needs).values().stream()
                    .mapToLong(part -> part.length)
                    .sum();
            assertEquals(13, held);
        }
        Item item = Golden.item(message, Golden.options("plain"));
        assertEquals("See the film.", body(item).data().toString());
        var film = item.get(BodyFields.Attachments).orElseThrow().getFirst();
        assertEquals(message.length - head.length, film.estimatedDataSize());
    }

    @Test
    void largeTextsAreBoundedTogether() {
        for (int parts : List.of(1, 4, 20)) {
            long each = 200L * MEGABYTE / parts;
            var texts = IntStream.rangeClosed(1, parts)
                    .mapToObj(i -> part("" + i, each))
                    .toList();
            var root = new MimePart("", "multipart", "mixed", Map.of(), "", 0, "", Map.of(), "", "", "", texts);
            for (String options : List.of("plain", "both", "mime", "html")) {
                long asked = Mime.needs(root, 200L * MEGABYTE, Golden.options(options)).stream()
                        .mapToLong(need -> Math.min(need.octets(), need.id().isEmpty() ? 200L * MEGABYTE : each))
                        .sum();
                assertTrue(asked > 0 && asked <= HELD + parts * 1024L, parts + " " + options + ": " + asked);
            }
        }
    }

    private static MimePart part(String section, long octets) {
        return new MimePart(section, "text", "plain", Map.of(), "7bit", octets, "", Map.of(), "", "", "", List.of());
    }

    @Test
    void aTextThatIsTooLargeIsCutAndSaysSo() {
        var part = part("1", 200L * MEGABYTE);
        var data = new MessageData(octets("Subject: x\r\n"), part, "", Golden.RECEIVED, 200L * MEGABYTE);
        var options = new BodyOptions(
                List.of(new BodyPreference(BodyType.PlainText, BodyPreference.WHOLE, false, 0)),
                MimeSupport.Never,
                BodyPreference.WHOLE);
        Section need = Mime.needs(part, data.size(), options).getFirst();
        byte[] prefix = new byte[(int) need.octets()];
        Arrays.fill(prefix, (byte) 'x');
        Body body = body(Mime.email(data, Map.of(need.id(), prefix), options, 1, 1));
        assertEquals(HELD, body.data().length());
        assertTrue(body.truncated());
        assertEquals(200L * MEGABYTE, body.estimatedDataSize());
    }

    @Test
    void aDateThatCannotBeIsThatOfTheHost() {
        for (String date : List.of(
                "",
                "yesterday",
                "Mon, 01 Jan 0001 00:00:00 +0000",
                "Mon, 01 Jan 1601 00:00:00 +0000",
                "Thu, 01 Jan 1970 00:00:00 +0000",
                "Tue, 30 Feb 2026 10:00:00 +0000",
                "Sat, 21 Nov 99999 10:00:00 +0000",
                "Sat, 21 Nov 20266 10:00:00 +0000",
                "Sat, 99999999999999999999 Nov 2026 10:00:00 +0000",
                "Sat, 21 Nov 2026 25:61:00 +0000",
                "Fri, 31 Dec 9999 23:59:59 -9999",
                "Sat, 21 Nov 2036 10:00:00 +0000")) {
            Item item = Golden.item(octets("Date: " + date + "\r\n\r\nx"), BodyOptions.NONE);
            assertEquals(Golden.RECEIVED, item.get(EmailFields.DateReceived).orElseThrow(), date);
        }
        Item odd = Golden.item(octets("Date: sat,21 nov 26 8:30 z (sic)\r\n\r\nx"), BodyOptions.NONE);
        assertEquals(
                Instant.parse("2026-11-21T08:30:00Z"),
                odd.get(EmailFields.DateReceived).orElseThrow());
    }

    /** MIMESupport 1 and 2: what a signature covers is what arrives. */
    @Test
    void signedAndEncryptedMailArrivesOctetForOctet() {
        for (String name : List.of(
                "signed", "encrypted", "signed-opaque", "encrypted-octet-stream", "pgp-signed", "pgp-encrypted")) {
            byte[] message = Golden.message(name);
            Body always = body(Golden.item(message, Golden.options("mime")));
            assertEquals(BodyType.MIME, always.type());
            assertArrayEquals(message, always.data().bytes(), name);
            assertFalse(always.truncated());
            Body smime = body(Golden.item(message, Golden.options("smime")));
            boolean isSMime = !name.startsWith("pgp");
            assertEquals(isSMime ? BodyType.MIME : BodyType.HTML, smime.type(), name);
            if (isSMime) assertArrayEquals(message, smime.data().bytes(), name);
        }
    }

    /** A client that is sent a character that XML has not drops the whole answer. */
    @Test
    void nothingThatXmlCannotCarryIsSent() {
        for (String name : List.of("control-characters", "utf-16-lone-surrogates", "encoded-word-nonsense", "utf-7"))
            for (String options : List.of("plain", "html", "mime", "preview"))
                Golden.xml(Golden.item(Golden.message(name), Golden.options(options)), Version.V16_1)
                        .chars()
                        .forEach(c -> assertTrue(
                                c >= ' ' && c < 0xFFFE || c == '\n' || c == '\r' || c == '\t',
                                name + " " + options + " " + Integer.toHexString(c)));
    }
}
