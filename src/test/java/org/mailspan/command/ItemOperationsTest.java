package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.FetchDesk.*;
import static org.mailspan.wbxml.ItemOperations.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.command.ItemOperations.Bounds;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Tag;

/** Fetching items, and the frame in which that is asked and answered. */
final class ItemOperationsTest {
    @TempDir
    Path directory;

    @AutoClose
    private FetchDesk asking;

    @BeforeEach
    void open() throws Exception {
        asking = new FetchDesk(directory);
        // what a Sync reads is kept for two minutes
        asking.desk.now = asking.desk.now.plus(Duration.ofMinutes(3));
    }

    @Test
    void anItemIsFetchedByItsId() throws Exception {
        Element fetched = asking.fetched(asking.item(text()));
        assertEquals(
                List.of(STATUS, AirSync.CollectionId, AirSync.ServerId, AirSync.Class, Properties),
                fetched.elements().map(Element::tag).toList());
        assertEquals("1", status(fetched));
        assertEquals(Optional.of(asking.id.toString()), fetched.text(AirSync.ServerId));
        assertEquals(Optional.of("Email"), fetched.text(AirSync.Class));
        assertEquals(Optional.of("with a file"), fetched.text(Properties, Email.Subject));
        assertEquals(
                Optional.of("Grüße"),
                fetched.text(Properties, AirSyncBase.Body, AirSyncBase.Data).map(String::strip));
        assertEquals(
                Optional.of(new FileReference(asking.id, "2").toString()),
                fetched.text(Properties, AirSyncBase.Attachments, AirSyncBase.Attachment, AirSyncBase.FileReference));
    }

    @Test
    void theCollectionIdMayBeLeftOut() throws Exception {
        Element fetched = asking.fetched(fetch(Element.of(AirSync.ServerId, asking.id.toString())));
        assertEquals("1", status(fetched));
        assertFalse(fetched.has(AirSync.CollectionId));
    }

    /** Gaia asks for the body alone and expects just that (quirk F11). */
    @Test
    void aSchemaLimitsTheProperties() throws Exception {
        Element fetched = asking.fetched(asking.item(Element.of(Schema, AirSyncBase.Body), text()));
        assertEquals(
                List.of(AirSyncBase.Body),
                fetched.all(Properties)
                        .flatMap(Element::elements)
                        .map(Element::tag)
                        .toList());
    }

