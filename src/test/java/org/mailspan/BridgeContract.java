package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.event.Event;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Eventually;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.Mails;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.support.Sample;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Ping;

/** What a phone must find whatever the host: request, answer, and the state at the host as another client sees it. */
abstract class BridgeContract {
    @TempDir
    Path data;

    private MailHost host;
    private String user;
    private ImapWitness witness;
    private TestBridge bridge;
    private Phone phone;

    abstract MailHost host();

    @BeforeEach
    void start() {
        host = host();
        user = host.newUser();
        witness = host.witness(user);
        bridge = TestBridge.before(host, data.resolve("data"));
        phone = phone("phone1", Version.V16_1);
        assertEquals(1, phone.folderSync());
    }

    @AfterEach
    void stop() {
        assertEquals(List.of(), phone.complaints());
        bridge.close();
        witness.close();
    }

    private Phone phone(String device, Version version) {
        return new Phone(transport(device, version));
    }

    private HttpTransport transport(String device, Version version) {
        return bridge.transport(user, host.password(), device, version);
    }

    private String inbox() {
        return phone.folder(FolderType.Inbox).id();
    }

    private static byte[] mail(String subject) {
        return ("From: Bob <bob@example.org>\r\nTo: anna@example.org\r\nSubject: " + subject
                        + "\r\nDate: Sat, 21 Nov 2026 05:47:00 +0000\r\nMessage-ID: <" + subject.hashCode()
                        + "@example.org>\r\n\r\nHello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Map<String, String> idsBySubject(String collection) {
        var ids = new HashMap<String, String>();
        phone.collection(collection)
                .items()
                .forEach((id, data) -> ids.put(data.text(Email.Subject).orElse(""), id));
        return ids;
    }

    private void begin(String collection) {
        phone.sync(collection);
        phone.syncAll(collection);
    }

    @Test
    void foldersHaveTheirTypes() {
        for (FolderType type : List.of(
                FolderType.Inbox, FolderType.Drafts, FolderType.DeletedItems, FolderType.SentItems, FolderType.Outbox))
            assertTrue(phone.folder(type).name().length() > 0);
        witness.create("Projects");
        assertEquals(1, phone.folderSync());
        assertEquals(FolderType.UserMail.code(), phone.folder("Projects").type());
        String id = phone.folder("Projects").id();
        phone.forgetHierarchyKey();
        assertEquals(1, phone.folderSync());
        assertEquals(id, phone.folder("Projects").id());
        witness.remove("Projects");
        assertEquals(1, phone.folderSync());
        assertTrue(phone.folders().values().stream().noneMatch(f -> f.name().equals("Projects")));
    }

    @Test
    void aFirstSyncOfAThousandMessagesIsByteTrue() {
        List<Sample> samples = Mails.mixed(7).first(1000).toList();
        witness.appendAll("INBOX", samples.stream().map(Sample::letter).toList());
        phone.bodies(Element.of(
                AirSyncBase.BodyPreference,
                Element.of(AirSyncBase.Type, 2),
                Element.of(AirSyncBase.TruncationSize, 500_000)));
        phone.sync(inbox());
        int requests = phone.syncAll(inbox());
        assertTrue(requests >= 10, "windows of 100, not " + requests + " requests");
        var items = phone.collection(inbox()).items();
        assertEquals(1000, items.size());
        Map<String, Element> bySubject = items.values().stream()
                .collect(Collectors.toMap(d -> d.text(Email.Subject).orElse(""), d -> d));
        var shown = new ShownMail(phone, this::asTold);
        for (Sample sample : samples) shown.assertIs(sample, bySubject.get(sample.subject()));
    }

    /** What the host says of a text, which is all that the bridge can know: GreenMail drops the last line end of some parts. */
    abstract String asTold(String text);

    @Test
    void flagsGoBothWays() {
        long uid = witness.append("INBOX", mail("one"));
        witness.append("INBOX", mail("two"));
        begin(inbox());
        String one = idsBySubject(inbox()).get("one");
        String two = idsBySubject(inbox()).get("two");

        witness.store("INBOX", uid, "+FLAGS", "\\Seen", "\\Flagged");
        phone.syncAll(inbox());
        Element data = phone.collection(inbox()).items().get(one);
        assertEquals("1", data.text(Email.Read).orElse(""));
        assertEquals("2", data.text(Email.Flag, Email.Status).orElse(""));

        Element read = Element.of(Email.Read, 1);
        Element flag = Element.of(Email.Flag, Element.of(Email.Status, 2), Element.of(Email.FlagType, "for Follow Up"));
        assertEquals(1, phone.sync(inbox(), Phone.change(two, read, flag)));
        assertEquals(Set.of("\\Flagged", "\\Seen"), witness.flags("INBOX", uid + 1));
        assertEquals(1, phone.sync(inbox(), Phone.change(two, Element.of(Email.Read, 0), Element.of(Email.Flag))));
        assertEquals(Set.of(), witness.flags("INBOX", uid + 1));
        phone.syncAll(inbox());
    }

    @Test
    void aPermanentDeleteExpungesThatMessageAndNoOther() {
        witness.append("INBOX", mail("doomed"));
        long foreign = witness.append("INBOX", mail("foreign"));
        long kept = witness.append("INBOX", mail("kept"));
        begin(inbox());
        witness.store("INBOX", foreign, "+FLAGS", "\\Deleted");
        String id = idsBySubject(inbox()).get("doomed");
        phone.deletesAsMoves(false).localDelete(inbox(), id);
        assertEquals(1, phone.sync(inbox(), Phone.delete(id)));
        assertEquals(List.of(foreign, kept), witness.uids("INBOX"));
        assertTrue(witness.flags("INBOX", foreign).contains("\\Deleted"));
        phone.syncAll(inbox());
        assertEquals(Set.of("kept"), idsBySubject(inbox()).keySet());
        assertEquals(List.of(), witness.uids(trashName()));
    }

    private String trashName() {
        return phone.folder(FolderType.DeletedItems).name();
    }

    @Test
    void aDeleteAsMoveEndsInDeletedItemsAndThereForGood() {
        witness.append("INBOX", mail("old"));
        long foreign = witness.append("INBOX", mail("foreign"));
        begin(inbox());
        String trash = phone.folder(FolderType.DeletedItems).id();
        begin(trash);
        witness.store("INBOX", foreign, "+FLAGS", "\\Deleted");
        String id = idsBySubject(inbox()).get("old");
        phone.localDelete(inbox(), id);
        assertEquals(1, phone.sync(inbox(), Phone.delete(id)));
        assertEquals(List.of(foreign), witness.uids("INBOX"));
        assertEquals(1, witness.uids(trashName()).size());

        phone.syncAll(trash);
        String there = idsBySubject(trash).get("old");
        phone.localDelete(trash, there);
        assertEquals(1, phone.sync(trash, Phone.delete(there)));
        assertEquals(List.of(), witness.uids(trashName()));
        phone.syncAll(inbox());
    }

    @Test
    void aMoveGivesTheTrueNewIdAndIsNotToldAgain() {
        witness.create("Projects");
        phone.folderSync();
        String projects = phone.folder("Projects").id();
        for (int i = 0; i < 3; i++) witness.append("INBOX", mail("move" + i));
        witness.append("Projects", mail("there"));
        begin(inbox());
        begin(projects);
        String id = idsBySubject(inbox()).get("move1");
        assertEquals(3, phone.move(id, inbox(), projects));
        phone.syncAll(inbox());
        phone.syncAll(projects);
        assertEquals(Set.of("move0", "move2"), idsBySubject(inbox()).keySet());
        assertEquals(Set.of("there", "move1"), idsBySubject(projects).keySet());
        assertEquals(2, witness.uids("Projects").size());
        String now = idsBySubject(projects).get("move1");
        assertEquals(1, phone.sync(projects, Phone.change(now, Element.of(Email.Read, 1))));
        assertEquals(3, phone.move(id, inbox(), projects), "a repeated request gets the same answer");
        assertEquals(2, witness.uids("Projects").size());
        long uid = witness.uids("Projects").getLast();
        assertTrue(witness.flags("Projects", uid).contains("\\Seen"));
        assertTrue(new String(witness.fetch("Projects", uid), StandardCharsets.US_ASCII).contains("move1"));
    }

    @Test
    void aMailIsSentOnceAndOneCopyIsInSent() {
        String to = host.newUser();
        String mime = "From: " + user + "\r\nTo: " + to + "\r\nSubject: greetings\r\n"
                + "Message-ID: <sent-once@example.org>\r\nMIME-Version: 1.0\r\n\r\nHello\r\n";
        Element request = Requests.sendMail("c-1", mime);
        for (int i = 0; i < 3; i++)
            assertEquals(new Phone.Answer(200, Optional.empty()), phone.post("SendMail", request));
        assertEquals(1, host.received(to).size());
        String sent = phone.folder(FolderType.SentItems).name();
        assertEquals(1, witness.uids(sent).size());
        String copy = new String(witness.fetch(sent, witness.uids(sent).getFirst()), StandardCharsets.US_ASCII);
        assertTrue(copy.contains("sent-once@example.org"));
        assertTrue(witness.flags(sent, witness.uids(sent).getFirst()).contains("\\Seen"));
    }

    @Test
    void aForwardCarriesItsAttachmentsTrueFromHostToHost() {
        Sample sample = Mails.mixed(3)
                .first(200)
                .filter(mail -> !mail.attachments().isEmpty())
                .findFirst()
                .orElseThrow();
        long uid = witness.append("INBOX", sample.raw());
        phone.syncAll(inbox());
        String id = idsBySubject(inbox()).get(sample.subject());
        String to = host.newUser();
        String mime = "From: " + user + "\r\nTo: " + to + "\r\nSubject: onward\r\n\r\nSee below\r\n";
        Element request = Element.of(
                ComposeMail.SmartForward,
                Element.of(ComposeMail.ClientId, "f-1"),
                Element.of(
                        ComposeMail.Source,
                        Element.of(ComposeMail.FolderId, inbox()),
                        Element.of(ComposeMail.ItemId, id)),
                ComposeMail.SaveInSentItems,
                Element.of(ComposeMail.Mime, (Object) mime.getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < 2; i++)
            assertEquals(new Phone.Answer(200, Optional.empty()), phone.post("SmartForward", request));
        List<byte[]> received = host.received(to);
        assertEquals(1, received.size());
        String arrived = new String(received.getFirst(), StandardCharsets.US_ASCII);
        for (Sample.Attachment attachment : sample.attachments())
            assertTrue(
                    arrived.contains(Base64.getMimeEncoder().encodeToString(attachment.octets())), attachment.name());
        assertTrue(witness.flags("INBOX", uid).contains("$Forwarded"));
        phone.syncAll(inbox());
        Element told = phone.collection(inbox()).items().get(id);
        assertEquals("3", told.text(Email2.LastVerbExecuted).orElse(""));
        String sent = phone.folder(FolderType.SentItems).name();
        assertEquals(1, witness.uids(sent).size());
    }

    private Element ping(int seconds, String... folders) {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, seconds),
                Element.of(
                        Ping.Folders,
                        List.of(folders).stream()
                                .map(id -> Element.of(
                                        Ping.Folder, Element.of(Ping.Id, id), Element.of(Ping.Class, "Email")))));
    }

