package org.mailspan.http;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks one member of gzip (RFC 1952), which is all that clients send. Java's own stream calls itself for each
 * further member: a megabyte of empty ones is a stack that overflows.
 */
final class Gunzip {
    private static final int CHUNK = 16 * 1024;
    private static final int HEAD = 10;
    private static final int TRAILER = 8;
    private static final int CHECKED = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;

    private final byte[] packed;
    private int at;

    private Gunzip(byte[] packed) {
        this.packed = packed;
    }

    /** Stops at the limit of {@code into}: a few kilobytes can unpack to gigabytes. */
    static void into(byte[] packed, BodyMemory.Buffer into) throws Refusal {
        var gunzip = new Gunzip(packed);
        gunzip.head();
        gunzip.content(into);
    }

    private void head() throws Refusal {
        need(HEAD);
        if (packed[0] != 0x1F || packed[1] != (byte) 0x8B || packed[2] != 8) throw broken("no head");
        int flags = packed[3];
        at = HEAD;
        if ((flags & EXTRA) != 0) {
            need(2);
            int length = packed[at] & 0xFF | (packed[at + 1] & 0xFF) << 8;
            skip(2 + length);
        }
        if ((flags & NAME) != 0) text();
        if ((flags & COMMENT) != 0) text();
        if ((flags & CHECKED) != 0) skip(2);
    }

    private void skip(int octets) throws Refusal {
        need(octets);
        at += octets;
    }

    private void text() throws Refusal {
        while (at < packed.length && packed[at] != 0) at++;
        skip(1);
    }

    private void need(int octets) throws Refusal {
        if (packed.length - at < octets) throw broken("cut off");
    }

    private void content(BodyMemory.Buffer into) throws Refusal {
        var inflater = new Inflater(true);
        var check = new CRC32();
        byte[] chunk = new byte[CHUNK];
        try {
            inflater.setInput(packed, at, packed.length - at);
            while (!inflater.finished()) {
                int got = inflater.inflate(chunk);
                if (got == 0 && !inflater.finished()) throw broken("cut off");
                check.update(chunk, 0, got);
                into.append(chunk, got);
            }
            at = packed.length - inflater.getRemaining();
            trailer(check.getValue(), inflater.getBytesWritten());
        } catch (DataFormatException wrong) {
            throw broken(String.valueOf(wrong.getMessage()));
        } finally {
            inflater.end();
        }
    }

    private void trailer(long check, long length) throws Refusal {
        need(TRAILER);
        if (number(at) != check || number(at + 4) != (length & 0xFFFF_FFFFL))
            throw broken("other octets than were packed");
        if (packed.length - at > TRAILER) throw broken("something behind it");
    }

    private long number(int from) {
        long number = 0;
        for (int i = 3; i >= 0; i--) number = number << 8 | packed[from + i] & 0xFF;
        return number;
    }

    private static Refusal broken(String why) {
        return new Refusal(400, "the body is not gzip: " + why);
    }
}
