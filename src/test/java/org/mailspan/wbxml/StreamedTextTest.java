package org.mailspan.wbxml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is written from where it lies is on the wire what it would be from memory. */
final class StreamedTextTest {
    private static StreamedText of(String text) {
        byte[] octets = text.getBytes(UTF_8);
        return new StreamedText(octets.length, out -> out.write(octets));
    }

    private static Element document(Object... data) {
        return Element.of(
                ItemOperations.ItemOperations,
                Element.of(ItemOperations.Status, 1),
                Element.of(ItemOperations.Data, data),
                Element.of(ItemOperations.Part, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "Grüße", "long"})
    void itIsOneStringOfTheDocument(String text) {
        String whole = text.equals("long") ? "0123456789".repeat(10_000) : text;
        assertArrayEquals(WbxmlWriter.bytes(document(whole)), WbxmlWriter.bytes(document(of(whole))));
    }

    @Test
    void textBeforeAndBehindItAreTheSameString() {
        assertArrayEquals(
                WbxmlWriter.bytes(document("before, it, behind")),
                WbxmlWriter.bytes(document("before, ", of("it"), ", behind")));
    }

    @Test
    void nothingOfItIsNoString() throws Exception {
        assertEquals(
                "",
                WbxmlReader.read(WbxmlWriter.bytes(document(of(""))), Limits.DEFAULT)
                        .text(ItemOperations.Data)
                        .orElseThrow());
    }

    @Test
    void aTreeIsReadAsIfItWereInMemory() {
        Element element = Element.of(ItemOperations.Fetch, of("a < b"));
        assertEquals("a < b", element.text());
        assertTrue(Xml.whole(element).contains(">a &lt; b</"), Xml.whole(element));
        assertTrue(element.toString().contains(">[5 octets of text]</"), element.toString());
    }

    /** The device must not take for whole what is not: the document breaks off. */
    @ParameterizedTest
    @ValueSource(longs = {4, 6})
    void aSourceThatGivesAnotherLengthBreaksTheDocumentOff(long told) {
        var text = new StreamedText(told, out -> out.write("12345".getBytes(UTF_8)));
        var out = new ByteArrayOutputStream();
        assertThrows(IOException.class, () -> WbxmlWriter.write(document(text), out));
        assertTrue(out.toString(UTF_8).endsWith("12345"));
    }

    @Test
    void itIsNeverInMemoryAsAWhole() throws Exception {
        int pieces = 6400;
        byte[] piece = new byte[8192];
        var text = new StreamedText((long) pieces * piece.length, out -> {
            for (int i = 0; i < pieces; i++) out.write(piece);
        });
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        WbxmlWriter.write(document(text), OutputStream.nullOutputStream());
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 200_000, allocated + " octets");
    }
}
