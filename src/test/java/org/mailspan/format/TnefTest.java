package org.mailspan.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Attachment;
import org.mailspan.item.BodyFields;
import org.mailspan.protocol.FileReference;

/** What is in winmail.dat, and what a device gets of it. */
final class TnefTest {
    /** Part 2 of a sample, or the lone part of one. */
    private static byte[] tnef(String name, String section) {
        return TransferDecoding.decode(
                MimeTree.parse(Golden.message(name)).section(section).orElseThrow(), "base64");
    }

    private static byte[] file(byte[] tnef, int number) {
        return Winmail.file(tnef, number).orElseThrow().octets();
    }

    @Test
    void filesAreThoseThatWerePacked() {
        byte[] tnef = tnef("winmail", "2");
        assertArrayEquals("%PDF-1.4 nothing".getBytes(US_ASCII), file(tnef, 1));
        assertEquals("application/pdf", Winmail.file(tnef, 1).orElseThrow().mediaType());
        assertArrayEquals("Plain notes.\r\n".getBytes(US_ASCII), file(tnef, 2));
        assertEquals(
                "application/octet-stream", Winmail.file(tnef, 2).orElseThrow().mediaType());
        for (int none : List.of(-1, 0, 9999))
            assertTrue(Winmail.file(tnef, none).isEmpty());
    }

    @Test
    void aMessageInItIsAFileThatIsNotOpened() {
        byte[] inner = file(tnef("winmail", "2"), 3);
        Tnef old = Tnef.read(inner).orElseThrow();
        assertEquals("Old.", new String(old.text().orElseThrow().octets(), UTF_8));
    }

    @Test
    void aTextThatIsOnlyThereIsShown() {
        Tnef alone = Tnef.read(tnef("winmail-alone", "1")).orElseThrow();
        Tnef.Text text = alone.text().orElseThrow();
        assertEquals("html", text.subtype());
        assertEquals("<p>Grüße <img src=\"cid:dot@tnef\"></p>", new String(text.octets(), UTF_8));
        assertTrue(alone.rtf().isEmpty());
        for (String options : List.of("plain", "html", "both", "preview"))
            assertTrue(
                    Golden.item(Golden.message("winmail-alone"), Golden.options(options))
                            .get(BodyFields.Body)
                            .map(body -> body.data() + body.preview())
                            .orElseThrow()
                            .contains("Grüße"),
                    options);
    }

    /** MS-OXRTFCP 4.1.1. */
    @Test
    void compressedRtfBecomesAFile() {
        byte[] rtf = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".getBytes(US_ASCII);
        assertArrayEquals(rtf, file(tnef("winmail-rtf", "2"), 1));
        byte[] raw = HexFormat.of().parseHex("0f000000" + "03000000" + "4d454c41" + "00000000" + "7b7d41");
        assertArrayEquals(
                "{}A".getBytes(US_ASCII),
                CompressedRtf.read(new TnefReader(raw)).orElseThrow());
    }

    @Test
    void aRunMayRepeatItself() {
        // "x", then 17 octets from where it was put: 207 and what follows as it is written
        byte[] run = HexFormat.of().parseHex("10000000" + "12000000" + "4c5a4675" + "00000000" + "02" + "78" + "0cff");
        assertEquals(
                "x".repeat(18),
                new String(CompressedRtf.read(new TnefReader(run)).orElseThrow(), US_ASCII));
    }

    /** What is listed can be fetched, whatever of the message was asked for. */
    @Test
    void theSameReferencesAreGivenEachTime() {
        for (String name : List.of("winmail", "winmail-alone"))
            for (String options : List.of("none", "plain", "html", "mime", "preview", "allornone")) {
                var attached = Golden.item(Golden.message(name), Golden.options(options))
                        .get(BodyFields.Attachments)
                        .orElseThrow();
                String part = name.equals("winmail") ? "2" : "1";
                byte[] tnef = tnef(name, part);
                for (int i = 0; i < attached.size(); i++) {
                    FileReference reference = attached.get(i).fileReference();
                    assertEquals(Optional.of(reference), FileReference.parse(reference.toString()));
                    assertEquals(Optional.of(new Winmail.Place(part, i + 1)), Winmail.place(reference.section()));
                    assertEquals(attached.get(i).estimatedDataSize(), file(tnef, i + 1).length);
                }
            }
        for (String other : List.of("", "0", "2", "2.1", "2.0", "2.0.", "2.0.x", ".0.1", "2.0.1.0.1", "2.0.99999"))
            assertEquals(Optional.empty(), Winmail.place(other), other);
    }

    @Test
    void whatIsTooLargeStaysAsItIs() {
        var part = new MimePart(
                "1",
                "application",
                "ms-tnef",
                Map.of("name", "winmail.dat"),
                "base64",
                Winmail.MOST + 1,
                "",
                Map.of(),
                "",
                "",
                "",
                List.of());
        assertEquals(List.of(), Mime.needs(part, 20 << 20, Golden.options("plain")));
        var data = new MessageData(new byte[0], part, "", Golden.RECEIVED, 20 << 20);
        var attached = Mime.email(data, Map.of(), Golden.options("plain"), 5, 7)
                .get(BodyFields.Attachments)
                .orElseThrow();
        assertEquals(
                List.of("winmail.dat"),
                attached.stream().map(Attachment::displayName).toList());
    }

    @Test
    void noOctetsBreakIt() {
        var random = new Random(3);
        List<byte[]> whole = List.of(tnef("winmail", "2"), tnef("winmail-alone", "1"), tnef("winmail-rtf", "2"));
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = whole.get(i % whole.size()).clone();
            for (int n = random.nextInt(4); n >= 0; n--)
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            if (i % 5 == 0) octets = Arrays.copyOf(octets, random.nextInt(octets.length));
            int length = octets.length;
            Tnef.read(octets).ifPresent(tnef -> {
                for (Tnef.File file : tnef.files()) assertTrue(file.octets().length <= length);
                tnef.rtf().ifPresent(rtf -> assertTrue(rtf.octets().length <= 5 << 20));
            });
        }
    }

    /** Counts of a property are not believed: each value takes octets, or there is none. */
    @Test
    void countsThatLieTakeNoTime() {
        byte[] values = HexFormat.of().parseHex("ffffffff" + "0211" + "0137" + "ffffffff" + "00000000".repeat(4));
        assertTrue(values.length < 40);
        byte[] octets = HexFormat.of()
                .parseHex("789f3e22" + "0000" + "01" + "03900600" + "%02x000000".formatted(values.length)
                        + HexFormat.of().formatHex(values) + "0000");
        assertEquals(Optional.empty(), Tnef.read(octets));
    }
}
