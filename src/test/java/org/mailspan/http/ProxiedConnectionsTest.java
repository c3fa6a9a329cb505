package org.mailspan.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.push.Held;
import org.mailspan.support.TestCertificate;

/** Whose word is taken for where a request comes from: an attacker's is not. */
final class ProxiedConnectionsTest {
    private static final String LINE = "PROXY TCP4 203.0.113.9 192.0.2.1 51234 443\r\n";
    private static final byte[] OCTETS =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb007109c0000201c82201bb");
    private static final Proxies SPEAKING = Proxies.LOOPBACK.withProtocol(true);
    private static final Proxies STRANGERS = Proxies.of("192.0.2.1").orElseThrow();

    @TempDir
    private Path directory;

    private static Plan plan(Proxies proxies) {
        return new Plan().command("Sync", 0, call -> new Reply.Empty()).proxies(proxies);
    }

    private static String refused(String headers) {
        return "GET /nothing HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    }

    private static String seenFrom(ServerUnderTest server) throws InterruptedException {
        return server.await(Event.RequestRefused.class).address();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theHeaderTellsWhoAsks(boolean line) throws Exception {
        try (var server = plan(SPEAKING).start();
                var client = server.client()) {
            client.send(line ? LINE.getBytes(ISO_8859_1) : OCTETS).send(refused(""));
            assertEquals(404, client.answer().status());
            assertEquals("203.0.113.9", seenFrom(server));
        }
    }

    @Test
    void theHeaderMayComeInPiecesAndTogetherWithTheRequest() throws Exception {
        try (var server = plan(SPEAKING).start();
                var client = server.client();
                var other = server.client()) {
            for (char c : LINE.toCharArray()) client.send(String.valueOf(c));
            client.send(refused(""));
            assertEquals(404, client.answer().status());
            assertEquals("203.0.113.9", seenFrom(server));
            other.send(LINE + RawClient.head("Sync") + "Content-Length: 0\r\n\r\n");
            assertEquals(200, other.answer().status());
            other.post("Sync", new byte[0]);
            assertEquals(200, other.answer().status(), "the connection goes on");
        }
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        TestCertificate certificate = TestCertificate.shared();
        try (var server = plan(SPEAKING)
                .tls(ServerUnderTest.files(directory, certificate))
                .start()) {
            InetSocketAddress address = server.server.secureAddress().orElseThrow();
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write(OCTETS);
                var tls = RawClient.trusting(certificate.certificate())
                        .getSocketFactory()
                        .createSocket(socket, "localhost", address.getPort(), true);
                try (var client = RawClient.over(tls)) {
                    client.send(refused(""));
                    assertEquals(404, client.answer().status());
                    assertEquals("203.0.113.9", seenFrom(server));
                }
            }
        }
    }

    /** The connection behind the header is watched like any other. */
    @Test
    void aClientThatHangsUpBehindAProxyIsNoticedWhileItsRequestWaits() throws Exception {
        var ended = new CompletableFuture<Held.End>();
        Plan plan = plan(SPEAKING)
                .waiting(
                        "Ping",
                        18,
                        call -> new UntilEnded(call.held(), end -> {
                            ended.complete(end);
                            return new Reply.Empty();
                        }));
        try (var server = plan.start();
                var client = server.client()) {
            client.send(OCTETS).post("Ping", new byte[0]);
            ServerUnderTest.await(
                    "not held", () -> Optional.of(server.held.count()).filter(count -> count == 1));
            client.reset();
            assertEquals(Held.End.HUNG_UP, ended.get(10, TimeUnit.SECONDS));
        }
    }

    /** Behind the header, the same rules hold for what the client itself claims. */
    @Test
    void whoIsBehindAProxyCannotClaimToBeAnotherOne() throws Exception {
        try (var server = plan(SPEAKING).start();
                var client = server.client()) {
            client.send(LINE).send(refused("X-Forwarded-For: 6.6.6.6\r\n"));
            assertEquals(404, client.answer().status());
            assertEquals("203.0.113.9", seenFrom(server));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 6.6.6.6\r\n",
                "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.1\r\n",
                "X-Real-IP: 6.6.6.6\r\n",
                "Forwarded: for=6.6.6.6\r\n",
                "True-Client-IP: 6.6.6.6\r\nCF-Connecting-IP: 6.6.6.6\r\nX-Client-IP: 6.6.6.6\r\n",
                "X-Forwarded-For: nonsense\r\n",
            })
    void aStrangersHeadersAreNotBelieved(String headers) throws Exception {
        try (var server = plan(STRANGERS).start();
                var client = server.client()) {
            client.send(refused(headers));
            assertEquals(404, client.answer().status());
            assertEquals("127.0.0.1", seenFrom(server));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStrangersProxyHeaderIsNotBelieved(boolean line) throws Exception {
        try (var server = plan(STRANGERS.withProtocol(true)).start();
                var client = server.client()) {
            client.send(line ? LINE.getBytes(ISO_8859_1) : OCTETS).send(refused(""));
            assertTrue(isRefused(client));
            assertTrue(
                    server.events.stream().noneMatch(event -> event.toString().contains("203.0.113.9")));
        }
        try (var server = plan(STRANGERS.withProtocol(true)).start();
                var client = server.client()) {
            client.send(refused(""));
            assertEquals(404, client.answer().status(), "who is no proxy needs no header");
        }
    }

    @Test
    void aHeaderIsNotTakenWhereNobodySaidThatProxiesSendOne() throws Exception {
        try (var server = plan(Proxies.LOOPBACK).start();
                var client = server.client()) {
            client.send(LINE).send(refused(""));
            assertTrue(isRefused(client));
        }
    }

    /** A bad request, or no answer at all. */
    private static boolean isRefused(RawClient client) {
        try {
            return client.answer().status() == 400;
        } catch (IOException closed) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "PROXY TCP4 nonsense 192.0.2.1 51234 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51234\r\nGET / HTTP/1.1\r\n\r\n"
            })
    void aProxyWithoutAProperHeaderIsCutOffAndTheOwnerIsTold(String octets) throws Exception {
        try (var server = plan(SPEAKING).start();
                var client = server.client()) {
            client.send(octets);
            assertTrue(client.isClosedByServer());
            var told = server.await(Event.RequestRefused.class);
            assertEquals("127.0.0.1", told.address());
            assertTrue(told.reason().startsWith("no PROXY header"), told.reason());
        }
    }

    @Test
    void aHeaderThatDoesNotComeIsNotWaitedForForEver() throws Exception {
        var quick = new HttpLimits(
                100_000, 300_000, 50, 100, Duration.ofSeconds(30), Duration.ofMillis(150), Duration.ofSeconds(20));
        try (var server = plan(SPEAKING).limits(quick).start();
                var client = server.client()) {
            client.send("PROXY TCP4 ");
            assertTrue(client.isClosedByServer());
        }
    }

    /** What a proxy writes begins with what its client wrote, and a line of IPv6 has as many addresses as it likes. */
    @ParameterizedTest
    @ValueSource(strings = {"6.6.6.%d, 203.0.113.9", "127.0.0.1, 6.6.%d.6, 203.0.113.9", "2001:db8:1:2::%d"})
    void whoClaimsAnotherAddressEachTimeIsStillOneWhoGuesses(String forwarded) throws Exception {
        try (var server = plan(Proxies.LOOPBACK).start();
                var client = server.client()) {
            for (int i = 1; i <= 25; i++)
                assertEquals(i <= 20 ? 401 : 503, guess(client, i, forwarded.formatted(i)), "guess " + i);
            assertEquals(401, guess(client, 99, "198.51.100.1"), "somebody else behind the same proxy");
        }
        try (var server = plan(STRANGERS).start();
                var client = server.client()) {
            for (int i = 1; i <= 25; i++) assertEquals(i <= 20 ? 401 : 503, guess(client, i, "198.51.100." + i));
        }
    }

    private static int guess(RawClient client, int number, String forwarded) throws IOException {
        String login = Base64.getEncoder().encodeToString(("jo:guess" + number).getBytes(ISO_8859_1));
        return client.send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + login
                        + "\r\nX-Forwarded-For: " + forwarded + "\r\n\r\n")
                .answer()
                .status();
    }

    @Test
    void aBelievedProxyThatWritesNonsenseGetsA400() throws Exception {
        try (var server = plan(Proxies.LOOPBACK).start();
                var client = server.client()) {
            client.send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n" + RawClient.LOGIN
                    + "\r\nX-Forwarded-For: \" 6.6.6.6\r\n\r\n");
            assertEquals(400, client.answer().status());
            assertEquals("127.0.0.1", seenFrom(server), "and stands in the log by its own address");
        }
    }

    @Test
    void oneLineOfIPv6IsOneNetworkAndIPv4InIPv6IsIPv4() {
        assertEquals(Logins.network("2001:db8:1:2::1"), Logins.network("2001:db8:1:2:ffff::9"));
        assertNotEquals(Logins.network("2001:db8:1:2::1"), Logins.network("2001:db8:1:3::1"));
        assertEquals(Logins.network("192.0.2.1"), Logins.network("::ffff:192.0.2.1"));
        assertEquals(
                "192.0.2.1", Literal.text(InetAddress.ofLiteral("::ffff:192.0.2.1")), "as the log and bans have it");
    }
}
