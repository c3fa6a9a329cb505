package org.mailspan.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.http.tls.Challenges;
import org.mailspan.support.PebbleAuthority;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;

/** What is asked of an authority, and what comes of its answers: a real one, and one that says what it is told to say. */
final class AcmeServerTest {
    private static final List<String> NAMES = List.of("mail.example.org", "autodiscover.example.org");

    @TempDir
    private Path directory;

    private AcmeServer server(URI authority, InetSocketAddress http, SSLContext trust) {
        var settings = new AcmeSettings(
                authority,
                NAMES,
                Optional.of("anna@example.org"),
                Optional.of(http),
                false,
                directory,
                Optional.of(trust));
        return new AcmeServer(settings, trust, new Challenges());
    }

    private static List<X509Certificate> issue(AcmeServer server, KeyPair account, KeyPair host) throws Exception {
        return server.issue(account, host, NAMES, Way.HTTP, Optional.empty());
    }

    /** It refuses three nonces in ten: the 60 requests of five orders do not get by without one. */
    @Test
    void aRealAuthorityLooksByHttpAndGivesACertificateForAllNames() throws Exception {
        try (var pebble = PebbleAuthority.start()) {
            var server = server(pebble.address(), pebble.http(), pebble.itsOwn().trust());
            KeyPair account = Kept.newKeys();
            for (int i = 0; i < 5; i++) {
                KeyPair host = Kept.newKeys();
                List<X509Certificate> chain = issue(server, account, host);
                assertEquals(host.getPublic(), chain.getFirst().getPublicKey());
                assertEquals(
                        NAMES.stream().sorted().toList(),
                        chain.getFirst().getSubjectAlternativeNames().stream()
                                .map(name -> String.valueOf(name.get(1)))
                                .sorted()
                                .toList());
                assertEquals(2, chain.size(), "with what is between it and the root");
                chain.getFirst().verify(chain.get(1).getPublicKey());
            }
            new ServerSocket(pebble.http().getPort(), 1, pebble.http().getAddress()).close();
        }
    }

    @Test
    void whatItDoesNotFindItSaysAndWhatHelps() throws Exception {
        try (var pebble = PebbleAuthority.start();
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var elsewhere = new InetSocketAddress(other.getInetAddress(), 0);
            var server = server(pebble.address(), elsewhere, pebble.itsOwn().trust());
            String why = assertThrows(Refused.class, () -> issue(server, Kept.newKeys(), Kept.newKeys()))
                    .why();
            assertTrue(why.startsWith("the authority did not find this server at http://"), why);
            assertTrue(why.endsWith("port 80 of that name has to lead to acme.http"), why);
            assertTrue(why.contains("connection refused"), why);

            var taken = server(
                    pebble.address(),
                    (InetSocketAddress) other.getLocalSocketAddress(),
                    pebble.itsOwn().trust());
            String busy = assertThrows(Refused.class, () -> issue(taken, Kept.newKeys(), Kept.newKeys()))
                    .why();
            assertTrue(busy.startsWith("acme.http cannot be listened at ("), busy);
        }
    }

    @Test
    void anAuthorityThatIsNotItselfIsNotAsked() throws Exception {
        try (var pebble = PebbleAuthority.start()) {
            var server = server(pebble.address(), pebble.http(), SSLContext.getDefault());
            String why = assertThrows(Refused.class, () -> issue(server, Kept.newKeys(), Kept.newKeys()))
                    .why();
            assertTrue(why.startsWith("localhost cannot be reached: "), why);
            assertFalse(pebble.log().contains("sign-me-up -> calling"), pebble.log());
        }
    }

    @Test
    void nobodyThereIsSaidInASentence() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var server = server(
                URI.create("https://localhost:" + port + "/dir"), new InetSocketAddress(port), SSLContext.getDefault());
        String why = assertThrows(Refused.class, () -> issue(server, Kept.newKeys(), Kept.newKeys()))
                .why();
        assertTrue(why.startsWith("localhost cannot be reached: "), why);
    }

    @Test
    void whoAskedTooOftenLearnsUntilWhen() throws Exception {
        try (var said = new SaysWhatItIsTold()) {
            said.onAccount = new Said(
                    429,
                    "application/problem+json",
                    "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"too many new accounts\"}",
                    "Retry-After: 7200");
            var server = server(said.address(), new InetSocketAddress(0), SSLContext.getDefault());
            Instant before = Instant.now();
            var refused = assertThrows(Refused.class, () -> issue(server, Kept.newKeys(), Kept.newKeys()));
            assertEquals("127.0.0.1 was asked too often: too many new accounts", refused.why());
            Duration wait = Duration.between(before, refused.notBefore().orElseThrow());
            assertTrue(
                    wait.compareTo(Duration.ofSeconds(7190)) > 0 && wait.compareTo(Duration.ofSeconds(7300)) < 0,
                    "" + wait);
        }
    }

    @Test
    void whatIsNoAcmeIsSaidToBeNone() throws Exception {
        try (var said = new SaysWhatItIsTold()) {
            said.onAccount = new Said(200, "text/html", "<h1>Hello</h1>", "X: y");
            var server = server(said.address(), new InetSocketAddress(0), SSLContext.getDefault());
            String why = assertThrows(Refused.class, () -> issue(server, Kept.newKeys(), Kept.newKeys()))
                    .why();
            assertTrue(why.startsWith("127.0.0.1 "), why);
        }
    }

    @Test
    void whenItSuggestsToRenewIsRead() throws Exception {
        Instant now = Instant.now();
        X509Certificate own = TestAuthority.root(Says.authority("ca", now))
                .gives(Says.person("mail.example.org", now))
                .certificate();
        try (var said = new SaysWhatItIsTold()) {
            var server = server(said.address(), new InetSocketAddress(0), SSLContext.getDefault());
            assertEquals(Optional.empty(), server.window(Kept.newKeys(), own), "one that has no suggestions");
        }
    }

    record Said(int status, String type, String body, String header) {}

    /** An authority by plain HTTP that answers a new account as it is told. */
    private static final class SaysWhatItIsTold implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private volatile Said onAccount = new Said(500, "text/plain", "", "X: y");

        SaysWhatItIsTold() throws IOException {
            String here = "http://127.0.0.1:" + server.getAddress().getPort();
            var directory = new Said(
                    200,
                    "application/json",
                    "{\"newNonce\":\"%s/nonce\",\"newAccount\":\"%s/account\",\"newOrder\":\"%s/order\"}"
                            .formatted(here, here, here),
                    "Replay-Nonce: abc");
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    Said answer = switch (exchange.getRequestURI().getPath()) {
                        case "/dir" -> directory;
                        case "/account" -> onAccount;
                        default -> new Said(200, "text/plain", "", "X: y");
                    };
                    exchange.getResponseHeaders().set("Replay-Nonce", "abcd");
                    exchange.getResponseHeaders().set("Content-Type", answer.type);
                    String[] header = answer.header.split(": ", 2);
                    exchange.getResponseHeaders().set(header[0], header[1]);
                    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
                    boolean head = exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(answer.status, head ? -1 : body.length);
                    if (!head) exchange.getResponseBody().write(body);
                }
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dir");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
