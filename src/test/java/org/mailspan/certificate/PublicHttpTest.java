package org.mailspan.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom this server speaks because a certificate says so, and for how long. */
class PublicHttpTest {
    private static final byte[] NONE = RevocationSource.NO_QUESTION;
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** What was asked; the connection stays open until the answer is written, or for ever. */
    private CompletableFuture<String> answering(String answer, boolean closes) {
        var asked = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try {
                Socket socket = server.accept();
                InputStream in = socket.getInputStream();
                byte[] piece = new byte[4096];
                int read = in.read(piece);
                asked.complete(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (closes) socket.close();
            } catch (IOException e) {
                asked.completeExceptionally(e);
            }
        });
        return asked;
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + server.getLocalPort() + path);
    }

    private static PublicHttp anywhere() {
        return new PublicHttp(to -> true, Duration.ofSeconds(5), 1000);
    }

    private void assertRefused(String answer) {
        var _ = answering(answer, true);
        assertThrows(IOException.class, () -> anywhere().answer(address("/"), NONE), answer);
    }

    @Test
    void aListIsFetchedAndAQuestionIsPosted() throws Exception {
        var asked = answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist", true);
        assertEquals("list", new String(anywhere().answer(address("/a%20b?c=d"), NONE), StandardCharsets.US_ASCII));
        assertTrue(
                asked.get().startsWith("GET /a%20b?c=d HTTP/1.0\r\nHost: localhost:" + server.getLocalPort() + "\r\n"));
        asked = answering("HTTP/1.0 200 OK\r\n\r\nyes", true);
        byte[] question = "who".getBytes(StandardCharsets.US_ASCII);
        assertEquals("yes", new String(anywhere().answer(address(""), question), StandardCharsets.US_ASCII));
        assertTrue(asked.get().startsWith("POST / HTTP/1.0\r\n"));
        assertTrue(asked.get().endsWith("Content-Length: 3\r\n\r\nwho"));
    }

    @Test
    void whatIsNoWholeAnswerIsNone() {
        assertRefused("");
        assertRefused("HTTP/1.1 404 Not Found\r\n\r\nlist");
        assertRefused("HTTP/1.1 302 Found\r\nLocation: http://localhost/\r\n\r\n");
        assertRefused("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nlist");
        assertRefused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlist\r\n0\r\n\r\n");
        assertRefused("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1001));
        assertRefused("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(40_000));
        assertRefused("SSH-2.0-OpenSSH\r\n\r\n");
    }

    @Test
    void whoTakesLongerThanThePatienceIsLeft() {
        var _ = answering("HTTP/1.1 200 OK\r\n\r\nli", false);
        var hasty = new PublicHttp(to -> true, Duration.ofMillis(200), 1000);
        assertThrows(IOException.class, () -> hasty.answer(address("/"), NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://crl.example.org/a.crl",
                "ldap://crl.example.org/cn=a",
                "ftp://crl.example.org/a.crl",
                "file:///etc/passwd",
                "http:///a.crl",
                "http:a.crl",
                "a.crl",
                "http://me@192.0.9.1/a.crl",
                "http://127.0.0.1/a.crl",
                "http://localhost/a.crl",
                "http://[::1]/a.crl",
                "http://[::ffff:127.0.0.1]/a.crl",
                "http://169.254.169.254/latest/meta-data",
                "http://192.0.9.1:25/"
            })
    void nobodyElseIsSpokenTo(String address) {
        var e = assertThrows(IOException.class, () -> new PublicHttp().answer(URI.create(address), NONE));
        assertTrue(e.getMessage().startsWith("not "), e::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.1.2.3", "169.254.1.1",
                "172.16.0.1", "172.31.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
                "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
                "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::1",
                "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1"
            })
    void neighboursAreNotPublic(String address) throws Exception {
        assertFalse(PublicAddress.is(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.0.1",
                "100.128.0.1",
                "172.32.0.1",
                "192.0.9.1",
                "198.20.0.1",
                "2606:4700::1",
                "2001:200::1"
            })
    void othersAre(String address) throws Exception {
        assertTrue(PublicAddress.is(InetAddress.getByName(address)));
    }
}
