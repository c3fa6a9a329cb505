package org.mailspan.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.format.CarriedMail.Way;
import org.mailspan.wbxml.Utf8Text;

/** A message that goes by in pieces becomes the text that it becomes in memory. */
final class CarriedMailTest {
    /** Hands octets on in pieces of any size, as hosts do. */
    private record Pieces(byte[] octets, int seed) implements MailOctets {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public boolean isAscii() {
            return false;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            var random = new Random(seed);
            for (int at = 0; at < octets.length; ) {
                int some = Math.min(octets.length - at, 1 + random.nextInt(random.nextBoolean() ? 5 : 3000));
                out.write(octets, at, some);
                at += some;
            }
        }
    }

    /** Raw names in three charsets: each header is guessed for itself, and not all together. */
    private static final String GUESSED = "raw-8-bit-names.eml";

    private static Way seen(MailOctets message, boolean cut) throws IOException {
        var handedOn = new ByteArrayOutputStream();
        var seen = new CarriedMail.Seen(handedOn);
        message.writeTo(seen);
        assertEquals(message.size(), handedOn.size());
        return seen.way(cut);
    }

    private static byte[] text(byte[] message, int seed) throws IOException {
        var pieces = new Pieces(message, seed);
        Way way = seen(pieces, false);
        var out = new ByteArrayOutputStream();
        CarriedMail.write(pieces, way, out);
        if (way instanceof Way.Lines(long octets)) assertEquals(octets, out.size());
        if (way instanceof Way.Same) assertEquals(message.length, out.size());
        return out.toByteArray();
    }

    @TestFactory
    Stream<DynamicTest> theCorpusComesOutAsFromMemory() throws IOException {
        List<Path> mails;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/mail"))) {
            mails = files.filter(file -> file.toString().endsWith(".eml")).toList();
        }
        return mails.stream()
                .sorted()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    byte[] message = Files.readAllBytes(file);
                    for (int seed = 0; seed < 5; seed++) {
                        byte[] text = text(message, seed);
                        assertTrue(Utf8Text.carried(text, text.length).isPresent(), "it can be carried");
                        assertArrayEquals(text(message, 0), text, "however it comes");
                        if (!GUESSED.equals(file.getFileName().toString()))
                            assertEquals(CarriedMime.text(message.clone()).toString(), new String(text, UTF_8));
                    }
                }));
    }

    private static final String LATIN = """
        From: a@example.org
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        preamble
        --b
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        Grüße
        --b
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: base64

        AAAA
        --b
        Content-Type: message/rfc822

        Subject: inner
        Content-Type: text/html

        <p>Größe
        --b
        Content-Type: image/png
        Content-Transfer-Encoding: binary

        \u0000\u0001\u0002\u00FF
        --b--
        epilogue
        """;

    @Test
    void onlyThePartsThatNoTextCarriesAreWrittenAnew() throws IOException {
        byte[] message = LATIN.replace("\n", "\r\n").getBytes(ISO_8859_1);
        byte[] text = text(message, 1);
        assertEquals(CarriedMime.text(message.clone()).toString(), new String(text, UTF_8));
        assertInstanceOf(Way.Recoded.class, seen(new Pieces(message, 1), false));
        var tree = MimeTree.parse(text);
        var recoded = tree.section("1").orElseThrow();
        assertEquals("Grüße", new String(TransferDecoding.decode(recoded, "base64"), ISO_8859_1));
        assertArrayEquals(
                new byte[] {0, 1, 2, (byte) 255},
                TransferDecoding.decode(tree.section("4").orElseThrow(), "base64"));
        assertEquals("AAAA", new String(tree.section("2").orElseThrow(), UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "5, ab\u20ACd, ab\u20AC",
        "4, ab\u20ACd, ab",
        "3, ab\u20ACd, ab",
        "2, ab\u20ACd, ab",
        "0, ab, ''",
        "9, ab, ab"
    })
    void aCutTextEndsWithAWholeCharacter(int most, String text, String expected) throws IOException {
        byte[] all = text.getBytes(UTF_8);
        byte[] read = java.util.Arrays.copyOf(all, Math.min(most, all.length));
        for (int seed = 0; seed < 5; seed++) {
            var message = new Pieces(read, seed);
            var out = new ByteArrayOutputStream();
            CarriedMail.writeFirst(most, message, seen(message, true), out);
            assertEquals(expected, out.toString(UTF_8));
        }
    }

    @Test
    void aCutTextIsNoLongerThanWasAskedForThoughItsLineEndsGrow() throws IOException {
        var message = new Pieces("a\nb\nc\n".getBytes(UTF_8), 1);
        var out = new ByteArrayOutputStream();
        CarriedMail.writeFirst(6, message, seen(message, true), out);
        assertEquals("a\r\nb\r\n", out.toString(UTF_8));
    }

    /** What cannot be a character within is one that broke off at the end of a whole message. */
    @Test
    void halfACharacterAtTheVeryEndIsNotCarried() throws IOException {
        var message = new Pieces(new byte[] {'a', (byte) 0xE2, (byte) 0x82}, 1);
        assertInstanceOf(Way.Same.class, seen(message, true));
        assertInstanceOf(Way.Recoded.class, seen(message, false));
    }
}
