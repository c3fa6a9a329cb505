package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
    @Test
    void octetsAreATextOnlyIfTheyCameFromOne() {
        var random = new Random(7);
        int carried = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = octets(random);
            String text = new String(octets, StandardCharsets.UTF_8);
            boolean isClean = Utf8Text.of(text).equals(Utf8Text.owning(clean(octets), clean(octets).length))
                    && !text.contains("\uFFFD");
            var found = Utf8Text.carried(octets, octets.length);
            if (!text.contains("\uFFFD")) assertEquals(isClean && isSame(text, octets), found.isPresent(), text);
            if (found.isEmpty()) continue;
            carried++;
            assertEquals(text, found.get().toString());
            assertArrayEquals(octets, Utf8Text.of(text).bytes());
        }
        assertTrue(carried > 2000, "only " + carried);
    }

    private static boolean isSame(String text, byte[] octets) {
        return Utf8Text.of(text).length() == octets.length;
    }

    private static byte[] clean(byte[] octets) {
        return Utf8Text.of(new String(octets, StandardCharsets.UTF_8)).bytes();
    }

    /** Characters of every length and their neighbours, some broken. */
    private static byte[] octets(Random random) {
        int[] borders = {
            0x09, 0x1F, 0x20, 0x7E, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF
        };
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--)
            text.appendCodePoint(random.nextBoolean() ? borders[random.nextInt(borders.length)] : 'a');
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0) octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        return octets;
    }

    @Test
    void brokenFormsAreNoText() {
        for (byte[] octets : new byte[][] {
            {(byte) 0xC0, (byte) 0xAF},
            {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {(byte) 0xC3},
            {(byte) 0x80},
            {0},
            {0x1B}
        }) assertTrue(Utf8Text.carried(octets, octets.length).isEmpty());
    }

    @Test
    void aPrefixCutsNoCharacter() {
        Utf8Text text = Utf8Text.of("aé€😀");
        assertEquals("a", text.first(2).toString());
        assertEquals("aé", text.first(5).toString());
        assertEquals("aé€", text.first(9).toString());
        assertEquals("", text.first(0).toString());
        assertEquals(text, text.first(10));
    }

    @Test
    void theWriterCopiesIt() throws Exception {
        for (String body : new String[] {"short", "ä".repeat(40_000)}) {
            Element root =
                    Element.of(AirSyncBase.Body, Element.of(AirSyncBase.Data, Utf8Text.of(body)), AirSyncBase.Type);
            byte[] wire = WbxmlWriter.bytes(root);
            assertEquals(
                    body,
                    WbxmlReader.read(wire, Limits.DEFAULT)
                            .text(AirSyncBase.Data)
                            .orElseThrow());
            assertEquals(body, root.text(AirSyncBase.Data).orElseThrow());
        }
    }

    @Test
    void besideOtherTextsItIsOneWithThem() {
        assertEquals(
                Element.of(AirSyncBase.Data, "a-b"),
                Element.of(AirSyncBase.Data, Utf8Text.of("a"), "-", Utf8Text.of("b"), Utf8Text.EMPTY));
    }
}
