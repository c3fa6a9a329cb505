package org.mailspan.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What check says of the records that lead phones here. */
class DnsRecordsTest {
    private static final URI SERVER = URI.create("https://mail.example.org");

    private static NameServers dns(Map<String, Set<String>> addresses, Map<String, List<String>> services) {
        return new NameServers() {
            @Override
            public Set<String> addresses(String name) {
                return addresses.getOrDefault(name, Set.of());
            }

            @Override
            public List<String> services(String name) {
                return services.getOrDefault(name, List.of());
            }
        };
    }

    private static final Set<String> HERE = Set.of("192.0.2.1");

    @Test
    void allIsWellWithBothNames() {
        var dns = dns(Map.of("mail.example.org", HERE, "autodiscover.example.org", HERE), Map.of());
        List<Finding> findings = DnsRecords.of(dns, SERVER, "");
        assertEquals(
                List.of(
                        new Finding.Good("DNS mail.example.org", "192.0.2.1"),
                        new Finding.Good(
                                "DNS autodiscover.example.org", "leads here; the certificate has to name it too")),
                findings);
    }

    @Test
    void aServiceRecordIsAsGood() {
        var dns = dns(
                Map.of("mail.example.org", HERE, "autodiscover.other.example", Set.of("198.51.100.7")),
                Map.of("_autodiscover._tcp.other.example", List.of("elsewhere:443", "mail.example.org:443")));
        assertInstanceOf(
                Finding.Good.class, DnsRecords.of(dns, SERVER, "Other.example").getLast());
    }

    @Test
    void whatIsMissingIsWrittenDownAsItShouldBe() {
        List<Finding> findings =
                DnsRecords.of(dns(Map.of(), Map.of()), URI.create("https://mail.example.org:8443"), "");
        assertInstanceOf(Finding.Bad.class, findings.getFirst());
        var autodiscover = assertInstanceOf(Finding.Doubtful.class, findings.getLast());
        assertTrue(
                autodiscover.remedy().contains("autodiscover.example.org. CNAME mail.example.org."),
                autodiscover.remedy());
        assertTrue(
                autodiscover.remedy().contains("_autodiscover._tcp.example.org. SRV 0 0 8443 mail.example.org."),
                autodiscover.remedy());
    }

    @Test
    void whoLeadsElsewhereIsNamed() {
        var dns = dns(Map.of("mail.example.org", HERE, "autodiscover.example.org", Set.of("198.51.100.7")), Map.of());
        var finding = assertInstanceOf(
                Finding.Doubtful.class, DnsRecords.of(dns, SERVER, "").getLast());
        assertEquals("leads elsewhere: 198.51.100.7", finding.text());
    }
}
