package org.mailspan.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.ComposeMail.*;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.Entry;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.command.SmartMail.Verb;
import org.mailspan.event.Event;
import org.mailspan.format.MessageData;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Outgoing;
import org.mailspan.format.TransferDecoding;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.support.BackendAround;
import org.mailspan.wbxml.Element;

/** Replies and forwards, from the request to what the submission server gets. */
final class SmartMailTest {
    private static final String MAIL = """
        From: Anna <anna@example.org>
        To: Cy <cy@example.org>
        Subject: Re: with a file
        Date: Sat, 21 Nov 2026 12:00:00 +0000
        Message-ID: <7@phone.example>
        Content-Type: text/plain; charset=utf-8

        Grüße
        """;

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    private SmartMail smart;
    private ServerId id;

    @BeforeEach
    void open() throws BackendException {
        desk = new Desk(directory);
        smart = new SmartMail(desk.engine.items(), new Outbox(desk.store, desk.events, () -> desk.now), desk.events);
        id = desk.deliver(FetchDesk.MAIL);
    }

    private static Element request(Verb verb, String clientId, ServerId source) {
        return Element.of(
                verb == Verb.REPLY ? SmartReply : SmartForward,
                Element.of(ClientId, clientId),
                Element.of(Source, Element.of(ItemId, source.toString())),
                Element.of(Mime, MAIL.getBytes(UTF_8)));
    }

    private Reply send(Verb verb, String clientId) {
        return smart.send(desk.call(request(verb, clientId, id)), verb);
    }

    private Reply sendRaw(Verb verb, String mime, Map<String, String> parameters) {
        return smart.send(desk.raw(Version.V12_1, mime.getBytes(UTF_8), parameters), verb);
    }

    private String sent() {
        return new String(desk.backend.sent().getLast().message(), ISO_8859_1);
    }

    private int count() {
        return desk.backend.sent().size();
    }

    private java.util.Set<String> flags() {
        return desk.mailbox.messages("INBOX").getFirst().flags();
    }

    private static byte[] decoded(MimeTree tree, String section) {
        MimePart part = tree.root().children().stream()
                .filter(child -> child.section().equals(section))
                .findFirst()
                .orElseThrow();
        return TransferDecoding.decode(tree.section(section).orElseThrow(), part.encoding());
    }

    @Test
    void aForwardCarriesAttachmentsAndAReplyDoesNot() {
        assertEquals(new Reply.Empty(), send(Verb.FORWARD, "a"));
        var tree = MimeTree.parse(desk.backend.sent().getFirst().message());
        assertEquals(3, tree.root().children().size());
        assertArrayEquals(FetchDesk.FILE, decoded(tree, "2"));
        assertArrayEquals(new byte[0], decoded(tree, "3"));
        assertEquals(new Reply.Empty(), send(Verb.REPLY, "b"));
        var reply = MimeTree.parse(desk.backend.sent().getLast().message());
        assertEquals("text/plain", reply.root().mediaType());
        assertEquals(java.util.Set.of("$Forwarded", "\\Answered"), flags());
    }

    @ParameterizedTest
    @EnumSource
    void whatWentAwayWhileItWasReadIsLeftOut(Verb verb) {
        var parts = new AtomicLong();
        desk.beforeEach(operation -> {
            if (operation == Operation.PART && parts.incrementAndGet() == 1 || operation == Operation.READ)
                desk.fail(operation == Operation.READ ? Operation.PART : Operation.READ, Kind.ITEM_GONE);
        });
        assertEquals(new Reply.Empty(), send(verb, "a"));
        assertEquals(1, count());
        assertTrue(sent().contains("Gr\u00c3\u00bc\u00c3\u009fe"), sent());
        assertFalse(sent().contains("with a file\r\n\r\n"), sent());
    }

    @Test
    void anAttachmentThatIsGoneOnlyOnceItIsReadDoesNotLoseTheMail() {
        desk.beforeEach(operation -> {
            if (operation == Operation.READ) desk.fail(Operation.PART, Kind.ITEM_GONE);
        });
        assertEquals(new Reply.Empty(), send(Verb.FORWARD, "a"));
        assertEquals(
                List.of("<1@host.example>"),
                org.mailspan.format.Headers.parse(desk.backend.sent().getFirst().message())
                        .ids("In-Reply-To"));
        assertEquals(1, desk.mailbox.messages("INBOX").size());
    }

    @ParameterizedTest
    @CsvSource({"REPLY, REFUSED, 0", "REPLY, NOT_ALLOWED, 0", "FORWARD, REFUSED, 120", "REPLY, LOGIN, 111"})
    void aHostThatDoesNotGiveTheOriginalStopsAForwardButNoReply(Verb verb, Kind kind, int status) {
        desk.fail(Operation.PART, kind);
        Reply reply = send(verb, "a");
        if (status == 0) assertEquals(new Reply.Empty(), reply);
        else
            assertEquals(
                    "" + status,
                    Desk.document(reply)
                            .text(org.mailspan.wbxml.ComposeMail.Status)
                            .orElseThrow());
        assertEquals(status == 0 ? 1 : 0, count());
    }

