package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Headers;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Outgoing;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.ItemOperations;

/** Drafts that a device of 16.x writes, changes, sends and deletes. */
class SyncDraftsTest {
    private static final byte[] PDF = {'%', 'P', 'D', 'F', 0, (byte) 0xFF, '\r', '\n', 13, 10, 10};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private static final Element PLAIN = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 1));

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String drafts;
    private String key;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        drafts = phone.folder(FolderType.Drafts).id();
        phone.syncAll(drafts);
        key = phone.collection(drafts).key();
    }

    private static Element body(int type, String text) {
        return Element.of(AirSyncBase.Body, Element.of(AirSyncBase.Type, type), Element.of(AirSyncBase.Data, text));
    }

    private static Element add(String clientId, Object... data) {
        return Element.of(Add, Element.of(ClientId, clientId), Element.of(ApplicationData, List.of(data)));
    }

    private static Element sent(Element command) {
        return Element.of(command.tag(), command.children(), Email2.Send);
    }

    private static Element attachments(Element... changes) {
        return Element.of(AirSyncBase.Attachments, List.of(changes));
    }

    private static Element file(String clientId, String name, byte[] content, Object... more) {
        return Element.of(
                AirSyncBase.Add,
                Element.of(AirSyncBase.ClientId, clientId),
                Element.of(AirSyncBase.Method, 1),
                Element.of(AirSyncBase.Content, content),
                Element.of(AirSyncBase.DisplayName, name),
                List.of(more));
    }

    private static Element without(String reference) {
        return Element.of(AirSyncBase.Delete, Element.of(AirSyncBase.FileReference, reference));
    }

    private Element send(String with, Object... more) throws Exception {
        return wiring.ask("phone", "Sync", sync(collection(drafts, with, options(PLAIN), List.of(more))));
    }

    /** One exchange; the phone takes the answer. */
    private Element ask(Element... commands) throws Exception {
        Element answer = send(key, commands(commands));
        assertEquals(1, status(answer, drafts));
        key = key(answer, drafts);
        return answer;
    }

    private void silent() throws Exception {
        Element request = sync(collection(drafts, key));
        Reply reply = wiring.ask("phone", Version.V16_1, "Sync", Optional.of(request), new Held());
        assertTrue(reply instanceof Reply.Empty, () -> "there is something to tell: " + reply);
    }

    /** What the next Sync tells. */
    private Element told() throws Exception {
        Element answer = send(key);
        key = key(answer, drafts);
        return in(answer, drafts);
    }

    private Element added(String clientId, Object... data) throws Exception {
        Element answer = ask(add(clientId, data));
        assertEquals(1, response(answer, drafts, Add, clientId), answer::indented);
        assertFalse(in(answer, drafts).has(Commands), () -> "an echo in " + answer);
        return in(answer, drafts).first(Responses, Add).orElseThrow();
    }

    private String draft(Object... data) throws Exception {
        return added("c1", data).text(ServerId).orElseThrow();
    }

    private List<Message> host() {
        return wiring.mailbox.messages("Drafts");
    }

    private MimeTree one() {
        assertEquals(1, host().size(), () -> host().toString());
        return MimeTree.parse(host().getFirst().octets());
    }

    private Headers header() {
        return Headers.parse(one().header());
    }

    private static String text(MimeTree tree, String section) {
        return new String(tree.section(section).orElseThrow(), UTF_8);
    }

    private byte[] fetched(String reference) throws Exception {
        Element answer = wiring.ask(
                "phone",
                "ItemOperations",
                Element.of(
                        ItemOperations.ItemOperations,
                        Element.of(
                                ItemOperations.Fetch,
                                Element.of(ItemOperations.Store, "Mailbox"),
                                Element.of(AirSyncBase.FileReference, reference))));
        String data = answer.text(
                        ItemOperations.Response, ItemOperations.Fetch, ItemOperations.Properties, ItemOperations.Data)
                .orElseThrow(() -> new AssertionError(answer.indented()));
        return java.util.Base64.getDecoder().decode(data);
    }

    private static String reference(Element response, String clientId) {
        return response.all(ApplicationData, AirSyncBase.Attachments, AirSyncBase.Attachment)
                .filter(one -> one.text(AirSyncBase.ClientId).orElse("").equals(clientId))
                .findFirst()
                .flatMap(one -> one.text(AirSyncBase.FileReference))
                .orElseThrow(() -> new AssertionError("no reference for " + clientId + " in " + response.indented()));
    }

    private static List<String> names(MimePart root) {
        return root.children().stream()
                .map(part -> part.dispositionParameters().getOrDefault("filename", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Test
    @Shows("MS-ASCMD_R748 MS-ASEMAIL_R1184 MS-ASEMAIL_R11850 MS-ASEMAIL_R1190 MS-ASEMAIL_R11910")
    void aNewDraftIsFiledAsItsUserWroteIt() throws Exception {
        Element response = added(
                "c1",
                Element.of(Email.To, "\"Bob\" <bob@example.org>, carl@example.org"),
                Element.of(Email.Cc, "Zoë <zoe@example.org>"),
                Element.of(Email2.Bcc, "dora@example.org"),
                Element.of(Email.Subject, "Grüße"),
                Element.of(Email.ReplyTo, "desk@example.org"),
                Element.of(Email.Importance, 2),
                body(1, "One\r\nTwo"));
        assertEquals(
                drafts + ":" + host().getFirst().uid(), response.text(ServerId).orElseThrow());
        assertTrue(response.has(ApplicationData, Email2.ConversationId));
        assertTrue(response.has(ApplicationData, Email2.ConversationIndex));
        assertEquals(Set.of("\\Seen", "\\Draft"), host().getFirst().flags());
        assertEquals(Wiring.USER, header().mailboxes("From").getFirst().address());
        assertEquals(
                List.of("bob@example.org", "carl@example.org"),
                header().mailboxes("To").stream().map(one -> one.address()).toList());
        assertEquals("Zoë", header().mailboxes("Cc").getFirst().name());
        assertEquals("dora@example.org", header().mailboxes("Bcc").getFirst().address());
        assertEquals(
                "desk@example.org", header().mailboxes("Reply-To").getFirst().address());
        assertEquals("Grüße", header().text("Subject"));
        assertEquals("high", header().text("Importance"));
        assertTrue(header().date("Date").isPresent());
        assertEquals(1, header().ids("Message-ID").size());
        assertEquals("One\r\nTwo", text(one(), "1"));
        silent();
    }

    @Test
    @Shows("MS-ASEMAIL_R1271 MS-ASEMAIL_R1278")
    void anotherDeviceIsToldOfItWithBccAndThatItIsADraft() throws Exception {
        Phone other = wiring.phone("tablet", Version.V16_0);
        other.syncAll(drafts);
        String id = draft(Element.of(Email2.Bcc, "dora@example.org"), Element.of(Email.Subject, "One"), body(1, "Hi"));
        other.syncAll(drafts);
        Element item = other.collection(drafts).items().get(id);
        assertEquals("1", item.text(Email2.IsDraft).orElse(""), item::indented);
        assertTrue(item.text(Email2.Bcc).orElse("").contains("dora@example.org"));
        assertEquals(List.of(), other.complaints());
    }

    @Test
    void aNewDraftOfHtmlHasItsTextBesides() throws Exception {
        draft(Element.of(Email.Subject, "One"), body(2, "<p>Hello <b>Bob</b></p>"));
        MimePart root = one().root();
        assertEquals("multipart/alternative", root.mediaType());
        assertTrue(text(one(), "1").contains("Hello Bob"));
        assertTrue(text(one(), "2").contains("<b>Bob</b>"));
    }

    @Test
    void aNewDraftOfMimeIsThatMessage() throws Exception {
        String mime = "From: Someone <x@elsewhere.org>\nTo: bob@example.org\nSubject: Mine\nMessage-ID: <i@phone>\n"
                + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\n"
                + "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n";
        draft(body(4, mime), Element.of(Email.Importance, 0));
        assertEquals("<i@phone>", header().ids("Message-ID").getFirst());
        assertEquals("low", header().text("Importance"));
        assertEquals("Hello", text(one(), "1"));
        assertEquals("JVBERg==", text(one(), "2"));
    }

    @Test
    @Shows("MS-ASCMD_R755")
    void aMimeThatIsNoMessageIsRefused() throws Exception {
        Element answer = ask(add("c1", body(4, "no header at all")), add("c2"));
        assertEquals(6, response(answer, drafts, Add, "c1"));
        assertEquals(6, response(answer, drafts, Add, "c2"));
        assertEquals(List.of(), host());
    }

    @Test
    void inOtherFoldersNothingIsAdded() throws Exception {
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.syncAll(inbox);
        Element answer = wiring.ask(
                "phone",
                "Sync",
                sync(collection(
                        inbox,
                        phone.collection(inbox).key(),
                        commands(sent(add("c1", Element.of(Email.To, "b@c.de")))))));
        assertEquals(6, response(answer, inbox, Add, "c1"));
        assertEquals(List.of(), wiring.backend.sent());
    }

    @Test
    void aLostResponseMakesNoSecondDraft() throws Exception {
        Element command =
                add("c1", Element.of(Email.Subject, "One"), body(1, "Hi"), attachments(file("f", "a.pdf", PDF)));
        Element lost = send(key, commands(command));
        Element again = send(key, commands(command));
        assertEquals(in(lost, drafts).first(Responses), in(again, drafts).first(Responses));
        key = key(again, drafts);
        assertEquals(1, host().size());
        assertFalse(in(again, drafts).has(Commands), again::indented);
        silent();
    }

    @Test
    void aRestartBeforeTheAnswerMakesNoSecondDraft() throws Exception {
        Element command = add("c1", Element.of(Email.Subject, "One"), body(1, "Hi"));
        wiring.beforeEach(operation -> {
            if (operation == Operation.CHANGES) throw new IllegalStateException("the process ends here");
        });
        try {
            send(key, commands(command));
        } catch (IllegalStateException ended) {
            // nothing of the exchange is in the store but the item
        }
        wiring.beforeEach(operation -> {});
        wiring.restart();
        Element again = send(key, commands(command));
        key = key(again, drafts);
        assertEquals(1, response(again, drafts, Add, "c1"));
        assertEquals(1, host().size());
        assertEquals(List.of(), ids(again, drafts, Add));
    }

    @Test
    @Shows("MS-ASAIRS_R1336 MS-ASAIRS_R1368 MS-ASAIRS_R1001000 MS-ASAIRS_R1052 MS-ASAIRS_R1000955")
    void attachmentsAreAddedAndCanBeFetchedByTheirReference() throws Exception {
        Element response = added(
                "c1",
                Element.of(Email.Subject, "One"),
                body(1, "Hi"),
                attachments(file("f1", "Ärger.pdf", PDF, Element.of(AirSyncBase.ContentType, "application/pdf"))));
        assertArrayEquals(PDF, fetched(reference(response, "f1")));
        assertEquals("application/pdf", one().root().children().get(1).mediaType());
    }

    @Test
    void aPictureIsShownInTheText() throws Exception {
        draft(
                body(2, "<img src=\"cid:pic@1\">"),
                attachments(file(
                        "f1",
                        "pic.png",
                        PNG,
                        Element.of(AirSyncBase.ContentType, "image/png"),
                        Element.of(AirSyncBase.ContentId, "pic@1"),
                        AirSyncBase.IsInline)));
        MimePart related = one().root().children().get(1);
        assertEquals("multipart/related", related.mediaType());
        assertEquals("<pic@1>", related.children().get(1).contentId());
        Phone other = wiring.phone("tablet", Version.V16_1);
        other.syncAll(drafts);
        Element item = other.collection(drafts).items().values().iterator().next();
        assertTrue(item.has(AirSyncBase.Attachments, AirSyncBase.Attachment, AirSyncBase.IsInline), item::indented);
    }

    @Test
    void aMailIsAttachedAsOne() throws Exception {
        byte[] mail = "Subject: Inner\n\nHello\n".getBytes(UTF_8);
        Element message = Element.of(
                AirSyncBase.Add,
                Element.of(AirSyncBase.ClientId, "f1"),
                Element.of(AirSyncBase.Method, 5),
                Element.of(AirSyncBase.Content, mail),
                Element.of(AirSyncBase.DisplayName, "Inner.eml"));
        draft(body(1, "Hi"), attachments(message));
        assertEquals("message/rfc822", one().root().children().get(1).mediaType());
        assertEquals("Subject: Inner\r\n\r\nHello\r\n", text(one(), "2"));
    }

    @Test
    void aChangeLaysWhatItNamesOverWhatIsThere() throws Exception {
        String id = draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email.Subject, "One"),
                body(2, "<p>Hello</p>"),
                attachments(file("f1", "a.pdf", PDF)));
        String messageId = header().ids("Message-ID").getFirst();
        byte[] before = host().getFirst().octets();
        Element answer = ask(change(id, Element.of(Email.Subject, "Two")));
        assertEquals(1, response(answer, drafts, Change, id));
        assertFalse(in(answer, drafts).has(Commands), () -> "an echo in " + answer);
        assertEquals("Two", header().text("Subject"));
        assertEquals("bob@example.org", header().mailboxes("To").getFirst().address());
        assertEquals(messageId, header().ids("Message-ID").getFirst());
        assertArrayEquals(bodyOf(before), bodyOf(host().getFirst().octets()));
        assertEquals(Set.of("\\Seen", "\\Draft"), host().getFirst().flags());
        silent();
    }

    private static byte[] bodyOf(byte[] message) {
        int header = MimeTree.parse(message).header().length;
        return Arrays.copyOfRange(message, header, message.length);
    }

    @Test
    @Shows("MS-ASCMD_R879")
    void recipientsThatAChangeLeavesOutAreTakenOut() throws Exception {
        String id = draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email.Cc, "carl@example.org"),
                Element.of(Email2.Bcc, "dora@example.org"),
                body(1, "Hi"));
        ask(change(id, Element.of(Email.To, "bob@example.org"), Element.of(Email2.Bcc)));
        assertEquals(1, header().mailboxes("To").size());
        assertEquals(List.of(), header().mailboxes("Cc"));
        assertEquals(List.of(), header().mailboxes("Bcc"));
    }

    @Test
    @Shows("MS-ASCMD_R878 MS-ASCMD_R5825")
    void theBodyStaysWhereAChangeHasNone() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        ask(change(id, Element.of(Email.Read, 0)));
        assertEquals(Set.of("\\Draft"), host().getFirst().flags());
        ask(change(id, Element.of(Email.To, "bob@example.org"), flag(2)));
        assertEquals(Set.of("\\Draft", "\\Flagged"), host().getFirst().flags());
        assertEquals("Hi", text(one(), "1"));
        silent();
    }

    @Test
    @Shows("MS-ASAIRS_R1082")
    void attachmentsComeAndGoAndKeepTheirNames() throws Exception {
        Element response = added("c1", body(1, "Hi"), attachments(file("f1", "a.pdf", PDF), file("f2", "b.png", PNG)));
        String id = response.text(ServerId).orElseThrow();
        String first = reference(response, "f1");
        String second = reference(response, "f2");
        Element answer = ask(change(id, attachments(without(first), file("f3", "c.pdf", PDF))));
        assertEquals(List.of("b.png", "c.pdf"), names(one().root()));
        assertArrayEquals(PNG, fetched(second), "the reference that the device has");
        String third = reference(in(answer, drafts).first(Responses, Change).orElseThrow(), "f3");
        assertArrayEquals(PDF, fetched(third));
        ask(change(id, attachments(without(second))));
        assertEquals(List.of("c.pdf"), names(one().root()));
        assertArrayEquals(PDF, fetched(third));
        assertEquals("Hi", text(one(), "1").isEmpty() ? "" : new String(decoded("1"), UTF_8));
        silent();
    }

    private byte[] decoded(String section) {
        String encoded = text(one(), section).strip();
        return encoded.equals("Hi")
                ? encoded.getBytes(UTF_8)
                : java.util.Base64.getMimeDecoder().decode(encoded);
    }

    @Test
    void ofADraftOfAnotherProgramTheReferencesHoldToo() throws Exception {
        deliver(
                "<m@tb>",
                "--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n" + part("a.txt", "first") + part("b.txt", "second")
                        + part("c.txt", "third"));
        Element add = told().first(Commands, Add).orElseThrow();
        String id = add.text(ServerId).orElseThrow();
        List<String> references = add.all(
                        ApplicationData, AirSyncBase.Attachments, AirSyncBase.Attachment, AirSyncBase.FileReference)
                .map(Element::text)
                .toList();
        ask(change(id, attachments(without(references.get(0)))));
        assertEquals("second", new String(fetched(references.get(1)), UTF_8));
        assertEquals("third", new String(fetched(references.get(2)), UTF_8));
        ask(change(id, attachments(without(references.get(1)))));
        assertEquals(List.of("c.txt"), names(one().root()));
        assertEquals("third", new String(fetched(references.get(2)), UTF_8));
    }

    private static String part(String name, String text) {
        return "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=" + name + "\r\n\r\n"
                + text + "\r\n";
    }

    private long deliver(String messageId, String parts) {
        String message =
                "From: anna@example.org\r\nTo: bob@example.org\r\nSubject: Elsewhere\r\nMessage-ID: " + messageId
                        + "\r\nIn-Reply-To: <q@x>\r\nX-Other: kept\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n";
        return wiring.mailbox
                .append("Drafts", message.getBytes(UTF_8), Set.of("\\Seen", "\\Draft"), wiring.now)
                .orElseThrow();
    }

    @Test
    void aRepeatedChangeIsDoneOnce() throws Exception {
        Element response = added("c1", body(1, "Hi"), attachments(file("f1", "a.pdf", PDF), file("f2", "b.png", PNG)));
        String id = response.text(ServerId).orElseThrow();
        Element change =
                change(id, attachments(without(reference(response, "f1")), file("f3", "c.pdf", PDF)), body(1, "New"));
        Element lost = send(key, commands(change));
        Element again = send(key, commands(change));
        assertEquals(in(lost, drafts).first(Responses), in(again, drafts).first(Responses));
        key = key(again, drafts);
        assertEquals(List.of("b.png", "c.pdf"), names(one().root()));
        silent();
    }

    @Test
    void aHostThatFailsBetweenFilingAndDeletingLosesNothing() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        wiring.fail(Operation.DELETE, Kind.UNAVAILABLE);
        Element change = change(id, Element.of(Email.Subject, "Two"));
        assertThrowsUnavailable(key, change);
        assertEquals(2, host().size(), "the new one before the old one goes");
        wiring.heal();
        Element again = send(key, commands(change));
        assertEquals(1, response(again, drafts, Change, id));
        assertEquals(
                List.of("One", "Two"),
                host().stream()
                        .map(message -> Headers.parse(message.octets()).text("Subject"))
                        .sorted()
                        .toList());
        assertEquals(List.of("One"), subjects(again, drafts), "what it was, as another draft");
    }

    private void assertThrowsUnavailable(String with, Element command) {
        try {
            send(with, commands(command));
        } catch (Exception unavailable) {
            return;
        }
        throw new AssertionError("the host is there");
    }

    @Test
    @Shows("MS-ASEMAIL_R14302")
    void aDraftIsSentOnceAndGone() throws Exception {
        String id = draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email2.Bcc, "dora@example.org"),
                Element.of(Email.Subject, "One"),
                body(1, "Hi"),
                attachments(file("f1", "a.pdf", PDF)));
        Element command = sent(change(id, body(1, "Hi there")));
        Element lost = send(key, commands(command));
        Element again = send(key, commands(command));
        assertEquals(1, response(lost, drafts, Change, id));
        assertEquals(1, response(again, drafts, Change, id));
        key = key(again, drafts);
        assertEquals(1, wiring.backend.sent().size());
        Outgoing mail = wiring.backend.sent().getFirst();
        assertEquals(List.of("bob@example.org", "dora@example.org"), mail.recipients());
        MimeTree tree = MimeTree.parse(mail.message());
        assertEquals("Hi there", text(tree, "1"));
        String whole = new String(mail.message(), UTF_8);
        assertFalse(whole.toLowerCase(java.util.Locale.ROOT).contains("mailspan"), whole);
        assertFalse(whole.contains("dora@"), whole);
        assertArrayEquals(PDF, java.util.Base64.getMimeDecoder().decode(text(tree, "2")));
        assertEquals(List.of(), host());
        assertEquals(1, wiring.mailbox.messages("Sent").size());
        assertEquals(List.of(id), ids(again, drafts, Delete));
        silent();
    }

    @Test
    void aDraftIsSentAsItIs() throws Exception {
        deliver("<m@tb>", "--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n" + part("a.txt", "first"));
        String id = told().first(Commands, Add, ServerId).orElseThrow().text();
        Element answer = ask(sent(Element.of(Change, Element.of(ServerId, id))));
        assertEquals(1, response(answer, drafts, Change, id));
        MimeTree tree = MimeTree.parse(wiring.backend.sent().getFirst().message());
        assertEquals("kept", Headers.parse(tree.header()).text("X-Other"));
        assertEquals("first", text(tree, "2"));
        assertEquals(List.of(), host());
    }

    @Test
    @Shows("MS-ASEMAIL_R14302")
    void aNewMailIsSentWithoutBeingADraft() throws Exception {
        Element command = sent(add("c1", Element.of(Email.To, "bob@example.org"), body(2, "<p>Hi</p>")));
        Element lost = send(key, commands(command));
        Element again = send(key, commands(command));
        assertEquals(1, response(lost, drafts, Add, "c1"));
        assertEquals(1, response(again, drafts, Add, "c1"));
        assertEquals(1, wiring.backend.sent().size());
        assertEquals(List.of(), host());
        assertEquals(1, wiring.mailbox.messages("Sent").size());
    }

    @Test
    @Shows("MS-ASCMD_R7472 MS-ASCMD_R7471")
    void whatHasNoSoundRecipientIsNotSentAndStays() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        Element answer = ask(
                sent(change(id, body(1, "Other"))),
                sent(add("c2", Element.of(Email.To, "nobody"), body(1, "Hi"))),
                sent(add("c3", body(1, "Hi"))));
        assertEquals(183, response(answer, drafts, Change, id));
        assertEquals(183, response(answer, drafts, Add, "c2"));
        assertEquals(183, response(answer, drafts, Add, "c3"));
        assertEquals(List.of(), wiring.backend.sent());
        assertEquals("Hi", text(one(), "1"));
        assertFalse(in(answer, drafts).has(Commands), "the device's own text is the only one: " + answer);
    }

    @Test
    void whatTheSubmissionServerRefusesStays() throws Exception {
        String id = draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
        Element command = sent(Element.of(Change, Element.of(ServerId, id)));
        var expected = java.util.Map.of(
                Kind.REFUSED, 120, Kind.UNAVAILABLE, 111, Kind.LOGIN, 111, Kind.TOO_LARGE, 115, Kind.FULL, 9);
        for (var one : expected.entrySet()) {
            wiring.fail(Operation.SEND, one.getKey());
            Element answer = ask(command);
            assertEquals(one.getValue(), response(answer, drafts, Change, id), one.getKey()::toString);
            assertEquals(1, host().size());
        }
        wiring.heal();
        assertEquals(1, response(ask(command), drafts, Change, id));
        assertEquals(List.of(), host());
    }

    @Test
    void aMailThatIsOutIsNotSentAgainWhenTheDraftCannotBeDeleted() throws Exception {
        String id = draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
        Element command = sent(Element.of(Change, Element.of(ServerId, id)));
        wiring.fail(Operation.DELETE, Kind.UNAVAILABLE);
        assertThrowsUnavailable(key, command);
        wiring.heal();
        wiring.restart();
        assertEquals(1, response(ask(command), drafts, Change, id));
        assertEquals(1, wiring.backend.sent().size());
        assertEquals(List.of(), host());
    }

    @Test
    @Shows("MS-ASCMD_R2066 MS-ASCMD_R2068 MS-ASCMD_R2069 MS-ASCMD_R4443")
    void ofAConflictTheHostsDraftStays() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        replaceAtHost("Theirs");
        Element answer = ask(change(id, Element.of(Email.Subject, "Mine")));
        assertEquals(7, response(answer, drafts, Change, id));
        assertEquals("Theirs", header().text("Subject"));
        Element change = in(answer, drafts).first(Commands, Change).orElseThrow(() -> new AssertionError(answer));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Theirs", change.text(ApplicationData, Email.Subject).orElseThrow());
        silent();
    }

    @Test
    @Shows("MS-ASCMD_R2067")
    void ofAConflictTheDevicesDraftStaysIfItSaysSo() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        replaceAtHost("Theirs");
        Element request = sync(collection(
                drafts,
                key,
                options(Element.of(Conflict, 0), PLAIN),
                commands(change(id, Element.of(Email.Subject, "Mine")))));
        Element answer = wiring.ask("phone", "Sync", request);
        assertEquals(1, response(answer, drafts, Change, id));
        assertEquals("Mine", header().text("Subject"));
        Element change = in(answer, drafts).first(Commands, Change).orElseThrow(() -> new AssertionError(answer));
        assertEquals(id, change.text(ServerId).orElseThrow(), "the rest of it the device does not know");
    }

    /** As Thunderbird and webmails save: the new message first, then the old one goes. */
    private void replaceAtHost(String subject) {
        Message old = host().getLast();
        String message =
                new String(old.octets(), UTF_8).replaceFirst("(?m)^Subject: .*$", "Subject: " + subject + "\r");
        wiring.mailbox.append("Drafts", message.getBytes(UTF_8), old.flags(), wiring.now);
        wiring.mailbox.expunge("Drafts", List.of(old.uid()));
    }

    @Test
    void aDraftReplacedAtTheHostIsAChange() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        replaceAtHost("Two");
        Element told = told();
        assertEquals(List.of(), told.all(Commands, Add).toList());
        assertEquals(List.of(), told.all(Commands, Delete).toList());
        Element change = told.first(Commands, Change).orElseThrow(() -> new AssertionError(told.indented()));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Two", change.text(ApplicationData, Email.Subject).orElseThrow());
        assertEquals(
                "Hi",
                change.text(ApplicationData, AirSyncBase.Body, AirSyncBase.Data).orElseThrow());
        silent();
        replaceAtHost("Three");
        replaceAtHost("Four");
        assertEquals(
                "Four",
                told().first(Commands, Change)
                        .orElseThrow()
                        .text(ApplicationData, Email.Subject)
                        .orElseThrow());
        silent();
    }

    @Test
    void aDraftThatIsReplacedInTwoStepsIsAChangeToo() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        Message old = host().getFirst();
        String message = new String(old.octets(), UTF_8).replace("Subject: One", "Subject: Two");
        wiring.mailbox.append("Drafts", message.getBytes(UTF_8), old.flags(), wiring.now);
        Element told = told();
        Element change = told.first(Commands, Change).orElseThrow(() -> new AssertionError(told.indented()));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Two", change.text(ApplicationData, Email.Subject).orElseThrow());
        String former = told.first(Commands, Add, ServerId).orElseThrow().text();
        wiring.mailbox.expunge("Drafts", List.of(old.uid()));
        Element next = told();
        assertEquals(
                List.of(former),
                next.all(Commands, Delete, ServerId).map(Element::text).toList());
        assertFalse(next.has(Commands, Change), next::indented);
        assertNotEquals(former, id);
        silent();
    }

    @Test
    @Shows("MS-ASCMD_R2076")
    void aDeletionMeansTheDraftThatWasSavedElsewhereMeanwhileToo() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        replaceAtHost("Two");
        ask(Element.of(Delete, Element.of(ServerId, id)));
        assertEquals(List.of(), host());
        assertEquals(1, wiring.mailbox.messages("Trash").size());
        silent();
    }

    @Test
    void whatSaysOnlyWhatIsThereIsNotFiledAgain() throws Exception {
        Element[] all = {
            Element.of(Email.To, "\"Bob\" <bob@example.org>"),
            Element.of(Email.Subject, "One"),
            Element.of(Email.Importance, 1),
            body(2, "<p>Hi</p>")
        };
        String id = draft((Object[]) all);
        long uid = host().getFirst().uid();
        Element answer = ask(change(id, (Object[]) all));
        assertEquals(1, response(answer, drafts, Change, id));
        assertEquals(uid, host().getFirst().uid());
        ask(change(id, all[0], all[1], flag(2)));
        assertEquals(Set.of("\\Seen", "\\Draft", "\\Flagged"), host().getFirst().flags());
        silent();
    }

    @Test
    void aMalformedFieldIsRefusedAndNothingIsSent() throws Exception {
        String id = draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
        Element noContent = Element.of(
                AirSyncBase.Add,
                Element.of(AirSyncBase.ClientId, "f1"),
                Element.of(AirSyncBase.Method, 1),
                Element.of(AirSyncBase.DisplayName, "a.pdf"));
        for (Element wrong : List.of(
                attachments(noContent),
                attachments(without("nonsense")),
                body(3, "{\\rtf1 Hi}"),
                Element.of(Email.Importance, 7))) {
            Element answer = ask(
                    sent(change(id, Element.of(Email.Subject, "Two"), wrong)),
                    sent(add("c9", Element.of(Email.To, "bob@example.org"), wrong)));
            assertEquals(6, response(answer, drafts, Change, id), wrong::indented);
            assertEquals(6, response(answer, drafts, Add, "c9"), wrong::indented);
        }
        assertEquals(List.of(), wiring.backend.sent());
        assertEquals(1, host().size());
    }

    @Test
    void aDraftIsDeletedIntoDeletedItems() throws Exception {
        String id = draft(body(1, "Hi"));
        Element delete = Element.of(Delete, Element.of(ServerId, id));
        ask(delete);
        assertEquals(List.of(), host());
        assertEquals(1, wiring.mailbox.messages("Trash").size());
        silent();
    }

    @Test
    void aChangeOfADraftThatIsGoneFindsNothing() throws Exception {
        String id = draft(body(1, "Hi"));
        wiring.mailbox.expunge("Drafts", List.of(host().getFirst().uid()));
        Element answer = ask(change(id, Element.of(Email.Subject, "Two")));
        assertEquals(8, response(answer, drafts, Change, id));
        assertEquals(List.of(id), ids(answer, drafts, Delete));
        assertEquals(List.of(), host());
    }

    @Test
    void aFullMailboxKeepsTheDraftAsItWas() throws Exception {
        String id = draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        wiring.fail(Operation.FILE, Kind.FULL);
        Element answer = ask(change(id, Element.of(Email.Subject, "Two")), add("c2", body(1, "Hi")));
        assertEquals(9, response(answer, drafts, Change, id));
        assertEquals(9, response(answer, drafts, Add, "c2"));
        assertEquals("One", header().text("Subject"));
        assertFalse(in(answer, drafts).has(Commands), "the device's own text is the only one: " + answer);
    }

    @Test
    void olderVersionsLeaveDraftsAlone() throws Exception {
        draft(body(1, "Hi"));
        for (Version version : List.of(Version.V12_1, Version.V14_1)) {
            Phone older = wiring.phone("old" + version, version);
            older.syncAll(drafts);
            assertEquals(0, older.collection(drafts).items().size());
            Element request = sync(collection(
                    drafts,
                    older.collection(drafts).key(),
                    commands(add("c1", Element.of(Email.Subject, "Old"), body(1, "Hi")))));
            Reply reply = wiring.ask("old" + version, version, "Sync", Optional.of(request), new Held());
            assertEquals(6, response(((Reply.Document) reply).root(), drafts, Add, "c1"));
        }
        assertEquals(1, host().size());
    }
}
