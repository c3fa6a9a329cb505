package org.mailspan.format;

import java.io.IOException;
import java.io.OutputStream;

/** Puts a return before each bare line feed; a bare return stays, since signatures may cover it. */
final class BareLineEnds extends OutputStream {
    private final OutputStream out;
    private byte last;

    BareLineEnds(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        int run = from;
        for (int i = from; i < from + length; i++) {
            if (octets[i] == '\n' && last != '\r') {
                out.write(octets, run, i - run);
                out.write('\r');
                run = i;
            }
            last = octets[i];
        }
        out.write(octets, run, from + length - run);
    }
}
