package org.mailspan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/** A draft from its first word to Sent, over HTTP and IMAP, with another mail program in between. */
class DraftsBridgeTest {
    @Nested
    class Dovecot extends Contract {
        @Override
        MailHost host() {
            return DovecotHost.shared();
        }
    }

    /** No UIDPLUS: the new UID is looked for, the old one goes the careful way. */
    @Nested
    class BareDovecot extends Contract {
        @Override
        MailHost host() {
            return DovecotHost.shared(DovecotHost.Settings.BARE);
        }
    }

    @Nested
    class GreenMail extends Contract {
        @Override
        MailHost host() {
            return GreenMailHost.shared();
        }
    }

    abstract static class Contract {
        @TempDir
        Path data;

        private MailHost host;
        private ImapWitness witness;
        private TestBridge bridge;
        private Phone phone;
        private String drafts;
        private String folder;

        abstract MailHost host();

        @BeforeEach
        void start() {
            host = host();
            String user = host.newUser();
            witness = host.witness(user);
            bridge = TestBridge.before(host, data.resolve("data"));
            phone = new Phone(bridge.transport(user, host.password(), "phone1", Version.V16_1));
            assertEquals(1, phone.folderSync());
            drafts = phone.folder(FolderType.Drafts).id();
            folder = phone.folder(FolderType.Drafts).name();
            phone.syncAll(drafts);
        }

        @AfterEach
        void stop() {
            assertEquals(List.of(), phone.complaints());
            bridge.close();
            witness.close();
        }

        private Element ask(Element command) {
            Phone.Answer answer = phone.post("Sync", phone.request(drafts, command));
            assertEquals(1, phone.apply(drafts, answer));
            return answer.document()
                    .orElseThrow()
                    .first(AirSync.Collections, AirSync.Collection)
                    .orElseThrow();
        }

        private static Element response(Element answer, AirSync kind) {
            Element response = answer.first(AirSync.Responses, kind).orElseThrow();
            assertEquals("1", response.text(AirSync.Status).orElseThrow(), response::indented);
            assertFalse(answer.has(AirSync.Commands, AirSync.Change), () -> "an echo in " + answer.indented());
            return response;
        }

        private byte[] fetched(String reference) {
            Element answer = phone.post("ItemOperations", Requests.attachment(reference))
                    .document()
                    .orElseThrow();
            return Requests.octets(answer);
        }

        private String only() {
            assertEquals(1, witness.uids(folder).size());
            return new String(witness.fetch(folder, witness.uids(folder).getFirst()), ISO_8859_1);
        }

        @Test
        void fromTheFirstWordToSent() {
            var content = new byte[2_000_000];
            new Random(1).nextBytes(content);
            String to = host.newUser();
            Element added = response(
                    ask(Element.of(
                            AirSync.Add,
                            Element.of(AirSync.ClientId, "c1"),
                            Element.of(
                                    AirSync.ApplicationData,
                                    Element.of(Email.To, to),
                                    Element.of(Email.Subject, "One"),
                                    Element.of(
                                            AirSyncBase.Body,
                                            Element.of(AirSyncBase.Type, 2),
                                            Element.of(AirSyncBase.Data, "<p>Grüße</p>")),
                                    Element.of(
                                            AirSyncBase.Attachments,
                                            Element.of(
                                                    AirSyncBase.Add,
                                                    Element.of(AirSyncBase.ClientId, "f1"),
                                                    Element.of(AirSyncBase.Method, 1),
                                                    Element.of(AirSyncBase.Content, (Object) content),
                                                    Element.of(AirSyncBase.DisplayName, "große.bin")))))),
                    AirSync.Add);
            String id = added.text(AirSync.ServerId).orElseThrow();
            String reference = added.text(
                            AirSync.ApplicationData,
                            AirSyncBase.Attachments,
                            AirSyncBase.Attachment,
                            AirSyncBase.FileReference)
                    .orElseThrow();
            long uid = witness.uids(folder).getFirst();
            assertEquals(Set.of("\\Seen", "\\Draft"), witness.flags(folder, uid));
            assertArrayEquals(content, fetched(reference));

            response(ask(Phone.change(id, Element.of(Email.Subject, "Two"))), AirSync.Change);
            assertTrue(only().contains("Subject: Two\r\n"));
            assertNotEquals(uid, witness.uids(folder).getFirst());
            assertArrayEquals(content, fetched(reference));

            // The phone has the item since it wrote it.
            phone.collection(drafts).items().put(id, Element.of(AirSync.ApplicationData));
            long before = witness.uids(folder).getFirst();
            byte[] theirs =
                    only().replace("Subject: Two\r\n", "Subject: Theirs\r\n").getBytes(ISO_8859_1);
            witness.append(folder, theirs, Set.of("\\Seen", "\\Draft"), Instant.now());
            witness.expunge(folder, before);
            phone.syncAll(drafts);
            assertEquals(Set.of(id), phone.collection(drafts).items().keySet());
            Element told = phone.collection(drafts).items().get(id);
            assertEquals("Theirs", told.text(Email.Subject).orElse(""));
            assertArrayEquals(content, fetched(reference));

            Element send = Element.of(AirSync.Change, Element.of(AirSync.ServerId, id), Email2.Send);
            Element sync = phone.request(drafts, send);
            phone.post("Sync", sync);
            assertEquals(1, phone.apply(drafts, phone.post("Sync", sync)));
            assertEquals(Set.of(), phone.collection(drafts).items().keySet());
            assertEquals(List.of(), witness.uids(folder));
            assertEquals(1, host.received(to).size());
            String arrived = new String(host.received(to).getFirst(), ISO_8859_1);
            assertTrue(arrived.contains("Subject: Theirs\r\n"));
            assertTrue(arrived.contains(Base64.getMimeEncoder().encodeToString(content)));
            assertFalse(arrived.contains("ailspan-"), "names of ours");
            assertEquals(
                    1, witness.uids(phone.folder(FolderType.SentItems).name()).size());
        }
    }
}
