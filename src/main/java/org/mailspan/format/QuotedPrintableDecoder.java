package org.mailspan.format;

/**
 * Quoted-printable (RFC 2045 6.7). White space at the end of a line is kept, against rule 3: no transport adds any
 * today, but senders of format=flowed forget to encode it.
 */
final class QuotedPrintableDecoder implements TransferDecoding.Decoder {
    private static final int LONGEST_BLANK = 80;
    private static final byte[] VALUES = values();

    private enum State {
        Text,
        Equals,
        FirstDigit,
        Blank,
        Return
    }

    private State state = State.Text;
    private final byte[] held = new byte[LONGEST_BLANK + 2];
    private int holding;

    @Override
    public int capacity(int octets) {
        return octets + held.length;
    }

    @Override
    public int decode(byte[] in, int from, int to, byte[] out, int at) {
        int o = at;
        for (int i = from; i < to; ) {
            if (state == State.Text) {
                int end = equalsSign(in, i, to);
                System.arraycopy(in, i, out, o, end - i);
                o += end - i;
                i = end;
                if (end + 2 < to && in[end + 1] == '\r' && in[end + 2] == '\n') i += 3;
                else if (end + 2 < to && hex(in[end + 1]) >= 0 && hex(in[end + 2]) >= 0) {
                    out[o++] = (byte) (hex(in[end + 1]) << 4 | hex(in[end + 2]));
                    i += 3;
                } else if (i < to) hold(in[i++], State.Equals);
            } else {
                int written = step(in[i], out, o);
                if (written == AGAIN) o += release(out, o);
                else {
                    o += written;
                    i++;
                }
            }
        }
        return o - at;
    }

    /** The next one, or {@code to}. Four octets a turn: this loop is most of what decoding costs. */
    private static int equalsSign(byte[] in, int from, int to) {
        int at = from;
        while (at + 4 <= to && in[at] != '=' && in[at + 1] != '=' && in[at + 2] != '=' && in[at + 3] != '=') at += 4;
        while (at < to && in[at] != '=') at++;
        return at;
    }

    private static final int AGAIN = -1;

    private static int hex(byte digit) {
        return digit < 0 ? -1 : VALUES[digit];
    }

    private static byte[] values() {
        var values = new byte[128];
        for (int i = 0; i < values.length; i++) values[i] = (byte) Character.digit(i, 16);
        return values;
    }

    /** Takes one octet after an equals sign; AGAIN if it does not belong to what the sign began. */
    private int step(byte b, byte[] out, int at) {
        if (state == State.FirstDigit) {
            int low = hex(b);
            if (low < 0) return AGAIN;
            out[at] = (byte) (hex(held[1]) << 4 | low);
            drop();
            return 1;
        }
        if (state == State.Return) {
            drop();
            if (b == '\n') return 0;
            return AGAIN;
        }
        if (b == '\n') drop();
        else if (b == '\r') hold(b, State.Return);
        else if ((b == ' ' || b == '\t') && holding <= LONGEST_BLANK) hold(b, State.Blank);
        else if (state == State.Equals && hex(b) >= 0) hold(b, State.FirstDigit);
        else return AGAIN;
        return 0;
    }

    private void hold(byte b, State next) {
        held[holding++] = b;
        state = next;
    }

    private void drop() {
        holding = 0;
        state = State.Text;
    }

    /** It was no encoding: the octets stand for themselves. */
    private int release(byte[] out, int at) {
        int length = holding;
        System.arraycopy(held, 0, out, at, length);
        drop();
        return length;
    }

    /** An equals sign at the very end is a soft line break, or what a cut left of an octet. */
    @Override
    public int finish(byte[] out, int at) {
        drop();
        return 0;
    }
}
