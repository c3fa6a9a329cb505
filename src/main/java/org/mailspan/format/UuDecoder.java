package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What uuencode makes of a file: after a line with its name lines of up to 45 octets, the first character of each saying
 * how many. No RFC has it as a transfer encoding, old mailers and scanners do. What does not begin so stays as it is.
 */
final class UuDecoder implements TransferDecoding.Decoder {
    private static final Pattern BEGIN = Pattern.compile("begin +[0-7]{3,6}( .*)?");
    /** With the longest name that a file has. */
    private static final int LONGEST_LINE = 1024;

    private enum State {
        Before,
        Data,
        After,
        Raw
    }

    private State state = State.Before;
    private final byte[] line = new byte[LONGEST_LINE];
    private int held;

    @Override
    public int capacity(int octets) {
        return octets + LONGEST_LINE;
    }

    @Override
    public int decode(byte[] in, int from, int to, byte[] out, int at) {
        int o = at;
        for (int i = from; i < to && state != State.After; ) {
            if (state == State.Raw) {
                System.arraycopy(in, i, out, o, to - i);
                return o + to - i - at;
            }
            byte octet = in[i++];
            // of a longer line nothing is data
            if (held < LONGEST_LINE) line[held++] = octet;
            if (state == State.Before) o += before(octet, out, o);
            else if (octet == '\n') o += data(out, o);
        }
        return o - at;
    }

    /** Empty lines before the first are held with it. */
    private int before(byte last, byte[] out, int at) {
        String text = last == '\n' ? text() : "";
        if (BEGIN.matcher(text).matches()) {
            state = State.Data;
            held = 0;
        } else if (!text.isEmpty() || held == LONGEST_LINE) {
            state = State.Raw;
            return release(out, at);
        }
        return 0;
    }

    private String text() {
        return new String(line, 0, held, StandardCharsets.ISO_8859_1).strip();
    }

    private int release(byte[] out, int at) {
        int length = held;
        System.arraycopy(line, 0, out, at, length);
        held = 0;
        return length;
    }

    /** A line that is cut gives what there is of it. */
    private int data(byte[] out, int at) {
        int end = held;
        while (end > 0 && (line[end - 1] == '\r' || line[end - 1] == '\n')) end--;
        held = 0;
        if (end == 3 && line[0] == 'e' && line[1] == 'n' && line[2] == 'd') state = State.After;
        if (state == State.After || end == 0 || line[0] < ' ' || line[0] > '`') return 0;
        int octets = Math.min(six(0), (end - 1) * 3 / 4);
        for (int i = 0; i < octets; i++) {
            int first = 1 + i / 3 * 4 + i % 3;
            out[at + i] = (byte) (six(first) << 2 + i % 3 * 2 | six(first + 1) >> 4 - i % 3 * 2);
        }
        return octets;
    }

    private int six(int place) {
        return line[place] - ' ' & 0x3F;
    }

    @Override
    public int finish(byte[] out, int at) {
        if (state == State.Data) return data(out, at);
        return state == State.Before && !BEGIN.matcher(text()).matches() ? release(out, at) : 0;
    }
}
