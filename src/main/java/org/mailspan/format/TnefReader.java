package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through little-endian octets within bounds: whatever lengths they tell, nothing outside is read and nothing is
 * made as large as they say.
 */
final class TnefReader {
    private final byte[] octets;
    private final int end;
    private int at;

    TnefReader(byte[] octets) {
        this(octets, 0, octets.length);
    }

    private TnefReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    /** The octets end before what they announce. */
    static final class EndsEarly extends RuntimeException {
        private static final long serialVersionUID = 1;

        EndsEarly() {
            super("TNEF ends early", null, false, false);
        }
    }

    static TnefReader nothing() {
        return new TnefReader(new byte[0]);
    }

    /** The same octets from here on, to be gone through by another. */
    TnefReader again() {
        return new TnefReader(octets, at, end);
    }

    int left() {
        return end - at;
    }

    void skip(long length) {
        if (length < 0 || length > left()) throw new EndsEarly();
        at += (int) length;
    }

    int octet() {
        skip(1);
        return octets[at - 1] & 0xFF;
    }

    int word() {
        return octet() | octet() << 8;
    }

    long number() {
        return word() | (long) word() << 16;
    }

    /** The next octets as a range of their own; no copy. */
    TnefReader range(long length) {
        int from = at;
        skip(length);
        return new TnefReader(octets, from, at);
    }

    /** A value and what fills it up to a multiple of four; the last of all may lack that. */
    TnefReader padded(long length) {
        TnefReader value = range(length);
        at += (int) Math.min(left(), -length & 3);
        return value;
    }

    byte[] copy() {
        return Arrays.copyOfRange(octets, at, end);
    }

    /** A text that ends with the first NUL. */
    String text(String charset) {
        int to = at;
        while (to < end && octets[to] != 0) to++;
        return Charsets.decode(Arrays.copyOfRange(octets, at, to), charset);
    }

    String unicode() {
        String text = new String(octets, at, left(), StandardCharsets.UTF_16LE);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }
}
