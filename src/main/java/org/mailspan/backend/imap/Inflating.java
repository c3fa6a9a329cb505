package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a host says after COMPRESS (RFC 4978), as it was before. Holds one buffer and the 40 KB of an inflater, whatever
 * comes. A read that times out loses nothing, as without compression. May be closed while another thread reads.
 */
final class Inflating extends InputStream {
    private static final int SIZE = 4 << 10;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[SIZE];
    /** Held for the work of the processor, never while the host is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean closed;

    /** @param before octets that came together with the answer to COMPRESS */
    Inflating(byte[] before, InputStream in) {
        this.in = in;
        inflater.setInput(before);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        if (most == 0) return 0;
        while (true) {
            int inflated = inflated(into, at, most);
            if (inflated != 0) return inflated;
            int came = in.read(buffer);
            if (came < 0) return -1;
            give(came);
        }
    }

    /** How many octets; none if it needs more to go on, -1 at an end that the host has set. */
    private int inflated(byte[] into, int at, int most) throws IOException {
        lock.lock();
        try {
            checkOpen();
            int inflated = inflater.inflate(into, at, most);
            if (inflated == 0 && inflater.needsDictionary()) throw new IOException("the host compresses otherwise");
            return inflated == 0 && inflater.finished() ? -1 : inflated;
        } catch (DataFormatException e) {
            throw new IOException("what the host has compressed is damaged", e);
        } finally {
            lock.unlock();
        }
    }

    private void give(int came) throws IOException {
        lock.lock();
        try {
            checkOpen();
            inflater.setInput(buffer, 0, came);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) throw new IOException("the connection is closed");
    }

    /** Gives the inflater's memory back at once, which the collector of garbage would do some time; not the socket. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            inflater.end();
        } finally {
            lock.unlock();
        }
    }
}
