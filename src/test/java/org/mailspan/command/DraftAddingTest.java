package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.command.DraftDesk.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.format.MimePart;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/** Drafts that a device of 16.x writes: how they lie at the host, with their attachments. */
final class DraftAddingTest {
    @TempDir
    Path directory;

    @AutoClose
    private DraftDesk desk;

    @BeforeEach
    void open() {
        desk = new DraftDesk(directory);
    }

    @Test
    @Shows("MS-ASCMD_R748 MS-ASEMAIL_R1184 MS-ASEMAIL_R11850 MS-ASEMAIL_R1190 MS-ASEMAIL_R11910")
    void aNewDraftIsFiledAsItsUserWroteIt() throws Exception {
        Element response = desk.added(
                "c1",
                Element.of(Email.To, "\"Bob\" <bob@example.org>, carl@example.org"),
                Element.of(Email.Cc, "Zoë <zoe@example.org>"),
                Element.of(Email2.Bcc, "dora@example.org"),
                Element.of(Email.Subject, "Grüße"),
                Element.of(Email.ReplyTo, "desk@example.org"),
                Element.of(Email.Importance, 2),
                body(1, "One\r\nTwo"));
        assertEquals(
                desk.drafts + ":" + desk.host().getFirst().uid(),
                response.text(ServerId).orElseThrow());
        assertTrue(response.has(ApplicationData, Email2.ConversationId));
        assertTrue(response.has(ApplicationData, Email2.ConversationIndex));
        assertEquals(Set.of("\\Seen", "\\Draft"), desk.host().getFirst().flags());
        assertEquals(Wiring.USER, desk.header().mailboxes("From").getFirst().address());
        assertEquals(
                List.of("bob@example.org", "carl@example.org"),
                desk.header().mailboxes("To").stream().map(one -> one.address()).toList());
        assertEquals("Zoë", desk.header().mailboxes("Cc").getFirst().name());
        assertEquals(
                "dora@example.org", desk.header().mailboxes("Bcc").getFirst().address());
        assertEquals(
                "desk@example.org",
                desk.header().mailboxes("Reply-To").getFirst().address());
        assertEquals("Grüße", desk.header().text("Subject"));
        assertEquals("high", desk.header().text("Importance"));
        assertTrue(desk.header().date("Date").isPresent());
        assertEquals(1, desk.header().ids("Message-ID").size());
        assertEquals("One\r\nTwo", text(desk.one(), "1"));
        desk.silent();
    }

    @Test
    @Shows("MS-ASEMAIL_R1271 MS-ASEMAIL_R1278")
    void anotherDeviceIsToldOfItWithBccAndThatItIsADraft() throws Exception {
        Phone other = desk.wiring.phone("tablet", Version.V16_0);
        other.syncAll(desk.drafts);
        String id =
                desk.draft(Element.of(Email2.Bcc, "dora@example.org"), Element.of(Email.Subject, "One"), body(1, "Hi"));
        other.syncAll(desk.drafts);
        Element item = other.collection(desk.drafts).items().get(id);
        assertEquals("1", item.text(Email2.IsDraft).orElse(""), item::indented);
        assertTrue(item.text(Email2.Bcc).orElse("").contains("dora@example.org"));
        assertEquals(List.of(), other.complaints());
    }

    @Test
    void aNewDraftOfHtmlHasItsTextBesides() throws Exception {
        desk.draft(Element.of(Email.Subject, "One"), body(2, "<p>Hello <b>Bob</b></p>"));
        MimePart root = desk.one().root();
        assertEquals("multipart/alternative", root.mediaType());
        assertTrue(text(desk.one(), "1").contains("Hello Bob"));
        assertTrue(text(desk.one(), "2").contains("<b>Bob</b>"));
    }

    @Test
    void aNewDraftOfMimeIsThatMessage() throws Exception {
        String mime = "From: Someone <x@elsewhere.org>\nTo: bob@example.org\nSubject: Mine\nMessage-ID: <i@phone>\n"
                + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\n"
                + "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n";
        desk.draft(body(4, mime), Element.of(Email.Importance, 0));
        assertEquals("<i@phone>", desk.header().ids("Message-ID").getFirst());
        assertEquals("low", desk.header().text("Importance"));
        assertEquals("Hello", text(desk.one(), "1"));
        assertEquals("JVBERg==", text(desk.one(), "2"));
    }

    @Test
    @Shows("MS-ASCMD_R755")
    void aMimeThatIsNoMessageIsRefused() throws Exception {
        Element answer = desk.ask(add("c1", body(4, "no header at all")), add("c2"));
        assertEquals(6, response(answer, desk.drafts, Add, "c1"));
        assertEquals(6, response(answer, desk.drafts, Add, "c2"));
        assertEquals(List.of(), desk.host());
    }

