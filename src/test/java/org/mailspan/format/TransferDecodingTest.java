package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /** Old mailers send attachments so: undecoded, no phone can open them. */
    @Test
    void uuencodeIsDecoded() {
        String cat = "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n";
        for (String name : new String[] {"x-uuencode", "uuencode", "x-uue"}) assertEquals("Cat", decoded(cat, name));
        assertEquals("Cat", decoded("\r\n" + cat + "nothing of it\r\n", "x-uuencode"), "what stands around it");
        assertEquals("Cat", decoded("begin 644 cat.txt\n#0V%T\n \nend\n", "x-uuencode"), "by others");
        assertEquals("Ca", decoded("begin 644 cat.txt\r\n#0V%", "x-uuencode"), "cut within a group");
        assertEquals("CatCat", decoded("begin 644 a b\n#0V%T\n\n#0V%T!\nend", "x-uuencode"), "a check character");
        assertEquals("", decoded("begin 644 cat.txt", "x-uuencode"));
        assertEquals("\r\n#0V%T\r\n", decoded("\r\n#0V%T\r\n", "x-uuencode"), "no uuencode at all");
        assertEquals("beginning", decoded("beginning", "x-uuencode"));
        assertEquals("\n".repeat(3_000), decoded("\n".repeat(3_000), "x-uuencode"));
    }

    private static byte[] uuencoded(byte[] content) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("begin 644 file\n".getBytes(StandardCharsets.US_ASCII));
        for (int line = 0; line < content.length; line += 45) {
            int length = Math.min(45, content.length - line);
            out.write(' ' + length);
            byte[] padded = Arrays.copyOf(Arrays.copyOfRange(content, line, line + length), 48);
            for (int i = 0; i < (length + 2) / 3 * 3; i += 3) {
                int group = (padded[i] & 0xFF) << 16 | (padded[i + 1] & 0xFF) << 8 | padded[i + 2] & 0xFF;
                for (int shift = 18; shift >= 0; shift -= 6) out.write(' ' + (group >> shift & 0x3F));
            }
            out.write('\n');
        }
        out.writeBytes("`\nend\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
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
        assertArrayEquals(content, TransferDecoding.decode(uuencoded(content), "x-uuencode"));
        assertStreamed(uuencoded(content), "x-uuencode", random);
        for (String encoding : new String[] {"base64", "quoted-printable", "x-uuencode", "7bit"}) {
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
        double estimate = TransferDecoding.estimate(uuencoded(new byte[100_000]).length, "x-uuencode");
        assertEquals(100_000, estimate, 2_000, "lines may end in CRLF or LF");
        assertEquals(5, TransferDecoding.estimate(5, "7bit"));
    }
}
