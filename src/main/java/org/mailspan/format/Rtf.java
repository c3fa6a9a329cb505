package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of RTF. Exchange and Outlook wrap HTML and plain text into it so that they can be had again as they were
 * (MS-OXRTFEX 2.1.3); of other RTF the words are taken and their looks are lost. Goes over the octets once, with a stack
 * of groups that has a limit.
 */
final class Rtf {
    private static final int DEEPEST = 200;
    private static final int MOST_FONTS = 1000;
    private static final int LONGEST_WORD = 32;
    private static final Charset WESTERN = Charset.forName("windows-1252");

    /**
     * What was found.
     *
     * @param asItWas whether it was wrapped, and nothing of it is lost
     */
    record Found(String subtype, String text, boolean asItWas) {}

    /** What ends with the group in which it was said. */
    private static final class Group {
        private boolean skipped;
        private boolean hidden;
        private boolean tag;
        private boolean fonts;
        private int fallback = 1;
        private Charset charset = WESTERN;

        Group inner() {
            var group = new Group();
            group.skipped = skipped;
            group.hidden = hidden;
            group.tag = tag;
            group.fonts = fonts;
            group.fallback = fallback;
            group.charset = charset;
            return group;
        }

        boolean isShown() {
            return !skipped && !hidden;
        }
    }

    private final byte[] octets;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream run = new ByteArrayOutputStream();
    private final ArrayDeque<Group> outer = new ArrayDeque<>();
    private final Map<Integer, Charset> fonts = new HashMap<>();
    private Group group = new Group();
    private Charset usual = WESTERN;
    private int at;
    private int font;
    /** What follows a character of Unicode for those who cannot read it. */
    private int fallbacks;

    private boolean starred;
    private boolean isHtml;
    private boolean isText;

    private Rtf(byte[] octets) {
        this.octets = octets;
    }

    /** Empty if it is no RTF, is nested too deep, or has no text. */
    static Optional<Found> read(byte[] octets) {
        byte[] start = "{\\rtf".getBytes(StandardCharsets.US_ASCII);
        boolean isRtf = octets.length >= start.length && Arrays.equals(octets, 0, start.length, start, 0, start.length);
        var rtf = new Rtf(octets);
        return isRtf && rtf.walk() ? rtf.found() : Optional.empty();
    }

    private Optional<Found> found() {
        String text = isHtml || isText ? out.toString() : out.toString().strip();
        return text.isBlank()
                ? Optional.empty()
                : Optional.of(new Found(isHtml ? "html" : "plain", text, isHtml || isText));
    }

    private boolean walk() {
        while (at < octets.length) {
            int octet = octets[at++] & 0xFF;
            switch (octet) {
                case '{' -> {
                    if (outer.size() == DEEPEST) return false;
                    flush();
                    outer.push(group);
                    group = group.inner();
                    fallbacks = 0;
                    starred = false;
                }
                case '}' -> {
                    flush();
                    fallbacks = 0;
                    if (outer.size() <= 1) return true;
                    group = outer.pop();
                }
                case '\\' -> control();
                case '\r', '\n', 0 -> {}
                default -> octet(octet);
            }
        }
        flush();
        return true;
    }

    private void octet(int octet) {
        if (fallbacks > 0) fallbacks--;
        else if (group.isShown()) run.write(octet);
    }

    /** Octets are read together, since a character may be two of them, each written in another way. */
    private void flush() {
        if (run.size() == 0) return;
        out.append(run.toString(group.charset));
        run.reset();
    }

    private void show(String text) {
        if (fallbacks > 0) fallbacks--;
        else if (group.isShown()) {
            flush();
            out.append(text);
        }
    }

    private void control() {
        if (at == octets.length) return;
        int octet = octets[at++] & 0xFF;
        if (isLetter(octet)) {
            at--;
            word();
            return;
        }
        switch (octet) {
            case '\'' -> {
                if (at + 2 > octets.length) return;
                int high = Character.digit(octets[at], 16);
                int low = Character.digit(octets[at + 1], 16);
                at += 2;
                if (high >= 0 && low >= 0) octet(high << 4 | low);
            }
            case '*' -> starred = true;
            case '~' -> show(isHtml ? "&nbsp;" : "\u00A0");
            case '-', '_' -> show(isHtml ? "&shy;" : octet == '-' ? "\u00AD" : "\u2011");
            case '{', '}', '\\' -> octet(octet);
            case '\r', '\n' -> show("\r\n");
            default -> {}
        }
    }

    private static boolean isLetter(int octet) {
        return octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z';
    }

