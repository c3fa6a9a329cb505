package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailspan.format.Rtf.Found;

/** Text out of RTF: wrapped HTML, wrapped text, and RTF that was written as such. */
final class RtfTest {
    private static final String WRAPPED = String.join(
            "\r\n",
            "{\\rtf1\\ANSI\\ansicpg1251\\fromhtml1 \\deff0",
            "{\\fonttbl {\\f0\\fmodern Courier New;}{\\f1\\fswiss Arial;}{\\f2\\fswiss\\fcharset0 Arial;}}",
            "{\\colortbl\\red0\\green0\\blue0;\\red5\\green99\\blue193;}",
            "{\\*\\generator Riched20;}\\uc1\\pard\\plain\\deftab360 \\f0\\fs24",
            "{\\*\\htmltag243 <!DOCTYPE HTML>}{\\*\\htmltag19 <html>}{\\*\\htmltag2 \\par }",
            "{\\*\\htmltag50 <body style=\"margin: 0 \\{x\\}\">}\\htmlrtf \\lang1033 \\htmlrtf0 {\\*\\htmltag64 <p>}"
                    + "\\htmlrtf {\\htmlrtf0 ",
            "Hi \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2 {\\f2 \\'fcber} \\u-10179 ?\\u-8704 ?",
            "{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 \\ldblquote x\\rdblquote\\~y",
            "{\\*\\mhtmltag84 <a href=\"other\">}{\\*\\htmltag84 <a href=\"http://example.org/\\'ff\">}link",
            "{\\*\\htmltag92 </a>}\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag72 </p>}{\\pict\\bin3 }}}}{\\*\\htmltag58"
                    + " </body>}",
            "{\\*\\htmltag27 </html>}}");

    private static Optional<Found> read(String rtf) {
        return Rtf.read(rtf.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(String rtf) {
        Found found = read(rtf).orElseThrow();
        assertEquals("plain", found.subtype());
        return found.text();
    }

    @Test
    void htmlThatWasWrappedComesOutAsItWas() {
        assertEquals(
                new Found(
                        "html",
                        "<!DOCTYPE HTML><html>\r\n"
                                + "<body style=\"margin: 0 {x}\"><p>Hi Привет über"
                                + " \uD83D\uDE00&amp;&ldquo;x&rdquo;&nbsp;y<a"
                                + " href=\"http://example.org/я\">link</a></p></body></html>",
                        true),
                read(WRAPPED).orElseThrow());
    }

    @Test
    void textThatWasWrappedComesOutAsItWas() {
        String rtf =
                "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\uc1\\pard\\plain\\f0 "
                        + "One\\tab two\\par\\par <three>\\par}";
        assertEquals(
                new Found("plain", "One\ttwo\r\n\r\n<three>\r\n", true),
                read(rtf).orElseThrow());
    }

    @Test
    void ofOtherRtfTheWordsAreTaken() {
        assertEquals(
                new Found("plain", "Dear Anna,\r\nbold \u2022 \u201Cquoted\u201D", false),
                read("{\\rtf1{\\info{\\title No}}{\\header Not me}{\\*\\listtable x}\\pard Dear Anna,\\par {\\b bold} "
                                + "\\bullet  \\ldblquote quoted\\rdblquote {\\pict 0102}\\par}")
                        .orElseThrow());
    }

    @Test
    void octetsAreOfTheFontsCharset() {
        String fonts =
                "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}{\\f3\\fcharset2 D;}}";
        assertEquals("é й é", text("{\\rtf1\\ansicpg1252" + fonts + "\\f0 \\'e9{\\f1  \\'e9} \\'e9}"));
        assertEquals(
                "日本",
                text("{\\rtf1" + fonts + "\\f2 \\'93\\'fa\\'96{}{\\plain}{\\f2 {}}}")
                        .replace("\uFFFD", "本"),
                "half a character alone is none");
        assertEquals("ソ", text("{\\rtf1" + fonts + "\\f2 \\'83\\\\}"), "a backslash as the second half");
    }

    @Test
    void whatStandsForUnicodeIsPassedOver() {
        assertEquals("ж.", text("{\\rtf1\\uc1\\u1078 ?.}"));
        assertEquals("ж.", text("{\\rtf1\\uc2\\u1078\\'3f\\'3f.}"));
        assertEquals("ж?.", text("{\\rtf1\\uc0\\u1078 ?.}"));
        assertEquals("жx", text("{\\rtf1{\\uc0 \\u1078}x}"));
    }

    @Test
    void whatIsNoneOrHasNoTextIsNothing() {
        assertEquals(Optional.empty(), read(""));
        assertEquals(Optional.empty(), read("hello"));
        assertEquals(Optional.empty(), read("{\\rtf1 }"));
        assertEquals(Optional.empty(), read("{\\rtf1" + "{".repeat(100_000) + "x"));
        assertEquals("x", text("{\\rtf1 x"), "cut short");
        assertEquals("x", text("{\\rtf1 x}}} y"), "more than closed");
    }

    @Test
    void noOctetsBreakItAndTimeIsLinear() {
        var random = new Random(5);
        byte[] whole = WRAPPED.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = whole.clone();
            for (int n = random.nextInt(6); n >= 0; n--)
                octets[5 + random.nextInt(octets.length - 5)] =
                        (byte) (i % 2 == 0 ? random.nextInt() : "\\{}u'*9 \r-".charAt(random.nextInt(10)));
            if (i % 5 == 0) octets = Arrays.copyOf(octets, random.nextInt(octets.length));
            Rtf.read(octets);
        }
        for (String often : new String[] {"\\u1 ", "{}", "\\'e9", "\\f1", "{\\*\\htmltag1 \\~}", "\\uc8\\u1 ", "{\\f7"})
            assertTimeout(
                    Duration.ofSeconds(5),
                    () -> read("{\\rtf1\\fromhtml1 " + often.repeat((4 << 20) / often.length())));
    }

    /** A stream with the RTF alone, uncompressed. */
    private static byte[] tnef(String rtf) {
        byte[] raw = rtf.getBytes(StandardCharsets.ISO_8859_1);
        var value = new ByteArrayOutputStream();
        for (int number : new int[] {raw.length + 12, raw.length, 0x414C454D, 0}) number(value, number);
        value.writeBytes(raw);
        var properties = new ByteArrayOutputStream();
        number(properties, 1);
        number(properties, 0x10090102);
        number(properties, 1);
        number(properties, value.size());
        properties.writeBytes(value.toByteArray());
        properties.writeBytes(new byte[-value.size() & 3]);
        var out = new ByteArrayOutputStream();
        number(out, 0x223E9F78);
        out.writeBytes(new byte[] {1, 0, 1});
        number(out, 0x00069003);
        number(out, properties.size());
        out.writeBytes(properties.toByteArray());
        out.writeBytes(new byte[2]);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < 32; shift += 8) out.write(number >> shift);
    }

    @Test
    void inTnefItIsTheTextWhereThereIsNoOther() {
        Tnef wrapped = Tnef.read(tnef(WRAPPED)).orElseThrow();
        assertEquals("html", wrapped.text().orElseThrow().subtype());
        assertTrue(wrapped.rtf().isEmpty(), "nothing is lost, so it is no file");
        Tnef written = Tnef.read(tnef("{\\rtf1 {\\b hello}}")).orElseThrow();
        assertEquals("hello", new String(written.text().orElseThrow().octets(), StandardCharsets.UTF_8));
        assertTrue(written.rtf().isPresent(), "its looks are lost");
    }
}
