package org.mailspan.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailspan.wbxml.Utf8Text;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Octets of a text to the text, whatever its charset is said to be. Names mean what browsers take them for (the table
 * of the WHATWG Encoding Standard): who declares ISO-8859-1 or GB2312 writes windows-1252 or GB18030. What is not
 * declared, declared as ASCII (Dovecot says so of any text without Content-Type) or plainly not true is detected.
 */
final class Charsets {
    static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final char REPLACEMENT = '\uFFFD';
    private static final int DETECT_IN = 64 << 10;
    private static final int META_IN = 2048;
    private static final int LONGEST_NAME = 64;
    private static final int WORD = 3;
    private static final byte ESCAPE = 0x1B;
    private static final Pattern META = Pattern.compile("<meta[^>]{1,200}charset\\s*=\\s*[\"']?\\s*([\\w:.-]{1,64})");

    /** Those of nearly all mail, which every Java has: the 170 others are loaded when one of them is named. */
    private static final Set<String> COMMON = Set.of(
            "utf-8",
            "us-ascii",
            "utf-16",
            "windows-1252",
            "iso-8859-2",
            "iso-8859-15",
            "windows-1250",
            "windows-1251",
            "koi8-r");

    private Charsets() {}

    /** A body's text. Octets that are UTF-8 already, as most are, are not touched but looked through once. */
    static Utf8Text text(byte[] octets, String declared, boolean isHtml) {
        String name = normal(declared);
        Optional<Utf8Text> text = hasByteOrderMark(octets)
                ? Optional.empty()
                : name.isEmpty() || name.equals("utf-8")
                        ? Utf8Text.carried(octets, whole(octets))
                        : find(name).flatMap(SingleOctets::of).map(one -> one.text(octets));
        return text.orElseGet(() -> Utf8Text.of(decode(octets, declared, isHtml)));
    }

    static String decode(byte[] octets, String declared) {
        return decode(octets, declared, false);
    }

    /** @param isHtml a charset that is declared nowhere else may be in a meta element */
    static String decode(byte[] octets, String declared, boolean isHtml) {
        var marked = byteOrderMark(octets);
        if (marked.isPresent()) return marked.get();
        String name = normal(declared);
        return switch (name) {
            case "utf-8" -> utf8(octets, isHtml);
            case "" -> detected(octets, isHtml);
            case "utf-7" -> Utf7.decode(octets);
            case "windows-1252" ->
                utf8InDisguise(octets, 0).map(Utf8Text::toString).orElseGet(() -> new String(octets, WINDOWS_1252));
            default -> find(name).map(charset -> as(charset, octets, isHtml)).orElseGet(() -> detected(octets, isHtml));
        };
    }

    /**
     * Octets of a header that should be ASCII: UTF-8 (RFC 6532) if they can be, else in the charset of the message,
     * since who writes one raw writes the other in it too, and a name is too short to tell.
     */
    static String raw(byte[] octets, String declaredOfMessage) {
        return Utf8Text.carried(octets, octets.length)
                .map(Utf8Text::toString)
                .orElseGet(() -> decode(octets, declaredOfMessage));
    }

    private static boolean hasByteOrderMark(byte[] b) {
        return b.length > 1 && (b[0] == (byte) 0xEF || b[0] == (byte) 0xFE || b[0] == (byte) 0xFF);
    }

