package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailspan.wbxml.Utf8Text;

/** Charsets that are declared, wrongly declared, and not declared. */
final class CharsetsTest {
    private static byte[] in(String text, String charset) {
        return text.getBytes(Charset.forName(charset));
    }

    @Test
    void aDeclaredCharsetMeansWhatBrowsersTakeItFor() {
        assertEquals("„12 €“", Charsets.decode(in("„12 €“", "windows-1252"), "ISO-8859-1"));
        assertEquals("„12 €“", Charsets.decode(in("„12 €“", "windows-1252"), "us-ascii"));
        assertEquals("朱镕基€", Charsets.decode(in("朱镕基€", "GB18030"), "gb2312"));
        assertEquals("똠방각하", Charsets.decode(in("똠방각하", "x-windows-949"), "euc-kr"));
        assertEquals("①髙", Charsets.decode(in("①髙", "windows-31j"), "\"Shift_JIS\""));
        assertEquals("ğış", Charsets.decode(in("ğış", "windows-1254"), "iso-8859-9"));
        assertEquals("zażółć", Charsets.decode(in("zażółć", "ISO-8859-2"), " iso-8859-2 "));
    }

    @Test
    void undeclaredTextIsDetected() {
        assertEquals("Schöne Grüße", Charsets.decode(in("Schöne Grüße", "UTF-8"), ""));
        assertEquals("Schöne Grüße", Charsets.decode(in("Schöne Grüße", "windows-1252"), ""));
        assertEquals("Déjà vu à Noël", Charsets.decode(in("Déjà vu à Noël", "windows-1252"), "unknown-8bit"));
        assertEquals("Съешь же ещё этих", Charsets.decode(in("Съешь же ещё этих", "KOI8-R"), "x-nonsense"));
        String japanese = "これは日本語の文章です。文字コードを調べます。";
        assertEquals(japanese, Charsets.decode(in(japanese, "windows-31j"), ""));
        assertEquals(japanese, Charsets.decode(in(japanese, "EUC-JP"), ""));
        assertEquals(japanese, Charsets.decode(in(japanese, "ISO-2022-JP"), "us-ascii"));
    }

    @Test
    void textThatIsNotWhatItSaysIsDetected() {
        assertEquals("Schöne Grüße", Charsets.decode(in("Schöne Grüße", "windows-1252"), "utf-8"));
        byte[] oneBroken = in("Schöne Grüße, wunderschön", "UTF-8");
        oneBroken[5] = (byte) 0xFF;
        assertTrue(Charsets.decode(oneBroken, "utf-8").endsWith("Grüße, wunderschön"), "but kept with one error");
    }

    @Test
    void aPrefixMayEndWithinACharacter() {
        byte[] octets = in("Grüße 😀", "UTF-8");
        for (int cut = 1; cut <= 3; cut++) {
            byte[] prefix = Arrays.copyOf(octets, octets.length - cut);
            assertEquals("Grüße ", Charsets.decode(prefix, "utf-8"));
            assertEquals("Grüße ", Charsets.decode(prefix, ""));
        }
    }

    @Test
    void utf7IsReadWhereItIsDeclared() {
        for (String name : List.of("utf-7", "UTF-7", "unicode-1-1-utf-7", "\"x-unicode-2-0-utf-7\"")) {
            assertEquals("A≢Α.", utf7("A+ImIDkQ.", name));
            assertEquals("Hi Mom -☺-!", utf7("Hi Mom -+Jjo--!", name));
            assertEquals("日本語", utf7("+ZeVnLIqe-", name));
            assertEquals("Item 3 is £1.", utf7("Item 3 is +AKM-1.", name));
            assertEquals("1+1 + 2", utf7("1+-1 + 2", name));
            assertEquals("😀x", utf7("+2D3eAA-x", name));
            assertEquals("日", utf7("+ZeU", name), "ends without a sign");
            assertEquals("", utf7("+Z", name), "half a character is none");
            assertEquals("\uFFFD", Charsets.decode(new byte[] {(byte) 0xE4}, name));
        }
        assertEquals("+ZeVnLIqe-", utf7("+ZeVnLIqe-", ""), "not where it is not");
    }

    private static String utf7(String octets, String declared) {
        return Charsets.decode(octets.getBytes(StandardCharsets.US_ASCII), declared);
    }

