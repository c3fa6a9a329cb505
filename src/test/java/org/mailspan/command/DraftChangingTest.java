package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mailspan.command.Ask.*;
import static org.mailspan.command.DraftDesk.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Headers;
import org.mailspan.format.MimeTree;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/** Drafts that a device of 16.x changes, and that were changed elsewhere too. */
final class DraftChangingTest {
    @TempDir
    Path directory;

    @AutoClose
    private DraftDesk desk;

    @BeforeEach
    void open() {
        desk = new DraftDesk(directory);
    }

    @Test
    void aChangeLaysWhatItNamesOverWhatIsThere() throws Exception {
        String id = desk.draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email.Subject, "One"),
                body(2, "<p>Hello</p>"),
                attachments(file("f1", "a.pdf", PDF)));
        String messageId = desk.header().ids("Message-ID").getFirst();
        byte[] before = desk.host().getFirst().octets();
        Element answer = desk.ask(change(id, Element.of(Email.Subject, "Two")));
        assertEquals(1, response(answer, desk.drafts, Change, id));
        assertFalse(in(answer, desk.drafts).has(Commands), () -> "an echo in " + answer);
        assertEquals("Two", desk.header().text("Subject"));
        assertEquals("bob@example.org", desk.header().mailboxes("To").getFirst().address());
        assertEquals(messageId, desk.header().ids("Message-ID").getFirst());
        assertArrayEquals(bodyOf(before), bodyOf(desk.host().getFirst().octets()));
        assertEquals(Set.of("\\Seen", "\\Draft"), desk.host().getFirst().flags());
        desk.silent();
    }

    @Test
    @Shows("MS-ASCMD_R879")
    void recipientsThatAChangeLeavesOutAreTakenOut() throws Exception {
        String id = desk.draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email.Cc, "carl@example.org"),
                Element.of(Email2.Bcc, "dora@example.org"),
                body(1, "Hi"));
        desk.ask(change(id, Element.of(Email.To, "bob@example.org"), Element.of(Email2.Bcc)));
        assertEquals(1, desk.header().mailboxes("To").size());
        assertEquals(List.of(), desk.header().mailboxes("Cc"));
        assertEquals(List.of(), desk.header().mailboxes("Bcc"));
    }

    @Test
    @Shows("MS-ASCMD_R878 MS-ASCMD_R5825")
    void theBodyStaysWhereAChangeHasNone() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.ask(change(id, Element.of(Email.Read, 0)));
        assertEquals(Set.of("\\Draft"), desk.host().getFirst().flags());
        desk.ask(change(id, Element.of(Email.To, "bob@example.org"), flag(2)));
        assertEquals(Set.of("\\Draft", "\\Flagged"), desk.host().getFirst().flags());
        assertEquals("Hi", text(desk.one(), "1"));
        desk.silent();
    }

    @Test
    @Shows("MS-ASAIRS_R1082")
    void attachmentsComeAndGoAndKeepTheirNames() throws Exception {
        Element response =
                desk.added("c1", body(1, "Hi"), attachments(file("f1", "a.pdf", PDF), file("f2", "b.png", PNG)));
        String id = response.text(ServerId).orElseThrow();
        String first = reference(response, "f1");
        String second = reference(response, "f2");
        Element answer = desk.ask(change(id, attachments(without(first), file("f3", "c.pdf", PDF))));
        assertEquals(List.of("b.png", "c.pdf"), names(desk.one().root()));
        assertArrayEquals(PNG, desk.fetched(second), "the reference that the device has");
        String third =
                reference(in(answer, desk.drafts).first(Responses, Change).orElseThrow(), "f3");
        assertArrayEquals(PDF, desk.fetched(third));
        desk.ask(change(id, attachments(without(second))));
        assertEquals(List.of("c.pdf"), names(desk.one().root()));
        assertArrayEquals(PDF, desk.fetched(third));
        assertEquals("Hi", text(desk.one(), "1").isEmpty() ? "" : new String(decoded("1"), UTF_8));
        desk.silent();
    }

    @Test
    void ofADraftOfAnotherProgramTheReferencesHoldToo() throws Exception {
        desk.deliver(
                "<m@tb>",
                "--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n" + part("a.txt", "first") + part("b.txt", "second")
                        + part("c.txt", "third"));
        Element add = desk.told().first(Commands, Add).orElseThrow();
        String id = add.text(ServerId).orElseThrow();
        List<String> references = add.all(
                        ApplicationData, AirSyncBase.Attachments, AirSyncBase.Attachment, AirSyncBase.FileReference)
                .map(Element::text)
                .toList();
        desk.ask(change(id, attachments(without(references.get(0)))));
        assertEquals("second", new String(desk.fetched(references.get(1)), UTF_8));
        assertEquals("third", new String(desk.fetched(references.get(2)), UTF_8));
        desk.ask(change(id, attachments(without(references.get(1)))));
        assertEquals(List.of("c.txt"), names(desk.one().root()));
        assertEquals("third", new String(desk.fetched(references.get(2)), UTF_8));
    }

    @Test
    void aRepeatedChangeIsDoneOnce() throws Exception {
        Element response =
                desk.added("c1", body(1, "Hi"), attachments(file("f1", "a.pdf", PDF), file("f2", "b.png", PNG)));
        String id = response.text(ServerId).orElseThrow();
        Element change =
                change(id, attachments(without(reference(response, "f1")), file("f3", "c.pdf", PDF)), body(1, "New"));
        Element lost = desk.send(desk.key, commands(change));
        Element again = desk.send(desk.key, commands(change));
        assertEquals(
                in(lost, desk.drafts).first(Responses), in(again, desk.drafts).first(Responses));
        desk.key = key(again, desk.drafts);
        assertEquals(List.of("b.png", "c.pdf"), names(desk.one().root()));
        desk.silent();
    }

    @Test
    void aHostThatFailsBetweenFilingAndDeletingLosesNothing() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.wiring.fail(Operation.DELETE, Kind.UNAVAILABLE);
        Element change = change(id, Element.of(Email.Subject, "Two"));
        desk.assertThrowsUnavailable(desk.key, change);
        assertEquals(2, desk.host().size(), "the new one before the old one goes");
        desk.wiring.heal();
        Element again = desk.send(desk.key, commands(change));
        assertEquals(1, response(again, desk.drafts, Change, id));
        assertEquals(
                List.of("One", "Two"),
                desk.host().stream()
                        .map(message -> Headers.parse(message.octets()).text("Subject"))
                        .sorted()
                        .toList());
        assertEquals(List.of("One"), subjects(again, desk.drafts), "what it was, as another draft");
    }

    @Test
    @Shows("MS-ASCMD_R2066 MS-ASCMD_R2068 MS-ASCMD_R2069 MS-ASCMD_R4443")
    void ofAConflictTheHostsDraftStays() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.replaceAtHost("Theirs");
        Element answer = desk.ask(change(id, Element.of(Email.Subject, "Mine")));
        assertEquals(7, response(answer, desk.drafts, Change, id));
        assertEquals("Theirs", desk.header().text("Subject"));
        Element change = in(answer, desk.drafts).first(Commands, Change).orElseThrow(() -> new AssertionError(answer));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Theirs", change.text(ApplicationData, Email.Subject).orElseThrow());
        desk.silent();
    }

    @Test
    @Shows("MS-ASCMD_R2067")
    void ofAConflictTheDevicesDraftStaysIfItSaysSo() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.replaceAtHost("Theirs");
        Element request = sync(collection(
                desk.drafts,
                desk.key,
                options(Element.of(Conflict, 0), PLAIN),
                commands(change(id, Element.of(Email.Subject, "Mine")))));
        Element answer = desk.wiring.ask("phone", "Sync", request);
        assertEquals(1, response(answer, desk.drafts, Change, id));
        assertEquals("Mine", desk.header().text("Subject"));
        Element change = in(answer, desk.drafts).first(Commands, Change).orElseThrow(() -> new AssertionError(answer));
        assertEquals(id, change.text(ServerId).orElseThrow(), "the rest of it the device does not know");
    }

    @Test
    void aDraftReplacedAtTheHostIsAChange() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.replaceAtHost("Two");
        Element told = desk.told();
        assertEquals(List.of(), told.all(Commands, Add).toList());
        assertEquals(List.of(), told.all(Commands, Delete).toList());
        Element change = told.first(Commands, Change).orElseThrow(() -> new AssertionError(told.indented()));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Two", change.text(ApplicationData, Email.Subject).orElseThrow());
        assertEquals(
                "Hi",
                change.text(ApplicationData, AirSyncBase.Body, AirSyncBase.Data).orElseThrow());
        desk.silent();
        desk.replaceAtHost("Three");
        desk.replaceAtHost("Four");
        assertEquals(
                "Four",
                desk.told()
                        .first(Commands, Change)
                        .orElseThrow()
                        .text(ApplicationData, Email.Subject)
                        .orElseThrow());
        desk.silent();
    }

    @Test
    void aDraftThatIsReplacedInTwoStepsIsAChangeToo() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        Message old = desk.host().getFirst();
        String message = new String(old.octets(), UTF_8).replace("Subject: One", "Subject: Two");
        desk.wiring.mailbox.append("Drafts", message.getBytes(UTF_8), old.flags(), desk.wiring.now);
        Element told = desk.told();
        Element change = told.first(Commands, Change).orElseThrow(() -> new AssertionError(told.indented()));
        assertEquals(id, change.text(ServerId).orElseThrow());
        assertEquals("Two", change.text(ApplicationData, Email.Subject).orElseThrow());
        String former = told.first(Commands, Add, ServerId).orElseThrow().text();
        desk.wiring.mailbox.expunge("Drafts", List.of(old.uid()));
        Element next = desk.told();
        assertEquals(
                List.of(former),
                next.all(Commands, Delete, ServerId).map(Element::text).toList());
        assertFalse(next.has(Commands, Change), next::indented);
        assertNotEquals(former, id);
        desk.silent();
    }

    @Test
    void whatSaysOnlyWhatIsThereIsNotFiledAgain() throws Exception {
        Element[] all = {
            Element.of(Email.To, "\"Bob\" <bob@example.org>"),
            Element.of(Email.Subject, "One"),
            Element.of(Email.Importance, 1),
            body(2, "<p>Hi</p>")
        };
        String id = desk.draft((Object[]) all);
        long uid = desk.host().getFirst().uid();
        Element answer = desk.ask(change(id, (Object[]) all));
        assertEquals(1, response(answer, desk.drafts, Change, id));
        assertEquals(uid, desk.host().getFirst().uid());
        desk.ask(change(id, all[0], all[1], flag(2)));
        assertEquals(
                Set.of("\\Seen", "\\Draft", "\\Flagged"), desk.host().getFirst().flags());
        desk.silent();
    }

    @Test
    void aChangeOfADraftThatIsGoneFindsNothing() throws Exception {
        String id = desk.draft(body(1, "Hi"));
        desk.wiring.mailbox.expunge("Drafts", List.of(desk.host().getFirst().uid()));
        Element answer = desk.ask(change(id, Element.of(Email.Subject, "Two")));
        assertEquals(8, response(answer, desk.drafts, Change, id));
        assertEquals(List.of(id), ids(answer, desk.drafts, Delete));
        assertEquals(List.of(), desk.host());
    }

    @Test
    void aFullMailboxKeepsTheDraftAsItWas() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.wiring.fail(Operation.FILE, Kind.FULL);
        Element answer = desk.ask(change(id, Element.of(Email.Subject, "Two")), add("c2", body(1, "Hi")));
        assertEquals(9, response(answer, desk.drafts, Change, id));
        assertEquals(9, response(answer, desk.drafts, Add, "c2"));
        assertEquals("One", desk.header().text("Subject"));
        assertFalse(in(answer, desk.drafts).has(Commands), "the device's own text is the only one: " + answer);
    }

    private static byte[] bodyOf(byte[] message) {
        int header = MimeTree.parse(message).header().length;
        return Arrays.copyOfRange(message, header, message.length);
    }

    private byte[] decoded(String section) {
        String encoded = text(desk.one(), section).strip();
        return encoded.equals("Hi")
                ? encoded.getBytes(UTF_8)
                : Base64.getMimeDecoder().decode(encoded);
    }
}
