package org.mailspan.cli.probe;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether DNS leads phones here: the records that there should be, and what became of those that are. As this machine sees
 * it; at home that may be another view than a phone's on its way.
 */
public final class DnsRecords {
    private static final int HTTPS = 443;

    private final NameServers dns;
    private final String host;
    private final int port;
    private final String domain;

    private DnsRecords(NameServers dns, URI server, String domain) {
        this.dns = dns;
        this.host = server.getHost().toLowerCase(Locale.ROOT);
        this.port = server.getPort() < 0 ? HTTPS : server.getPort();
        this.domain = domain.isEmpty() ? host.substring(host.indexOf('.') + 1) : domain.toLowerCase(Locale.ROOT);
    }

    /**
     * @param server where phones reach us
     * @param domain behind the @ of the users' addresses; empty if it is that of the server
     */
    public static List<Finding> of(URI server, String domain) {
        return of(NameServers.OF_THIS_MACHINE, server, domain);
    }

    static List<Finding> of(NameServers dns, URI server, String domain) {
        return new DnsRecords(dns, server, domain).findings();
    }

    private List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        Set<String> addresses = dns.addresses(host);
        findings.add(
                addresses.isEmpty()
                        ? new Finding.Bad(
                                "DNS " + host,
                                "has no address",
                                "Set A and AAAA records for " + host
                                        + ", with the addresses by which the Internet reaches" + " this machine.")
                        : new Finding.Good("DNS " + host, String.join(", ", addresses)));
        findings.add(autodiscover(addresses));
        return findings;
    }

    /** Phones try the name first and the service afterwards (MS-OXDISCO 3.1.5). */
    private Finding autodiscover(Set<String> here) {
        String name = "autodiscover." + domain;
        String service = "_autodiscover._tcp." + domain;
        Set<String> there = dns.addresses(name);
        if (!there.isEmpty() && there.equals(here))
            return new Finding.Good("DNS " + name, "leads here; the certificate has to name it too");
        List<String> services = dns.services(service);
        if (services.contains(host + ":" + port)) return new Finding.Good("DNS " + service, "names this server");
        String what = there.isEmpty() && services.isEmpty()
                ? "nothing tells phones of " + domain + " where their server is"
                : "leads elsewhere: " + String.join(", ", there.isEmpty() ? services : there);
        return new Finding.Doubtful(
                "DNS " + name,
                what,
                "Set " + name + ". CNAME " + host + ". (and have it in the certificate), or " + service + ". SRV 0 0 "
                        + port + " " + host + ".; without, the server is typed into each phone.");
    }
}
