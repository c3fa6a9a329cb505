package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.ResponseInputStream;

/**
 * Reads responses in pieces as large as the host sends them. Angus takes octet by octet from a buffer of 2 KB, a lock for
 * each: a tenth of the CPU of a first sync, and four system calls for a message where one does.
 *
 * <p>What is long of a response, bodies, lies {@link Aside} of it, each read into an array of its own size: within the response
 * they were copied twice, a sixth of all that a first sync allocated.
 */
final class Responses extends ResponseInputStream {
    /** Each connection has one, idle ones too. */
    private static final int SIZE = 8 << 10;

    private static final int LINE = 512;
    private static final int NO_LITERAL = -1;

    /** Shorter literals stay where they are: Angus' own parser, which reads names and codes, knows of no other place. */
    private static final int LONG = 512;

    /** A host that announces more is mistaken, or means harm: larger parts are asked for in ranges. */
    private static final long MOST = Math.max(16 << 20, Runtime.getRuntime().maxMemory() / 4);

    /**
     * A literal that lies elsewhere.
     *
     * @param at where in the response it would begin, after the CRLF of its length
     */
    record Aside(int at, byte[] octets) {}

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int at;
    private int end;
    private byte[] response = new byte[0];
    private List<Aside> asides = List.of();
    private int size;
    /** Where the text after the last literal begins. */
    private int text;

    Responses(InputStream in) {
        super(InputStream.nullInputStream());
        this.in = in;
    }

    /** @param unused Angus would read into it; nobody here gives one */
    @Override
    public ByteArray readResponse(ByteArray unused) throws IOException {
        response = new byte[LINE];
        asides = List.of();
        size = 0;
        text = 0;
        do line();
        while (literal());
        var whole = new ByteArray(response, 0, size);
        response = new byte[0];
        return whole;
    }

    /** The long literals of the last response, in their order. */
    List<Aside> asides() {
        return asides;
    }

    /** What was read beyond the last response, and is now somebody else's to read. */
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(buffer, at, end);
        at = end;
        return rest;
    }

    @Override
    public int available() throws IOException {
        return end - at + in.available();
    }

    /** To the next CRLF, which is kept. A read that times out before the first octet of a response loses nothing. */
    private void line() throws IOException {
        while (true) {
            if (at == end) fill();
            int stop = at;
            while (stop < end && buffer[stop] != '\n') stop++;
            boolean found = stop < end;
            append(found ? stop + 1 : stop);
            if (found && size > 1 && response[size - 2] == '\r') return;
        }
    }

    private void fill() throws IOException {
        int read = in.read(buffer);
        if (read < 0) throw new IOException("the host hung up");
        at = 0;
        end = read;
    }

    private void append(int to) {
        int length = to - at;
        if (response.length - size < length) grow(length);
        System.arraycopy(buffer, at, response, size, length);
        size += length;
        at = to;
    }

    private void grow(int more) {
        response = Arrays.copyOf(response, Math.max(Math.addExact(size, more), 2 * response.length));
    }

    /** Takes the literal that the line announced; answers whether it did. */
    private boolean literal() throws IOException {
        int length = announced();
        if (length == NO_LITERAL) return false;
        if (length > MOST) throw new IOException("the host announces " + length + " octets at once");
        if (length > LONG) {
            var octets = new byte[length];
            take(octets, 0, length);
            if (asides.isEmpty()) asides = new ArrayList<>(2);
            asides.add(new Aside(size, octets));
        } else {
            if (response.length - size < length) grow(length + LINE);
            take(response, size, length);
            size += length;
        }
        text = size;
        return true;
    }

    private void take(byte[] into, int from, int length) throws IOException {
        int had = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, from, had);
        at += had;
        for (int got = had; got < length; ) {
            int read = in.read(into, from + got, length - got);
            if (read < 0) throw new IOException("the host hung up within a literal");
            got += read;
        }
    }

    /** The number of a line that ends in {@code {310}}, RFC 3501 4.3. */
    private int announced() {
        int brace = size - 3;
        if (brace < text || response[brace] != '}') return NO_LITERAL;
        long length = 0;
        long place = 1;
        for (int i = brace - 1; i >= text; i--) {
            byte octet = response[i];
            if (octet == '{') return i == brace - 1 || length > Integer.MAX_VALUE - LINE ? NO_LITERAL : (int) length;
            if (octet < '0' || octet > '9' || place > 1_000_000_000L) return NO_LITERAL;
            length += place * (octet - '0');
            place *= 10;
        }
        return NO_LITERAL;
    }
}
