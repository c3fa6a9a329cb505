package org.mailspan.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Internet addresses as text, of which nobody asks a name server. */
final class Literal {
    /** Java also reads 7 and 1.2 as addresses; nobody writes those but to confuse. */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    /** As proxies write it that tell the port too. */
    private static final Pattern WITH_PORT = Pattern.compile("(?:([0-9.]+)|\\[([^]]*)]):\\d{1,5}");

    private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^]]*)]");

    private Literal() {}

    /** An IPv4 address that is written as one of IPv6 (::ffff:192.0.2.7) is one of IPv4. */
    static Optional<InetAddress> of(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** As {@link #of}, with or without a port behind it. */
    static Optional<InetAddress> withPort(String text) {
        var ported = WITH_PORT.matcher(text);
        if (ported.matches()) return of(ported.group(1) != null ? ported.group(1) : ported.group(2));
        var bracketed = IN_BRACKETS.matcher(text);
        return of(bracketed.matches() ? bracketed.group(1) : text);
    }

    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    /** Without the name of the network interface, which an address of one line may carry (fe80::1%eth0). */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
