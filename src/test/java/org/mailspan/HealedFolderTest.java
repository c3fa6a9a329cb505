package org.mailspan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.event.Event;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Email;

/** A phone keeps what it has when the host numbers a folder anew. */
final class HealedFolderTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path data;

    private MailHost host = GreenMailHost.shared();
    private String user = "";
    private ImapWitness witness;
    private TestBridge bridge;
    private Phone phone;

    private void start(MailHost at) {
        host = at;
        user = host.newUser();
        witness = host.witness(user);
        bridge = TestBridge.before(host, data);
        phone = new Phone(bridge.transport(user, host.password(), "phone1", Version.V16_1));
    }

    @AfterEach
    void stop() {
        assertEquals(List.of(), phone.complaints());
        bridge.close();
        witness.close();
    }

    static Stream<MailHost> hosts() {
        return Stream.of(
                DovecotHost.shared(),
                DovecotHost.shared(DovecotHost.Settings.CONDSTORE),
                DovecotHost.shared(DovecotHost.Settings.PLAIN),
                GreenMailHost.shared());
    }

    private void letter(String folder, int number) {
        String text = "From: Bob <bob@example.org>\r\nSubject: m" + number + "\r\nMessage-ID: <" + number
                + "@example.org>\r\n\r\ntext\r\n";
        witness.append(folder, text.getBytes(US_ASCII), Set.of(), ARRIVED.plusSeconds(number));
    }

    private Map<String, String> ids(String collection) {
        var ids = new TreeMap<String, String>();
        phone.collection(collection)
                .items()
                .forEach((id, item) -> ids.put(item.text(Email.Subject).orElse(""), id));
        return ids;
    }

    private void begin(String collection) {
        phone.sync(collection);
        phone.syncAll(collection);
    }

    private String inbox() {
        phone.folderSync();
        return phone.folder(FolderType.Inbox).id();
    }

    private boolean sawAnew() {
        return bridge.seen().stream().anyMatch(Event.FolderAnew.class::isInstance);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("hosts")
    void aFolderThatIsFilledAgainIsNotLoadedAgain(MailHost at) {
        start(at);
        witness.create("Projects");
        for (int i = 1; i <= 6; i++) letter("Projects", i);
        phone.folderSync();
        String projects = phone.folder("Projects").id();
        begin(projects);
        Map<String, String> before = ids(projects);
        assertEquals(6, before.size());
        begin(inbox());
        long validity = witness.uidValidity("Projects");
        do {
            witness.remove("Projects");
            witness.create("Projects");
        } while (witness.uidValidity("Projects") == validity);
        for (int i : List.of(7, 5, 3, 2, 6)) letter("Projects", i);
        phone.syncAll(projects);
        var after = new TreeMap<>(before);
        after.keySet().removeAll(Set.of("m1", "m4"));
        Map<String, String> now = ids(projects);
        assertEquals(Set.of("m2", "m3", "m5", "m6", "m7"), now.keySet());
        now.remove("m7");
        assertEquals(after, now);
        assertTrue(sawAnew());
        phone.deletesAsMoves(false).localDelete(projects, now.get("m3"));
        assertEquals(1, phone.sync(projects, Phone.delete(now.get("m3"))));
        assertEquals(4, witness.uids("Projects").size());
        assertTrue(witness.uids("Projects").stream()
                .noneMatch(uid -> new String(witness.fetch("Projects", uid), US_ASCII).contains("Subject: m3")));
    }

    @Test
    void anotherUidValidityOfTheInboxIsNothingToAPhone() {
        DovecotHost dovecot = DovecotHost.shared();
        start(dovecot);
        for (int i = 1; i <= 5; i++) letter("INBOX", i);
        String inbox = inbox();
        begin(inbox);
        Map<String, String> before = ids(inbox);
        dovecot.doveadm("mailbox", "update", "-u", user, "--uid-validity", "4711", "INBOX");
        phone.syncAll(inbox);
        assertEquals(before, ids(inbox));
        phone.deletesAsMoves(false).localDelete(inbox, before.get("m2"));
        dovecot.doveadm("mailbox", "update", "-u", user, "--uid-validity", "4712", "INBOX");
        bridge.restart();
        phone.travel(bridge.transport(user, host.password(), "phone1", Version.V16_1));
        assertEquals(1, phone.sync(inbox, Phone.delete(before.get("m2"))));
        assertEquals(4, witness.uids("INBOX").size(), "a deletion that meets it is done all the same");
        phone.syncAll(inbox);
        assertEquals(Set.of("m1", "m3", "m4", "m5"), ids(inbox).keySet());
        assertTrue(sawAnew());
    }

    @Test
    void aRestoredBackupBringsBackAndNeverMixesUp() {
        DovecotHost dovecot = DovecotHost.shared();
        start(dovecot);
        for (int i = 1; i <= 3; i++) letter("INBOX", i);
        dovecot.keepAside(user);
        letter("INBOX", 4);
        letter("INBOX", 5);
        String inbox = inbox();
        begin(inbox);
        Map<String, String> before = ids(inbox);
        assertEquals(5, before.size());
        long next = witness.uids("INBOX").getLast();
        bridge.close();
        witness.close();
        dovecot.bringBack(user);
        witness = dovecot.witness(user);
        letter("INBOX", 6);
        assertEquals(next - 1, witness.uids("INBOX").getLast(), "the case: another message under the UID of m4");
        bridge.restart();
        phone.travel(bridge.transport(user, host.password(), "phone1", Version.V16_1));
        phone.deletesAsMoves(false).localDelete(inbox, before.get("m4"));
        phone.sync(inbox, Phone.delete(before.get("m4")));
        phone.syncAll(inbox);
        assertEquals(4, witness.uids("INBOX").size());
        assertEquals(Set.of("m1", "m2", "m3", "m6"), ids(inbox).keySet());
        for (int i = 1; i <= 3; i++)
            assertEquals(before.get("m" + i), ids(inbox).get("m" + i));
    }
}
