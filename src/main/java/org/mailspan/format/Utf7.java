package org.mailspan.format;

import java.util.Arrays;

/**
 * Reads UTF-7 (RFC 2152), which the JDK does not know and which old Outlook Express and some gateways still write.
 * Only where it is declared: it cannot be told from ASCII otherwise.
 */
final class Utf7 {
    private static final int NONE = -1;
    private static final int UNIT = 16;
    private static final byte[] VALUES = values();

    private Utf7() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) values[alphabet.charAt(i)] = (byte) i;
        return values;
    }

    /** What is not UTF-7 stands for itself: octets above 0x7F for U+FFFD, a lone plus for a plus. */
    static String decode(byte[] octets) {
        var out = new StringBuilder(octets.length);
        for (int at = 0; at < octets.length; ) {
            byte b = octets[at++];
            if (b == '+') at = shifted(octets, at, out);
            else out.append(b < 0 ? '\uFFFD' : (char) b);
        }
        return out.toString();
    }

    /** A run of UTF-16 in base64 without padding; answers where it ends. The bits left over at its end are none. */
    private static int shifted(byte[] octets, int from, StringBuilder out) {
        int bits = 0;
        int held = 0;
        int at = from;
        while (at < octets.length && value(octets[at]) != NONE) {
            held = held << 6 | value(octets[at++]);
            bits += 6;
            if (bits >= UNIT) {
                bits -= UNIT;
                out.append((char) (held >> bits));
                held &= (1 << bits) - 1;
            }
        }
        boolean empty = at == from;
        if (empty) out.append('+');
        return at < octets.length && octets[at] == '-' ? at + 1 : at;
    }

    private static int value(byte octet) {
        return octet < 0 ? NONE : VALUES[octet];
    }
}