    @Test
    void anArrivalEndsAHeldPing() throws Exception {
        begin(inbox());
        var held = transport("phone1", Version.V16_1).postLater("Ping", Optional.of(ping(60, inbox())));
        awaitWatch();
        host.deliver(user, mail("news"));
        Element answer = held.get().document().orElseThrow();
        assertEquals("2", answer.text(Ping.Status).orElse(""));
        assertEquals(inbox(), answer.text(Ping.Folders, Ping.Folder).orElse(""));
        phone.syncAll(inbox());
        assertEquals(Set.of("news"), idsBySubject(inbox()).keySet());
    }

    private void awaitWatch() {
        Eventually.that("a watch", () -> bridge.seen().stream().anyMatch(Event.WatchStarted.class::isInstance));
    }

    @Test
    void aPingWithoutNewsExpires() {
        begin(inbox());
        assertEquals(
                "1",
                phone.post("Ping", ping(1, inbox()))
                        .document()
                        .orElseThrow()
                        .text(Ping.Status)
                        .orElse(""));
        assertEquals(
                "1",
                phone.post("Ping").document().orElseThrow().text(Ping.Status).orElse(""));
    }

    @Test
    void anArrivalEndsAWaitingSync() throws Exception {
        begin(inbox());
        Element request = phone.request(inbox());
        Element waiting = Element.of(AirSync.Sync, request.children(), Element.of(AirSync.HeartbeatInterval, 60));
        var held = transport("phone1", Version.V16_1).postLater("Sync", Optional.of(waiting));
        awaitWatch();
        host.deliver(user, mail("news"));
        phone.apply(inbox(), held.get());
        assertEquals(Set.of("news"), idsBySubject(inbox()).keySet());
    }

