package org.mailspan.format;

import java.io.IOException;
import java.io.OutputStream;

/** Lets the beginning of a text through that is sound UTF-8 but perhaps for half a character at its end. */
final class FirstOctets extends OutputStream {
    private static final int LONGEST = 4;

    private final OutputStream out;
    private long left;
    /** A character that is not whole yet. */
    private final byte[] held = new byte[LONGEST];

    private int size;
    private int whole;

    FirstOctets(long most, OutputStream out) {
        this.left = most;
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        if (size == 0) whole = (octet & 0x80) == 0 ? 1 : (octet & 0xE0) == 0xC0 ? 2 : (octet & 0xF0) == 0xE0 ? 3 : 4;
        held[size++] = (byte) octet;
        if (size < whole) return;
        if (size <= left) out.write(held, 0, size);
        left = size <= left ? left - size : 0;
        size = 0;
    }

    /** ASCII goes through as it lies. */
    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        int end = from + length;
        for (int i = from; i < end && left > 0; ) {
            int run = i;
            int stop = (int) Math.min(end, i + left);
            while (size == 0 && i < stop && octets[i] >= 0) i++;
            out.write(octets, run, i - run);
            left -= i - run;
            if (i < end && left > 0) write(octets[i++] & 0xFF);
        }
    }
}
