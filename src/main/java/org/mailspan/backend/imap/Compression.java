package org.mailspan.backend.imap;

import java.net.Inet6Address;
import java.net.InetAddress;

/** When what is said to and by a host is compressed (RFC 4978): the values of {@code imap.compression}. */
public enum Compression {
    /** For hosts beyond this machine and its own network, where octets cost more than the CPU that saves them. */
    REMOTE,
    ALWAYS,
    NEVER;

    boolean isFor(InetAddress host) {
        return switch (this) {
            case REMOTE -> !isNear(host);
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    /** Java knows the private addresses of IPv4 only; those of IPv6 are fc00::/7 (RFC 4193). */
    private static boolean isNear(InetAddress host) {
        boolean unique = host instanceof Inet6Address && (host.getAddress()[0] & 0xfe) == 0xfc;
        return unique || host.isLoopbackAddress() || host.isSiteLocalAddress() || host.isLinkLocalAddress();
    }
}
