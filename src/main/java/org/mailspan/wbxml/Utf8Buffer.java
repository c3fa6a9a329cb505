package org.mailspan.wbxml;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Gathers bytes and encodes text on their way to a stream. Here text is cleaned, once for the whole program: what
 * XML 1.0 cannot carry is left out (control characters ended bodies on iOS, Windows Phone and BlackBerry), half a
 * surrogate pair becomes U+FFFD.
 */
final class Utf8Buffer {
    private static final int SIZE = 16 << 10;
    private static final int LONGEST_CHARACTER = 4;
    private static final char NONE = 0;
    private static final int REPLACEMENT = 0xFFFD;

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private int size;
    private char high = NONE;

    Utf8Buffer(OutputStream out) {
        this.out = out;
    }

    void octet(int b) throws IOException {
        if (size == SIZE) drain();
        buffer[size++] = (byte) b;
    }

    void bytes(byte[] bytes) throws IOException {
        if (bytes.length > SIZE - size) drain();
        if (bytes.length > SIZE) {
            out.write(bytes);
        } else {
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }
    }

    /** mb_u_int32: seven bits a byte, the highest first. */
    void number(int value) throws IOException {
        for (int shift = 28; shift > 0; shift -= 7) if (value >>> shift != 0) octet(0x80 | ((value >>> shift) & 0x7F));
        octet(value & 0x7F);
    }

    /** A pair of surrogates may lie across two calls; {@link #endText} ends that hope. */
    void text(String value) throws IOException {
        int at = 0;
        while (at < value.length()) {
            if (high == NONE) at = letters(value, ascii(value, at));
            if (at < value.length()) other(value.charAt(at++));
        }
    }

    void text(Utf8Text value) throws IOException {
        endText();
        if (value.length() > SIZE - size) drain();
        if (value.length() > SIZE) {
            value.writeTo(out);
        } else {
            value.copyTo(buffer, size);
            size += value.length();
        }
    }

    void text(StreamedText value) throws IOException {
        endText();
        drain();
        value.writeTo(out);
    }

    void endText() throws IOException {
        if (high != NONE) encode(REPLACEMENT);
        high = NONE;
    }

    /** Copies clean ASCII as far as it goes and the buffer reaches: nearly all there is to write. */
    private int ascii(String value, int from) throws IOException {
        if (SIZE - size < LONGEST_CHARACTER) drain();
        int stop = Math.min(value.length(), from + SIZE - size);
        int at = from;
        int to = size;
        while (at < stop) {
            char c = value.charAt(at);
            if (c > 0x7F || !isCarried(c)) break;
            buffer[to++] = (byte) c;
            at++;
        }
        size = to;
        return at;
    }

    /** Other alphabets, in the same way, up to what needs a closer look. */
    private int letters(String value, int from) throws IOException {
        if (SIZE - size < LONGEST_CHARACTER) drain();
        int at = from;
        int to = size;
        while (at < value.length() && to <= SIZE - LONGEST_CHARACTER) {
            char c = value.charAt(at);
            if (c < 0x80 || !isCarried(c) || Character.isSurrogate(c)) break;
            if (c < 0x800) {
                buffer[to++] = (byte) (0xC0 | (c >> 6));
                buffer[to++] = (byte) (0x80 | (c & 0x3F));
            } else {
                buffer[to++] = (byte) (0xE0 | (c >> 12));
                buffer[to++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                buffer[to++] = (byte) (0x80 | (c & 0x3F));
            }
            at++;
        }
        size = to;
        return at;
    }

    private void other(char c) throws IOException {
        if (high != NONE) {
            boolean pair = Character.isLowSurrogate(c);
            encode(pair ? Character.toCodePoint(high, c) : REPLACEMENT);
            high = NONE;
            if (pair) return;
        }
        if (Character.isHighSurrogate(c)) high = c;
        else if (Character.isLowSurrogate(c)) encode(REPLACEMENT);
        else if (isCarried(c)) encode(c);
    }

    /** The Char production of XML 1.0, 2.2, as far as it concerns single chars. */
    private static boolean isCarried(char c) {
        return c >= 0x20 ? c < 0xFFFE : isSpace(c);
    }

    private static boolean isSpace(char c) {
        return c == '\t' || c == '\n' || c == '\r';
    }

    private void encode(int character) throws IOException {
        if (SIZE - size < LONGEST_CHARACTER) drain();
        if (character < 0x80) {
            put(character);
        } else if (character < 0x800) {
            put(0xC0 | (character >> 6));
            put(0x80 | (character & 0x3F));
        } else if (character < 0x10000) {
            put(0xE0 | (character >> 12));
            put(0x80 | ((character >> 6) & 0x3F));
            put(0x80 | (character & 0x3F));
        } else {
            put(0xF0 | (character >> 18));
            put(0x80 | ((character >> 12) & 0x3F));
            put(0x80 | ((character >> 6) & 0x3F));
            put(0x80 | (character & 0x3F));
        }
    }

    private void put(int b) {
        buffer[size++] = (byte) b;
    }

    void drain() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }
}
