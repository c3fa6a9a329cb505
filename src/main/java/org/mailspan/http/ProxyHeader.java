package org.mailspan.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of the PROXY protocol, version 1 (a line) or 2 (octets), by which a proxy that does not speak HTTP says
 * who is behind a connection. Told how much of it there is, it tells how much more to read, so that no octet of what
 * follows is taken with it: behind it comes TLS, or HTTP.
 */
sealed interface ProxyHeader {
    /** Shorter than every header of either version. */
    int SHORTEST = 15;

    /** At least so many octets are missing. */
    record More(int octets) implements ProxyHeader {}

    /** It is whole; empty where the proxy speaks for itself (to look whether we are there), or does not know. */
    record Whole(Optional<InetSocketAddress> source) implements ProxyHeader {}

    record Malformed(String reason) implements ProxyHeader {}

    String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    /** The longest line of version 1, with its end. */
    int LONGEST_LINE = 107;

    /** Version 2 may carry more than addresses, certificates even; nobody reads that here. */
    int LONGEST = 4096;

    /** @param length how many of {@code octets} have come, {@value #SHORTEST} at least */
    static ProxyHeader of(byte[] octets, int length) {
        String start = new String(octets, 0, SIGNATURE.length(), ISO_8859_1);
        if (start.equals(SIGNATURE)) return second(octets, length);
        if (start.startsWith("PROXY ")) return first(octets, length);
        return new Malformed("it begins with something else");
    }

    private static ProxyHeader first(byte[] octets, int length) {
        int end = -1;
        for (int at = 0; at + 1 < length && end < 0; at++) if (octets[at] == '\r' && octets[at + 1] == '\n') end = at;
        if (end < 0 && length >= LONGEST_LINE) return new Malformed("its line has no end");
        if (end < 0) return new More(octets[length - 1] == '\r' ? 1 : Math.min(2, LONGEST_LINE - length));
        String[] words = new String(octets, 0, end, ISO_8859_1).split(" ", -1);
        if (words[1].equals("UNKNOWN")) return new Whole(Optional.empty());
        if (words.length != 6) return new Malformed("its line has " + words.length + " words");
        Optional<InetAddress> source = address(words[1], words[2]);
        if (source.isEmpty() || address(words[1], words[3]).isEmpty() || !isPort(words[4]) || !isPort(words[5]))
            return new Malformed("its line has no addresses");
        return new Whole(Optional.of(new InetSocketAddress(source.get(), Integer.parseInt(words[4]))));
    }

    private static Optional<InetAddress> address(String family, String text) {
        return switch (family) {
            case "TCP4" -> Literal.of(text).filter(_ -> text.indexOf(':') < 0);
            case "TCP6" -> Literal.of(text).filter(_ -> text.indexOf(':') >= 0);
            default -> Optional.empty();
        };
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535;
    }

    private static ProxyHeader second(byte[] octets, int length) {
        if (length < 16) return new More(16 - length);
        int rest = unsigned16(octets, 14);
        if (16 + rest > LONGEST) return new Malformed("it has " + rest + " octets");
        if (length < 16 + rest) return new More(16 + rest - length);
        return switch (octets[12]) {
            case 0x20 -> new Whole(Optional.empty());
            case 0x21 -> proxied(octets, rest);
            default -> new Malformed("it is of another version");
        };
    }

    private static ProxyHeader proxied(byte[] octets, int rest) {
        return switch (octets[13]) {
            case 0x11 -> told(octets, rest, 4);
            case 0x21 -> told(octets, rest, 16);
            // "A receiver falls back to UNSPEC for what it does not support" (section 2.2): datagrams, Unix sockets.
            case 0x00, 0x12, 0x22, 0x31, 0x32 -> new Whole(Optional.empty());
            default -> new Malformed("it is of another family");
        };
    }

    private static ProxyHeader told(byte[] octets, int rest, int size) {
        if (rest < 2 * size + 4) return new Malformed("its addresses are cut off");
        InetAddress source = Literal.of(Arrays.copyOfRange(octets, 16, 16 + size));
        return new Whole(Optional.of(new InetSocketAddress(source, unsigned16(octets, 16 + 2 * size))));
    }

    private static int unsigned16(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }
}
