package org.mailspan.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/** Options of real clients, and those that MS-ASAIRS 3.2.5.1 refuses. */
final class BodyOptionsReaderTest {
    private static Optional<BodyOptions> read(Object... children) {
        return BodyOptionsReader.read(Element.of(AirSync.Options, children));
    }

    private static Element preference(Object... children) {
        return Element.of(AirSyncBase.BodyPreference, children);
    }

    private static Element type(int code) {
        return Element.of(AirSyncBase.Type, code);
    }

    private static Element size(Object octets) {
        return Element.of(AirSyncBase.TruncationSize, octets);
    }

    @Test
    void noOptionsAskForNoBody() {
        assertEquals(Optional.of(BodyOptions.NONE), read());
        assertEquals(Optional.of(BodyOptions.NONE), read(Element.of(AirSync.FilterType, 3)));
    }

    @Test
    void androidAsksForHtml() {
        assertEquals(
                List.of(new BodyPreference(BodyType.HTML, 200_000, false, 0)),
                read(preference(type(2), size(200_000))).orElseThrow().preferences());
    }

    @Test
    void anEvolutionAsksForMimeAndCutsItTwice() {
        var options = read(
                        Element.of(AirSync.MIMESupport, 2),
                        Element.of(AirSync.MIMETruncation, 4),
                        Element.of(AirSync.ConversationMode, 1),
                        Element.of(AirSyncBase.BodyPartPreference, size("?")),
                        preference(type(4), size(200_000)))
                .orElseThrow();
        assertEquals(MimeSupport.Always, options.mimeSupport());
        assertEquals(10_240, options.mimeTruncation());
        assertEquals(List.of(), options.parts(), "its odd BodyPartPreference is overlooked");
    }

    @Test
    void theTableOfMimeTruncation() {
        long[] octets = {0, 4096, 5120, 7168, 10240, 20480, 51200, 102400, BodyPreference.WHOLE};
        for (int code = 0; code < octets.length; code++)
            assertEquals(
                    octets[code],
                    read(Element.of(AirSync.MIMETruncation, code)).orElseThrow().mimeTruncation());
        assertEquals(Optional.empty(), read(Element.of(AirSync.MIMETruncation, 9)));
    }

    @Test
    void mimeTruncationCutsMimeOfWhichNoSizeIsSaid() {
        var cut = Element.of(AirSync.MIMETruncation, 1);
        assertEquals(
                List.of(
                        new BodyPreference(BodyType.MIME, 4096, false, 0),
                        new BodyPreference(BodyType.HTML, BodyPreference.WHOLE, false, 0)),
                read(cut, preference(type(4)), preference(type(2)))
                        .orElseThrow()
                        .preferences());
        assertEquals(
                List.of(new BodyPreference(BodyType.MIME, 200_000, true, 0)),
                read(cut, preference(type(4), size(200_000), Element.of(AirSyncBase.AllOrNone)))
                        .orElseThrow()
                        .preferences(),
                "a size that is said");
    }

    @Test
    void preferencesKeepTheirOrder() {
        var options = read(
                        preference(type(4)),
                        preference(type(1), size(500), Element.of(AirSyncBase.Preview, 255)),
                        preference(type(2), size(10), Element.of(AirSyncBase.AllOrNone)))
                .orElseThrow();
        assertEquals(
                List.of(
                        new BodyPreference(BodyType.MIME, BodyPreference.WHOLE, false, 0),
                        new BodyPreference(BodyType.PlainText, 500, false, 255),
                        new BodyPreference(BodyType.HTML, 10, true, 0)),
                options.preferences());
    }

    @Test
    void bodyParts() {
        var part = Element.of(AirSyncBase.BodyPartPreference, type(2), size(50));
        assertEquals(
                List.of(new BodyPreference(BodyType.HTML, 50, false, 0)),
                read(part).orElseThrow().parts());
    }

    @Test
    void malformedOptionsAreRefused() {
        assertTrue(read(preference(size(5))).isEmpty(), "without a Type");
        assertTrue(read(preference(type(5))).isEmpty(), "a Type that is none");
        assertTrue(read(preference(type(1)), preference(type(1), size(1))).isEmpty(), "MS-ASAIRS_R349: one Type twice");
        assertTrue(read(preference(size(5), type(1))).isEmpty(), "MS-ASAIRS_R348: out of order");
        assertTrue(
                read(preference(type(1), Element.of(AirSyncBase.AllOrNone, "2")))
                        .isEmpty(),
                "MS-ASAIRS_R350");
        var no = Element.of(AirSyncBase.AllOrNone, 0);
        assertTrue(read(preference(type(1), no, no)).isEmpty(), "MS-ASAIRS_R351");
        assertTrue(read(preference(type(1), size("4294967296"))).isEmpty(), "MS-ASAIRS_R299");
        assertTrue(read(preference(type(1), size("-1"))).isEmpty());
        assertTrue(
                read(preference(type(1), Element.of(AirSyncBase.Preview, 256))).isEmpty(), "MS-ASAIRS_R266");
        assertTrue(read(Element.of(AirSync.MIMESupport, 3)).isEmpty());
        assertTrue(read(Element.of(AirSync.MIMESupport, "")).isEmpty());
    }
}