    private void word() {
        int from = at;
        while (at < octets.length && isLetter(octets[at])) at++;
        String name = new String(octets, from, Math.min(at - from, LONGEST_WORD), StandardCharsets.US_ASCII);
        boolean negative = at < octets.length && octets[at] == '-';
        int digits = negative ? at + 1 : at;
        int end = digits;
        long value = 0;
        while (end < octets.length && octets[end] >= '0' && octets[end] <= '9')
            value = Math.min(value * 10 + octets[end++] - '0', Integer.MAX_VALUE);
        boolean hasNumber = end > digits;
        if (hasNumber) at = end;
        if (at < octets.length && octets[at] == ' ') at++;
        int number = (int) (negative ? -value : value);
        if (name.equals("bin")) at += Math.clamp(number, 0, octets.length - at);
        else if (fallbacks > 0) fallbacks--;
        else if (starred) starred(name);
        else word(name, hasNumber ? number : null);
    }

    /** Groups that who does not know them passes over; one of them is a piece of the HTML. */
    private void starred(String name) {
        starred = false;
        if (!name.equals("htmltag")) {
            group.skipped = true;
            return;
        }
        group.tag = true;
        group.hidden = false;
        group.charset = usual;
    }

    private void word(String name, @Nullable Integer number) {
        int value = number == null ? 0 : number;
        switch (name) {
            case "fromhtml" -> isHtml = value == 1;
            case "fromtext" -> isText = true;
            case "htmlrtf" -> {
                flush();
                if ((isHtml || isText) && !group.tag) group.hidden = number == null || value != 0;
            }
            case "ansicpg" -> {
                usual = charset(Tnef.charset(value));
                group.charset = usual;
            }
            case "uc" -> group.fallback = Math.clamp(value, 0, 8);
            case "u" -> {
                show(String.valueOf((char) value));
                fallbacks = group.fallback;
            }
            case "fonttbl" -> {
                group.skipped = true;
                group.fonts = true;
            }
            case "fcharset" -> {
                if (group.fonts && fonts.size() < MOST_FONTS) fonts.put(font, ofFont(value));
            }
            case "f" -> {
                if (group.fonts) font = value;
                else font(fonts.getOrDefault(value, usual));
            }
            case "plain" -> font(usual);
            case "par", "line", "row", "sect", "page" -> show("\r\n");
            case "tab", "cell", "nestcell" -> show("\t");
            case "colortbl",
                    "stylesheet",
                    "info",
                    "pict",
                    "object",
                    "nonshppict",
                    "header",
                    "headerl",
                    "headerr",
                    "headerf",
                    "footer",
                    "footerl",
                    "footerr",
                    "footerf",
                    "listtable",
                    "themedata" -> group.skipped = true;
            default -> named(name);
        }
    }

    private void font(Charset charset) {
        if (group.tag) return;
        flush();
        group.charset = charset;
    }

    /** MS-OXRTFEX 2.1.3.1.3: as HTML names them, or as they are. */
    private void named(String name) {
        switch (name) {
            case "lquote" -> show(isHtml ? "&lsquo;" : "\u2018");
            case "rquote" -> show(isHtml ? "&rsquo;" : "\u2019");
            case "ldblquote" -> show(isHtml ? "&ldquo;" : "\u201C");
            case "rdblquote" -> show(isHtml ? "&rdquo;" : "\u201D");
            case "bullet" -> show(isHtml ? "&bull;" : "\u2022");
            case "endash" -> show(isHtml ? "&ndash;" : "\u2013");
            case "emdash" -> show(isHtml ? "&mdash;" : "\u2014");
            default -> {}
        }
    }

    private Charset ofFont(int code) {
        return switch (code) {
            case 0, 2 -> WESTERN;
            case 77 -> charset("x-MacRoman");
            case 128 -> charset("windows-31j");
            case 129 -> charset("x-windows-949");
            case 130 -> charset("x-Johab");
            case 134 -> charset("GBK");
            case 136 -> charset("x-windows-950");
            case 161 -> charset("windows-1253");
            case 162 -> charset("windows-1254");
            case 163 -> charset("windows-1258");
            case 177 -> charset("windows-1255");
            case 178 -> charset("windows-1256");
            case 186 -> charset("windows-1257");
            case 204 -> charset("windows-1251");
            case 222 -> charset("x-windows-874");
            case 238 -> charset("windows-1250");
            default -> usual;
        };
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (UnsupportedCharsetException none) {
            return WESTERN;
        }
    }
}
