package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.wbxml.Utf8Text;

/** What is fetched of a message, and what a device gets of what was fetched. */
final class MimeTest {
    private static BodyOptions asking(BodyType type, long size) {
        return new BodyOptions(
                List.of(new BodyPreference(type, size, false, 0)), MimeSupport.Never, BodyPreference.WHOLE);
    }

    private static byte[] message(String type, String encoding, String body) {
        return ("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: "
                        + encoding + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Body body(byte[] message, BodyOptions options) {
        return Golden.item(message, options).get(BodyFields.Body).orElseThrow();
    }

    private static List<Section> needs(byte[] message, BodyOptions options) {
        var tree = MimeTree.parse(message);
        return Mime.needs(tree.root(), tree.size(), options);
    }

    private static String quoted(String text) {
        var out = new StringBuilder();
        int line = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.append("=%02X".formatted(b & 0xFF));
            line += 3;
            if (line > 70) {
                out.append("=\r\n");
                line = 0;
            }
        }
        return out.toString();
    }

    /** Gmail never asks again for a body that was cut (quirk F4), so a cut one must have what was asked for. */
    @Test
    void aCutBodyHasTheFullLengthWhateverItsEncoding() {
        String text = "<p>" + "äöü".repeat(20_000) + "</p>";
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        var messages = Map.of(
                "8bit", message("text/html; charset=utf-8", "8bit", text),
                "base64",
                        message(
                                "text/html; charset=utf-8",
                                "base64",
                                Base64.getMimeEncoder().encodeToString(utf8)),
                "quoted-printable", message("text/html; charset=utf-8", "quoted-printable", quoted(text)),
                "utf-16",
                        message(
                                "text/html; charset=utf-16be",
                                "base64",
                                Base64.getMimeEncoder()
                                        .encodeToString("x".repeat(60_000).getBytes(StandardCharsets.UTF_16BE))));
        for (var one : messages.entrySet())
            for (long size : List.of(500L, 5_000L, 32_768L)) {
                Body body = body(one.getValue(), asking(BodyType.HTML, size));
                long length = body.data().length();
                assertTrue(body.truncated());
                assertTrue(length <= size && length > size - 2, one.getKey() + " " + size + ": " + length);
                double whole = one.getKey().equals("utf-16") ? 60_000 : utf8.length;
                assertEquals(whole, (double) body.estimatedDataSize(), whole * 0.1, one.getKey());
            }
    }

    @Test
    void aBodyThatFitsIsWhole() {
        byte[] message = message("text/html; charset=utf-8", "8bit", "<p>ä</p>");
        Body body = body(message, asking(BodyType.HTML, 9));
        assertEquals("<p>ä</p>", body.data().toString());
        assertEquals(9, body.estimatedDataSize());
        assertFalse(body.truncated());
        assertTrue(body(message, asking(BodyType.HTML, 8)).truncated());
    }

    @Test
    void aWindowIsFetchedInFewLengths() {
        var lengths = new HashSet<Long>();
        for (String encoding : List.of("7bit", "8bit", "base64", "quoted-printable"))
            for (int size = 1; size < 1_000_000; size *= 3)
                for (Section one :
                        needs(message("text/html", encoding, "x".repeat(size)), asking(BodyType.HTML, 32_768)))
                    lengths.add(one.octets());
        assertEquals(Set.of(32_768L, 49_152L, 104_857L), lengths);
    }

    @Test
    void onlyWhatIsShownIsFetched() {
        byte[] message = Golden.message("related-inline");
        assertEquals(List.of(new Section("1.2", 200_000)), needs(message, asking(BodyType.HTML, 200_000)));
        assertEquals(List.of(new Section("1.1", 1024)), needs(message, asking(BodyType.PlainText, 500)));
        assertEquals(List.of(), needs(message, BodyOptions.NONE));
        assertEquals(List.of(), needs(message, asking(BodyType.HTML, 0)));
        assertEquals(List.of(new Section("", 5000)), needs(message, asking(BodyType.MIME, 5000)));
    }

    @Test
    void textIsMadeOfEnoughHtml() {
        byte[] message = message("text/html", "7bit", "<p>x</p>");
        assertEquals(List.of(new Section("1", 64 << 10)), needs(message, asking(BodyType.PlainText, 500)));
        assertEquals(List.of(new Section("1", 4 << 20)), needs(message, asking(BodyType.PlainText, 200_000)));
    }

    @Test
    void aPrefixOfHtmlMakesACutText() {
        Body body = body(message("text/html", "7bit", "<p>word</p>".repeat(20_000)), asking(BodyType.PlainText, 4096));
        assertTrue(body.truncated());
        assertEquals(4096, body.data().length());
        assertTrue(body.data().toString().startsWith("word\r\n\r\nword"));
        assertTrue(body.estimatedDataSize() > 4096);
    }

    @Test
    void mimeIsByteTrue() {
        byte[] message = Golden.message("signed");
        Body body = body(message, asking(BodyType.MIME, BodyPreference.WHOLE));
        assertEquals(BodyType.MIME, body.type());
        assertArrayEquals(message, body.data().bytes());
        assertEquals(message.length, body.estimatedDataSize());
        Body cut = body(message, asking(BodyType.MIME, 100));
        assertEquals(
                new String(message, 0, 100, StandardCharsets.UTF_8), cut.data().toString());
        assertTrue(cut.truncated());
        assertEquals(message.length, cut.estimatedDataSize());
    }

    @Test
    void mimeThatNoStringCarriesKeepsItsContent() {
        for (String name : List.of("binary-mime", "iso-2022-jp", "8-bit-undeclared", "koi8-r")) {
            byte[] message = Golden.message(name);
            var carried = MimeTree.parse(body(message, asking(BodyType.MIME, BodyPreference.WHOLE))
                    .data()
                    .bytes());
            var plain = asking(BodyType.PlainText, BodyPreference.WHOLE);
            assertEquals(
                    body(message, plain).data(),
                    Mime.email(
                                    carried.data("", Golden.RECEIVED),
                                    carried.sections(Mime.needs(carried.root(), carried.size(), plain)),
                                    plain,
                                    1,
                                    1)
                            .get(BodyFields.Body)
                            .orElseThrow()
                            .data(),
                    name);
        }
        var original = MimeTree.parse(Golden.message("binary-mime"));
        var carried =
                MimeTree.parse(CarriedMime.text(Golden.message("binary-mime")).bytes());
        assertArrayEquals(
                original.section("2").orElseThrow(),
                TransferDecoding.decode(
                        carried.section("2").orElseThrow(),
                        carried.root().children().get(1).encoding()));
    }

    @Test
    void mimeLinesEndInCrlf() {
        assertEquals(
                "A: b\r\n\r\nc\r\n",
                CarriedMime.text("A: b\n\r\nc\n".getBytes(StandardCharsets.US_ASCII))
                        .toString());
    }

    @Test
    void mimeSupportDecides() {
        var both = List.of(
                new BodyPreference(BodyType.MIME, 1000, false, 0), new BodyPreference(BodyType.HTML, 1000, false, 0));
        assertEquals(BodyType.HTML, type("plain", both, MimeSupport.Never));
        assertEquals(BodyType.HTML, type("plain", both, MimeSupport.OnlySMIME));
        assertEquals(BodyType.MIME, type("signed", both, MimeSupport.OnlySMIME));
        assertEquals(BodyType.MIME, type("encrypted", both, MimeSupport.OnlySMIME));
        assertEquals(BodyType.HTML, type("pgp-signed", both, MimeSupport.OnlySMIME));
        assertEquals(BodyType.MIME, type("plain", both, MimeSupport.Always));
        assertEquals(BodyType.HTML, type("plain", both.subList(1, 2), MimeSupport.Always), "it cannot read MIME");
        assertEquals(BodyType.MIME, type("plain", both.subList(0, 1), MimeSupport.Never), "it reads nothing else");
        assertEquals(BodyType.MIME, type("plain", List.of(), MimeSupport.Always), "only MIMETruncation, as at 12.0");
        assertEquals(BodyType.PlainText, type("plain", List.of(), MimeSupport.Never));
    }

    private static BodyType type(String name, List<BodyPreference> preferences, MimeSupport support) {
        return body(Golden.message(name), new BodyOptions(preferences, support, 1000))
                .type();
    }

    @Test
    void whatWasNotFetchedIsToBeFetchedLater() {
        var tree = MimeTree.parse(Golden.message("alternative"));
        Item item = Mime.email(tree.data("", Golden.RECEIVED), Map.of(), asking(BodyType.HTML, 200_000), 5, 7);
        Body body = item.get(BodyFields.Body).orElseThrow();
        assertTrue(body.truncated());
        assertEquals("", body.data().toString());
        assertTrue(body.estimatedDataSize() > 0);
    }

    /** GreenMail tells a size that is too large, others 0: what was fetched counts. */
    @Test
    void aHostThatLiesAboutSizesIsNotBelieved() {
        var part = MimeTree.parse(message("text/plain", "7bit", "short")).root();
        for (long octets : List.of(0L, 1L, 5L, 54L, 5_000_000L)) {
            var lie = new MimePart("1", "text", "plain", Map.of(), "7bit", octets, "", Map.of(), "", "", "", List.of());
            var data = new MessageData(new byte[0], lie, "", Golden.RECEIVED, 0);
            Item item = Mime.email(
                    data,
                    Map.of("1", "short".getBytes(StandardCharsets.US_ASCII)),
                    asking(BodyType.PlainText, 500),
                    1,
                    1);
            assertEquals(
                    new Body(BodyType.PlainText, 5, false, Utf8Text.of("short"), ""),
                    item.get(BodyFields.Body).orElseThrow());
        }
        assertEquals(5, part.octets());
    }

    @Test
    void anEmptyMultipartIsAStubWithTheOriginal() {
        var hollow = new MimePart("", "multipart", "mixed", Map.of(), "", 0, "", Map.of(), "", "", "", List.of());
        byte[] header =
                "Subject: a/b: =?utf-8?Q?=C3=A9?=\r\nFrom: x@example.org\r\n".getBytes(StandardCharsets.US_ASCII);
        var data = new MessageData(header, hollow, "SF", Golden.RECEIVED, 4711);
        Item item = Mime.email(data, Map.of(), asking(BodyType.HTML, 10), 5, 7);
        var original = item.get(BodyFields.Attachments).orElseThrow().getFirst();
        assertEquals("b- é.eml", original.displayName());
        assertEquals("5-7-0", original.fileReference().toString());
        assertEquals(original.fileReference(), FileReference.parse("5-7-0").orElseThrow());
        assertEquals(4711, original.estimatedDataSize());
        assertTrue(item.get(EmailFields.Read).orElseThrow());
        assertTrue(item.get(BodyFields.Body).orElseThrow().data().toString().contains("could not be converted"));
        assertEquals("a/b: é", item.get(EmailFields.Subject).orElseThrow());
    }

    @Test
    void aConversationIsTheSameForAllOfItsMessages() {
        String first = id("Message-ID: <1@x>");
        assertEquals(first, id("Message-ID: <2@x>\r\nIn-Reply-To: <1@x>"));
        assertEquals(first, id("Message-ID: <3@x>\r\nIn-Reply-To: <2@x>\r\nReferences: <1@x>\r\n <2@x>"));
        assertFalse(first.equals(id("Message-ID: <2@x>")));
        assertFalse(id("Subject: a").equals(id("Subject: b")));
    }

    private static String id(String header) {
        byte[] id = Conversation.id(Headers.parse(header.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
        assertEquals(16, id.length);
        return Base64.getEncoder().encodeToString(id);
    }

    @Test
    void theConversationIndexIsATimeAndALevelForEachAnswer() {
        byte[] thread = new byte[32];
        for (int i = 0; i < thread.length; i++) thread[i] = (byte) i;
        thread[0] = 1;
        assertArrayEquals(
                new byte[] {1, 2, 3, 4, 5, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31},
                index("Thread-Index: " + Base64.getEncoder().encodeToString(thread)));
        // 2026-11-21T10:00:00Z is FILETIME 0x01DD799F12041000
        byte[] time = {(byte) 0xDD, 0x79, (byte) 0x9F, 0x12, 0x04};
        assertArrayEquals(time, index("Subject: none"));
        assertArrayEquals(time, index("Thread-Index: AQ=="), "too short");
        assertArrayEquals(time, index("Thread-Index: nonsense!"));
    }

    private static byte[] index(String header) {
        return Conversation.index(Headers.parse(header.getBytes(StandardCharsets.US_ASCII)), Golden.RECEIVED)
                .bytes();
    }
}
