package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.FetchDesk.*;
import static org.mailspan.wbxml.ItemOperations.*;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.command.FetchRequest.ByteRange;
import org.mailspan.command.ItemOperations.Bounds;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyPart;
import org.mailspan.item.BodyType;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.Utf8Text;
import org.mailspan.wbxml.WbxmlWriter;

/** Fetching attachments: whole, in ranges, inline, and in parts beside the document. */
final class AttachmentFetchTest {
    @TempDir
    Path directory;

    @AutoClose
    private FetchDesk asking;

    @BeforeEach
    void open() throws Exception {
        asking = new FetchDesk(directory);
    }

    @Test
    void anAttachmentComesAsAString() throws Exception {
        Element fetched = asking.fetched(asking.attachment("2"));
        assertEquals("1", status(fetched));
        assertEquals(
                Optional.of(new FileReference(asking.id, "2").toString()), fetched.text(AirSyncBase.FileReference));
        Element properties = fetched.first(Properties).orElseThrow();
        assertEquals(
                List.of(AirSyncBase.ContentType, Data),
                properties.elements().map(Element::tag).toList());
        assertEquals(Optional.of("application/pdf"), properties.text(AirSyncBase.ContentType));
        Node data = properties.first(Data).orElseThrow().children().getFirst();
        assertArrayEquals(
                FILE,
                Base64.getDecoder()
                        .decode(assertInstanceOf(Node.Text.class, data).value()));
    }

