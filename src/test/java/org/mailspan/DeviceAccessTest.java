package org.mailspan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.device.NewDevices;
import org.mailspan.device.NewDevices.Choice;
import org.mailspan.event.Event;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Eventually;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.MailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Shows;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.Settings;

/** What owners decide of devices takes hold in the bridge that serves; what a stranger with the password reaches. */
final class DeviceAccessTest {
    @TempDir
    Path data;

    @AutoClose
    private TestBridge bridge;

    private final MailHost host = GreenMailHost.shared();
    private final String user = host.newUser();

    @BeforeEach
    void start() {
        bridge = TestBridge.before(host, data.resolve("data"));
    }

    private void newDevices(Choice choice, String mail) {
        bridge.restart(new NewDevices(choice, mail, "/etc/mailspan/bridge.properties"));
    }

    private HttpTransport transport(String device, Version version) {
        return bridge.transport(user, host.password(), device, version);
    }

    private Phone phone(String device) {
        return new Phone(transport(device, Version.V16_1));
    }

    private int folderSync(String device) {
        return phone(device).folderSync();
    }

    private static Element ping(String folder) {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, 60),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, folder), Element.of(Ping.Class, "Email"))));
    }

    private static Optional<String> status(Answer answer) {
        return answer.document().flatMap(root -> root.text(Ping.Status));
    }

    @Shows("MS-ASCMD_R4874 MS-ASCMD_R4875")
    @Test
    void aHeldPingEndsWhenItsDeviceIsBlockedAndTheNextOneIsRefused() throws Exception {
        Phone phone = phone("phone1");
        phone.folderSync();
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.syncAll(inbox);
        var held = transport("phone1", Version.V16_1).postLater("Ping", Optional.of(ping(inbox)));
        Eventually.that("the Ping waits", () -> bridge.seen().stream().anyMatch(Event.WatchStarted.class::isInstance));
        assertFalse(held.isDone());
        bridge.decide(owner -> owner.block(user, "phone1"));
        assertEquals(Optional.of("1"), status(held.get(10, TimeUnit.SECONDS)));
        assertEquals(Optional.of("129"), status(phone.post("Ping", ping(inbox))));
        assertEquals(129, phone.folderSync());
        assertEquals(
                403,
                new Phone(transport("phone1", Version.V12_1))
                        .post("Ping", ping(inbox))
                        .status());
        assertEquals(1, folderSync("phone2"));
        bridge.decide(owner -> owner.allow(user, "phone1"));
        Eventually.that("it is let in again", () -> phone.folderSync() == 1);
    }

    @Test
    void aDeviceInQuarantineGetsNothingAndItsOwnerIsToldOnce() {
        newDevices(Choice.QUARANTINE, "");
        var device = phone("ApplDNQ1");
        provision(device, "Hammer \u0085[2J\u202Ex\r\nBcc: all@example.org");
        for (int i = 0; i < 3; i++) assertEquals(129, device.folderSync());
        assertEquals(129, folderSync("ApplDNQ1"));
        Eventually.that("a mail came", () -> !host.received(user).isEmpty());
        assertEquals(129, folderSync("ApplDNQ1"));
        assertEquals(1, host.received(user).size());
        String mail = new String(host.received(user).getFirst(), UTF_8);
        assertFalse(mail.contains("Bcc"), mail);
        assertTrue(mail.contains("Auto-Submitted: auto-generated"), mail);
        String text = text(mail);
        assertTrue(text.contains("Model:    \"Hammer _[2J_x__Bcc: all@example.org\"\n"), text);
        assertTrue(text.contains("Kind:     \"TestPhone\"\n"), text);
        assertTrue(text.contains("Program:  \"TestPhone/1.0\"\n"), text);
        assertTrue(text.contains("It came from: 127.0.0.1\n"), text);
        assertTrue(
                text.contains("\n    mailspan device allow /etc/mailspan/bridge.properties " + user + " ApplDNQ1\n"),
                text);
        bridge.decide(owner -> owner.allow(user, "ApplDNQ1"));
        Eventually.that("it is let in", () -> device.folderSync() == 1);
    }

    private static void provision(Phone device, String model) {
        Answer answer = device.post(
                "Provision",
                Element.of(
                        Provision.Provision,
                        Element.of(
                                Settings.DeviceInformation,
                                Element.of(Settings.Set, Element.of(Settings.Model, model))),
                        Element.of(
                                Provision.Policies,
                                Element.of(
                                        Provision.Policy,
                                        Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML")))));
        assertEquals(Optional.of("1"), answer.document().flatMap(root -> root.text(Provision.Status)));
    }

    /** The body of the mail, which is base64. */
    private static String text(String mail) {
        String body = mail.substring(mail.indexOf("\r\n\r\n") + 4);
        return new String(Base64.getMimeDecoder().decode(body), UTF_8).replace("\r\n", "\n");
    }

    @Test
    void somebodyElseIsToldWhereThatIsTheSetting() {
        String other = host.newUser();
        newDevices(Choice.BLOCK, other);
        assertEquals(129, folderSync("phone1"));
        Eventually.that("a mail came", () -> !host.received(other).isEmpty());
        assertTrue(text(new String(host.received(other).getFirst(), UTF_8)).contains(user));
        assertEquals(List.of(), host.received(user));
    }

    /** Each of them is refused, and the mailbox is not filled. */
    @Test
    void aStrangerWhoMakesUpDevicesBringsAFewMailsAndNoMore() {
        newDevices(Choice.QUARANTINE, "");
        for (int i = 0; i < 110; i++) {
            int expected = i < 100 ? 129 : 177;
            if (i < 108) assertEquals(expected, folderSync("made-up-" + i), "device " + i);
            if (i < 3) {
                int mails = i + 1;
                Eventually.that("mail " + mails, () -> host.received(user).size() == mails);
            }
        }
        assertEquals(3, host.received(user).size());
        bridge.restart();
        assertEquals(129, folderSync("made-up-50"));
        assertEquals(3, host.received(user).size(), "a restart does not begin another day");
    }

    @Test
    void aResyncedDeviceLoadsItsMailAnewAndOthersDoNot() {
        host.deliver(user, "From: bob@example.org\r\nSubject: one\r\n\r\nHello\r\n".getBytes(UTF_8));
        Phone phone = phone("phone1");
        Phone other = phone("phone2");
        for (Phone each : List.of(phone, other)) {
            each.folderSync();
            each.syncAll(each.folder(FolderType.Inbox).id());
        }
        String inbox = phone.folder(FolderType.Inbox).id();
        bridge.decide(owner -> owner.resync(user, "phone1"));
        Eventually.that("its key is refused", () -> phone.sync(inbox) == 3);
        assertEquals(9, phone.folderSync());
        phone.forgetHierarchyKey();
        assertEquals(1, phone.folderSync());
        phone.syncAll(inbox);
        assertEquals(1, phone.collection(inbox).items().size());
        assertEquals(1, other.sync(inbox));
        assertEquals(1, other.folderSync());
        assertEquals(List.of(), phone.complaints());
        assertEquals(List.of(), other.complaints());
    }

    /** Two at the same time must not make two mails, nor two devices. */
    @Test
    void manyFirstRequestsAtOnceAreOneDeviceAndOneMail() {
        newDevices(Choice.QUARANTINE, "");
        Element request = Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
        var all = Arrays.stream(new int[9])
                .mapToObj(i -> transport("phone1", Version.V16_1).postLater("FolderSync", Optional.of(request)))
                .toList();
        for (var one : all)
            assertEquals(Optional.of("129"), one.join().document().flatMap(root -> root.text(FolderHierarchy.Status)));
        Eventually.that("a mail came", () -> !host.received(user).isEmpty());
        assertEquals(129, folderSync("phone1"));
        assertEquals(1, host.received(user).size());
        assertEquals(
                1,
                bridge.seen().stream()
                        .filter(new Event.DeviceNoted(user, "phone1", "new, quarantined")::equals)
                        .count());
    }
}
