package org.mailspan.http;

import java.net.InetAddress;
import java.util.Optional;

/** All addresses with the same first bits: 10.0.0.0/8, fd00::/8; one address is a network of itself. */
public record Network(InetAddress first, int bits) {
    /** Empty for what is none. */
    static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Literal.of(text).map(address -> new Network(address, 8 * address.getAddress().length));
        String bits = text.substring(slash + 1);
        return Literal.of(text.substring(0, slash))
                .filter(address ->
                        bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= 8 * address.getAddress().length)
                .map(address -> new Network(address, Integer.parseInt(bits)));
    }

    boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) return false;
        for (int at = 0; at < bits; at += 8) {
            int mask = bits - at >= 8 ? 0xff : 0xff << 8 - (bits - at);
            if (((ours[at / 8] ^ theirs[at / 8]) & mask) != 0) return false;
        }
        return true;
    }
}
