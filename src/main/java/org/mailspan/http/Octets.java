package org.mailspan.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads text whose charset the client does not tell. */
final class Octets {
    private Octets() {}

    /** UTF-8, or Latin-1 where that cannot be: phones send UTF-8, Outlook for Windows Latin-1 (quirk A16). */
    static String text(byte[] octets) {
        if (isAscii(octets)) return new String(octets, StandardCharsets.US_ASCII);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) if (octet < 0) return false;
        return true;
    }
}
