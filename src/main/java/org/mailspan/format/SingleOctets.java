package org.mailspan.format;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mailspan.wbxml.Utf8Text;

/**
 * A charset in which each octet is a character, as a table from octets to UTF-8: one pass where decoding, cleaning and
 * encoding would be three.
 */
final class SingleOctets {
    /** By charset of the JDK, so it stays small whatever strangers declare. */
    private static final Map<Charset, Optional<SingleOctets>> KNOWN = new ConcurrentHashMap<>();

    private static final int LONGEST = 3;

    /** For each octet up to three of UTF-8, the first lowest; 0 for a character that XML cannot carry. */
    private final int[] encoded = new int[256];

    private final boolean western;

    private SingleOctets(Charset charset) {
        western = charset.equals(Charsets.WINDOWS_1252);
        for (int octet = 0; octet < encoded.length; octet++) {
            byte[] utf8 =
                    Utf8Text.of(new String(new byte[] {(byte) octet}, charset)).bytes();
            for (int i = 0; i < utf8.length; i++) encoded[octet] |= (utf8[i] & 0xFF) << 8 * i;
        }
    }

    static Optional<SingleOctets> of(Charset charset) {
        return KNOWN.computeIfAbsent(charset, c -> isOne(c) ? Optional.of(new SingleOctets(c)) : Optional.empty());
    }

    /** With ASCII in its lower half. */
    private static boolean isOne(Charset charset) {
        return charset.canEncode()
                && charset.newEncoder().maxBytesPerChar() == 1
                && charset.newDecoder().maxCharsPerByte() == 1
                && new String(new byte[] {'A', '~'}, charset).equals("A~");
    }

    /** @param octets given away: they are the text's own if they are all ASCII */
    Utf8Text text(byte[] octets) {
        int at = plain(octets, 0);
        if (at == octets.length) return Utf8Text.owning(octets, at);
        var disguised = western ? Charsets.utf8InDisguise(octets, at) : Optional.<Utf8Text>empty();
        return disguised.isPresent() ? disguised.get() : mapped(octets, at);
    }

    /** @param plain so many octets stand for themselves */
    private Utf8Text mapped(byte[] octets, int plain) {
        int at = plain;
        var out = new Octets(octets.length + (octets.length - at) / 16 + LONGEST);
        out.add(octets, 0, at);
        while (at < octets.length) {
            for (int utf8 = encoded[octets[at++] & 0xFF]; utf8 != 0; utf8 >>>= 8) out.add((byte) utf8);
            int end = plain(octets, at);
            out.add(octets, at, end);
            at = end;
        }
        return out.text();
    }

    /** Where the octets that stand for themselves end. */
    private static int plain(byte[] octets, int from) {
        int at = from;
        while (true) {
            while (at + 4 <= octets.length
                    && octets[at] >= ' '
                    && octets[at + 1] >= ' '
                    && octets[at + 2] >= ' '
                    && octets[at + 3] >= ' ') at += 4;
            if (at == octets.length || !isPlain(octets[at])) return at;
            at++;
        }
    }

    private static boolean isPlain(byte octet) {
        return octet >= ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