    private static Optional<String> byteOrderMark(byte[] b) {
        if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF)
            return Optional.of(new String(b, 3, b.length - 3, StandardCharsets.UTF_8));
        if (b.length < 2) return Optional.empty();
        if (b[0] == (byte) 0xFE && b[1] == (byte) 0xFF || b[0] == (byte) 0xFF && b[1] == (byte) 0xFE)
            return Optional.of(new String(b, StandardCharsets.UTF_16));
        return Optional.empty();
    }

    /**
     * UTF-8 that is declared as ISO-8859-1, as programs do that declare the same whatever they send: no text of Western
     * Europe happens to be sound UTF-8. Most others are told by their first letter with an accent.
     *
     * @param from up to there all is ASCII
     */
    static Optional<Utf8Text> utf8InDisguise(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] >= 0) at++;
        boolean begins = at + 1 < octets.length && (octets[at] & 0xFF) >= 0xC2 && (octets[at + 1] & 0xC0) == 0x80;
        return begins ? Utf8Text.carried(octets, whole(octets)) : Optional.empty();
    }

    /** Declared as UTF-8: kept as that even with a few broken octets, but not when hardly anything of it is UTF-8. */
    private static String utf8(byte[] octets, boolean isHtml) {
        return soundOrDetected(new String(octets, 0, whole(octets), StandardCharsets.UTF_8), octets, isHtml);
    }

    /**
     * Where a charset of one octet for each character has a gap, or UTF-16 half a pair, nothing else is meant. Where
     * another is not what it says, it is most often UTF-8.
     */
    private static String as(Charset charset, byte[] octets, boolean isHtml) {
        String text = new String(octets, charset);
        boolean certain =
                charset.name().startsWith("UTF-") || SingleOctets.of(charset).isPresent();
        if (certain || text.indexOf(REPLACEMENT) < 0) return text;
        return Utf8Text.carried(octets, whole(octets))
                .map(Utf8Text::toString)
                .orElseGet(() -> soundOrDetected(text, octets, isHtml));
    }

    private static String soundOrDetected(String text, byte[] octets, boolean isHtml) {
        if (text.indexOf(REPLACEMENT) < 0) return text;
        long broken = text.chars().filter(c -> c == REPLACEMENT).count();
        long right = text.chars().filter(c -> c >= 0x80 && c != REPLACEMENT).count();
        return broken > right ? detected(octets, isHtml) : text;
    }

    private static String detected(byte[] octets, boolean isHtml) {
        String text = new String(octets, 0, whole(octets), StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0 && text.indexOf(ESCAPE) < 0) return text;
        return meta(octets, isHtml)
                .or(() -> guess(octets))
                .map(charset -> new String(octets, charset))
                .orElseGet(() -> new String(octets, WINDOWS_1252));
    }

    /**
     * The end without a UTF-8 character that was cut in two, as the end of a fetched prefix may be. Only where there
     * are others: the last octet of a short text in another charset looks the same.
     */
    private static int whole(byte[] octets) {
        for (int back = 1; back <= 3 && back <= octets.length; back++) {
            int b = octets[octets.length - back] & 0xFF;
            if (b < 0x80) break;
            if (b >= 0xC0) {
                int end = octets.length - back;
                return back < length(b) && !isAscii(octets, end) ? end : octets.length;
            }
        }
        return octets.length;
    }

    private static boolean isAscii(byte[] octets, int end) {
        for (int i = 0; i < end; i++) if (octets[i] < 0) return false;
        return true;
    }

    private static int length(int lead) {
        if (lead < 0xE0) return 2;
        return lead < 0xF0 ? 3 : 4;
    }

    private static Optional<Charset> meta(byte[] octets, boolean isHtml) {
        if (!isHtml) return Optional.empty();
        String head = new String(octets, 0, Math.min(octets.length, META_IN), StandardCharsets.ISO_8859_1);
        var m = META.matcher(head.toLowerCase(Locale.ROOT));
        return m.find() ? find(normal(m.group(1))).filter(c -> !c.equals(StandardCharsets.UTF_8)) : Optional.empty();
    }

    private static Optional<Charset> guess(byte[] octets) {
        if (looksWestern(octets)) return Optional.empty();
        var detector = new UniversalDetector();
        detector.handleData(octets, 0, Math.min(octets.length, DETECT_IN));
        detector.dataEnd();
        return Optional.ofNullable(detector.getDetectedCharset())
                .flatMap(name -> find(normal(name)))
                .filter(charset -> !charset.equals(StandardCharsets.US_ASCII));
    }

    /**
     * Letters with accents stand alone among ASCII ones; other scripts fill whole words. The detector takes a few
     * umlauts for Cyrillic.
     */
    private static boolean looksWestern(byte[] octets) {
        int all = 0;
        int inWords = 0;
        for (int i = 0; i < Math.min(octets.length, DETECT_IN); ) {
            int start = i;
            while (i < octets.length && octets[i] < 0) i++;
            all += i - start;
            if (i - start >= WORD) inWords += i - start;
            i++;
        }
        return all > 0 && 2 * inWords < all;
    }

    /** Lower case, aliases resolved; empty for what says nothing. */
    static String normal(String declared) {
        if (declared.length() > LONGEST_NAME) return "";
        String name =
                declared.strip().toLowerCase(Locale.ROOT).replace("\"", "").replace("'", "");
        return switch (name) {
            case "",
                    "us-ascii",
                    "ascii",
                    "ansi_x3.4-1968",
                    "unknown",
                    "unknown-8bit",
                    "x-unknown",
                    "8bit",
                    "binary",
                    "default",
                    "default_charset",
                    "x-user-defined" -> "";
            case "utf-8", "utf8", "utf_8", "unicode-1-1-utf-8", "cp65001", "65001" -> "utf-8";
            case "utf-7",
                    "utf7",
                    "unicode-1-1-utf-7",
                    "unicode-2-0-utf-7",
                    "x-unicode-1-1-utf-7",
                    "x-unicode-2-0-utf-7",
                    "csunicode11utf7",
                    "65000",
                    "cp65000" -> "utf-7";
            case "iso-8859-1",
                    "iso8859-1",
                    "iso_8859-1",
                    "iso8859_1",
                    "latin1",
                    "latin-1",
                    "l1",
                    "cp1252",
                    "cp-1252",
                    "windows1252",
                    "windows-1252",
                    "ansi",
                    "x-ansi" -> "windows-1252";
            case "iso-8859-9", "iso8859-9", "latin5" -> "windows-1254";
            case "iso-8859-11", "tis-620" -> "x-windows-874";
            case "iso-8859-8-i", "iso-8859-8-e" -> "iso-8859-8";
            case "gb2312", "gb_2312-80", "gb_2312", "gbk", "x-gbk", "cp936", "euc-cn", "chinese" -> "gb18030";
            case "big5", "big-5", "x-x-big5", "cn-big5" -> "big5-hkscs";
            case "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "ksc_5601", "euc-kr", "cp949", "korean" ->
                "x-windows-949";
            case "shift_jis", "shift-jis", "sjis", "x-sjis", "cp932", "ms_kanji" -> "windows-31j";
            case "iso-2022-jp" -> "x-windows-iso2022jp";
            case "unicode", "utf16", "ucs-2" -> "utf-16";
            case "macintosh", "mac", "x-mac-roman" -> "x-macroman";
            default -> name;
        };
    }

    private static Optional<Charset> find(String name) {
        if (COMMON.contains(name)) return Optional.of(Charset.forName(name));
        return name.isEmpty() ? Optional.empty() : Optional.ofNullable(Names.ALL.get(name));
    }

    /**
     * What Java has, by every name of it. Java itself looks for a name that it does not know in all places again, each
     * time, for 24 KB, and a subject can have twenty thousand of them.
     */
    private static final class Names {
        static final Map<String, Charset> ALL = new HashMap<>();

        static {
            for (Charset charset : Charset.availableCharsets().values()) {
                ALL.put(charset.name().toLowerCase(Locale.ROOT), charset);
                for (String alias : charset.aliases()) ALL.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset);
            }
        }
    }
}
