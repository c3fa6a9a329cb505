package org.mailspan.format;

import java.util.Locale;

/**
 * Text of format=flowed (RFC 3676) with its paragraphs joined again: a phone is not told the format, and breaks lines
 * by itself.
 */
final class Flowed {
    private Flowed() {}

    static boolean is(MimePart part) {
        return part.parameters().getOrDefault("format", "").equalsIgnoreCase("flowed");
    }

    static String joined(String text, MimePart part) {
        return joined(
                text,
                part.parameters()
                        .getOrDefault("delsp", "")
                        .toLowerCase(Locale.ROOT)
                        .equals("yes"));
    }

    /** @param deleteSpace DelSp=yes: the space that marks a soft break is not of the text */
    static String joined(String text, boolean deleteSpace) {
        var out = new StringBuilder(text.length());
        int flowing = -1;
        for (int at = 0; at < text.length(); ) {
            int next = text.indexOf('\n', at);
            int after = next < 0 ? text.length() : next + 1;
            int end = next < 0 ? text.length() : next > at && text.charAt(next - 1) == '\r' ? next - 1 : next;
            int quotes = quotes(text, at, end);
            int start = at + quotes;
            if (start < end && text.charAt(start) == ' ') start++;
            boolean signature = end - start == 3 && text.startsWith("-- ", start);
            if (flowing != quotes || signature) {
                if (flowing >= 0) out.append("\r\n");
                if (quotes > 0) out.append(">".repeat(quotes)).append(' ');
            }
            boolean soft = !signature && end > start && text.charAt(end - 1) == ' ' && next >= 0;
            out.append(text, start, soft && deleteSpace ? end - 1 : end);
            if (!soft) out.append(text, end, after);
            flowing = soft ? quotes : -1;
            at = after;
        }
        return out.toString();
    }

    private static int quotes(String text, int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) == '>') i++;
        return i - from;
    }
}
