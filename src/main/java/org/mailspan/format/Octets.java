package org.mailspan.format;

import java.util.Arrays;
import org.mailspan.wbxml.Utf8Text;

/** Puts octets together: of other texts, of words in ASCII, one by one. */
final class Octets {
    private byte[] octets;
    private int length;

    Octets(int expected) {
        octets = new byte[expected];
    }

    void add(byte octet) {
        if (length == octets.length) grow(1);
        octets[length++] = octet;
    }

    @SuppressWarnings("deprecation") // copies the lower octet of each char, which is all that ASCII has
    void add(String ascii) {
        if (octets.length - length < ascii.length()) grow(ascii.length());
        ascii.getBytes(0, ascii.length(), octets, length);
        length += ascii.length();
    }

    void add(Utf8Text text) {
        if (octets.length - length < text.length()) grow(text.length());
        text.copyTo(octets, length);
        length += text.length();
    }

    void add(byte[] others, int from, int to) {
        if (octets.length - length < to - from) grow(to - from);
        System.arraycopy(others, from, octets, length, to - from);
        length += to - from;
    }

    void add(Utf8Text text, int from, int to) {
        if (octets.length - length < to - from) grow(to - from);
        text.copyTo(octets, length, from, to);
        length += to - from;
    }

    private void grow(int more) {
        octets = Arrays.copyOf(octets, Math.max(length + more, length + length / 2));
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** A copy. */
    byte[] bytes() {
        return Arrays.copyOf(octets, length);
    }

    void clear() {
        length = 0;
    }

    /** The octets are given away: nothing may be added afterwards. */
    Utf8Text text() {
        return Utf8Text.owning(octets, length);
    }
}
