package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.support.TestCertificate;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** Bodies that are many times larger than any buffer, in both directions, plain and through TLS. */
final class LargeBodiesTest {
    private static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    private static final int LIMIT = 12_000_000;
    private static final int UPLOAD = 10_000_000;
    private static final int ANSWER = 4_000_000;

    private final SynchronousQueue<byte[]> came = new SynchronousQueue<>();
    private byte[] answer = new byte[0];

    @TempDir
    private Path directory;

    private ServerUnderTest server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        var patience = Duration.ofSeconds(20);
        server = new Plan()
                .command("SendMail", 1, this::taken)
                .command("Sync", 0, call -> new Reply.Document(document(answer)))
                .limits(new HttpLimits(LIMIT, 3 * LIMIT, 50, 100, patience, patience, patience))
                .tls(ServerUnderTest.files(directory, TestCertificate.shared()))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) client.close();
        server.close();
    }

    private void connect(boolean tls) throws Exception {
        client = tls ? server.secureClient() : server.client();
    }

    private Reply taken(Call call) throws InterruptedException {
        byte[] octets = call.request().map(LargeBodiesTest::mime).orElse(call.body());
        assertTrue(came.offer(octets, 10, TimeUnit.SECONDS));
        return new Reply.Empty();
    }

    private static Element document(byte[] octets) {
        return Element.of(ComposeMail.SendMail, Element.of(ComposeMail.Mime, octets));
    }

    private static byte[] mime(Element document) {
        return document.first(ComposeMail.Mime).orElseThrow().bytes();
    }

    private static byte[] random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadArrivesWhole(boolean tls) throws Exception {
        connect(tls);
        for (int size : new int[] {UPLOAD, 100}) {
            byte[] sent = random(size);
            client.post("SendMail", WbxmlWriter.bytes(document(sent)), WBXML);
            assertArrayEquals(sent, came.poll(10, TimeUnit.SECONDS));
            assertEquals(200, client.answer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadInPiecesArrivesWhole(boolean tls) throws Exception {
        connect(tls);
        byte[] sent = random(UPLOAD);
        chunked(WbxmlWriter.bytes(document(sent)), RawClient.head("SendMail", WBXML, "Transfer-Encoding: chunked"));
        assertArrayEquals(sent, came.poll(10, TimeUnit.SECONDS));
        assertEquals(200, client.answer().status());
    }

    /** Of odd sizes, so that their ends fall anywhere in buffers and in records of TLS. */
    private void chunked(byte[] octets, String head) throws IOException {
        client.send(head + "\r\n");
        for (int at = 0, size = 1; at < octets.length; at += size, size = Math.min(size * 3 + 1, 100_000)) {
            size = Math.min(size, octets.length - at);
            client.send(Integer.toHexString(size) + "\r\n")
                    .send(Arrays.copyOfRange(octets, at, at + size))
                    .send("\r\n");
        }
        client.send("0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void anAnswerArrivesWhole(boolean tls, boolean gzip) throws Exception {
        connect(tls);
        for (int size : new int[] {ANSWER, 2000}) {
            answer = random(size);
            // packs to a half, so that what goes out packed is large too
            for (int i = 0; i < size; i += 2) answer[i] = 0;
            var got = client.post("Sync", new byte[0], "Accept-Encoding: " + (gzip ? "gzip" : "identity"))
                    .answer();
            assertEquals(gzip ? "gzip" : "", got.header("Content-Encoding"));
            byte[] octets = got.body();
            if (gzip) octets = new GZIPInputStream(new ByteArrayInputStream(octets)).readAllBytes();
            assertArrayEquals(answer, mime(WbxmlReader.read(octets, Limits.DEFAULT.withBytes(LIMIT))));
        }
    }

    /** A head that is larger than the buffer which it comes into. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLongHeadIsRead(boolean tls) throws Exception {
        connect(tls);
        String cookie = "Cookie: " + "0123456789".repeat(2000);
        client.post("SendMail", WbxmlWriter.bytes(document(random(50))), WBXML, cookie);
        assertArrayEquals(random(50), came.poll(10, TimeUnit.SECONDS));
        assertEquals(200, client.answer().status());
    }

    @ParameterizedTest
    @CsvSource({"true, 0, 200", "true, 1, 413", "false, 0, 200", "false, 1, 413"})
    void theLimitIsExact(boolean announced, int more, int status) throws Exception {
        connect(false);
        byte[] mail = new byte[LIMIT + more];
        Arrays.fill(mail, (byte) 'a');
        String head = RawClient.head("SendMail", "Content-Type: message/rfc822").replace("16.1", "12.1");
        if (announced)
            client.send(head + "Content-Length: " + mail.length + "\r\n\r\n").send(mail);
        else chunked(mail, head + "Transfer-Encoding: chunked\r\n");
        if (status == 200) assertArrayEquals(mail, came.poll(10, TimeUnit.SECONDS));
        assertEquals(status, client.answer().status());
    }

    /** Two lengths are what smugglers send (RFC 9112 6.1). */
    @Test
    void aBodyOfTwoLengthsIsRefused() throws Exception {
        connect(false);
        byte[] body = "5\r\nhello\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        client.post("SendMail", body, "Transfer-Encoding: chunked");
        assertEquals(400, client.answer().status());
    }
}