    @Test
    void itemsOlderThanTheFilterStayOutAndLeaveSoftly() {
        Instant now = Instant.now();
        witness.append("INBOX", mail("old"), Set.of(), now.minusSeconds(40 * 86_400L));
        witness.append("INBOX", mail("week"), Set.of(), now.minusSeconds(6 * 86_400L));
        witness.append("INBOX", mail("today"), Set.of(), now.minusSeconds(60));
        phone.filter(3);
        begin(inbox());
        assertEquals(Set.of("week", "today"), idsBySubject(inbox()).keySet());
        phone.filter(1).syncAll(inbox());
        assertEquals(Set.of("today"), idsBySubject(inbox()).keySet());
        phone.filter(0).syncAll(inbox());
        assertEquals(Set.of("old", "week", "today"), idsBySubject(inbox()).keySet());
        assertEquals(3, witness.uids("INBOX").size());
    }

    @Test
    void anEmptySyncRepeatsTheLastOne() {
        begin(inbox());
        assertEquals(Optional.empty(), phone.post("Sync").document());
        witness.append("INBOX", mail("later"));
        assertEquals(1, phone.apply(inbox(), phone.post("Sync")));
        assertEquals(Set.of("later"), idsBySubject(inbox()).keySet());
        var other = phone("phone2", Version.V14_1);
        assertEquals(
                "13",
                other.post("Sync").document().orElseThrow().text(AirSync.Status).orElse(""));
    }

    @Test
    void everyVersionReadsTheSameMail() {
        witness.append("INBOX", mail("versions"));
        var subjects = new HashSet<String>();
        for (Version version : Version.values()) {
            Phone one = phone("v" + version.octet(), version);
            one.folderSync();
            String id = one.folder(FolderType.Inbox).id();
            one.sync(id);
            one.syncAll(id);
            one.collection(id)
                    .items()
                    .values()
                    .forEach(d ->
                            subjects.add(version + " " + d.text(Email.Subject).orElse("")));
            assertEquals(List.of(), one.complaints());
        }
        assertEquals(Version.values().length, subjects.size());
    }
}
