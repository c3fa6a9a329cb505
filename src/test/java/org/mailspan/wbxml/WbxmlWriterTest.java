package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailspan.wbxml.Node.Opaque;

/** What the writer puts on the wire, byte by byte, and how it cleans text. */
final class WbxmlWriterTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    @Test
    void aFolderSyncIsTheBytesOfTheTokenTable() {
        assertHex("03 01 6A 00 | 00 07 56 52 03 30 00 01 01", Samples.folderSyncRequest());
    }

    /** Collections 1C, Collection 0F, SyncKey 0B, CollectionId 12 of page 0; Type 06, TruncationSize 07 of page 17. */
    @Test
    void aSyncSwitchesPagesOnlyWhereTheyChange() {
        assertHex(
                "03 01 6A 00 | 45 5C 4F 4B 03 31 37 00 01 52 03 35 00 01 1E 53 03 31 00 01 55 03 31 30 30 00 01 "
                        + "57 58 03 35 00 01 | 00 11 45 46 03 32 00 01 47 03 32 30 30 30 30 30 00 01 01 01 01 01 01",
                Samples.syncRequest());
        assertHex(
                "03 01 6A 00 | 45 00 11 0A 00 00 4B 03 31 00 01 01",
                Element.of(AirSync.Sync, AirSyncBase.Body, Element.of(AirSync.SyncKey, 1)));
    }

    @Test
    void anEmptyElementIsOneByteAndAStartedOneHasContent() throws IOException {
        assertHex("03 01 6A 00 05", Element.of(AirSync.Sync));
        var out = new ByteArrayOutputStream();
        var writer = new WbxmlWriter(out);
        writer.start(AirSync.Sync);
        writer.empty(AirSync.Partial);
        writer.text("");
        writer.end();
        assertEquals("03 01 6A 00 45 26 01", HEX.formatHex(out.toByteArray()));
    }

    @Test
    void opaqueHasItsLengthInSevenBitsAByte() {
        String start = "03 01 6A 00 00 15 50 C3 ";
        assertHex(start + "03 01 02 03 01", Element.of(ComposeMail.Mime, new byte[] {1, 2, 3}));
        assertHex(start + "00 01", Element.of(ComposeMail.Mime, new byte[0]));
        byte[] large = WbxmlWriter.bytes(Element.of(ComposeMail.Mime, new byte[300_000]));
        assertEquals(start + "92 A7 60 00", HEX.formatHex(large, 0, 12));
        assertEquals(8 + 3 + 300_000 + 1, large.length);
    }

    /** AOSP takes one string per element: a second one is "No END found". */
    @Test
    void textsThatFollowEachOtherAreOneString() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new WbxmlWriter(out);
        writer.start(AirSync.SyncKey);
        writer.text("a");
        writer.text("");
        writer.text("\uD83D");
        writer.text("\uDE00");
        writer.opaque(Opaque.of(new byte[] {7}));
        writer.text("b");
        writer.end();
        assertEquals("03 01 6A 00 4B 03 61 F0 9F 98 80 00 C3 01 07 03 62 00 01", HEX.formatHex(out.toByteArray()));
    }

    @Test
    void textThatXmlCannotCarryIsCleaned() {
        assertEquals("a\t\r\nb", written("\u0000a\t\r\n\u0001\u0008\u000B\u000C\u001Fb"));
        assertEquals("ab", written("a\uFFFE\uFFFFb"));
        assertEquals("\uFFFDa\uFFFD\uFFFD", written("\uDC00a\uD800\uD83D"));
        assertEquals("\uFFFD\uD83D\uDE00\uFFFD", written("\uD83D\uD83D\uDE00\uDE00"));
        assertEquals("\u007F\u0085\uFFFD\uD83F\uDFFE", written("\u007F\u0085\uFFFD\uD83F\uDFFE"));
        assertEquals("", written("\u0007"));
    }

    /** Against a plain restatement of XML 1.0, 2.2, in pieces of any length. */
    @Test
    void anyTextInAnyPiecesIsCleanedAlike() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            String text = anyText(random, random.nextInt(60));
            var out = new ByteArrayOutputStream();
            var writer = new WbxmlWriter(out);
            writer.start(AirSync.SyncKey);
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(20));
                writer.text(text.substring(at, end));
                at = end;
            }
            writer.end();
            assertEquals(
                    cleaned(text),
                    WbxmlReader.read(out.toByteArray(), Limits.DEFAULT).text(),
                    "round " + round);
        }
    }

    @Test
    void longTextCrossesTheBufferUnharmed() {
        for (int shift = 0; shift < 8; shift++) {
            String text = "x".repeat(shift) + "é山\uD83D\uDE00\uD800 ascii ".repeat(4_000);
            assertEquals(cleaned(text), written(text));
        }
    }

    @Test
    void whatIsWrittenSoFarCanBeSentAhead() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new WbxmlWriter(out);
        writer.start(AirSync.Sync);
        assertEquals(0, out.size());
        writer.flush();
        assertEquals(5, out.size());
        writer.end();
        assertEquals(6, out.size());
    }

    @Test
    void unknownTagsAndWrongOrderAreErrorsOfTheProgram() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> WbxmlWriter.bytes(Element.of(Tag.of(3, 5))));
        var writer = new WbxmlWriter(new ByteArrayOutputStream());
        assertThrows(IllegalStateException.class, writer::end);
        assertThrows(IllegalStateException.class, () -> writer.text("a"));
        assertThrows(IllegalStateException.class, () -> writer.opaque(Opaque.of(new byte[0])));
        writer.empty(AirSync.Sync);
        assertThrows(IllegalStateException.class, () -> writer.start(AirSync.Sync));
    }

    private static void assertHex(String expected, Element element) {
        byte[] bytes = WbxmlWriter.bytes(element);
        assertEquals(expected.replace("| ", ""), HEX.formatHex(bytes));
        var out = new ByteArrayOutputStream();
        try {
            WbxmlWriter.write(element, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertArrayEquals(bytes, out.toByteArray());
    }

    private static String written(String text) {
        try {
            return WbxmlReader.read(WbxmlWriter.bytes(Element.of(AirSync.SyncKey, text)), Limits.DEFAULT)
                    .text();
        } catch (WbxmlException e) {
            throw new AssertionError(e);
        }
    }

    private static String anyText(Random random, int length) {
        int[] edges = {0, 8, 9, 0xA, 0xB, 0xD, 0x1F, 0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00};
        int[] more = {0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 'a', 'a', 'a', 0xD83D, 0xDE00};
        int[] all = IntStream.concat(IntStream.of(edges), IntStream.of(more)).toArray();
        var text = new StringBuilder();
        while (text.length() < length) text.append((char) all[random.nextInt(all.length)]);
        return text.toString();
    }

    private static String cleaned(String text) {
        return text.codePoints()
                .filter(c -> c == 9 || c == 10 || c == 13 || (c >= 32 && c != 0xFFFE && c != 0xFFFF))
                .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
