package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Transfer encodings, in one piece and in many. */
final class TransferDecodingTest {
    private static String decoded(String text, String encoding) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return new String(TransferDecoding.decode(octets, encoding), StandardCharsets.ISO_8859_1);
    }

    @Test
    void base64IsLenient() {
        assertEquals("Hello", decoded("SGVsbG8=", "base64"));
        assertEquals("Hello", decoded("SG Vs\r\nbG8", "base64"), "without padding");
        assertEquals("Hello", decoded("S-G!V\u00E4s*bG8=", "base64"), "foreign octets are skipped");
        assertEquals("HelloHello", decoded("SGVsbG8=SGVsbG8=", "base64"), "two texts in a row");
        assertEquals("Hell", decoded("SGVsbG", "base64"), "cut within a group");
        assertEquals("Hel", decoded("SGVsb", "base64"), "six bits are no octet");
        assertEquals("", decoded("====", "base64"));
    }

    @Test
    void quotedPrintableIsLenient() {
        assertEquals("\u00E4 =x", decoded("=E4 =3Dx", "quoted-printable"));
        assertEquals("\u00E4", decoded("=e4", "quoted-printable"), "lower case");
        assertEquals("ab", decoded("a=\r\nb", "quoted-printable"));
        assertEquals("abc", decoded("a= \t\r\nb=\nc", "quoted-printable"), "white space after a soft break");
        assertEquals("a=ZZb=", decoded("a=ZZb==\r\n", "quoted-printable"), "what is no encoding stands for itself");
        assertEquals("a= b", decoded("a= b", "quoted-printable"));
        assertEquals("a", decoded("a=", "quoted-printable"));
        assertEquals("a", decoded("a=4", "quoted-printable"), "cut within an octet");
        assertEquals("=" + " ".repeat(500) + "x", decoded("=" + " ".repeat(500) + "x", "quoted-printable"));
    }

    @Test
    void anythingElseIsNoEncoding() {
        assertEquals("=E4", decoded("=E4", "8bit"));
        assertEquals("=E4", decoded("=E4", ""));
    }

    @Test
    void streamsDecodeAsWholesDo() throws IOException {
        var random = new Random(7);
        byte[] content = new byte[100_000];
        random.nextBytes(content);
        byte[] base64 = Base64.getMimeEncoder().encode(content);
        byte[] quoted = base64.clone();
        for (int i = 0; i < 20_000; i++)
            quoted[random.nextInt(quoted.length)] = (byte) "= \t\r\nA9f".charAt(random.nextInt(8));
        assertArrayEquals(content, TransferDecoding.decode(base64, "base64"));
        for (String encoding : new String[] {"base64", "quoted-printable", "7bit"}) {
            assertStreamed(base64, encoding, random);
            assertStreamed(quoted, encoding, random);
        }
    }

    private static void assertStreamed(byte[] encoded, String encoding, Random random) throws IOException {
        byte[] whole = TransferDecoding.decode(encoded, encoding);
        var out = new ByteArrayOutputStream();
        try (var stream = TransferDecoding.to(out, encoding)) {
            for (int at = 0; at < encoded.length; ) {
                int length = Math.min(encoded.length - at, random.nextInt(30_000));
                stream.write(encoded, at, length);
                at += length;
                if (at < encoded.length) stream.write(encoded[at++]);
            }
        }
        assertArrayEquals(whole, out.toByteArray(), encoding);
        try (var in = TransferDecoding.from(new ByteArrayInputStream(encoded), encoding)) {
            assertArrayEquals(whole, in.readAllBytes(), encoding);
        }
    }

    @Test
    void theSizeOfAnAttachmentIsKnownBeforeItIsFetched() {
        for (int size : new int[] {0, 1, 100, 57 * 1000, 1_000_000}) {
            long estimate = TransferDecoding.estimate(Base64.getMimeEncoder().encode(new byte[size]).length, "base64");
            assertEquals(size, (double) estimate, 3.0 + size / 1000.0);
        }
        assertEquals(5, TransferDecoding.estimate(5, "7bit"));
    }
}
