package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.mailspan.command.Ask.*;
import static org.mailspan.command.DraftDesk.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.format.Headers;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Outgoing;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/** Drafts that a device of 16.x sends, once, and deletes. */
final class DraftSendingTest {
    @TempDir
    Path directory;

    @AutoClose
    private DraftDesk desk;

    @BeforeEach
    void open() {
        desk = new DraftDesk(directory);
    }

    @Test
    @Shows("MS-ASEMAIL_R14302")
    void aDraftIsSentOnceAndGone() throws Exception {
        String id = desk.draft(
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email2.Bcc, "dora@example.org"),
                Element.of(Email.Subject, "One"),
                body(1, "Hi"),
                attachments(file("f1", "a.pdf", PDF)));
        Element command = sent(change(id, body(1, "Hi there")));
        Element lost = desk.send(desk.key, commands(command));
        Element again = desk.send(desk.key, commands(command));
        assertEquals(1, response(lost, desk.drafts, Change, id));
        assertEquals(1, response(again, desk.drafts, Change, id));
        desk.key = key(again, desk.drafts);
        assertEquals(1, desk.wiring.backend.sent().size());
        Outgoing mail = desk.wiring.backend.sent().getFirst();
        assertEquals(List.of("bob@example.org", "dora@example.org"), mail.recipients());
        MimeTree tree = MimeTree.parse(mail.message());
        assertEquals("Hi there", text(tree, "1"));
        String whole = new String(mail.message(), UTF_8);
        assertFalse(whole.toLowerCase(Locale.ROOT).contains("mailspan"), whole);
        assertFalse(whole.contains("dora@"), whole);
        assertArrayEquals(PDF, Base64.getMimeDecoder().decode(text(tree, "2")));
        assertEquals(List.of(), desk.host());
        assertEquals(1, desk.wiring.mailbox.messages("Sent").size());
        assertEquals(List.of(id), ids(again, desk.drafts, Delete));
        desk.silent();
    }

    @Test
    void aDraftIsSentAsItIs() throws Exception {
        desk.deliver("<m@tb>", "--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n" + part("a.txt", "first"));
        String id = desk.told().first(Commands, Add, ServerId).orElseThrow().text();
        Element answer = desk.ask(sent(Element.of(Change, Element.of(ServerId, id))));
        assertEquals(1, response(answer, desk.drafts, Change, id));
        MimeTree tree = MimeTree.parse(desk.wiring.backend.sent().getFirst().message());
        assertEquals("kept", Headers.parse(tree.header()).text("X-Other"));
        assertEquals("first", text(tree, "2"));
        assertEquals(List.of(), desk.host());
    }

    @Test
    @Shows("MS-ASEMAIL_R14302")
    void aNewMailIsSentWithoutBeingADraft() throws Exception {
        Element command = sent(add("c1", Element.of(Email.To, "bob@example.org"), body(2, "<p>Hi</p>")));
        Element lost = desk.send(desk.key, commands(command));
        Element again = desk.send(desk.key, commands(command));
        assertEquals(1, response(lost, desk.drafts, Add, "c1"));
        assertEquals(1, response(again, desk.drafts, Add, "c1"));
        assertEquals(1, desk.wiring.backend.sent().size());
        assertEquals(List.of(), desk.host());
        assertEquals(1, desk.wiring.mailbox.messages("Sent").size());
    }

    @Test
    @Shows("MS-ASCMD_R7472 MS-ASCMD_R7471")
    void whatHasNoSoundRecipientIsNotSentAndStays() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        Element answer = desk.ask(
                sent(change(id, body(1, "Other"))),
                sent(add("c2", Element.of(Email.To, "nobody"), body(1, "Hi"))),
                sent(add("c3", body(1, "Hi"))));
        assertEquals(183, response(answer, desk.drafts, Change, id));
        assertEquals(183, response(answer, desk.drafts, Add, "c2"));
        assertEquals(183, response(answer, desk.drafts, Add, "c3"));
        assertEquals(List.of(), desk.wiring.backend.sent());
        assertEquals("Hi", text(desk.one(), "1"));
        assertFalse(in(answer, desk.drafts).has(Commands), "the device's own text is the only one: " + answer);
    }

    @Test
    void whatTheSubmissionServerRefusesStays() throws Exception {
        String id = desk.draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
        Element command = sent(Element.of(Change, Element.of(ServerId, id)));
        var expected =
                Map.of(Kind.REFUSED, 120, Kind.UNAVAILABLE, 111, Kind.LOGIN, 111, Kind.TOO_LARGE, 115, Kind.FULL, 9);
        for (var one : expected.entrySet()) {
            desk.wiring.fail(Operation.SEND, one.getKey());
            Element answer = desk.ask(command);
            assertEquals(one.getValue(), response(answer, desk.drafts, Change, id), one.getKey()::toString);
            assertEquals(1, desk.host().size());
        }
        desk.wiring.heal();
        assertEquals(1, response(desk.ask(command), desk.drafts, Change, id));
        assertEquals(List.of(), desk.host());
    }

    @Test
    void aMailThatIsOutIsNotSentAgainWhenTheDraftCannotBeDeleted() throws Exception {
        String id = desk.draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
        Element command = sent(Element.of(Change, Element.of(ServerId, id)));
        desk.wiring.fail(Operation.DELETE, Kind.UNAVAILABLE);
        desk.assertThrowsUnavailable(desk.key, command);
        desk.wiring.heal();
        desk.wiring.restart();
        assertEquals(1, response(desk.ask(command), desk.drafts, Change, id));
        assertEquals(1, desk.wiring.backend.sent().size());
        assertEquals(List.of(), desk.host());
    }

    @Test
    void aMalformedFieldIsRefusedAndNothingIsSent() throws Exception {
        String id = desk.draft(Element.of(Email.To, "bob@example.org"), body(1, "Hi"));
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
            Element answer = desk.ask(
                    sent(change(id, Element.of(Email.Subject, "Two"), wrong)),
                    sent(add("c9", Element.of(Email.To, "bob@example.org"), wrong)));
            assertEquals(6, response(answer, desk.drafts, Change, id), wrong::indented);
            assertEquals(6, response(answer, desk.drafts, Add, "c9"), wrong::indented);
        }
        assertEquals(List.of(), desk.wiring.backend.sent());
        assertEquals(1, desk.host().size());
    }

    @Test
    void aDraftIsDeletedIntoDeletedItems() throws Exception {
        String id = desk.draft(body(1, "Hi"));
        Element delete = Element.of(Delete, Element.of(ServerId, id));
        desk.ask(delete);
        assertEquals(List.of(), desk.host());
        assertEquals(1, desk.wiring.mailbox.messages("Trash").size());
        desk.silent();
    }

    @Test
    @Shows("MS-ASCMD_R2076")
    void aDeletionMeansTheDraftThatWasSavedElsewhereMeanwhileToo() throws Exception {
        String id = desk.draft(Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.replaceAtHost("Two");
        desk.ask(Element.of(Delete, Element.of(ServerId, id)));
        assertEquals(List.of(), desk.host());
        assertEquals(1, desk.wiring.mailbox.messages("Trash").size());
        desk.silent();
    }
}
