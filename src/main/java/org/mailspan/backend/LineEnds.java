package org.mailspan.backend;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Makes every line end CRLF, as SMTP wants it: a bare one is how mail is smuggled through a relay. */
final class LineEnds extends FilterOutputStream {
    private static final byte[] CRLF = {'\r', '\n'};

    private boolean afterReturn;

    LineEnds(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        int run = from;
        int end = from + length;
        for (int at = from; at < end; at++) {
            byte octet = octets[at];
            boolean sound = octet != '\n' && octet != '\r' && !afterReturn;
            if (sound) continue;
            out.write(octets, run, at - run);
            run = at + 1;
            if (octet == '\r' && afterReturn || octet == '\n') out.write(CRLF);
            else if (octet != '\r') {
                out.write(CRLF);
                run = at;
            }
            afterReturn = octet == '\r';
        }
        if (run < end) out.write(octets, run, end - run);
    }

    /** A return at the very end is a line end too. The stream below stays open. */
    @Override
    public void close() throws IOException {
        if (afterReturn) out.write(CRLF);
        afterReturn = false;
    }
}
