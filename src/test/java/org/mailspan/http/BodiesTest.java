package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.WbxmlWriter;

/** What may come in as the body of a request, and what it may cost. */
final class BodiesTest {
    private static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    private static final int LIMIT = (int) ServerUnderTest.SMALL.body();

    private final AtomicReference<Call> called = new AtomicReference<>();
    private ServerUnderTest server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = plan().start();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Plan plan() {
        return new Plan().command("SendMail", 1, this::remember).command("Sync", 0, this::remember);
    }

    private Reply remember(Call call) {
        called.set(call);
        return new Reply.Empty();
    }

    private void restart(HttpLimits limits) throws IOException {
        stop();
        server = plan().limits(limits).start();
        client = server.client();
    }

    /** Of the message in the last request. */
    private int size() {
        Element request = called.get().request().orElseThrow();
        return request.first(ComposeMail.Mime).orElseThrow().bytes().length;
    }

    private static byte[] document(int size) {
        return WbxmlWriter.bytes(Element.of(ComposeMail.SendMail, Element.of(ComposeMail.Mime, new byte[size])));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.ms-sync.wbxml, 200",
        "application/vnd.ms-sync, 200",
        "Application/VND.ms-sync.WBXML; charset=utf-8, 200",
        "'', 200",
        "text/xml, 415",
        "message/rfc822, 415"
    })
    void aDocumentComesUnderItsContentType(String type, int status) throws Exception {
        String[] headers = type.isEmpty() ? new String[0] : new String[] {"Content-Type: " + type};
        assertEquals(status, client.post("Sync", document(10), headers).answer().status());
        assertEquals(200, client.post("Sync", document(10), WBXML).answer().status());
    }

    /** MS-ASHTTP_R407: no body, no type; some send one all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0", "X: y", "Content-Type: text/plain\r\nContent-Length: 0"})
    void aBodyMayBeAbsent(String headers) throws Exception {
        assertEquals(
                200,
                client.send(RawClient.head("Sync", headers) + "\r\n").answer().status());
        assertEquals(Optional.empty(), called.get().request());
        assertEquals(0, called.get().body().length);
    }

    @ParameterizedTest
    @CsvSource({
        "12.1, message/rfc822, 200",
        "12.1, MESSAGE/RFC822; charset=us-ascii, 200",
        "12.1, '', 200",
        "14.0, message/rfc822, 415",
        "16.1, message/rfc822, 415",
        "12.1, text/plain, 415"
    })
    void aMailIsABodyBelow14Only(String version, String type, int status) throws Exception {
        byte[] mail = "From: jo\r\n\r\nhi\r\n".getBytes(StandardCharsets.US_ASCII);
        String head =
                "POST /Microsoft-Server-ActiveSync?Cmd=SendMail&User=jo&DeviceId=d&DeviceType=T HTTP/1.1\r\nHost: x\r\n"
                        + RawClient.LOGIN + "\r\nMS-ASProtocolVersion: " + version + "\r\nContent-Length: "
                        + mail.length + "\r\n"
                        + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
        assertEquals(status, client.send(head + "\r\n").send(mail).answer().status());
        if (status == 200) assertArrayEquals(mail, called.get().body());
        else assertNull(called.get());
    }

    @Test
    void aBodyThatComesInPiecesIsReadWhole() throws Exception {
        byte[] document = document(50_000);
        client.send(RawClient.head("SendMail", WBXML, "Transfer-Encoding: chunked") + "\r\n");
        for (int at = 0; at < document.length; at += 999) {
            byte[] piece = Arrays.copyOfRange(document, at, Math.min(document.length, at + 999));
            client.send(Integer.toHexString(piece.length) + "\r\n").send(piece).send("\r\n");
        }
        assertEquals(200, client.send("0\r\n\r\n").answer().status());
        assertEquals(50_000, size());
    }

    /** Undertow's own limit would be 2 MiB. */
    @Test
    void aBodyMayBeAsLargeAsTheLimitSays() throws Exception {
        var patience = Duration.ofSeconds(30);
        restart(new HttpLimits(4_000_000, 4_000_000, 50, 100, patience, patience, patience));
        assertEquals(
                200,
                client.post("SendMail", document(3_900_000), WBXML).answer().status());
    }

    @Test
    void aPackedBodyIsUnpacked() throws Exception {
        byte[] packed = gzip(document(50_000));
        assertTrue(packed.length < 1000);
        assertEquals(
                200,
                client.post("SendMail", packed, WBXML, "Content-Encoding: gzip")
                        .answer()
                        .status());
        assertEquals(50_000, size());
    }

    @Test
    void aBombIsPutOutAtTheLimit() throws Exception {
        byte[] packed = gzip(new byte[50_000_000]);
        assertTrue(packed.length < LIMIT);
        assertEquals(
                413,
                client.post("SendMail", packed, WBXML, "Content-Encoding: gzip")
                        .answer()
                        .status());
        assertEquals(200, client.post("Sync", document(1), WBXML).answer().status());
    }

    @ParameterizedTest
    @CsvSource({"gzip, 400", "deflate, 415", "br, 415"})
    void whatCannotBeUnpackedIsRefused(String coding, int status) throws Exception {
        var answer = client.post("Sync", new byte[50], WBXML, "Content-Encoding: " + coding)
                .answer();
        assertEquals(status, answer.status());
        if (status == 415) assertEquals("gzip", answer.header("Accept-Encoding"));
    }

    @Test
    void aLargeBodyThatIsAnnouncedIsRefusedBeforeItComes() throws Exception {
        restart(patience(300));
        client.send(RawClient.head("SendMail", WBXML, "Content-Length: " + (LIMIT + 1)) + "\r\n");
        var answer = client.answer();
        assertEquals(413, answer.status());
        assertEquals("close", answer.header("Connection"));
        assertTrue(client.isClosedByServer());
        assertEquals(413, server.await(Event.RequestRefused.class).status());
    }

    @Test
    void aLargeBodyThatIsNotAnnouncedIsRefusedOnTheWay() throws Exception {
        client.send(RawClient.head("SendMail", WBXML, "Transfer-Encoding: chunked") + "\r\n");
        for (int sent = 0; sent <= LIMIT; sent += 10_000)
            client.send("2710\r\n").send(new byte[10_000]).send("\r\n");
        assertEquals(413, client.answer().status());
        assertTrue(client.isClosedByServer());
    }

    /** A proper client hears the 413 although it was still sending: the connection is not reset under its feet. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientInTheMiddleOfSendingHearsTheRefusal(boolean announced) throws Exception {
        byte[] body = new byte[20 * LIMIT];
        var publisher = announced
                ? HttpRequest.BodyPublishers.ofByteArray(body)
                : HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        String uri =
                "http://localhost:" + server.server.plainAddress().orElseThrow().getPort()
                        + "/Microsoft-Server-ActiveSync?Cmd=SendMail&User=jo&DeviceId=d&DeviceType=T";
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create(uri))
                    .header("Authorization", RawClient.LOGIN.substring("Authorization: ".length()))
                    .header("MS-ASProtocolVersion", "16.1")
                    .timeout(Duration.ofSeconds(20))
                    .POST(publisher)
                    .build();
            assertEquals(
                    413,
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    /** On other systems than Linux a reset also takes the answer away that was there to be read. */
    @Test
    void aConnectionIsNotResetWhileItsClientIsStillSending() throws Exception {
        client.send(RawClient.head("SendMail", WBXML, "Content-Length: " + 20 * LIMIT) + "\r\n")
                .send(new byte[1000]);
        assertEquals(413, client.answer().status());
        for (int i = 0; i < 10; i++) client.send(new byte[LIMIT]);
    }

    @Test
    void aClientThatWaitsToBeAskedIsAskedAfterItsLogin() throws Exception {
        byte[] document = document(10);
        String more = "Expect: 100-continue\r\nContent-Length: " + document.length;
        client.send(RawClient.head("Sync", WBXML, more) + "\r\n");
        assertEquals(100, client.answer().status());
        assertEquals(200, client.send(document).answer().status());
        assertTrue(called.get().request().isPresent());
        assertEquals(200, client.post("Sync", document, WBXML).answer().status());
    }

    @Test
    void bodiesTogetherTakeNoMoreThanTheirMemory() throws Exception {
        var release = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        stop();
        server = plan().limits(new HttpLimits(
                        100_000,
                        150_000,
                        50,
                        100,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20)))
                .command("Search", 16, call -> {
                    entered.countDown();
                    release.await();
                    return new Reply.Empty();
                })
                .start();
        client = server.client();
        try (RawClient first = server.client()) {
            first.post("Search", document(90_000), WBXML);
            entered.await();
            var refused = client.post("SendMail", document(90_000), WBXML).answer();
            assertEquals(503, refused.status());
            assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            try (RawClient small = server.client()) {
                assertEquals(
                        200, small.post("Sync", document(100), WBXML).answer().status());
            }
            release.countDown();
            assertEquals(200, first.answer().status());
        }
        try (RawClient again = server.client()) {
            assertEquals(
                    200,
                    again.post("SendMail", document(90_000), WBXML).answer().status());
        }
    }

    private static HttpLimits patience(int millis) {
        var slow = Duration.ofSeconds(30);
        return new HttpLimits(100_000, 300_000, 50, 100, slow, slow, Duration.ofMillis(millis));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
