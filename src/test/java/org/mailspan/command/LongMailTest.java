package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptionsReader;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Answer;
import org.mailspan.sync.Outcome;
import org.mailspan.sync.ServerChange;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;

/** Messages that are too long for memory, as MIME. */
final class LongMailTest {
    private static final String LINE = "0123456789 Grüße\n";
    private static final String MAIL =
            "From: Bob <bob@example.org>\nSubject: long\nContent-Type: text/plain; charset=utf-8\n\n"
                    + LINE.repeat(100_000);
    private static final byte[] OCTETS = MAIL.replace("\n", "\r\n").getBytes(UTF_8);

    @TempDir
    Path directory;

    private FetchDesk asking;
    private ServerId id;

    @BeforeEach
    void open() throws Exception {
        asking = new FetchDesk(directory);
        id = asking.desk.deliver(MAIL);
    }

    @AfterEach
    void close() {
        asking.close();
    }

    private static Element mime(Object... more) {
        return Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 4), List.of(more));
    }

    private Reply fetch(boolean multipart, Element preference) throws Exception {
        return asking.handle(multipart, FetchDesk.item(id, Element.of(AirSync.MIMESupport, 2), preference));
    }

    private static Element body(Reply reply) {
        return Desk.document(reply)
                .first(ItemOperations.Response, ItemOperations.Fetch, ItemOperations.Properties, AirSyncBase.Body)
                .orElseThrow();
    }

    @Test
    void theWholeMessageWaitsInAFile() throws Exception {
        var reply = assertInstanceOf(Reply.Spooled.class, fetch(false, mime()));
        assertEquals(1, reply.spools().size());
        Element body = body(reply);
        assertArrayEquals(OCTETS, body.text(AirSyncBase.Data).orElseThrow().getBytes(UTF_8));
        assertEquals(Optional.of("" + OCTETS.length), body.text(AirSyncBase.EstimatedDataSize));
        assertFalse(body.flag(AirSyncBase.Truncated).orElse(false));
    }

    @Test
    void inAMultipartAnswerItIsAPart() throws Exception {
        var reply = assertInstanceOf(Reply.Multipart.class, fetch(true, mime()));
        assertEquals(Optional.of("1"), body(reply).text(ItemOperations.Part));
        var part = new ByteArrayOutputStream();
        for (Content content : reply.parts()) content.writeTo(part);
        assertArrayEquals(OCTETS, part.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"1500000", "1500001", "1500002"})
    void itIsCutWhereTheDeviceWantsAndAtACharacter(int most) throws Exception {
        Element body = body(fetch(false, mime(Element.of(AirSyncBase.TruncationSize, most))));
        String data = body.text(AirSyncBase.Data).orElseThrow();
        assertTrue(new String(OCTETS, UTF_8).startsWith(data));
        int length = data.getBytes(UTF_8).length;
        assertTrue(length <= most && length > most - 4, length + " of " + most);
        assertEquals(Optional.of("1"), body.text(AirSyncBase.Truncated));
        assertEquals(Optional.of("" + OCTETS.length), body.text(AirSyncBase.EstimatedDataSize));
    }

    @Test
    void whoWantsAllOrNoneOfItGetsNone() throws Exception {
        Element body = body(fetch(
                false, mime(Element.of(AirSyncBase.TruncationSize, 1_500_000), Element.of(AirSyncBase.AllOrNone, 1))));
        assertFalse(body.has(AirSyncBase.Data));
        assertEquals(Optional.of("1"), body.text(AirSyncBase.Truncated));
    }

    /** Of what was not asked for nothing is read. */
    @Test
    void withoutTheBodyInTheSchemaNothingIsLaid() throws Exception {
        asking.desk.fail(Operation.PART, Kind.UNAVAILABLE);
        Reply reply = asking.handle(
                false,
                FetchDesk.item(
                        id,
                        Element.of(ItemOperations.Schema, org.mailspan.wbxml.Email.Subject),
                        Element.of(AirSync.MIMESupport, 2),
                        mime()));
        assertInstanceOf(Reply.Document.class, reply);
    }

    @Test
    void aHostThatFailsMeanwhileIsToldBeforeTheFirstOctet() throws Exception {
        asking.desk.fail(Operation.PART, Kind.ITEM_GONE);
        Reply reply = fetch(false, mime());
        assertEquals(
                Optional.of("6"),
                Desk.document(reply).text(ItemOperations.Response, ItemOperations.Fetch, ItemOperations.Status));
        asking.desk.fail(Operation.PART, Kind.UNAVAILABLE);
        assertThrows(BackendException.class, () -> fetch(false, mime()));
    }

    private Item read() throws Exception {
        BodyOptions all = BodyOptionsReader.read(
                        Element.of(AirSync.Options, Element.of(AirSync.MIMESupport, 2), mime()))
                .orElseThrow();
        return asking.desk.engine.items().read(session(), id, all).orElseThrow();
    }

    private Session session() {
        return new Session(asking.desk.backend, Desk.DEVICE, Version.V16_1);
    }

    private Outcome.Synced complete(Outcome.Synced outcome) throws Exception {
        var mail = new SyncMail(session(), new LongMail(asking.desk.engine.items(), new Laid()));
        return (Outcome.Synced) mail.complete(outcome);
    }

    private static Body.Whereabouts whereabouts(Item item) {
        return item.get(BodyFields.Body).orElseThrow().whereabouts();
    }

    @Test
    void aSyncLaysWhatItAddsAndWhatItFetches() throws Exception {
        Item item = read();
        assertInstanceOf(Body.Whereabouts.AtHost.class, whereabouts(item));
        var whole = complete(new Outcome.Synced(
                "1-a",
                List.of(new Answer.Fetched(id.toString(), Answer.Result.DONE, item)),
                List.of(new ServerChange.Add(id, item), new ServerChange.Delete(id)),
                false,
                true));
        var fetched = (Answer.Fetched) whole.answers().getFirst();
        var added = (ServerChange.Add) whole.changes().getFirst();
        assertInstanceOf(Body.Whereabouts.InFile.class, whereabouts(fetched.item()));
        assertInstanceOf(Body.Whereabouts.InFile.class, whereabouts(added.item()));
        assertEquals(new ServerChange.Delete(id), whole.changes().getLast());
    }

    /** Law 5: the folder goes on without it, and the device may fetch it. */
    @ParameterizedTest
    @EnumSource(names = {"ITEM_GONE", "NOT_ALLOWED", "REFUSED"})
    void aMessageThatCannotBeReadBlocksNoSync(Kind kind) throws Exception {
        Item item = read();
        asking.desk.fail(Operation.PART, kind);
        var change = new ServerChange.Add(id, item);
        var whole = complete(new Outcome.Synced("1-a", List.of(), List.of(change), false, true));
        assertEquals(List.of(change), whole.changes());
        Element body = ApplicationData.write(EmailFields.TABLE, item, Version.V16_1).stream()
                .filter(element -> element.tag().equals(AirSyncBase.Body))
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of("1"), body.text(AirSyncBase.Truncated));
        assertFalse(body.has(AirSyncBase.Data));
    }

    @Test
    void aHostThatCannotBeAskedFailsTheSync() throws Exception {
        Item item = read();
        asking.desk.fail(Operation.PART, Kind.UNAVAILABLE);
        var outcome = new Outcome.Synced("1-a", List.of(), List.of(new ServerChange.Add(id, item)), false, true);
        assertThrows(BackendException.class, () -> complete(outcome));
    }
}
