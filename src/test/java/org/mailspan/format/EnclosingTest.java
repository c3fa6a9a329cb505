package org.mailspan.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.item.Item;
import org.mailspan.support.Shows;

/**
 * Mails of a phone ({@code smart/CLIENT.eml}) about messages of a host ({@code mail/ORIGINAL.eml}), and what goes out:
 * {@code smart/VERB.CLIENT.ORIGINAL.eml}.
 */
final class EnclosingTest {
    private static final Pattern CASE = Pattern.compile("(reply|forward)\\.([a-z-]+)\\.([a-z0-9-]+)\\.eml");
    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(EnclosingTest.class.getResource("/smart"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] client(String name) {
        try {
            return Files.readAllBytes(directory().resolve(name + ".eml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] composed(byte[] mime) {
        return ((Composed.Ready) Compose.outgoing(mime, List.of("karl@example.com"), false))
                .mail()
                .message();
    }

    private static Original original(byte[] message) {
        MessageData data = MimeTree.parse(message).data("", Golden.RECEIVED);
        if (!Original.isReadable(data.structure())) return Original.unread(data);
        Item item = Golden.item(message, Original.TEXTS);
        return Original.read(data, item);
    }

    private static byte[] sent(String verb, byte[] mime, byte[] original) {
        Original about = original(original);
        var pieces = verb.equals("reply")
                ? Enclosing.reply(composed(mime), about, "u", ZONE)
                : Enclosing.forward(composed(mime), about, "u", ZONE);
        return together(pieces, original);
    }

    private static byte[] together(List<Piece> pieces, byte[] original) {
        var tree = MimeTree.parse(original);
        var out = new ByteArrayOutputStream();
        for (Piece piece : pieces)
            switch (piece) {
                case Piece.Octets(byte[] octets) -> out.writeBytes(octets);
                case Piece.Rest(long from) -> throw new AssertionError("of the original only parts");
                case Piece.Carried(String section, Piece.Coding coding) -> {
                    byte[] octets = decoded(tree, section);
                    out.writeBytes(
                            switch (coding) {
                                case BASE64 -> Base64.getMimeEncoder().encode(octets);
                                case LINES -> octets;
                            });
                }
            }
        return out.toByteArray();
    }

    private static byte[] decoded(MimeTree tree, String section) {
        String encoding = section.isEmpty() ? "" : find(tree.root(), section).encoding();
        return TransferDecoding.decode(tree.section(section).orElseThrow(), encoding);
    }

    private static MimePart find(MimePart part, String section) {
        return leaves(part).stream()
                .filter(leaf -> leaf.section().equals(section))
                .findFirst()
                .orElseThrow();
    }

    private static List<MimePart> leaves(MimePart part) {
        var all = new ArrayList<MimePart>();
        if (!part.isMultipart()) all.add(part);
        for (MimePart child : part.children()) all.addAll(leaves(child));
        return all;
    }

    @TestFactory
    @Shows({"MS-ASCMD_R545", "MS-ASCMD_R580"})
    Stream<DynamicTest> whatGoesOutIsAsWritten() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(f -> CASE.matcher(f.getFileName().toString()).matches()).sorted().toList().stream()
                    .map(f -> dynamicTest(f.getFileName().toString(), () -> check(f)));
        }
    }

    private static void check(Path file) throws IOException {
        var names = CASE.matcher(file.getFileName().toString());
        assertTrue(names.matches());
        byte[] sent = sent(names.group(1), client(names.group(2)), Golden.message(names.group(3)));
        assertEquals(Files.readString(file, ISO_8859_1), new String(sent, ISO_8859_1));
    }

    /** Whatever the original is, and whatever it lacks. */
    @TestFactory
    Stream<DynamicTest> everyAttachmentIsForwardedWithItsOwnOctets() {
        return Golden.files(".eml").stream()
                .map(f -> f.getFileName().toString().replace(".eml", ""))
                .map(name -> dynamicTest(name, () -> assertAllIsThere(Golden.message(name))));
    }

    private static void assertAllIsThere(byte[] original) {
        byte[] sent = sent("forward", client("two"), original);
        var tree = MimeTree.parse(sent);
        var carried = leaves(tree.root()).stream()
                .map(leaf -> decoded(tree, leaf.section()))
                .map(octets -> new String(octets, ISO_8859_1).stripTrailing())
                .toList();
        MimePart structure = MimeTree.parse(original).root();
        if (original(original).texts().isEmpty() || Original.isSigned(structure)) {
            assertTrue(
                    carried.contains(new String(original, ISO_8859_1).stripTrailing()), () -> new String(sent, UTF_8));
            return;
        }
        for (var attached : BodyParts.of(structure).attached()) {
            var octets = decoded(MimeTree.parse(original), attached.part().section());
            assertTrue(
                    carried.contains(new String(octets, ISO_8859_1).stripTrailing()),
                    () -> attached.part().section() + " is not in\n" + new String(sent, UTF_8));
        }
    }

    /** Nothing throws, nothing hangs, and what the client wrote is there. */
    @Test
    void brokenMailsOfEitherSideGoTogetherSomehow() {
        var random = new Random(7);
        List<Path> originals = Golden.files(".eml");
        var clients = List.of("plain", "two", "html", "photo", "wordless", "sealed");
        for (int round = 0; round < 600; round++) {
            String name = originals
                    .get(random.nextInt(originals.size()))
                    .getFileName()
                    .toString()
                    .replace(".eml", "");
            byte[] original = mutated(Golden.message(name), random, 0);
            byte[] mime = client(clients.get(round % clients.size()));
            int header = new String(mime, ISO_8859_1).indexOf("\r\n\r\n");
            byte[] mail = composed(round % 2 == 0 ? mime : mutated(mime, random, header + 4));
            Original about = original(original);
            for (boolean reply : List.of(true, false)) {
                var pieces =
                        reply ? Enclosing.reply(mail, about, "u", ZONE) : Enclosing.forward(mail, about, "u", ZONE);
                byte[] sent = together(pieces, original);
                assertEquals(
                        "Bo <bo@example.org>", Headers.parse(sent).raw("To").orElse(""), name);
                if (round % 2 == 0 && mime.length > 0)
                    assertFalse(MimeTree.parse(sent).root().mediaType().isEmpty(), name);
            }
        }
    }

    private static byte[] mutated(byte[] message, Random random, int from) {
        byte[] copy = message.clone();
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = from + random.nextInt(copy.length - from);
            copy[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) "<>\r\n-=:;\"&".charAt(random.nextInt(10));
        }
        int end = random.nextInt(5) == 0 ? from + random.nextInt(copy.length - from) : copy.length;
        return Arrays.copyOf(copy, end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reply", "forward"})
    void theConversationGoesOn(String verb) {
        byte[] original =
                "From: a@b.c\r\nMessage-ID: <3@b.c>\r\nReferences: <1@b.c>\r\n <2@b.c>\r\n\r\nx\r\n".getBytes(UTF_8);
        var headers = Headers.parse(sent(verb, client("plain"), original));
        assertEquals(List.of("<3@b.c>"), headers.ids("In-Reply-To"));
        assertEquals(List.of("<1@b.c>", "<2@b.c>", "<3@b.c>"), headers.ids("References"));
    }

    @Test
    void whatTheClientSaysOfTheConversationStays() {
        byte[] original = "From: a@b.c\r\nMessage-ID: <3@b.c>\r\nIn-Reply-To: <2@b.c>\r\n\r\nx\r\n".getBytes(UTF_8);
        var headers = Headers.parse(sent("forward", client("photo"), original));
        assertEquals(List.of("<other@example.org>"), headers.ids("In-Reply-To"));
        assertEquals(List.of("<2@b.c>", "<3@b.c>"), headers.ids("References"));
    }

    @Test
    void aLongConversationKeepsItsFirstAndItsLastIds() {
        var references = new StringBuilder("References:");
        for (int i = 0; i < 1000; i++) references.append(" <").append(i).append("@b.c>\r\n");
        byte[] original = ("From: a@b.c\r\nMessage-ID: <last@b.c>\r\n" + references + "\r\nx").getBytes(UTF_8);
        var ids = Headers.parse(sent("reply", client("plain"), original)).ids("References");
        assertEquals(30, ids.size());
        assertEquals(List.of("<0@b.c>", "<999@b.c>", "<last@b.c>"), List.of(ids.get(0), ids.get(28), ids.get(29)));
    }

    @Test
    void anOriginalWithoutAnIdAddsNone() {
        var headers = Headers.parse(sent("reply", client("plain"), "From: a@b.c\r\n\r\nx".getBytes(UTF_8)));
        assertTrue(headers.raw("In-Reply-To").isEmpty());
        assertTrue(headers.raw("References").isEmpty());
    }

    @Test
    void aHeaderOfTheOriginalCannotBecomeOneOfTheMail() {
        byte[] original =
                "From: =?utf-8?Q?x=0D=0ABcc:_evil@b.c?= <a@b.c>\r\nMessage-ID: <1\rBcc:evil@b.c@b.c>\r\nSubject: x\rTo: y\r\n\r\nx"
                        .getBytes(UTF_8);
        for (String verb : List.of("reply", "forward")) {
            String sent = new String(sent(verb, client("plain"), original), UTF_8);
            String header = sent.substring(0, sent.indexOf("\r\n\r\n"));
            assertFalse(header.contains("evil"), header);
            assertFalse(header.replace("\r\n", "").contains("\r"), header);
        }
    }

    @Test
    void markupOfTheOriginalDoesNotEscapeItsPlace() {
        byte[] original = ("From: a@b.c\r\nContent-Type: text/html\r\n\r\n"
                        + "<html><body></div></div></body></html><!-- <script>alert(1)</script> <b>open")
                .getBytes(UTF_8);
        byte[] sent = sent("reply", client("html"), original);
        var tree = MimeTree.parse(sent);
        String html = new String(decoded(tree, "1"), UTF_8);
        assertTrue(html.startsWith("<p>Only HTML.</p>"), html);
        assertEquals(html.split("<div", -1).length, html.split("</div>", -1).length, html);
    }

    @Test
    void mostRecipientsCostNoMoreThanTheirLength() {
        var to = new StringBuilder("To: x@b.c");
        for (int i = 0; i < 10_000; i++) to.append(",\r\n r").append(i).append("@example.org");
        byte[] original = ("From: a@b.c\r\n" + to + "\r\n\r\nx").getBytes(UTF_8);
        byte[] sent = sent("reply", client("plain"), original);
        assertTrue(sent.length > 50_000 && sent.length < 500_000, "" + sent.length);
    }

    @Test
    void nothingButTheConversationIsAddedWhereTheClientReplacesTheMime() {
        byte[] mail = composed(client("two"));
        var original = original("From: a@b.c\r\nMessage-ID: <3@b.c>\r\n\r\nx\r\n".getBytes(UTF_8));
        byte[] sent = Enclosing.threaded(mail, original.data());
        assertEquals(
                new String(mail, UTF_8),
                new String(sent, UTF_8).replace("In-Reply-To: <3@b.c>\r\nReferences: <3@b.c>\r\n", ""));
        assertTrue(sent.length > mail.length);
    }

    @Test
    void aSignedReplyKeepsItsOctets() {
        byte[] sent = sent("reply", client("sealed"), Golden.message("plain"));
        String mime = new String(client("sealed"), UTF_8);
        String body = mime.substring(mime.indexOf("\r\n\r\n"));
        assertTrue(new String(sent, UTF_8).endsWith(body));
        byte[] forwarded = sent("forward", client("sealed"), Golden.message("plain"));
        var tree = MimeTree.parse(forwarded);
        assertTrue(new String(tree.section("1").orElseThrow(), UTF_8).contains("Signed by Karl. \r\n--seal\r\n"));
        assertArrayEquals(Golden.message("plain"), tree.section("2").orElseThrow());
    }
}
