package org.mailspan.wbxml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Text in the form that goes over the wire: well-formed UTF-8 of characters that XML 1.0 can carry. Bodies stay octets
 * from the host to the phone: as strings they would be decoded, measured, cleaned and encoded again, each a pass over
 * all that there is to write, and together a third of a first sync. Immutable; a prefix shares the octets.
 */
public final class Utf8Text implements Node {
    public static final Utf8Text EMPTY = new Utf8Text(new byte[0], 0);

    private static final int SURROGATES = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;
    private static final int NOT_CARRIED = 0xFFFE;
    private static final int LAST = 0x10FFFF;

    private final byte[] octets;
    private final int length;

    private Utf8Text(byte[] octets, int length) {
        this.octets = octets;
        this.length = length;
    }

    /** Cleaned like any text, see {@link Utf8Buffer}. */
    public static Utf8Text of(String text) {
        if (text.isEmpty()) return EMPTY;
        var out = new ByteArrayOutputStream(text.length() + text.length() / 8);
        try {
            var buffer = new Utf8Buffer(out);
            buffer.text(text);
            buffer.endText();
            buffer.drain();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Utf8Text(out.toByteArray(), out.size());
    }

    /** The first octets of an array that the caller gives away; empty if they are not what a text is made of. */
    public static Optional<Utf8Text> carried(byte[] octets, int length) {
        return isCarried(octets, length) ? Optional.of(new Utf8Text(octets, length)) : Optional.empty();
    }

    /** As {@link #carried}, for octets that were made of another text, or by an encoder that leaves out the rest. */
    public static Utf8Text owning(byte[] octets, int length) {
        assert isCarried(octets, length);
        return length == 0 ? EMPTY : new Utf8Text(octets, length);
    }

    /** Octets, not characters. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public byte at(int index) {
        return octets[index];
    }

    /** Of so many octets at most: a character is never cut in two. */
    public Utf8Text first(long most) {
        if (length <= most) return this;
        int end = (int) Math.max(most, 0);
        while (end > 0 && (octets[end] & 0xC0) == 0x80) end--;
        return new Utf8Text(octets, end);
    }

    public byte[] bytes() {
        return Arrays.copyOf(octets, length);
    }

    public InputStream stream() {
        return new ByteArrayInputStream(octets, 0, length);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(octets, 0, length);
    }

    /** Copies all of it to {@code into}, from {@code at} on. */
    public void copyTo(byte[] into, int at) {
        copyTo(into, at, 0, length);
    }

    /** Copies its octets from {@code from} to {@code to}. */
    public void copyTo(byte[] into, int at, int from, int to) {
        System.arraycopy(octets, from, into, at, to - from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Utf8Text text && Arrays.equals(octets, 0, length, text.octets, 0, text.length);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    /** The text itself. */
    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isCarried(byte[] octets, int length) {
        int at = 0;
        while (at < length) {
            while (at + 4 <= length
                    && octets[at] >= ' '
                    && octets[at + 1] >= ' '
                    && octets[at + 2] >= ' '
                    && octets[at + 3] >= ' ') at += 4;
            if (at == length) break;
            byte b = octets[at];
            if (b >= ' ' || b == '\n' || b == '\r' || b == '\t') at++;
            else {
                int next = b < 0 ? next(octets, at, length) : at;
                if (next == at) return false;
                at = next;
            }
        }
        return true;
    }

    /** After a sound character of several octets (RFC 3629 4) that is carried; {@code at} itself after any other. */
    private static int next(byte[] octets, int at, int length) {
        int lead = octets[at] & 0xFF;
        int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead < 0xC2 || lead > 0xF4 || at + more >= length) return at;
        int character = lead & (0x3F >> more);
        for (int i = at + 1; i <= at + more; i++) {
            if ((octets[i] & 0xC0) != 0x80) return at;
            character = character << 6 | octets[i] & 0x3F;
        }
        boolean sound = switch (more) {
            case 1 -> true;
            case 2 -> character >= 0x800 && (character < SURROGATES || character >= AFTER_SURROGATES);
            default -> character >= 0x10000 && character <= LAST;
        };
        return sound && character != NOT_CARRIED && character != NOT_CARRIED + 1 ? at + more + 1 : at;
    }
}
