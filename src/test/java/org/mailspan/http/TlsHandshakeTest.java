package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Reply;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.http.tls.Challenges;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.TestCertificate;

/** What TLS is spoken, with real handshakes, and what somebody may cost who begins many. */
final class TlsHandshakeTest {
    private static final TestCertificate HOST = TestCertificate.shared();
    private static final byte[] HELLO_WITHOUT_END = HexFormat.of().parseHex("1603010200010001fc0303");

    @TempDir
    private Path directory;

    private Optional<ServerUnderTest> running = Optional.empty();

    @AfterEach
    void stop() {
        running.ifPresent(ServerUnderTest::close);
    }

    private ServerUnderTest start(Plan plan) throws IOException {
        running = Optional.of(plan.start());
        return running.get();
    }

    private Plan plan() throws IOException {
        return new Plan()
                .command("Settings", 17, ServerUnderTest.answering(new Reply.Empty()))
                .tls(ServerUnderTest.files(directory, HOST));
    }

    private static InetSocketAddress address(ServerUnderTest server) {
        return server.server.secureAddress().orElseThrow();
    }

    /** A client that offers just this. */
    private static SSLSocket client(ServerUnderTest server, SSLParameters offer) throws Exception {
        InetSocketAddress at = address(server);
        var socket = (SSLSocket) HOST.trust()
                .getSocketFactory()
                .createSocket(new Socket(at.getAddress(), at.getPort()), "localhost", at.getPort(), true);
        socket.setSoTimeout(10_000);
        socket.setSSLParameters(offer);
        return socket;
    }

    private static SSLParameters offer(String protocol, String... suites) throws GeneralSecurityException {
        SSLParameters all = HOST.trust().getSupportedSSLParameters();
        var offer = new SSLParameters(suites.length == 0 ? all.getCipherSuites() : suites, new String[] {protocol});
        offer.setServerNames(List.of(new SNIHostName("localhost")));
        return offer;
    }

    /** The suites that the server takes, one by one. */
    private static Set<String> taken(ServerUnderTest server, String protocol) throws Exception {
        var taken = new TreeSet<String>();
        for (String suite : HOST.trust().getSupportedSSLParameters().getCipherSuites()) {
            try (SSLSocket socket = client(server, offer(protocol, suite))) {
                socket.startHandshake();
                taken.add(socket.getSession().getCipherSuite());
            } catch (IOException refused) {
                assertFalse(taken.contains(suite), "taken and refused");
            }
        }
        return taken;
    }

