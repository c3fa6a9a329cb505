package org.mailspan.format;

import java.nio.charset.StandardCharsets;

/** Writes text in quoted-printable (RFC 2045 6.7): readable as it is for most of the world's mail. */
final class QuotedPrintable {
    private static final int LONGEST_LINE = 75;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final StringBuilder out;
    private int column;

    private QuotedPrintable(int expected) {
        out = new StringBuilder(expected);
    }

    /** Line ends of any kind become CRLF. */
    static String of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        var encoder = new QuotedPrintable(octets.length + octets.length / 8);
        for (int i = 0; i < octets.length; i++) {
            boolean pair = octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            if (pair) i++;
            if (pair || octets[i] == '\n' || octets[i] == '\r') encoder.lineEnd();
            else encoder.octet(octets[i], isBeforeLineEnd(octets, i), isFromLine(octets, i));
        }
        return encoder.out.toString();
    }

    private static boolean isBeforeLineEnd(byte[] octets, int at) {
        return at + 1 == octets.length || octets[at + 1] == '\r' || octets[at + 1] == '\n';
    }

    /** At the start of a line mail stores put a sign before it. */
    private static boolean isFromLine(byte[] octets, int at) {
        String from = "From ";
        if (octets.length - at < from.length()) return false;
        for (int i = 0; i < from.length(); i++) if (octets[at + i] != from.charAt(i)) return false;
        return true;
    }

    private void octet(byte octet, boolean last, boolean fromLine) {
        boolean blank = octet == ' ' || octet == '\t';
        // Careless relays lose a lone dot.
        boolean odd = column == 0 && (fromLine || octet == '.');
        boolean plain = !odd && (blank ? !last : octet > ' ' && octet <= '~' && octet != '=');
        int width = plain ? 1 : 3;
        if (column + width > LONGEST_LINE) {
            out.append("=\r\n");
            column = 0;
        }
        if (plain) out.append((char) octet);
        else out.append('=').append(HEX[octet >> 4 & 0xF]).append(HEX[octet & 0xF]);
        column += width;
    }

    private void lineEnd() {
        out.append("\r\n");
        column = 0;
    }
}
