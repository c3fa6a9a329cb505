package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.WbxmlWriter;

/** How each kind of reply looks on the wire. */
final class RepliesTest {
    private static final String GZIP = "Accept-Encoding: deflate, gzip";

    private final Map<String, Reply> replies = new HashMap<>();
    private ServerUnderTest server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        var limits = new HttpLimits(
                100_000, 300_000, 50, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(500));
        server = new Plan()
                .limits(limits)
                .command("ItemOperations", 19, call -> replies.get("now"))
                .start();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private RawClient.Answer answered(Reply reply, String... headers) throws IOException {
        return asked(reply, headers).answer();
    }

    private RawClient asked(Reply reply, String... headers) throws IOException {
        replies.put("now", reply);
        return client.post("ItemOperations", new byte[0], headers);
    }

    private static Element document(String text) {
        return Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Data, text));
    }

    @Shows("MS-ASHTTP_R216 MS-ASHTTP_R212")
    @Test
    void anEmptyReplyHasNoBodyAndNoType() throws Exception {
        var answer = answered(new Reply.Empty(), GZIP);
        assertEquals(200, answer.status());
        assertEquals("0", answer.header("Content-Length"));
        assertEquals("", answer.header("Content-Type"));
    }

    @Shows("MS-ASHTTP_R197 MS-ASHTTP_R198 MS-ASHTTP_R214 MS-ASHTTP_R219 MS-ASHTTP_R229")
    @Test
    void aLongDocumentIsPackedForWhoTakesIt() throws Exception {
        Element document = document("text ".repeat(50_000));
        byte[] plain = WbxmlWriter.bytes(document);
        assertArrayEquals(plain, answered(new Reply.Document(document)).body());

        var packed = answered(new Reply.Document(document), GZIP);
        assertEquals("gzip", packed.header("Content-Encoding"));
        assertEquals("application/vnd.ms-sync.wbxml", packed.header("Content-Type"));
        assertTrue(packed.body().length < plain.length / 20);
        assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
    }

    @Shows("MS-ASHTTP_R412 MS-ASHTTP_R215")
    @Test
    void aShortDocumentIsNotPacked() throws Exception {
        var answer = answered(new Reply.Document(document("short")), GZIP);
        assertEquals("", answer.header("Content-Encoding"));
        assertArrayEquals(WbxmlWriter.bytes(document("short")), answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "gzip;q=0.5, true",
        "'br, gzip;q=0', false",
        "'GZIP , br', true",
        "identity, false",
        "gzip; q=0.000, false"
    })
    void anAcceptEncodingIsReadWithItsWeights(String header, boolean packed) throws Exception {
        var answer = answered(new Reply.Document(document("x".repeat(5000))), "Accept-Encoding: " + header);
        assertEquals(packed ? "gzip" : "", answer.header("Content-Encoding"));
    }

    /** MS-ASCMD 2.2.1.10.1.1, with hosts that tell a wrong size, and a part too large for memory. */
    @Shows("MS-ASCMD_R5505 MS-ASCMD_R5506 MS-ASCMD_R236")
    @Test
    void partsAreCountedMeasuredAndLieWhereTheTableSays() throws Exception {
        byte[] small = random(1000);
        byte[] large = random(700_000);
        Element document = document("see the parts");
        var answer = answered(
                new Reply.Multipart(
                        document,
                        List.of(
                                content("text/plain", 7, small),
                                content("x/y", 5, large),
                                content("a/b", 0, new byte[0]))),
                GZIP);
        assertEquals("application/vnd.ms-sync.multipart", answer.header("Content-Type"));
        assertEquals("", answer.header("Content-Encoding"));
        ByteBuffer body = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(4, body.getInt());
        assertEquals(4 + 4 * 8, body.getInt(4));
        byte[][] parts = {WbxmlWriter.bytes(document), small, large, new byte[0]};
        for (int i = 0; i < parts.length; i++) {
            int offset = body.getInt();
            int length = body.getInt();
            assertArrayEquals(parts[i], Arrays.copyOfRange(answer.body(), offset, offset + length), "part " + i);
        }
    }

    @Test
    void aPartThatTheHostCannotGiveMakesA503() throws Exception {
        var broken = new Content("x/y", 9, (out, from, length) -> {
            out.write(new byte[300_000]);
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "cut");
        });
        assertEquals(
                503,
                answered(new Reply.Multipart(document("d"), List.of(broken))).status());
        assertEquals(200, answered(new Reply.Empty()).status());
    }

    @Shows("MS-ASHTTP_R199 MS-ASHTTP_R203 MS-ASHTTP_R217 MS-ASHTTP_R220 MS-ASHTTP_R230")
    @Test
    void aSmallAttachmentHasItsLength() throws Exception {
        byte[] octets = random(3000);
        var answer = answered(new Reply.Raw(content("image/png", 1, octets)), GZIP);
        assertEquals("image/png", answer.header("Content-Type"));
        assertEquals("3000", answer.header("Content-Length"));
        assertArrayEquals(octets, answer.body());
    }

    /** Quirk A11: a phone gives up when it sees nothing for 30 seconds. */
    @Test
    void aLargeAttachmentIsOnItsWayBeforeItsEndIsThere() throws Exception {
        byte[] octets = random(500_000);
        var seen = new CountDownLatch(1);
        asked(new Reply.Raw(new Content("x/y", 1, (out, from, length) -> {
            out.write(octets, 0, 200_000);
            await(seen);
            out.write(octets, 200_000, 300_000);
        })));
        var head = client.head();
        assertEquals("chunked", head.header("Transfer-Encoding"));
        seen.countDown();
        assertArrayEquals(octets, client.rest(head));
        assertEquals(200, answered(new Reply.Empty()).status());
    }

    @Test
    void anAttachmentThatFailsAtOnceIsAProperStatus() throws Exception {
        var gone = new Content("x/y", 9, (out, from, length) -> {
            out.write(new byte[30_000]);
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "cut");
        });
        assertEquals(503, answered(new Reply.Raw(gone)).status());
        assertEquals(200, answered(new Reply.Empty()).status());
    }

    /** A half attachment must not look like a whole one. */
    @Test
    void anAttachmentThatFailsHalfWayIsCutOff() throws Exception {
        asked(new Reply.Raw(new Content("x/y", 9, (out, from, length) -> {
            out.write(new byte[300_000]);
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "cut");
        })));
        assertThrows(IOException.class, client::answer);
        assertTrue(server.await(Event.RequestServed.class).detail().contains("half"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "text/html\r\nX-Evil: 1", "a/b c", "text/plain; name=\"x\""})
    void aMailCannotWriteHeaders(String type) throws Exception {
        var answer = answered(new Reply.Raw(content(type, 1, random(10))));
        assertEquals("application/octet-stream", answer.header("Content-Type"));
        assertEquals("", answer.header("X-Evil"));
    }

    /** It must not hold its memory and its thread for ever. */
    @Test
    void aClientThatDoesNotTakeItsAnswerIsCutOff() throws Exception {
        byte[] endless = new byte[1 << 20];
        asked(new Reply.Raw(new Content("x/y", 1, (out, from, length) -> {
            while (true) out.write(endless);
        })));
        var served = server.await(Event.RequestServed.class);
        assertEquals(499, served.status());
        assertEquals("the client does not take its answer", served.detail());
    }

    @Test
    void aRefusalIsItsStatus() throws Exception {
        var answer = answered(new Reply.Refused(403, "not\r\nthis"));
        assertEquals(403, answer.status());
        assertEquals("not__this\n", answer.text());
    }

    private static Content content(String type, long told, byte[] octets) {
        return new Content(type, told, (out, from, length) -> inPieces(out, octets));
    }

    private static void inPieces(OutputStream out, byte[] octets) throws IOException {
        for (int at = 0; at < octets.length; at += 30_000) out.write(octets, at, Math.min(30_000, octets.length - at));
    }

    private static byte[] random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) throw new IOException("nobody saw the beginning");
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }
}