    @Test
    void onlySuitesWithForwardSecrecyAndAuthenticatedEncryptionAreTaken() throws Exception {
        ServerUnderTest server = start(plan());
        assertEquals(
                Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
                taken(server, "TLSv1.3"));
        assertEquals(
                Set.of(
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
                taken(server, "TLSv1.2"));
    }

    @Test
    void withAnRsaKeyTheSameIsTaken() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var name = new X500Principal("CN=localhost");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(600)),
                name,
                keys.getPublic());
        var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
        var rsa = new TestCertificate(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys);
        ServerUnderTest server = start(plan().tls(ServerUnderTest.files(directory, rsa)));
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            InetSocketAddress at = address(server);
            try (var socket = (SSLSocket) rsa.trust()
                    .getSocketFactory()
                    .createSocket(new Socket(at.getAddress(), at.getPort()), "localhost", at.getPort(), true)) {
                socket.setSSLParameters(offer(protocol));
                socket.startHandshake();
                String suite = socket.getSession().getCipherSuite();
                assertTrue(suite.matches("TLS_(ECDHE_RSA_WITH_)?AES_128_GCM_SHA256"), suite);
            }
        }
    }

    /** By hand, since the JDK's client would not ask for the older ones: 22 is a handshake, 21 an alert. */
    @ParameterizedTest
    @CsvSource({"0303, 22", "0302, 21", "0301, 21", "0300, 21"})
    void olderVersionsAreRefusedByAnAlert(String version, int expected) throws Exception {
        ServerUnderTest server = start(plan());
        String extensions = "000a00040002" + "0017" + "000d00060004" + "04030804" + "000b00020100";
        String hello = version + "5a".repeat(32) + "00" + "0004c02bc009" + "0100" + "0018" + extensions;
        int length = hello.length() / 2;
        byte[] octets = HexFormat.of().parseHex("160301%04x01%06x%s".formatted(length + 4, length, hello));
        try (var plain =
                new Socket(address(server).getAddress(), address(server).getPort())) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream().write(octets);
            assertEquals(expected, plain.getInputStream().read());
        }
    }

    /** A client that prefers the slowest gets what the server prefers. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    })
    void theServersOrderCounts(String version, String first, String expected) throws Exception {
        ServerUnderTest server = start(plan());
        try (SSLSocket socket = client(server, offer(version, first, expected))) {
            socket.startHandshake();
            assertEquals(expected, socket.getSession().getCipherSuite());
        }
    }

    /** HTTP/2 is not offered; a client that knows only that is told so in the handshake. */
    @Test
    void http11IsWhatIsSpoken() throws Exception {
        ServerUnderTest server = start(plan());
        SSLParameters both = offer("TLSv1.3");
        both.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        try (SSLSocket socket = client(server, both)) {
            socket.startHandshake();
            assertEquals("http/1.1", socket.getApplicationProtocol());
        }
        SSLParameters only = offer("TLSv1.3");
        only.setApplicationProtocols(new String[] {"h2"});
        try (SSLSocket socket = client(server, only)) {
            assertThrows(IOException.class, socket::startHandshake);
        }
        try (RawClient silent = server.secureClient()) {
            assertEquals(200, silent.post("Settings", new byte[0]).answer().status());
        }
    }

    /** Nobody answers a challenge that no authority was given. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aChallengeOfAStrangerIsRefused(String version) throws Exception {
        ServerUnderTest server = start(plan().tls(new Tls(
                ServerUnderTest.files(directory, HOST), Optional.of(new Challenges()), Optional.empty())));
        SSLParameters offer = offer(version);
        offer.setApplicationProtocols(new String[] {"acme-tls/1"});
        try (SSLSocket socket = client(server, offer)) {
            assertThrows(IOException.class, socket::startHandshake);
        }
    }

    /** RFC 8737 3: shown to who asks for it by name and protocol, and then the connection is over. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aChallengeIsAnsweredAndItsConnectionIsOver(String version) throws Exception {
        var challenges = new Challenges();
        var none = new TlsFiles(directory.resolve("none"), directory.resolve("none"));
        ServerUnderTest server = start(plan().tls(new Tls(none, Optional.of(challenges), Optional.empty())));
        challenges.show("LocalHost", HOST.certificate(), HOST.keys().getPrivate());
        SSLParameters offer = offer(version);
        offer.setApplicationProtocols(new String[] {"acme-tls/1"});
        try (SSLSocket socket = client(server, offer)) {
            socket.startHandshake();
            assertEquals(HOST.certificate(), socket.getSession().getPeerCertificates()[0]);
            assertEquals(-1, socket.getInputStream().read());
        }
        try (SSLSocket phone = client(server, offer(version))) {
            assertThrows(IOException.class, phone::startHandshake, "there is no certificate for phones yet");
        }
        challenges.takeBack("localhost");
        try (SSLSocket late = client(server, offer)) {
            assertThrows(IOException.class, late::startHandshake);
        }
    }

    @Test
    void aClientCannotBeginAnotherHandshake() throws Exception {
        ServerUnderTest server = start(plan());
        try (SSLSocket socket = client(server, offer("TLSv1.2"))) {
            socket.startHandshake();
            IOException ended = assertThrows(IOException.class, () -> {
                socket.startHandshake();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                throw new IOException("closed");
            });
            assertFalse(ended instanceof SocketTimeoutException, "the server goes along with it, or leaves it waiting");
        }
    }

    /** A session is resumed, but not for days. */
    @Test
    void aSessionIsResumedForSomeHours() throws Exception {
        var context = new Tls(ServerUnderTest.files(directory, HOST))
                .load((_, _) -> {})
                .context();
        assertEquals(
                Duration.ofHours(8).toSeconds(),
                context.getServerSessionContext().getSessionTimeout());
        assertEquals(2000, context.getServerSessionContext().getSessionCacheSize());
    }

    @Test
    void whoeverLooksWithABrowserIsToComeByHttps() throws Exception {
        ServerUnderTest server = start(plan());
        try (RawClient secure = server.secureClient();
                RawClient plain = server.client()) {
            for (String path : List.of("/", "/Microsoft-Server-ActiveSync")) {
                String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
                assertEquals("max-age=31536000", secure.send(request).answer().header("Strict-Transport-Security"));
                assertEquals("", plain.send(request).answer().header("Strict-Transport-Security"));
            }
            assertEquals("", secure.post("Settings", new byte[0]).answer().header("Strict-Transport-Security"));
        }
    }

    /** Bytes that look like a beginning, and then nothing: after the time for a head they are cut. */
    @Test
    void aHandshakeThatDoesNotEndIsCut() throws Exception {
        var short150 = Duration.ofMillis(150);
        var limits =
                new HttpLimits(100_000, 300_000, 50, 100, Duration.ofSeconds(60), short150, Duration.ofSeconds(60));
        ServerUnderTest server = start(plan().limits(limits));
        try (RawClient client = RawClient.plain(address(server))) {
            assertTrue(client.send(HELLO_WITHOUT_END).isClosedByServer());
        }
    }
}