    @Test
    void inOtherFoldersNothingIsAdded() throws Exception {
        String inbox = desk.phone.folder(FolderType.Inbox).id();
        desk.phone.syncAll(inbox);
        Element answer = desk.wiring.ask(
                "phone",
                "Sync",
                sync(collection(
                        inbox,
                        desk.phone.collection(inbox).key(),
                        commands(sent(add("c1", Element.of(Email.To, "b@c.de")))))));
        assertEquals(6, response(answer, inbox, Add, "c1"));
        assertEquals(List.of(), desk.wiring.backend.sent());
    }

    @Test
    void aLostResponseMakesNoSecondDraft() throws Exception {
        Element command =
                add("c1", Element.of(Email.Subject, "One"), body(1, "Hi"), attachments(file("f", "a.pdf", PDF)));
        Element lost = desk.send(desk.key, commands(command));
        Element again = desk.send(desk.key, commands(command));
        assertEquals(
                in(lost, desk.drafts).first(Responses), in(again, desk.drafts).first(Responses));
        desk.key = key(again, desk.drafts);
        assertEquals(1, desk.host().size());
        assertFalse(in(again, desk.drafts).has(Commands), again::indented);
        desk.silent();
    }

    @Test
    void aRestartBeforeTheAnswerMakesNoSecondDraft() throws Exception {
        Element command = add("c1", Element.of(Email.Subject, "One"), body(1, "Hi"));
        desk.wiring.beforeEach(operation -> {
            if (operation == Operation.CHANGES) throw new IllegalStateException("the process ends here");
        });
        try {
            desk.send(desk.key, commands(command));
        } catch (IllegalStateException ended) {
            // nothing of the exchange is in the store but the item
        }
        desk.wiring.beforeEach(operation -> {});
        desk.wiring.restart();
        Element again = desk.send(desk.key, commands(command));
        desk.key = key(again, desk.drafts);
        assertEquals(1, response(again, desk.drafts, Add, "c1"));
        assertEquals(1, desk.host().size());
        assertEquals(List.of(), ids(again, desk.drafts, Add));
    }

    @Test
    @Shows("MS-ASAIRS_R1336 MS-ASAIRS_R1368 MS-ASAIRS_R1001000 MS-ASAIRS_R1052 MS-ASAIRS_R1000955")
    void attachmentsAreAddedAndCanBeFetchedByTheirReference() throws Exception {
        Element response = desk.added(
                "c1",
                Element.of(Email.Subject, "One"),
                body(1, "Hi"),
                attachments(file("f1", "Ärger.pdf", PDF, Element.of(AirSyncBase.ContentType, "application/pdf"))));
        assertArrayEquals(PDF, desk.fetched(reference(response, "f1")));
        assertEquals("application/pdf", desk.one().root().children().get(1).mediaType());
    }

    @Test
    void aPictureIsShownInTheText() throws Exception {
        desk.draft(
                body(2, "<img src=\"cid:pic@1\">"),
                attachments(file(
                        "f1",
                        "pic.png",
                        PNG,
                        Element.of(AirSyncBase.ContentType, "image/png"),
                        Element.of(AirSyncBase.ContentId, "pic@1"),
                        AirSyncBase.IsInline)));
        MimePart related = desk.one().root().children().get(1);
        assertEquals("multipart/related", related.mediaType());
        assertEquals("<pic@1>", related.children().get(1).contentId());
        Phone other = desk.wiring.phone("tablet", Version.V16_1);
        other.syncAll(desk.drafts);
        Element item = other.collection(desk.drafts).items().values().iterator().next();
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
        desk.draft(body(1, "Hi"), attachments(message));
        assertEquals("message/rfc822", desk.one().root().children().get(1).mediaType());
        assertEquals("Subject: Inner\r\n\r\nHello\r\n", text(desk.one(), "2"));
    }

    @Test
    void olderVersionsLeaveDraftsAlone() throws Exception {
        desk.draft(body(1, "Hi"));
        for (Version version : List.of(Version.V12_1, Version.V14_1)) {
            Phone older = desk.wiring.phone("old" + version, version);
            older.syncAll(desk.drafts);
            assertEquals(0, older.collection(desk.drafts).items().size());
            Element request = sync(collection(
                    desk.drafts,
                    older.collection(desk.drafts).key(),
                    commands(add("c1", Element.of(Email.Subject, "Old"), body(1, "Hi")))));
            Reply reply = desk.wiring.ask("old" + version, version, "Sync", Optional.of(request), new Held());
            assertEquals(6, response(((Reply.Document) reply).root(), desk.drafts, Add, "c1"));
        }
        assertEquals(1, desk.host().size());
    }
}