    /** A stub names the original message as section 0. */
    @Test
    void theWholeMessageIsAnAttachmentToo() throws Exception {
        Element fetched = asking.fetched(asking.attachment(FileReference.WHOLE));
        assertEquals(Optional.of("message/rfc822"), fetched.text(Properties, AirSyncBase.ContentType));
        byte[] data = Base64.getDecoder().decode(fetched.text(Properties, Data).orElseThrow());
        assertEquals(MAIL.replace("\n", "\r\n"), new String(data, UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0-0, 0-0, 1000",
        "0-99, 0-99, 1000",
        "100-998, 100-998, 1000",
        "900-999999999, 900-999, 1000",
        "999-999, 999-999, 1000",
        "998-1000, 998-999, 1000"
    })
    void aRangeIsAnsweredAsFarAsItGoes(String asked, String given, String total) throws Exception {
        Element properties = asking.fetched(asking.attachment("2", range(asked)))
                .first(Properties)
                .orElseThrow();
        assertEquals(
                List.of(Range, Total, AirSyncBase.ContentType, Data),
                properties.elements().map(Element::tag).toList());
        assertEquals(List.of(given, total), List.of(value(properties, Range), value(properties, Total)));
        String[] ends = given.split("-");
        byte[] expected = Arrays.copyOfRange(FILE, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
        assertArrayEquals(expected, Base64.getDecoder().decode(value(properties, Data)));
    }

    private static String value(Element properties, Tag tag) {
        return properties.text(tag).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000-1001", "5-4", "9-5", "x", "", "-5", "5-", "0-1234567890", "1-2-3"})
    void aRangeThatIsNoneOrBehindTheEndIsRefused(String range) throws Exception {
        Element fetched = asking.fetched(asking.attachment("2", range(range)));
        assertEquals("8", status(fetched));
        assertFalse(fetched.has(Properties));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-2", "9999-1-1", "1-4711-1"})
    void anUnknownReferenceIsInvalid(String reference) throws Exception {
        Element fetched = asking.fetched(fetch(Element.of(AirSyncBase.FileReference, reference)));
        assertEquals("15", status(fetched));
        assertEquals(Optional.of(reference), fetched.text(AirSyncBase.FileReference));
    }

    @Test
    void aPartThatTheMessageDoesNotHaveIsInvalid() throws Exception {
        assertEquals("15", status(asking.fetched(asking.attachment("7"))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptyFileIsSaidToBeEmpty(boolean multipart) throws Exception {
        Element fetched = Desk.document(asking.handle(multipart, asking.attachment("3")))
                .first(Response, Fetch)
                .orElseThrow();
        assertEquals("10", status(fetched));
    }

    @Test
    void inAMultipartAnswerTheDataLiesInParts() throws Exception {
        var reply = assertInstanceOf(
                Reply.Multipart.class,
                asking.handle(
                        true, asking.attachment("2"), asking.item(text()), asking.attachment("2", range("10-19"))));
        List<Element> properties = reply.root().all(Response, Fetch, Properties).toList();
        assertEquals(Optional.of("1"), properties.get(0).text(Part));
        assertEquals(Optional.of("2"), properties.get(1).text(AirSyncBase.Body, Part));
        assertEquals(Optional.of("3"), properties.get(2).text(Part));
        assertEquals(Optional.of("10-19"), properties.get(2).text(Range));
        assertFalse(properties.get(0).has(Data));
        assertFalse(properties.get(1).has(AirSyncBase.Body, AirSyncBase.Data));
        assertArrayEquals(FILE, written(reply.parts().get(0)));
        assertEquals("Grüße", new String(written(reply.parts().get(1)), UTF_8).strip());
        assertArrayEquals(
                Arrays.copyOfRange(FILE, 10, 20), written(reply.parts().get(2)));
        Schemas.assertFits(reply.root());
    }

    /** Fifty megabytes, of which the bridge's own doing may take no more than a few buffers. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0-52428799", "1000000-900000000"})
    void aLargeAttachmentNeverLiesInMemory(String range) throws Exception {
        var large = new Content("video/mp4", 50 << 20, AttachmentFetchTest::generated);
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, true, 1 << 20, 1 << 20);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var result = fetched.attachment(large, ByteRange.parse(range));
        var reply = assertInstanceOf(Reply.Multipart.class, fetched.reply(Element.of(ItemOperations)));
        var sent = new Counting();
        reply.parts().getFirst().writeTo(sent);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 5 << 20, allocated + " octets for " + sent.octets);
        long skipped = range.startsWith("1000000") ? 1_000_000 : 0;
        assertEquals((50 << 20) - skipped, sent.octets);
        var properties =
                assertInstanceOf(Fetched.Result.Properties.class, result).element();
        assertEquals(Optional.of("1"), properties.text(Part));
        if (!range.isEmpty()) {
            assertEquals(skipped + "-" + ((50 << 20) - 1), value(properties, Range));
            assertEquals("" + (50 << 20), value(properties, Total));
        }
        assertFalse(fetched.isFull(), "it took nothing of the memory");
    }

    /** The same, in the document. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0-52428799", "1000000-900000000"})
    void norDoesOneInTheDocument(String range) throws Exception {
        var large = new Content("video/mp4", 50 << 20, AttachmentFetchTest::generated);
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, false, 1 << 20, 60 << 20);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var result =
                assertInstanceOf(Fetched.Result.Properties.class, fetched.attachment(large, ByteRange.parse(range)));
        var reply = assertInstanceOf(Reply.Spooled.class, fetched.reply(Element.of(ItemOperations, result.element())));
        var sent = new Counting();
        WbxmlWriter.write(reply.root(), sent);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 5 << 20, allocated + " octets for " + sent.octets);
        long octets = (50L << 20) - (range.startsWith("1000000") ? 1_000_000 : 0);
        assertTrue(sent.octets > octets * 4 / 3, sent.octets + " octets");
        assertFalse(fetched.isFull(), "it took nothing of the memory");
        for (var spool : reply.spools()) spool.close();
    }

    @Test
    void aHostThatFailsMidwayIsToldBeforeTheFirstOctet() {
        var broken = new Content("video/mp4", 50 << 20, (out, from, length) -> {
            out.write(new byte[1 << 20]);
            throw new BackendException(BackendException.Kind.ITEM_GONE, "it went meanwhile");
        });
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, false, 1 << 20, 60 << 20);
        assertThrows(BackendException.class, () -> fetched.attachment(broken, Optional.empty()));
        assertInstanceOf(Reply.Document.class, fetched.reply(Element.of(ItemOperations)), "nothing is left of it");
    }

    private static void generated(OutputStream out, long from, long length) throws IOException {
        byte[] buffer = new byte[8192];
        long left = Math.min(length, (50 << 20) - from);
        for (; left > 0; left -= buffer.length) out.write(buffer, 0, (int) Math.min(left, buffer.length));
    }

    private static final class Counting extends OutputStream {
        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] from, int at, int length) {
            octets += length;
        }
    }

    @Test
    void aMultipartAnswerWithoutABodyHasNoPartForIt() throws Exception {
        var reply = assertInstanceOf(
                Reply.Multipart.class, asking.handle(true, asking.item(Element.of(Schema, Email.Subject), text())));
        assertEquals(List.of(), reply.parts());
        assertEquals(
                List.of(Email.Subject),
                reply.root()
                        .all(Response, Fetch, Properties)
                        .flatMap(Element::elements)
                        .map(Element::tag)
                        .toList());
    }

    private static byte[] written(Content content) throws Exception {
        var out = new ByteArrayOutputStream();
        content.writeTo(out);
        assertEquals(content.octets(), out.size());
        return out.toByteArray();
    }

    @Test
    void whatDoesNotFitIntoTheAnswerIsTooLarge() throws Exception {
        asking.bounds = new Bounds(100, 1 << 20, 1500);
        assertEquals(
                List.of("1", "11", "1"),
                asking.statuses(asking.attachment("2"), asking.attachment("2"), asking.attachment("2", range("0-99"))));
        asking.bounds = new Bounds(100, 1 << 20, 999);
        assertEquals("11", status(asking.fetched(asking.attachment("2"))));
        assertEquals(
                Optional.of("0-998"),
                asking.fetched(asking.attachment("2", range("0-5000"))).text(Properties, Range));
        assertEquals(
                1,
                ((Reply.Multipart) asking.handle(true, asking.attachment("2")))
                        .parts()
                        .size());
    }

    @Test
    void anItemTooLargeEndsTheAnswerAfterIt() throws Exception {
        asking.bounds = new Bounds(100, 1, 1 << 20);
        assertEquals(
                List.of("1", "11", "11"),
                asking.statuses(asking.item(text()), asking.item(text()), asking.attachment("2")));
    }

    @Test
    void aBodyPartCountsToo() {
        var part = new BodyPart(BodyPart.Status.Success, new Body(BodyType.HTML, 3, false, Utf8Text.of("<p>"), ""));
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, false, 3, 1 << 20);
        fetched.item(Item.EMPTY.with(BodyFields.BodyPart, part), Set.of());
        assertTrue(fetched.isFull());
    }

    /** The host tells a size only about; what is answered is what was there. */
    @ParameterizedTest
    @CsvSource({"1500, 900-999999, 900-999, 1000", "1500, 0-9, 0-9, 1500", "500, 600-699, 600-699, 700"})
    void theTotalIsCorrectedByWhatWasThere(long told, String asked, String given, String total) throws Exception {
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, false, 1 << 20, 1 << 20);
        var result = fetched.attachment(about(told), ByteRange.parse(asked));
        Element properties =
                assertInstanceOf(Fetched.Result.Properties.class, result).element();
        assertEquals(List.of(given, total), List.of(value(properties, Range), value(properties, Total)));
    }

    @Test
    void aHostThatTellsTooLittleCannotFillTheMemory() throws Exception {
        var fetched = new Fetched(org.mailspan.protocol.Version.V16_1, false, 1 << 20, 999);
        assertInstanceOf(Fetched.Result.TooLarge.class, fetched.attachment(about(10), Optional.empty()));
        assertInstanceOf(Fetched.Result.Properties.class, fetched.attachment(about(10), ByteRange.parse("0-9")));
    }

    private static Content about(long told) {
        return new Content("application/pdf", told, (out, from, length) -> {
            int start = (int) Math.min(from, FILE.length);
            out.write(FILE, start, (int) Math.min(length, FILE.length - start));
        });
    }
}
