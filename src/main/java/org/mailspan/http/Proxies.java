package org.mailspan.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machines that are believed when they say for whom they speak: reverse proxies and load balancers that the owner
 * names. What anybody else says of itself, in whatever header, is as if it were not there: limits, log and bans go by
 * the address.
 *
 * @param protocol whether each connection of theirs begins with a header of the PROXY protocol
 */
public record Proxies(List<Network> networks, boolean protocol) {
    /** Such a chain is no chain of proxies. */
    private static final int MOST_HOPS = 32;

    /** A reverse proxy on this machine, as most have it. */
    public static final Proxies LOOPBACK = of("127.0.0.1, ::1").orElseThrow();

    public Proxies {
        networks = List.copyOf(networks);
    }

    /** Empty where one of them is no address and no network; nothing at all is nobody. */
    public static Optional<Proxies> of(String list) {
        var networks = new ArrayList<Network>();
        for (String one : list.isBlank() ? new String[0] : list.split(",", -1)) {
            Optional<Network> network = Network.of(one.strip());
            if (network.isEmpty()) return Optional.empty();
            networks.add(network.get());
        }
        return Optional.of(new Proxies(networks, false));
    }

    public Proxies withProtocol(boolean spoken) {
        return new Proxies(networks, spoken);
    }

    boolean believes(InetAddress peer) {
        return networks.stream().anyMatch(network -> network.contains(peer));
    }

    /**
     * Who asks: each proxy adds behind what it was sent who sent it, so the last one that is no proxy of ours. What
     * stands before that one, its sender may have invented.
     *
     * @param forwarded every X-Forwarded-For of the request, in order
     * @return empty where a proxy that is believed wrote what is no address
     */
    Optional<InetAddress> origin(InetAddress peer, List<String> forwarded) {
        if (forwarded.isEmpty() || !believes(peer)) return Optional.of(peer);
        String[] hops = String.join(",", forwarded).split(",", -1);
        InetAddress last = peer;
        for (int at = hops.length - 1; at >= Math.max(0, hops.length - MOST_HOPS); at--) {
            String hop = hops[at].strip();
            if (hop.isEmpty() && hops.length == 1) return Optional.of(peer);
            Optional<InetAddress> address = Literal.withPort(hop);
            if (address.isEmpty() || !believes(address.get())) return address;
            last = address.get();
        }
        return Optional.of(last);
    }
}
