package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.wbxml.Node.Opaque;

/** What the reader takes and what it refuses; always the same from an array and from a stream in small pieces. */
final class WbxmlReaderTest {
    private static final String HEADER = "03 01 6A 00 ";

    @Test
    void aDocumentIsReadAsItStands() throws Exception {
        assertEquals(Samples.folderSyncRequest(), read(HEADER + "00 07 56 52 03 30 00 01 01"));
        assertEquals(Samples.folderSyncRequest(), read(HEADER + "00 00 00 00 00 07 56 00 07 52 03 30 00 01 01"));
    }

    /** AOSP sends a tag without content, others a tag with content and nothing in it. */
    @Test
    void bothFormsOfAnEmptyElementAreTheSame() throws Exception {
        var expected = Element.of(AirSync.Sync, AirSync.GetChanges);
        assertEquals(expected, read(HEADER + "45 13 01"));
        assertEquals(expected, read(HEADER + "45 53 01 01"));
        assertEquals(expected, read(HEADER + "45 53 03 00 01 01"));
        assertEquals(Element.of(AirSync.Sync), read(HEADER + "05"));
    }

    @Test
    void stringsAndOpaqueMayStandBesideEachOther() throws Exception {
        var expected = Element.of(AirSync.Sync, "ab", new byte[] {1, 0, 2}, "c", new byte[0]);
        assertEquals(expected, read(HEADER + "45 03 61 00 03 62 00 C3 03 01 00 02 03 63 00 C3 00 01"));
    }

    @Test
    void unknownPagesAndTokensAreKeptWithTheirContent() throws Exception {
        var expected = Element.of(
                AirSync.Sync, Element.of(Tag.of(0, 0x11), "a"), Element.of(Tag.of(200, 0x05), Tag.of(3, 0x06)));
        assertEquals(expected, read(HEADER + "45 51 03 61 00 01 00 C8 45 00 03 06 01 01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 01 6A 00 05",
                "02 01 6A 00 05",
                "03 02 6A 00 05",
                "03 00 05 6A 00 05",
                "03 80 01 6A 00 05",
                "03 01 80 80 80 6A 00 05",
                "03 01 6A 03 61 62 00 05",
                "03 01 6A 00 05 00 00 00",
            })
    void headersOfOlderEncodersAndPaddingAreTaken(String document) throws Exception {
        assertEquals(Element.of(AirSync.Sync), read(document));
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacementCharacters() throws Exception {
        assertEquals("a\uFFFDb", read(HEADER + "45 03 61 FC 62 00 01").text());
        assertEquals("\uFFFD", read(HEADER + "45 03 E5 B1 00 01").text());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, the document ends too early",
        "00 01 6A 00 05, 1, not WBXML 1.1 to 1.3",
        "04 01 6A 00 05, 1, not WBXML 1.1 to 1.3",
        "3C 3F 78 6D 6C, 1, not WBXML 1.1 to 1.3",
        "03 01 04 00 05, 3, not in UTF-8",
        "03 01 00 00 05, 3, not in UTF-8",
        "03 01 6A, 3, the document ends too early",
        "03 01 6A 00, 4, the document ends too early",
        "03 01 6A 05 61, 5, the document ends too early",
        "03 01 6A 8F FF FF FF 7F, 8, a value of more than 67108864 bytes",
        "03 90 80 80 80 00 6A 00 05, 6, a number of more than 32 bits",
        "03 01 80 80 80 80 80 6A 00 05, 7, a number of more than 32 bits",
        "03 01 6A 00 00, 5, the document ends too early",
        "03 01 6A 00 45, 5, the document ends too early",
        "03 01 6A 00 45 03 61 62, 8, a string without an end",
        "03 01 6A 00 45 C3, 6, the document ends too early",
        "03 01 6A 00 45 C3 05 61 62, 9, an opaque value without an end",
        "03 01 6A 00 45 C3 88 80 80 80 00, 11, a value of more than 67108864 bytes",
        "03 01 6A 00 45 C3 8F FF FF FF 7F, 11, a value of more than 67108864 bytes",
        "03 01 6A 00 01, 5, END without an element",
        "03 01 6A 00 03 61 00, 5, content outside the root element",
        "03 01 6A 00 C3 01 61, 5, content outside the root element",
        "03 01 6A 00 05 01, 6, content after the root element",
        "03 01 6A 00 05 05, 6, content after the root element",
        "03 01 6A 00 45 01 00 07 56, 8, content after the root element",
        "03 01 6A 00 85, 5, a tag with attributes",
        "03 01 6A 00 C5, 5, a tag with attributes",
        "03 01 6A 00 45 02 41 01, 6, 'ENTITY, which EAS does not use'",
        "03 01 6A 00 04 00, 5, 'LITERAL, which EAS does not use'",
        "03 01 6A 00 44 00, 5, 'LITERAL, which EAS does not use'",
        "03 01 6A 00 84 00, 5, 'LITERAL, which EAS does not use'",
        "03 01 6A 00 C4 00, 5, 'LITERAL, which EAS does not use'",
        "03 01 6A 00 43 05 01 05, 5, 'PI, which EAS does not use'",
        "03 01 6A 00 45 83 00 01, 6, 'STR_T, which EAS does not use'",
        "03 01 6A 00 45 40 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 41 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 42 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 80 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 81 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 82 00 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 C0 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 C1 01, 6, 'EXT, which EAS does not use'",
        "03 01 6A 00 45 C2 01, 6, 'EXT, which EAS does not use'",
    })
    void whatEasDoesNotKnowIsRefusedWithPlaceAndReason(String document, long offset, String reason) {
        var refused = assertThrows(WbxmlException.class, () -> read(document));
        assertEquals(offset + " " + reason, refused.offset() + " " + refused.reason());
    }

    @Test
    void everyTruncationOfADocumentIsRefused() {
        for (Element document : Samples.documents()) {
            byte[] bytes = WbxmlWriter.bytes(document);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(WbxmlException.class, () -> WbxmlReader.read(cut, Limits.DEFAULT));
            }
        }
    }

