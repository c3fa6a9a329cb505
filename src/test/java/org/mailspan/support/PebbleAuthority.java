package org.mailspan.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The ACME server of Let's Encrypt for tests, from Debian's package, with a DNS of its own in which every name is this
 * machine. It refuses three nonces in ten on purpose, and looks at two ports of loopback in place of 80 and 443.
 */
public final class PebbleAuthority implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final TestCertificate ITS_OWN = TestCertificate.create();

    private final Path directory;
    private final Process guard;
    private final int port;
    private final int management;
    private final int httpPort;
    private final int tlsPort;

    private PebbleAuthority() throws IOException {
        directory = Files.createTempDirectory("pebble");
        int dns;
        int dnsManagement;
        try (var a = anyPort();
                var b = anyPort();
                var c = anyPort();
                var d = anyPort();
                var e = anyPort();
                var f = anyPort()) {
            port = a.getLocalPort();
            management = b.getLocalPort();
            httpPort = c.getLocalPort();
            tlsPort = d.getLocalPort();
            dns = e.getLocalPort();
            dnsManagement = f.getLocalPort();
        }
        Files.writeString(directory.resolve("cert"), ITS_OWN.certificatePem());
        Files.writeString(directory.resolve("key"), ITS_OWN.keyPem());
        Files.writeString(
                directory.resolve("conf"),
                CONF.replace("@dir", directory.toString())
                        .replace("@port", "" + port)
                        .replace("@management", "" + management)
                        .replace("@http", "" + httpPort)
                        .replace("@tls", "" + tlsPort));
        // The shell waits on our pipe: it ends both and cleans up even when this JVM is killed.
        var builder = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "pebble-challtestsrv -dns01 127.0.0.1:$1 -http01 '' -https01 '' -tlsalpn01 '' -management"
                                + " 127.0.0.1:$2 -defaultIPv6 '' & dns=$!\n"
                                + "pebble -config $3/conf -dnsserver 127.0.0.1:$1 & pebble=$!\n"
                                + "read -r end; kill $pebble $dns; wait; rm -rf $3",
                        "sh",
                        "" + dns,
                        "" + dnsManagement,
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_WFE_NONCEREJECT", "30");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        guard = builder.start();
        await(port);
        await(dnsManagement);
    }

    /** One of its own, to be stopped by the test; skips it where there is no pebble. */
    public static PebbleAuthority start() {
        Hosts.requireBinary("pebble", "pebble");
        Hosts.requireBinary("pebble-challtestsrv", "pebble");
        try {
            return new PebbleAuthority();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private void await(int listening) throws IOException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit) && guard.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), listening)) {
                if (socket.isConnected()) return;
            } catch (IOException notYet) {
                // Nothing tells when a foreign process listens: knocking again is the only way.
                LockSupport.parkNanos(5_000_000);
            }
        }
        String log = log();
        close();
        throw new IOException("pebble does not start: " + log);
    }

    /** What it wrote so far: each request that it got, and what it saw. */
    public String log() {
        try {
            return Files.readString(directory.resolve("out"), UTF_8);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** How often it was asked for a certificate; what it refused for its nonce, and was asked again, counts once. */
    public long orders() {
        return log().lines().filter(line -> line.contains("Added order ")).count();
    }

    public URI address() {
        return URI.create("https://localhost:" + port + "/dir");
    }

    /** By which it proves that it is itself. */
    public TestCertificate itsOwn() {
        return ITS_OWN;
    }

    /** Where it looks in place of port 80. */
    public InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort);
    }

    /** Where it looks in place of port 443. */
    public InetSocketAddress tls() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tlsPort);
    }

    /** The root of what it gives out, PEM. */
    public String root() {
        try (var http = HttpClient.newBuilder().sslContext(ITS_OWN.trust()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + management + "/roots/0"));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(5, TimeUnit.SECONDS)) guard.destroyForcibly();
        } catch (IOException gone) {
            guard.destroyForcibly();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static final String CONF = """
        {
          "pebble": {
            "listenAddress": "127.0.0.1:@port",
            "managementListenAddress": "127.0.0.1:@management",
            "certificate": "@dir/cert",
            "privateKey": "@dir/key",
            "httpPort": @http,
            "tlsPort": @tls,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false
          }
        }
        """;
}
