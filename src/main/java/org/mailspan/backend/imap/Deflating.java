package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * What is said to a host after COMPRESS (RFC 4978). A deflater holds 260 KB, and the commands of one connection are some
 * KB an hour: they go as blocks that are stored, five octets more each (RFC 1951 3.2.4). A deflater is made for what
 * outgrows the buffer before it is flushed, an APPEND, and ended with it. It refers to nothing that was said before, so
 * the host's inflater sees one stream.
 */
final class Deflating extends OutputStream {
    private static final int SIZE = 4 << 10;

    private final OutputStream out;
    private final byte[] waiting = new byte[SIZE];
    private final byte[] deflated = new byte[SIZE];
    private int size;
    private @Nullable Deflater deflater;

    Deflating(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        if (deflater == null && length <= SIZE - size) {
            System.arraycopy(octets, from, waiting, size, length);
            size += length;
            return;
        }
        Deflater current = deflater;
        if (current == null) {
            current = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater = current;
            deflate(current, waiting, 0, size);
            size = 0;
        }
        deflate(current, octets, from, length);
    }

    private void deflate(Deflater current, byte[] octets, int from, int length) throws IOException {
        current.setInput(octets, from, length);
        drain(current, Deflater.NO_FLUSH);
    }

    private void drain(Deflater current, int flush) throws IOException {
        int made;
        do {
            made = current.deflate(deflated, 0, SIZE, flush);
            out.write(deflated, 0, made);
        } while (made == SIZE || !current.needsInput());
    }

    /** All that was written can be read by the host: at the end of a command, and before it is asked to go on. */
    @Override
    public void flush() throws IOException {
        Deflater current = deflater;
        if (current != null) {
            try {
                drain(current, Deflater.SYNC_FLUSH);
            } finally {
                deflater = null;
                current.end();
            }
        } else if (size > 0) {
            out.write(new byte[] {0, (byte) size, (byte) (size >> 8), (byte) ~size, (byte) (~size >> 8)});
            out.write(waiting, 0, size);
            size = 0;
        }
        out.flush();
    }

    /** Frees what an APPEND that broke off has left; the socket is closed by others. */
    @Override
    public void close() {
        Deflater current = deflater;
        deflater = null;
        if (current != null) current.end();
    }
}
