package org.mailspan.backend;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Ends with the encoder above it, and leaves what is below open. */
public final class Unclosed extends FilterOutputStream {
    public Unclosed(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        out.write(octets, from, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
