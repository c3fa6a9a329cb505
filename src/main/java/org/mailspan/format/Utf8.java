package org.mailspan.format;

import java.nio.charset.StandardCharsets;

/** Sizes of text as it goes over the wire, where every string is UTF-8. */
final class Utf8 {
    private static final int LONGEST_PER_CHAR = 3;

    private Utf8() {}

    /**
     * Octets of the text in UTF-8; half a surrogate pair counts as the U+FFFD that the writer makes of it. Java's own
     * encoder is many times faster than a look at each character; only it writes a question mark for half a pair.
     */
    static long length(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        long octets = encoded.length;
        if (octets == text.length() && isSame(encoded, text)) return octets;
        for (int i = 0; i < text.length(); i++)
            if (Character.isSurrogate(text.charAt(i)) && !isPaired(text, i)) octets += 2;
        return octets;
    }

    /** As many octets as characters: all ASCII, unless a question mark stands for half a pair. */
    private static boolean isSame(byte[] encoded, String text) {
        return new String(encoded, StandardCharsets.ISO_8859_1).equals(text);
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** Where to cut so that at most that many octets are left: a character is never cut in two. */
    static int cut(String text, long octets) {
        if ((long) text.length() * LONGEST_PER_CHAR <= octets || length(text) <= octets) return text.length();
        long left = octets;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            left -= octets(character);
            if (left < 0) return i;
            i += Character.charCount(character);
        }
        return text.length();
    }

    static int octets(int character) {
        if (character < 0x80) return 1;
        if (character < 0x800) return 2;
        return character < 0x10000 ? 3 : 4;
    }

    /** The text of at most so many characters, without half a surrogate pair at its end. */
    static String first(String text, int characters) {
        if (text.length() <= characters) return text;
        int end =
                characters > 0 && Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters;
        return text.substring(0, Math.max(end, 0));
    }
}
