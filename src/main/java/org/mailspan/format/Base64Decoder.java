package org.mailspan.format;

import java.util.Arrays;

/** Base64 (RFC 2045 6.8), skipping whatever is not of its alphabet; several encoded texts in a row are one. */
final class Base64Decoder implements TransferDecoding.Decoder {
    private static final byte SKIP = -1;
    private static final byte PAD = -2;
    private static final byte[] VALUES = values();

    private int bits;
    private int count;

    private static byte[] values() {
        var values = new byte[256];
        Arrays.fill(values, SKIP);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) values[alphabet.charAt(i)] = (byte) i;
        values['='] = PAD;
        return values;
    }

    @Override
    public int capacity(int octets) {
        return octets / 4 * 3 + 6;
    }

    @Override
    public int decode(byte[] in, int from, int to, byte[] out, int at) {
        int o = at;
        int i = from;
        while (i < to) {
            if (count == 0)
                while (i + 4 <= to) {
                    int four = VALUES[in[i] & 0xFF] << 18
                            | VALUES[in[i + 1] & 0xFF] << 12
                            | VALUES[in[i + 2] & 0xFF] << 6
                            | VALUES[in[i + 3] & 0xFF];
                    if (four < 0) break;
                    out[o++] = (byte) (four >> 16);
                    out[o++] = (byte) (four >> 8);
                    out[o++] = (byte) four;
                    i += 4;
                }
            if (i == to) break;
            int value = VALUES[in[i++] & 0xFF];
            if (value >= 0) o = six(value, out, o);
            else if (value == PAD) o += finish(out, o);
        }
        return o - at;
    }

    private int six(int value, byte[] out, int at) {
        bits = bits << 6 | value;
        if (++count < 4) return at;
        out[at] = (byte) (bits >> 16);
        out[at + 1] = (byte) (bits >> 8);
        out[at + 2] = (byte) bits;
        bits = 0;
        count = 0;
        return at + 3;
    }

    /** What an unfinished group of four holds: padding says so, or the input's end. */
    @Override
    public int finish(byte[] out, int at) {
        int octets = Math.max(count - 1, 0);
        if (octets == 1) out[at] = (byte) (bits >> 4);
        if (octets == 2) {
            out[at] = (byte) (bits >> 10);
            out[at + 1] = (byte) (bits >> 2);
        }
        bits = 0;
        count = 0;
        return octets;
    }
}
