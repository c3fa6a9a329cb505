package org.mailspan.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.http.ProxyHeader.Malformed;
import org.mailspan.http.ProxyHeader.More;
import org.mailspan.http.ProxyHeader.Whole;

/** The header of the PROXY protocol, read to its end and not an octet further. */
final class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Reads as a connection does, as much as is asked for; the rest must be what was behind the header. */
    private static ProxyHeader read(byte[] octets, int header) {
        int wanted = ProxyHeader.SHORTEST;
        while (wanted <= octets.length) {
            // What was not read yet is not there.
            ProxyHeader result = ProxyHeader.of(Arrays.copyOf(Arrays.copyOf(octets, wanted), 5_000), wanted);
            if (!(result instanceof More(int more))) {
                if (result instanceof Whole) assertEquals(header, wanted, "octets read");
                return result;
            }
            assertTrue(more > 0);
            wanted += more;
        }
        throw new AssertionError("waits for more than there is");
    }

    private static String source(ProxyHeader header) {
        return assertInstanceOf(Whole.class, header)
                .source()
                .map(source -> Literal.text(source.getAddress()) + " " + source.getPort())
                .orElse("itself");
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.9 192.0.2.1 51234 443,203.0.113.9 51234",
        "PROXY TCP6 2001:db8::9 2001:db8::1 1 443,2001:db8:0:0:0:0:0:9 1",
        "PROXY TCP6 ::ffff:203.0.113.9 ::1 1 443,203.0.113.9 1",
        "PROXY UNKNOWN,itself",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535,itself",
    })
    void aLineIsRead(String line, String expected) {
        byte[] octets = (line + "\r\nGET / HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1);
        assertEquals(expected, source(read(octets, line.length() + 2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.9 192.0.2.1 51234",
                "PROXY TCP4 203.0.113.9  192.0.2.1 51234 443",
                "PROXY TCP4 2001:db8::9 2001:db8::1 1 443",
                "PROXY TCP6 203.0.113.9 192.0.2.1 1 443",
                "PROXY TCP4 203.0.113.999 192.0.2.1 1 443",
                "PROXY TCP4 203.0.113.9 192.0.2.1 65536 443",
                "PROXY TCP4 203.0.113.9 192.0.2.1 -1 443",
                "PROXY UDP4 203.0.113.9 192.0.2.1 1 443",
                "PROXY TCP4 proxy.example.org 192.0.2.1 1 443",
                "PROXY TCP4 203.0.113.9 192.0.2.1 1 443 more",
                "proxy TCP4 203.0.113.9 192.0.2.1 1 443",
                "GET / HTTP/1.1",
                "PROXY TCP4 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "000000000000000000000000000000000000000000000000000000000000000000000",
            })
    void aMalformedLineIsRefused(String line) {
        assertInstanceOf(Malformed.class, read((line + "\r\n" + "x".repeat(200)).getBytes(ISO_8859_1), 0));
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c,cb007109c0000201c82201bb,203.0.113.9 51234",
        "21110014,cb007109c0000201c82201bb0400050000000000,203.0.113.9 51234",
        "21210024,20010db800000000000000000000000920010db8000000000000000000000001000101bb,2001:db8:0:0:0:0:0:9 1",
        "20000000,,itself",
        "2011000c,cb007109c0000201c82201bb,itself",
        "21000003,aabbcc,itself",
        "2112000c,cb007109c0000201c82201bb,itself",
    })
    void octetsAreRead(String fixed, String addresses, String expected) {
        String rest = Optional.ofNullable(addresses).orElse("");
        byte[] octets = HexFormat.of().parseHex(SIGNATURE + fixed + rest + "1603010200".repeat(20));
        assertEquals(expected, source(read(octets, 16 + rest.length() / 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111000c", "2211000c", "2199000c", "2111000b", "21210023", "2111ffff"})
    void malformedOctetsAreRefused(String fixed) {
        byte[] octets = HexFormat.of().parseHex(SIGNATURE + fixed + "00".repeat(300));
        assertInstanceOf(Malformed.class, read(octets, 0));
    }

    @Test
    void garbageEndsSomewhere() {
        var random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            var octets = new byte[5_000];
            random.nextBytes(octets);
            byte[] start = round % 2 == 0
                    ? HexFormat.of().parseHex(SIGNATURE + "21")
                    : "PROXY TCP4 1.2.3.4 ".getBytes(ISO_8859_1);
            System.arraycopy(start, 0, octets, 0, random.nextInt(start.length + 1));
            int wanted = ProxyHeader.SHORTEST;
            while (ProxyHeader.of(octets, wanted) instanceof More(int more)) wanted += more;
            assertTrue(wanted <= ProxyHeader.LONGEST, "read " + wanted);
        }
    }
}