    @Test
    void utf8IsReadWhateverElseItIsDeclaredAs() {
        for (String name : List.of("iso-8859-1", "windows-1252", "latin1")) {
            assertEquals("Schöne Grüße, €", Charsets.decode(in("Schöne Grüße, €", "UTF-8"), name));
            assertEquals(
                    "Schöne Grüße, €",
                    Charsets.text(in("Schöne Grüße, €", "UTF-8"), name, false).toString());
            assertEquals("Schöne Grüße, €", Charsets.decode(in("Schöne Grüße, €", "windows-1252"), name));
            assertEquals("Ã la", Charsets.decode(in("Ã la", "windows-1252"), name));
        }
        assertEquals("请大家明天上午九点开会，谢谢。", Charsets.decode(in("请大家明天上午九点开会，谢谢。", "UTF-8"), "gb2312"));
    }

    @Test
    void byteOrderMarksCount() {
        assertEquals("x", Charsets.decode(in("\uFEFFx", "UTF-8"), "iso-8859-1"));
        assertEquals("xé", Charsets.decode(in("\uFEFFxé", "UTF-16LE"), "utf-8"));
        assertEquals("xé", Charsets.decode(in("\uFEFFxé", "UTF-16BE"), ""));
    }

    @Test
    void htmlMayDeclareItselfOnly() {
        String html = "<html><head><META charset='windows-1250'></head>Příliš žluťoučký</html>";
        assertEquals(html, Charsets.decode(in(html, "windows-1250"), "", true));
        assertEquals(html, Charsets.decode(in(html, "UTF-8"), "", true), "a meta element that is not true");
    }

    @Test
    void noNameThrows() {
        for (String name :
                new String[] {"", " ", "\u0000", "x".repeat(1000), "utf-8;", "*", "(", "ISO-2022-CN", "none"})
            assertEquals("abc", Charsets.decode("abc".getBytes(StandardCharsets.US_ASCII), name), name);
    }

    @Test
    void sizesAreThoseOfUtf8() {
        for (String text : new String[] {"", "abc", "é€😀", "\uD83D", "a\uDE00b", "\uDE00\uD83D", "😀😀"}) {
            String written = text.replaceAll(
                    "(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])", "\uFFFD");
            assertEquals(
                    written.getBytes(StandardCharsets.UTF_8).length,
                    Utf8Text.of(text).length(),
                    text);
        }
    }

    /** A body's text goes another way than a header's, and comes to the same. */
    @Test
    void bodiesAreReadAsHeadersAre() {
        var random = new Random(5);
        var names = List.of(
                "",
                "utf-8",
                "us-ascii",
                "iso-8859-1",
                "iso-8859-15",
                "windows-1252",
                "koi8-r",
                "iso-8859-8",
                "utf-16le",
                "iso-2022-jp",
                "gb18030",
                "shift_jis",
                "utf-7",
                "x-nonsense",
                "ibm500");
        for (int i = 0; i < 3000; i++) {
            byte[] octets = new byte[random.nextInt(60)];
            for (int o = 0; o < octets.length; o++)
                octets[o] = (byte) (random.nextInt(4) > 0 ? ' ' + random.nextInt(0x5F) : random.nextInt(256));
            if (random.nextInt(3) == 0) octets = in("Grüße, привет 😀 " + i + (char) random.nextInt(0x300), "UTF-8");
            if (random.nextInt(5) == 0) octets = Arrays.copyOf(octets, octets.length / 2);
            String name = names.get(random.nextInt(names.size()));
            Utf8Text expected = Utf8Text.of(Charsets.decode(octets, name));
            assertEquals(
                    expected,
                    Charsets.text(octets.clone(), name, false),
                    name + HexFormat.of().formatHex(octets));
        }
    }

    @Test
    void noCharacterIsCut() {
        assertEquals(1, Utf8.cut("aé", 2));
        assertEquals(2, Utf8.cut("aé", 3));
        assertEquals(1, Utf8.cut("a😀", 4));
        assertEquals(3, Utf8.cut("a😀", 5));
        assertEquals(0, Utf8.cut("a", 0));
        assertEquals("a", Utf8.first("a😀", 2));
    }
}
