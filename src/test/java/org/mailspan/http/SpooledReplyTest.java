package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Spool;
import org.mailspan.command.Reply;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.StreamedText;
import org.mailspan.wbxml.WbxmlWriter;

/** Documents with texts that lie in files, on their way out. */
final class SpooledReplyTest {
    private static Spool spool(byte[] octets) throws IOException {
        var spool = new Spool();
        spool.write(octets);
        return spool;
    }

    private static Reply.Spooled reply(Spool spool) {
        var text = new StreamedText((spool.size() + 2) / 3 * 4, spool::writeBase64To);
        return new Reply.Spooled(
                Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Data, text)), List.of(spool));
    }

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(3).nextBytes(octets);
        return octets;
    }

    private static byte[] written(Answer answer) throws Exception {
        var out = new ByteArrayOutputStream();
        ((Answer.Payload.Streamed) answer.payload()).content().writeTo(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100_000, 700_001})
    void itIsTheDocumentThatItWouldBeFromMemory(int count) throws Exception {
        byte[] octets = octets(count);
        byte[] expected = WbxmlWriter.bytes(Element.of(
                ItemOperations.ItemOperations,
                Element.of(ItemOperations.Data, Base64.getEncoder().encodeToString(octets))));
        Answer plain = Replies.render(reply(spool(octets)), false);
        assertEquals("application/vnd.ms-sync.wbxml", plain.headers().get("Content-Type"));
        assertArrayEquals(expected, written(plain));
        Answer packed = Replies.render(reply(spool(octets)), true);
        assertEquals("gzip", packed.headers().get("Content-Encoding"));
        assertArrayEquals(expected, new GZIPInputStream(new ByteArrayInputStream(written(packed))).readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFilesAreClosedAfterwardsSentOrNot(boolean sent) throws Exception {
        Spool spool = spool(octets(700_000));
        Answer answer = Replies.render(reply(spool), false);
        var content = ((Answer.Payload.Streamed) answer.payload()).content();
        if (sent) written(answer);
        else
            assertThrows(
                    IOException.class,
                    () -> content.writeTo(new java.io.OutputStream() {
                        @Override
                        public void write(int octet) throws IOException {
                            throw new IOException("the client hung up");
                        }
                    }));
        assertThrows(IOException.class, () -> spool.writeTo(new ByteArrayOutputStream()), "closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fiftyMegabytesTakeAFewBuffers(boolean gzip) throws Exception {
        byte[] piece = octets(1 << 16);
        var text = new StreamedText(800L * piece.length, out -> {
            for (int i = 0; i < 800; i++) out.write(piece);
        });
        var reply = new Reply.Spooled(
                Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Data, text)), List.of());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var content = ((Answer.Payload.Streamed) Replies.render(reply, gzip).payload()).content();
        content.writeTo(java.io.OutputStream.nullOutputStream());
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1 << 20, allocated + " octets");
    }

    /** An answer that broke off must not unpack as if it were whole. */
    @Test
    void aPackedAnswerThatBreaksOffHasNoEnd() throws Exception {
        var text = new StreamedText(9, out -> out.write(new byte[] {'1', '2', '3'}));
        var reply = new Reply.Spooled(
                Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Data, text)), List.of());
        var out = new ByteArrayOutputStream();
        var content = ((Answer.Payload.Streamed) Replies.render(reply, true).payload()).content();
        assertThrows(IOException.class, () -> content.writeTo(out));
        assertThrows(
                IOException.class,
                () -> new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes());
    }
}