    @Test
    void depthIsLimited() throws Exception {
        var limits = new Limits(3, 1_000, 1_000, 1_000);
        read(HEADER + "45 45 05 01 01", limits);
        read(HEADER + "45 45 45 03 61 00 01 01 01", limits);
        assertRefused("more than 3 levels", HEADER + "45 45 45 05", limits);
        assertRefused("more than 3 levels", HEADER + "45 45 45 45", limits);
    }

    @Test
    void theWholeDocumentIsLimited() throws Exception {
        read(HEADER + "45 03 61 00 01", new Limits(9, 9, 9, 9));
        assertRefused("more than 8 bytes", HEADER + "45 03 61 00 01", new Limits(9, 8, 9, 9));
        assertRefused("more than 5 bytes", HEADER + "05 00", new Limits(9, 5, 9, 9));
    }

    @Test
    void elementsAndValuesAreLimitedTogether() throws Exception {
        var limits = new Limits(9, 99, 3, 9);
        read(HEADER + "45 05 03 61 00 01", limits);
        assertRefused("more than 3 elements and values", HEADER + "45 05 05 05 01", limits);
        assertRefused("more than 3 elements and values", HEADER + "45 05 05 03 61 00 01", limits);
        assertRefused("more than 3 elements and values", HEADER + "45 05 05 C3 00 01", limits);
    }

    @Test
    void oneValueIsLimited() throws Exception {
        var limits = new Limits(9, 99, 9, 2);
        read("03 01 6A 02 61 61 45 03 61 61 00 C3 02 61 61 01", limits);
        assertRefused("a value of more than 2 bytes", HEADER + "45 03 61 61 61 00 01", limits);
        assertRefused("a value of more than 2 bytes", HEADER + "45 C3 03 61 61 61 01", limits);
        assertRefused("a value of more than 2 bytes", "03 01 6A 03 61 61 61 05", limits);
    }

    /** 2^31 nested elements would be no deeper a call stack than two: only the limit stops them. */
    @Test
    void aDeepDocumentNeedsNoStack() throws Exception {
        int depth = 200_000;
        byte[] bytes = new byte[4 + 2 * depth];
        System.arraycopy(HexFormat.ofDelimiter(" ").parseHex(HEADER.strip()), 0, bytes, 0, 4);
        Arrays.fill(bytes, 4, 4 + depth, (byte) 0x45);
        Arrays.fill(bytes, 4 + depth, bytes.length, (byte) 0x01);
        Element element = WbxmlReader.read(bytes, new Limits(depth, bytes.length, depth, 9));
        int seen = 1;
        for (; !element.children().isEmpty(); seen++)
            element = element.elements().findFirst().orElseThrow();
        assertEquals(depth, seen);
    }

    @Test
    void longValuesAreReadFromAStreamInManyPieces() throws Exception {
        var document = Element.of(
                AirSync.Sync,
                Element.of(AirSync.SyncKey, "é".repeat(50_000)),
                Element.of(AirSync.Class, Opaque.of(new byte[200_000])));
        byte[] bytes = WbxmlWriter.bytes(document);
        assertEquals(document, WbxmlReader.read(new ByteArrayInputStream(bytes), Limits.DEFAULT));
        assertEquals(document, WbxmlReader.read(new Dripping(bytes), Limits.DEFAULT));
    }

    @Test
    void anErrorOfTheConnectionIsNotOneOfTheDocument() {
        var hungUp = new IOException("hung up");
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw hungUp;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                throw hungUp;
            }
        };
        assertSame(hungUp, assertThrows(IOException.class, () -> WbxmlReader.read(broken, Limits.DEFAULT)));
    }

    private static void assertRefused(String reason, String document, Limits limits) {
        var refused = assertThrows(WbxmlException.class, () -> read(document, limits));
        assertEquals(reason, refused.reason());
    }

    private static Element read(String hex) throws WbxmlException {
        return read(hex, Limits.DEFAULT);
    }

    private static Element read(String hex, Limits limits) throws WbxmlException {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex.strip());
        try {
            var streamed = WbxmlReader.read(new Dripping(bytes), limits);
            assertEquals(streamed, WbxmlReader.read(bytes, limits));
            return streamed;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (WbxmlException refused) {
            assertEquals(
                    refused.reason(),
                    assertThrows(WbxmlException.class, () -> WbxmlReader.read(bytes, limits))
                            .reason());
            throw refused;
        }
    }

    /** A connection that brings one to three bytes at a time. */
    private static final class Dripping extends InputStream {
        private final InputStream bytes;
        private int turn;

        Dripping(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return bytes.read(into, from, Math.min(length, 1 + turn++ % 3));
        }
    }
}