    @Test
    void mimeIsFetchedWhole() throws Exception {
        Element mime = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 4));
        Element fetched = asking.fetched(asking.item(Element.of(AirSync.MIMESupport, 2), mime));
        assertEquals(Optional.of("4"), fetched.text(Properties, AirSyncBase.Body, AirSyncBase.Type));
        assertEquals(
                Optional.of(MAIL.replace("\n", "\r\n")), fetched.text(Properties, AirSyncBase.Body, AirSyncBase.Data));
    }

    @ParameterizedTest
    @CsvSource({"9999:1, 9999", "%d:4711, %d", "x, %d", "'', %d", "%d:1, 9999"})
    void anItemThatIsNotThereIsNotFound(String item, String collection) throws Exception {
        Element fetched = asking.fetched(fetch(
                Element.of(AirSync.CollectionId, collection.formatted(asking.id.collection())),
                Element.of(AirSync.ServerId, item.formatted(asking.id.collection()))));
        assertEquals("6", status(fetched));
        assertFalse(fetched.has(Properties));
        assertTrue(fetched.has(AirSync.ServerId));
    }

    @Test
    void anItemThatWentAwayIsNotFound() throws Exception {
        asking.desk.mailbox.expunge("INBOX", Set.of(asking.id.item()));
        assertEquals("6", status(asking.fetched(asking.item())));
        assertEquals("15", status(asking.fetched(asking.attachment("2"))));
    }

    @Test
    void aSearchResultThatWasNeverGivenOutIsNotFound() throws Exception {
        Element fetched = asking.fetched(fetch(Element.of(Search.LongId, "abc")));
        assertEquals("6", status(fetched));
        assertEquals(Optional.of("abc"), fetched.text(Search.LongId));
    }

    /** Options of the other kind are passed over, not refused. */
    @Test
    void anAttachmentNeedsNoBodyPreferenceAndAnItemNoRange() throws Exception {
        assertEquals("1", status(asking.fetched(asking.attachment("2", Element.of(AirSync.MIMESupport, 1), text()))));
        assertEquals("1", status(asking.fetched(asking.item(range("0-5")))));
    }

    @Test
    void severalFetchesAreAnsweredInTheirOrder() throws Exception {
        Element answer = asking.answer(
                asking.attachment("2"),
                asking.item(),
                fetch(Element.of(Search.LongId, "x")),
                asking.attachment("7"),
                asking.item());
        assertEquals(
                List.of("1", "1", "6", "15", "1"),
                answer.all(Response, Fetch).map(FetchDesk::status).toList());
    }

    @Test
    void tooManyOperationsAreRefusedAtOnce() throws Exception {
        asking.bounds = new Bounds(2, 1 << 20, 1 << 20);
        assertEquals(
                Element.of(ItemOperations, Element.of(STATUS, 11)),
                asking.answer(asking.item(), asking.item(), asking.attachment("2")));
    }

    @Test
    void anotherStoreIsUnknown() throws Exception {
        Element library = Element.of(Fetch, Element.of(Store, "DocumentLibrary"));
        assertEquals(Element.of(ItemOperations, Element.of(STATUS, 9)), asking.answer(asking.item(), library));
    }

    static Stream<Element> malformed() {
        return Stream.of(
                Element.of(Fetch),
                Element.of(Fetch, Element.of(AirSync.ServerId, "1:1")),
                fetch(),
                fetch(Element.of(AirSync.CollectionId, "1")));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("malformed")
    void aFetchThatBreaksTheProtocolIsSaidSo(Element fetch) throws Exception {
        assertEquals("2", status(asking.fetched(fetch)));
    }

    @Test
    void aBodyPreferenceThatIsNoneBreaksTheProtocol() throws Exception {
        Element bad = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 9));
        assertEquals("2", status(asking.fetched(asking.item(bad))));
    }

    @Test
    void aRequestThatAsksNothingBreaksTheProtocol() throws Exception {
        Element error = Element.of(ItemOperations, Element.of(STATUS, 2));
        assertEquals(error, asking.answer());
        assertEquals(error, asking.answer(Element.of(AirSync.Supported)));
        Call sync = asking.desk.call(Element.of(AirSync.Sync, Element.of(Fetch)));
        assertEquals(error, Desk.document(asking.command().handle(sync)));
        Call none = asking.desk.call(
                org.mailspan.protocol.Version.V16_1, Optional.empty(), new byte[0], false, asking.desk.backend);
        assertEquals(error, Desk.document(asking.command().handle(none)));
    }

    /** Found by Jazzer: an answer carries neither what cannot be written nor more than its schema allows. */
    @Test
    void ofWhatAClientSendsOnlyWhatIsAnIdIsRepeated() throws Exception {
        Element odd = Element.of(ConversationId, new Tag.Unknown(21, 25), "x");
        Element longest = Element.of(AirSync.CollectionId, "9".repeat(65));
        Element cut = Element.of(AirSync.CollectionId, "9".repeat(64));
        Element fetch = Element.of(Fetch, Element.of(Store, "Mailbox"), longest, Element.of(AirSync.ServerId, "1:1"));
        Element answer = asking.answer(
                Element.of(Move, odd, Element.of(Options, MoveAlways)),
                Element.of(EmptyFolderContents, longest),
                fetch);
        assertEquals(
                List.of(
                        Element.of(Move, Element.of(STATUS, 2), Element.of(ConversationId, "x")),
                        Element.of(EmptyFolderContents, Element.of(STATUS, 6), cut),
                        Element.of(Fetch, Element.of(STATUS, 6), cut, Element.of(AirSync.ServerId, "1:1"))),
                answer.first(Response).orElseThrow().elements().toList());
    }

    /** MS-ASCMD_R193: here the mail is read before it is deleted, and not after. */
    @Shows("MS-ASCMD_R193 MS-ASCMD_R194")
    @Test
    void operationsAreDoneInTheirOrderAndAnsweredByKinds() throws Exception {
        Element conversation = Element.of(ConversationId, new byte[] {1, 2, 3});
        Element always = Element.of(Move, conversation, Element.of(Options, MoveAlways));
        Element folder = Element.of(AirSync.CollectionId, asking.id.collection());
        Element empty = Element.of(EmptyFolderContents, folder);
        Element answer = asking.answer(asking.item(), empty, always, asking.item());
        assertEquals(
                List.of(
                        Element.of(Move, Element.of(STATUS, 2), conversation),
                        Element.of(EmptyFolderContents, Element.of(STATUS, 1), folder)),
                answer.first(Response).orElseThrow().elements().limit(2).toList());
        assertEquals(
                List.of("1", "6"),
                answer.all(Response, Fetch).map(FetchDesk::status).toList());
        assertEquals(0, asking.desk.mailbox.messages("INBOX").size());
    }

    @Test
    void anOperationThatNamesNothingIsAProtocolErrorAndNothingIsDone() throws Exception {
        Element folder = Element.of(AirSync.CollectionId, asking.id.collection());
        for (Element odd : List.of(
                Element.of(EmptyFolderContents),
                Element.of(EmptyFolderContents, Element.of(AirSync.CollectionId)),
                Element.of(Move, Element.of(Options, MoveAlways)))) {
            Element answer = asking.answer(Element.of(EmptyFolderContents, folder), odd);
            assertEquals(Optional.of("2"), answer.text(STATUS));
            assertFalse(answer.has(Response));
        }
        assertEquals(1, asking.desk.mailbox.messages("INBOX").size());
    }

    @ParameterizedTest
    @CsvSource({
        "ITEM_GONE, 6, 15",
        "FOLDER_GONE, 6, 15",
        "NOT_ALLOWED, 16, 16",
        "TOO_LARGE, 11, 11",
        "FULL, 14, 14",
        "REFUSED, 14, 14"
    })
    void aFailureOfTheHostIsAStatusOfItsFetch(Kind kind, String ofItem, String ofAttachment) throws Exception {
        asking.desk.fail(Operation.READ, kind);
        asking.desk.fail(Operation.PART, kind);
        assertEquals(
                List.of(ofItem, ofAttachment),
                List.of(status(asking.fetched(asking.item())), status(asking.fetched(asking.attachment("2")))));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGIN", "UNAVAILABLE"})
    void aHostThatCannotBeAskedFailsTheWholeRequest(Kind kind) {
        asking.desk.fail(Operation.PART, kind);
        assertEquals(
                kind,
                assertThrows(BackendException.class, () -> asking.answer(asking.item(), asking.attachment("2")))
                        .kind());
    }

    @ParameterizedTest
    @EnumSource(org.mailspan.protocol.Version.class)
    void everyAnswerFitsItsSchema(org.mailspan.protocol.Version version) throws Exception {
        var mime = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 4));
        var command = asking.command();
        for (Element[] operations : List.of(
                new Element[] {
                    asking.item(text()), asking.item(Element.of(AirSync.MIMESupport, 2), mime), asking.attachment("2")
                },
                new Element[] {
                    asking.attachment("2", range("0-9")),
                    asking.attachment("2", range("x")),
                    asking.attachment("7"),
                    fetch()
                },
                new Element[] {item(new ServerId(1, 4711)), fetch(Element.of(Search.LongId, "x"))},
                new Element[] {Element.of(Fetch, Element.of(Store, "x"))},
                new Element[] {})) {
            Element request = Element.of(ItemOperations, List.of(operations));
            Schemas.assertFits(Desk.document(command.handle(asking.desk.call(version, request))));
        }
    }
}
