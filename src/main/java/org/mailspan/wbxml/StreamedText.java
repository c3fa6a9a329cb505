package org.mailspan.wbxml;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text that stays where it lies, in a file, until the document is written: the base64 of a large attachment, a long
 * message. Only for answers; equal to itself alone.
 */
public final class StreamedText implements Node {
    private final long length;
    private final Source source;

    /** @param length octets; a source that gives more or fewer breaks the document off */
    public StreamedText(long length, Source source) {
        this.length = length;
        this.source = source;
    }

    /** Writes the whole text, the same each time: UTF-8 of characters that XML 1.0 can carry, see {@link Utf8Text}. */
    @FunctionalInterface
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Octets, not characters. */
    public long length() {
        return length;
    }

    public void writeTo(OutputStream out) throws IOException {
        var counted = new Counted(out);
        source.writeTo(counted);
        if (counted.octets != length)
            throw new IOException("a text of " + length + " octets turned out to have " + counted.octets);
    }

    /** All of it in memory: for whoever wants to read a tree, not to send it. */
    String value() {
        var out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "[" + length + " octets of text]";
    }

    private static final class Counted extends FilterOutputStream {
        private long octets;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            octets++;
        }

        @Override
        public void write(byte[] from, int at, int count) throws IOException {
            out.write(from, at, count);
            octets += count;
        }
    }
}
