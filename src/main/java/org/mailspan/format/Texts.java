package org.mailspan.format;

/** Cleans text that is shown on one line. */
final class Texts {
    private Texts() {}

    /** One line: control characters, line ends and tabs become spaces, none is left at either end. */
    static String line(String text) {
        int end = text.length();
        for (int i = 0; i < end; i++)
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7F)
                return spaced(text).strip();
        return text.strip();
    }

    private static String spaced(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 0x7F ? ' ' : c);
        }
        return out.toString();
    }

    /** At most so many characters, every run of white space one space, without what is invisible. */
    static String preview(String text, int characters) {
        var out = new StringBuilder(characters + 2);
        boolean space = false;
        for (int i = 0; i < text.length() && out.length() <= characters; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isBlank(c)) {
                space = !out.isEmpty();
            } else if (!isInvisible(c)) {
                if (space) out.append(' ');
                space = false;
                out.appendCodePoint(c);
            }
        }
        return Utf8.first(out.toString(), characters);
    }

    private static boolean isBlank(int c) {
        return c <= ' ' || c == 0xA0 || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** What newsletters fill the end of their preview with. */
    private static boolean isInvisible(int c) {
        return c == 0xAD || c == 0x34F || c == 0x200B || c == 0x200C || c == 0xFEFF || c == 0x2060 || c == 0x7F;
    }
}