    @Test
    void aMarkThatCouldNotBeSetDoesNotFailTheMailAndIsSetWithARepeatedRequest() {
        desk.fail(Operation.CHANGE, Kind.UNAVAILABLE);
        assertEquals(new Reply.Empty(), send(Verb.REPLY, "a"));
        assertEquals(java.util.Set.of(), flags());
        assertTrue(desk.seen.stream().anyMatch(Event.HostFailed.class::isInstance));
        desk.heal();
        assertEquals(new Reply.Empty(), send(Verb.REPLY, "a"));
        assertEquals(java.util.Set.of("\\Answered"), flags());
        assertEquals(1, count());
    }

    @Test
    void theSameWordsAboutAnotherMessageAreAnotherMail() throws BackendException {
        ServerId other = desk.deliver(FetchDesk.MAIL.replace("<1@host", "<2@host"));
        for (ServerId source : List.of(id, other, id)) sendRaw(Verb.FORWARD, MAIL, Map.of("ItemId", source.toString()));
        sendRaw(Verb.REPLY, MAIL, Map.of("ItemId", id.toString()));
        assertEquals(3, count());
    }

    @Test
    void aRepeatedRequestIsKnownThoughTheOriginalWentMeanwhile() {
        var about = Map.of("ItemId", id.toString());
        assertEquals(new Reply.Empty(), sendRaw(Verb.REPLY, MAIL, about));
        Element forwardee = Element.of(
                SmartForward,
                Element.of(ClientId, "f"),
                Element.of(Source, Element.of(ItemId, id.toString())),
                Element.of(Forwardees, Element.of(Forwardee, Element.of(Email, "cy@example.org"))));
        assertEquals(new Reply.Empty(), smart.send(desk.call(forwardee), Verb.FORWARD));
        desk.fail(Operation.PART, Kind.ITEM_GONE);
        assertEquals(new Reply.Empty(), sendRaw(Verb.REPLY, MAIL, about));
        assertEquals(new Reply.Empty(), smart.send(desk.call(forwardee), Verb.FORWARD));
        assertEquals(2, count());
    }

    @Test
    void aForwardeeIsOneAddressOrNone() {
        for (String address : List.of("cy@example.org\r\nBcc: eve@example.org", "cy@example.org,eve@example.org")) {
            Element request = Element.of(
                    SmartForward,
                    Element.of(ClientId, "f"),
                    Element.of(Source, Element.of(ItemId, id.toString())),
                    Element.of(Forwardees, Element.of(Forwardee, Element.of(Email, address))));
            Element answer = Desk.document(smart.send(desk.call(request), Verb.FORWARD));
            assertEquals("179", answer.text(Status).orElseThrow(), address);
        }
        assertEquals(0, count());
    }

    @Test
    void aMeetingOfASeriesMayBeNamed() {
        Element request = Element.of(
                SmartReply,
                Element.of(ClientId, "a"),
                Element.of(
                        Source, Element.of(ItemId, id.toString()), Element.of(InstanceId, "2026-12-01T18:00:00.000Z")),
                Element.of(Mime, MAIL));
        assertEquals(new Reply.Empty(), smart.send(desk.call(request), Verb.REPLY));
    }

    /** 60 MB pass; a tenth of that is all the heap that is ever allocated, garbage included. */
    @Test
    void aLargeAttachmentDoesNotPassThroughTheHeap() throws Exception {
        var host = new LargeHost(desk.backend, 60L << 20);
        var call = desk.call(Version.V16_1, Optional.of(request(Verb.FORWARD, "a", id)), new byte[0], false, host);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        send(Verb.REPLY, "warm");
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(new Reply.Empty(), smart.send(call, Verb.FORWARD));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(host.taken.get() > 60L << 20, "octets sent: " + host.taken.get());
        assertEquals(host.told.get(), host.taken.get());
        assertTrue(allocated < 6 << 20, "octets allocated: " + allocated);
    }

    /** Answers like the host behind it, but with attachments of any size, made as they are read. */
    private record LargeHost(Backend host, long size, AtomicLong told, AtomicLong taken)
            implements BackendAround, Backend.Parts, Backend.Sends {
        private static final byte[] CHUNK = new byte[8 << 10];

        LargeHost(Backend host, long size) {
            this(host, size, new AtomicLong(), new AtomicLong());
        }

        @Override
        public Content part(String folder, Entry entry, String section) {
            return new Content("application/pdf", size, (out, from, length) -> {
                for (long at = 0; at < size; at += CHUNK.length) out.write(CHUNK);
            });
        }

        @Override
        public MessageData structure(String folder, Entry entry) throws BackendException {
            return ((Backend.Parts) host).structure(folder, entry);
        }

        @Override
        public void send(Outgoing mail) throws BackendException {
            told.set(mail.octets().size());
            try {
                mail.octets().writeTo(new OutputStream() {
                    @Override
                    public void write(int octet) {
                        taken.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] octets, int from, int length) {
                        taken.addAndGet(length);
                    }
                });
            } catch (IOException e) {
                throw new BackendException(Kind.UNAVAILABLE, "disk", e);
            }
        }
    }
}
