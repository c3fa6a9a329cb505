package org.mailspan.wbxml;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Octets that are gathered before they go out, in pieces of one size. A buffer that doubles instead copies and clears several
 * times what it holds in the end: a quarter of all that a first sync allocated.
 */
public final class Pieces extends OutputStream {
    private static final int PIECE = 16 << 10;

    /** All but the last are full. */
    private final List<byte[]> pieces = new ArrayList<>();

    private byte[] last = new byte[0];
    /** Taken of the last. */
    private int taken;

    private int size;

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
        int end = from + length;
        for (int at = from; at < end; ) {
            if (taken == last.length) begin(end - at);
            int run = Math.min(end - at, last.length - taken);
            System.arraycopy(octets, at, last, taken, run);
            taken += run;
            at += run;
        }
        size += length;
    }

    /** The first is as small as what it is begun with: most answers are. */
    private void begin(int length) {
        last = new byte[pieces.isEmpty() ? Math.min(PIECE, length) : PIECE];
        pieces.add(last);
        taken = 0;
    }

    public int size() {
        return size;
    }

    /** Takes what is written, piece by piece. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        void take(byte[] octets, int from, int length) throws E;
    }

    public <E extends Exception> void each(Taker<E> taker) throws E {
        for (int i = 0; i < pieces.size(); i++) {
            byte[] piece = pieces.get(i);
            taker.take(piece, 0, i == pieces.size() - 1 ? taken : piece.length);
        }
    }

    public void writeTo(OutputStream out) throws IOException {
        each(out::write);
    }

    public byte[] bytes() {
        if (pieces.size() == 1 && taken == last.length) return last.clone();
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : pieces) {
            int length = Math.min(piece.length, size - at);
            System.arraycopy(piece, 0, all, at, length);
            at += length;
        }
        return all;
    }
}
