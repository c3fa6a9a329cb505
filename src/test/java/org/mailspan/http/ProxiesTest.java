package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed about where a request comes from, and that nobody else is. */
final class ProxiesTest {
    private static final Proxies LISTED =
            Proxies.of("127.0.0.1, 10.0.0.0/8,fd00::/8, 192.0.2.128/25").orElseThrow();

    private static String origin(String peer, String... forwarded) {
        return LISTED.origin(InetAddress.ofLiteral(peer), List.of(forwarded))
                .map(Literal::text)
                .orElse("malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1 | 203.0.113.9 | 203.0.113.9",
                "127.0.0.1 | 6.6.6.6, 203.0.113.9 | 203.0.113.9",
                "127.0.0.1 | 127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "127.0.0.1 | 203.0.113.9, 10.1.2.3 | 203.0.113.9",
                "127.0.0.1 | 203.0.113.9, 10.1.2.3 , fd12::1 | 203.0.113.9",
                "127.0.0.1 | 203.0.113.9:5123 | 203.0.113.9",
                "127.0.0.1 | [2001:db8::9]:5123 | 2001:db8:0:0:0:0:0:9",
                "127.0.0.1 | 2001:db8::9 | 2001:db8:0:0:0:0:0:9",
                "127.0.0.1 | ::ffff:203.0.113.9 | 203.0.113.9",
                "127.0.0.1 | 10.1.2.3 | 10.1.2.3",
                "127.0.0.1 | 192.0.2.127 | 192.0.2.127",
                "127.0.0.1 | 6.6.6.6, 192.0.2.128 | 6.6.6.6",
                "::ffff:10.0.0.1 | 203.0.113.9 | 203.0.113.9",
                "fd00::1 | 203.0.113.9 | 203.0.113.9",
            })
    void whoAsksIsTheLastThatIsNoProxyOfOurs(String peer, String forwarded, String expected) {
        assertEquals(expected, origin(peer, forwarded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "127.0.0.2", "11.0.0.1", "fe80::1", "::1", "192.0.2.127"})
    void whatAnybodyElseWritesIsAsIfItWereNotThere(String peer) {
        String itself = Literal.text(InetAddress.ofLiteral(peer));
        assertEquals(itself, origin(peer, "6.6.6.6"));
        assertEquals(itself, origin(peer, "127.0.0.1, 10.0.0.1"));
        assertEquals(itself, origin(peer, "nonsense"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "203.0.113.9, ",
                ",",
                "203.0.113",
                "7",
                "0x7f.0.0.1",
                "203.0.113.999",
                "mail.example.org",
                "localhost",
                "[203.0.113.9",
                "203.0.113.9:port",
                "2001:db8::9%eth0",
                "203.0.113.9, nonsense, 10.0.0.1",
                "user \"x\" 203.0.113.9"
            })
    void aProxyThatWritesNoAddressIsNoProxyOfOurs(String forwarded) {
        assertEquals("malformed", origin("127.0.0.1", forwarded));
    }

    @Test
    void severalHeadersAreOneList() {
        assertEquals("203.0.113.9", origin("127.0.0.1", "6.6.6.6", "203.0.113.9", "10.0.0.1"));
    }

    @Test
    void withoutAHeaderItIsTheProxyItself() {
        assertEquals("127.0.0.1", origin("127.0.0.1"));
        assertEquals("127.0.0.1", origin("127.0.0.1", " "));
    }

    @Test
    void aChainHasAnEnd() {
        assertEquals("10.0.0.1", origin("127.0.0.1", "6.6.6.6, " + "10.0.0.1, ".repeat(5_000) + "10.0.0.1"));
    }

    @Test
    void whatIsNoListIsTold() {
        assertEquals(Optional.empty(), Proxies.of("127.0.0.1 ::1"));
        assertEquals(Optional.empty(), Proxies.of("127.0.0.1,"));
        assertEquals(Optional.empty(), Proxies.of("10.0.0.0/33"));
        assertEquals(Optional.empty(), Proxies.of("10.0.0.0/-1"));
        assertEquals(Optional.empty(), Proxies.of("proxy.example.org"));
        assertTrue(Proxies.of(" ").orElseThrow().networks().isEmpty());
        assertTrue(Proxies.of("0.0.0.0/0").orElseThrow().believes(InetAddress.ofLiteral("203.0.113.9")));
    }
}
