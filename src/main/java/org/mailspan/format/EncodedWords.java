package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Unstructured header text: RFC 2047, and what senders make of it. Octets of neighbouring words are joined before their
 * charset is decoded, since many cut a character in two; words stand inside other words and quotes; text may be raw
 * 8-bit.
 */
final class EncodedWords {
    static final byte ESCAPE = 0x1B;
    private static final int LONGEST_CHARSET = 60;

    private final String raw;
    private final StringBuilder out;
    private final Octets pending = new Octets(64);
    private String charset = "";
    private boolean noMoreEnds;

    private EncodedWords(String raw) {
        this.raw = raw;
        this.out = new StringBuilder(raw.length());
    }

    /**
     * @param value as {@link Headers} keeps it: unfolded, one char an octet; where a host already decoded 8-bit text,
     *     that text
     */
    static String decode(String value) {
        return words(withoutRawOctets(value, () -> ""));
    }

    /** Of a text that has no raw octets any more. */
    static String words(String text) {
        return Texts.line(text.contains("=?") ? new EncodedWords(text).decoded() : text);
    }

    /**
     * Octets above 0x7F, and the escapes of ISO-2022, are a text in a charset that nobody declared.
     *
     * @param charset asked only if there are such: of the message's body, empty if that is not known
     */
    static String withoutRawOctets(String value, Supplier<String> charset) {
        boolean raw = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xFF) return value;
            raw |= c >= 0x80 || c == ESCAPE;
        }
        return raw ? Charsets.raw(value.getBytes(StandardCharsets.ISO_8859_1), charset.get()) : value;
    }

    private String decoded() {
        int at = 0;
        while (at < raw.length()) {
            int start = raw.indexOf("=?", at);
            int end = start < 0 ? -1 : word(start, at);
            if (end >= 0) {
                at = end;
            } else {
                int to = start < 0 ? raw.length() : start + 2;
                flush();
                out.append(raw, at, to);
                at = to;
            }
        }
        flush();
        return out.toString();
    }

    /** Takes the word that starts there with the text before it; answers its end, or -1 if it is none. */
    private int word(int start, int textFrom) {
        int first = raw.indexOf('?', start + 2);
        if (first < 0 || first - start > LONGEST_CHARSET || first + 2 >= raw.length() || raw.charAt(first + 2) != '?')
            return -1;
        char encoding = raw.charAt(first + 1);
        if (noMoreEnds || "bBqQ".indexOf(encoding) < 0) return -1;
        int end = raw.indexOf("?=", first + 3);
        noMoreEnds = end < 0;
        if (noMoreEnds) return -1;
        String name = raw.substring(start + 2, first);
        int language = name.indexOf('*');
        before(textFrom, start, language < 0 ? name : name.substring(0, language));
        octets(raw.substring(first + 3, end), encoding == 'b' || encoding == 'B');
        return end + 2;
    }

    /** White space between two words is not part of the text. */
    private void before(int from, int to, String nextCharset) {
        boolean joined = !pending.isEmpty() && raw.substring(from, to).isBlank();
        if (!joined || !nextCharset.equalsIgnoreCase(charset)) flush();
        if (!joined) out.append(raw, from, to);
        charset = nextCharset;
    }

    private void octets(String text, boolean base64) {
        if (base64) {
            byte[] octets = TransferDecoding.decode(text.getBytes(StandardCharsets.ISO_8859_1), "base64");
            pending.add(octets, 0, octets.length);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int octet = c == '=' ? hex(text, i) : -1;
            if (octet >= 0) i += 2;
            pending.add((byte) (octet >= 0 ? octet : c == '_' ? ' ' : c));
        }
    }

    private static int hex(String text, int at) {
        if (at + 2 >= text.length()) return -1;
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private void flush() {
        if (pending.isEmpty()) return;
        out.append(Charsets.decode(pending.bytes(), charset));
        pending.clear();
    }
}
