package org.mailspan.wbxml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a document in order, and the WBXML values built of them; never takes more than the limits allow. */
final class Octets {
    private static final int BUFFER = 16 << 10;

    private final @Nullable InputStream more;
    private final Limits limits;
    private final byte[] buffer;
    private int position;
    private int filled;
    private long arrived;

    private Octets(@Nullable InputStream more, byte[] buffer, int filled, Limits limits) {
        this.more = more;
        this.buffer = buffer;
        this.filled = filled;
        this.arrived = filled;
        this.limits = limits;
    }

    static Octets of(byte[] document, Limits limits) throws WbxmlException {
        var octets = new Octets(null, document, document.length, limits);
        octets.checkSize();
        return octets;
    }

    static Octets of(InputStream in, Limits limits) {
        return new Octets(in, new byte[BUFFER], 0, limits);
    }

    /** How many bytes were taken so far. */
    long offset() {
        return arrived - filled + position;
    }

    WbxmlException refused(String reason) {
        return new WbxmlException(offset(), reason);
    }

    /** The next byte, or -1 at the end. */
    int next() throws IOException, WbxmlException {
        return position < filled || fill() ? buffer[position++] & 0xFF : -1;
    }

    int octet() throws IOException, WbxmlException {
        int b = next();
        if (b < 0) throw refused("the document ends too early");
        return b;
    }

    /** mb_u_int32 (WBXML 1.3, 5.1): seven bits a byte, at most five bytes, at most 32 bits. */
    long number() throws IOException, WbxmlException {
        long value = 0;
        for (int i = 0; i < 5; i++) {
            int b = octet();
            value = (value << 7) | (b & 0x7F);
            if (b < 0x80) {
                if (value > 0xFFFF_FFFFL) break;
                return value;
            }
        }
        throw refused("a number of more than 32 bits");
    }

    /** Up to the next NUL. Bytes that are not UTF-8 become U+FFFD: one broken subject must not refuse a whole Sync. */
    String string() throws IOException, WbxmlException {
        var before = new ByteArrayOutputStream(0);
        while (true) {
            int end = position;
            while (end < filled && buffer[end] != 0) end++;
            int run = end - position;
            checkValue((long) before.size() + run);
            if (end < filled) {
                String value = before.size() == 0
                        ? new String(buffer, position, run, StandardCharsets.UTF_8)
                        : joined(before, run);
                position = end + 1;
                return value;
            }
            before.write(buffer, position, run);
            position = end;
            if (!fill()) throw refused("a string without an end");
        }
    }

    private String joined(ByteArrayOutputStream before, int run) {
        before.write(buffer, position, run);
        return before.toString(StandardCharsets.UTF_8);
    }

    /** A length and as many bytes. The array grows with what has arrived: a length that lies costs nothing. */
    byte[] opaque() throws IOException, WbxmlException {
        long length = number();
        checkValue(length);
        byte[] content = new byte[(int) Math.min(length, BUFFER)];
        for (int have = 0; have < length; ) {
            if (position == filled && !fill()) throw refused("an opaque value without an end");
            if (have == content.length) content = Arrays.copyOf(content, (int) Math.min(length, 4L * have));
            int run = Math.min(filled - position, content.length - have);
            System.arraycopy(buffer, position, content, have, run);
            position += run;
            have += run;
        }
        return content;
    }

    void skip(long count) throws IOException, WbxmlException {
        for (long left = count; left > 0; ) {
            if (position == filled && !fill()) throw refused("the document ends too early");
            int run = (int) Math.min(left, filled - position);
            position += run;
            left -= run;
        }
    }

    void checkValue(long length) throws WbxmlException {
        if (length > limits.value()) throw refused("a value of more than " + limits.value() + " bytes");
    }

    private void checkSize() throws WbxmlException {
        if (arrived > limits.bytes()) throw refused("more than " + limits.bytes() + " bytes");
    }

    private boolean fill() throws IOException, WbxmlException {
        if (more == null) return false;
        int read = more.read(buffer);
        if (read <= 0) return false;
        position = 0;
        filled = read;
        arrived += read;
        checkSize();
        return true;
    }
}
