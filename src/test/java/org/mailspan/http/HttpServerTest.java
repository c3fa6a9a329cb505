package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.TestCertificate;

/** Listening sockets, certificates, and how many may come. */
final class HttpServerTest {
    @TempDir
    private Path directory;

    private static Plan plan() {
        return new Plan().command("Settings", 17, call -> new Reply.Empty());
    }

    @Test
    void aProperClientIsServedOverBothListeners() throws Exception {
        try (var server = plan().tls(files(TestCertificate.shared())).start();
                var http = HttpClient.newBuilder()
                        .sslContext(RawClient.trusting(TestCertificate.shared().certificate()))
                        .build()) {
            for (String base : List.of(
                    "http://localhost:"
                            + server.server.plainAddress().orElseThrow().getPort(),
                    "https://localhost:"
                            + server.server.secureAddress().orElseThrow().getPort())) {
                var request = HttpRequest.newBuilder(URI.create(base + "/Microsoft-Server-ActiveSync"))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Authorization", RawClient.LOGIN.substring("Authorization: ".length()))
                        .build();
                var response = http.send(request, HttpResponse.BodyHandlers.discarding());
                assertEquals(200, response.statusCode());
                assertEquals(HttpClient.Version.HTTP_1_1, response.version());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsOfTlsAreSpoken(String version) throws Exception {
        try (var server = plan().tls(files(TestCertificate.shared())).start();
                var http = HttpClient.newBuilder()
                        .sslContext(RawClient.trusting(TestCertificate.shared().certificate()))
                        .sslParameters(new SSLParameters(null, new String[] {version}))
                        .build()) {
            var uri = URI.create("https://localhost:"
                    + server.server.secureAddress().orElseThrow().getPort() + "/");
            var response = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            assertEquals(404, response.statusCode());
            assertEquals(version, response.sslSession().orElseThrow().getProtocol());
        }
    }

    @Test
    void aTakenPortIsNamedWithARemedyAndNothingStaysOpen() throws Exception {
        InetSocketAddress free = freeAddress();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var secure = new HttpServer.Settings.Secure(
                    (InetSocketAddress) taken.getLocalSocketAddress(), files(TestCertificate.shared()));
            var settings = new HttpServer.Settings(Optional.of(free), Optional.of(secure));
            var message = assertThrows(
                            IOException.class, () -> plan().settings(settings).start())
                    .getMessage();
            assertTrue(message.contains(":" + taken.getLocalPort()), message);
            assertTrue(message.contains("ss -ltnp"), message);
        }
        assertThrows(ConnectException.class, () -> RawClient.plain(free));
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        var settings = new HttpServer.Settings(Optional.of(new InetSocketAddress("192.0.2.1", 0)), Optional.empty());
        var message = assertThrows(
                        IOException.class, () -> plan().settings(settings).start())
                .getMessage();
        assertTrue(message.contains("192.0.2.1:0") && message.contains("of this machine"), message);
    }

    @Test
    void aBrokenCertificateStartsNothing() throws Exception {
        TlsFiles files = files(TestCertificate.shared());
        Files.writeString(files.key(), "nothing");
        assertThrows(IOException.class, () -> plan().tls(files).start());
    }

    @Test
    void aRenewedCertificateIsTakenUpAndOpenConnectionsServeOn() throws Exception {
        TlsFiles files = files(TestCertificate.shared());
        var renewed = TestCertificate.create();
        try (var server = plan().tls(files).start();
                RawClient old = server.secureClient()) {
            assertEquals(200, old.post("Settings", new byte[0]).answer().status());
            Files.writeString(files.key(), renewed.keyPem());
            Files.writeString(files.certificate(), renewed.certificatePem());
            X509Certificate presented = ServerUnderTest.await(
                    "the old one is still presented", () -> presented(server, renewed.certificate()));
            assertEquals(renewed.certificate(), presented);
            assertEquals(200, old.post("Settings", new byte[0]).answer().status());
        }
    }

    @Test
    void aBrokenRenewalLeavesTheOldOneInUseUntilItIsRepaired() throws Exception {
        TlsFiles files = files(TestCertificate.shared());
        try (var server = plan().tls(files).start()) {
            Files.writeString(files.key(), TestCertificate.create().keyPem());
            var failed = server.await(Event.Failed.class);
            assertTrue(String.valueOf(failed.cause().getMessage()).contains("belongs to the key"));
            try (RawClient client = server.secureClient()) {
                assertEquals(200, client.post("Settings", new byte[0]).answer().status());
            }
            var renewed = TestCertificate.create();
            Files.writeString(files.certificate(), renewed.certificatePem());
            Files.writeString(files.key(), renewed.keyPem());
            ServerUnderTest.await("not repaired", () -> presented(server, renewed.certificate()));
        }
    }

    private static Optional<X509Certificate> presented(ServerUnderTest server, X509Certificate trusted) {
        try (RawClient client = RawClient.secure(server.server.secureAddress().orElseThrow(), trusted)) {
            client.post("Settings", new byte[0]).answer();
            return Optional.of(client.peer());
        } catch (SSLHandshakeException notYet) {
            return Optional.empty();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    /** A stranger who connects to the TLS port and says nothing holds nothing for long. */
    @Test
    void aSilentHandshakeIsCutOff() throws Exception {
        var short150 = Duration.ofMillis(150);
        var limits = new HttpLimits(100_000, 300_000, 50, 100, short150, short150, short150);
        try (var server = plan().tls(files(TestCertificate.shared()))
                        .limits(limits)
                        .start();
                RawClient client = RawClient.plain(server.server.secureAddress().orElseThrow())) {
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void tooManyRequestsAtOneTimeAreToldToComeBack() throws Exception {
        var release = new CountDownLatch(1);
        var entered = new CountDownLatch(2);
        var limits = new HttpLimits(
                100_000, 300_000, 2, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(20));
        try (var server = plan().limits(limits)
                        .command("Search", 16, call -> {
                            entered.countDown();
                            release.await();
                            return new Reply.Empty();
                        })
                        .start();
                RawClient one = server.client().post("Search", new byte[0]);
                RawClient two = server.client().post("Search", new byte[0]);
                RawClient three = server.client()) {
            entered.await();
            var refused = three.post("Settings", new byte[0]).answer();
            assertEquals(503, refused.status());
            assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            release.countDown();
            assertEquals(200, one.answer().status());
            assertEquals(200, two.answer().status());
            ServerUnderTest.await("still too many", () -> served(server));
        }
    }

    private static Optional<Integer> served(ServerUnderTest server) {
        try (RawClient client = server.client()) {
            int status = client.post("Settings", new byte[0]).answer().status();
            return status == 200 ? Optional.of(status) : Optional.empty();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void aStopClosesAllAndMayBeSaidTwice() throws Exception {
        var server = plan().start();
        var address = server.server.plainAddress().orElseThrow();
        try (RawClient idle = server.client()) {
            assertEquals(200, idle.post("Settings", new byte[0]).answer().status());
            assertTrue(server.server.stop(Duration.ofSeconds(1)));
            assertTrue(server.server.stop(Duration.ofSeconds(1)));
            assertTrue(idle.isClosedByServer());
            assertThrows(ConnectException.class, () -> RawClient.plain(address));
        } finally {
            server.close();
        }
    }

    private TlsFiles files(TestCertificate certificate) throws IOException {
        return ServerUnderTest.files(directory, certificate);
    }
}
