package org.mailspan.format;

/** Sizes of text as it goes over the wire, where every string is UTF-8. */
final class Utf8 {
    private static final int LONGEST_PER_CHAR = 3;

    private Utf8() {}

    /** Where to cut so that at most that many octets are left: a character is never cut in two. */
    static int cut(String text, long octets) {
        if ((long) text.length() * LONGEST_PER_CHAR <= octets) return text.length();
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
