package org.mailspan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Eventually;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Ping;

/** A phone with an app password before a whole bridge, while its owner works in another process. */
@Timeout(60)
final class AppPasswordBridgeTest {
    @TempDir
    private Path data;

    private final MailHost host = GreenMailHost.shared();
    private String user;
    private String password;

    @AutoClose
    private TestBridge bridge;

    @BeforeEach
    void start() throws Exception {
        user = host.newUser();
        bridge = TestBridge.before(host, data);
        bridge.issuing().storeMailPassword(user, new Credentials(user, MailHost.PASSWORD));
        password = bridge.issuing().make(user, "phone").orElseThrow().password();
    }

    private Phone phone(String login, String device) {
        return new Phone(bridge.transport(login, password, device, Version.V16_1));
    }

    private static Element folderSync() {
        return Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
    }

    private int status(String login, String device) {
        return phone(login, device).post("FolderSync", folderSync()).status();
    }

    @Test
    void aPhoneSyncsAndSendsWithItAlsoAfterARestart() {
        Phone phone = phone(user, "phone1");
        phone.folderSync();
        host.deliver(user, "Subject: with an app password\r\n\r\nhello\r\n".getBytes(US_ASCII));
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.syncAll(inbox);
        assertEquals(1, phone.collection(inbox).items().size());
        bridge.restart();
        assertEquals(200, status(user, "phone1"));
    }

    @Test
    void anotherDeviceIsAskedForAPasswordOfItsOwnAndStandsInTheLog() {
        assertEquals(200, status(user, "phone1"));
        assertEquals(401, status(user, "thief1"));
        assertTrue(bridge.seen().stream()
                .anyMatch(event -> event instanceof Event.LoginRefused(var address, var login, var reason)
                        && address.equals("127.0.0.1")
                        && login.equals(user)
                        && reason.contains("thief1")));
        assertFalse(bridge.seen().toString().contains(password));
    }

    @Test
    void revokedByAnotherProcessItLetsNobodyInAndWhatWaitsForMailEnds() throws Exception {
        Phone phone = phone(user, "phone1");
        phone.folderSync();
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.syncAll(inbox);
        Element ping = Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, 900),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, inbox), Element.of(Ping.Class, "Email"))));
        var waiting = bridge.transport(user, password, "phone1", Version.V16_1).postLater("Ping", Optional.of(ping));
        Eventually.that("the Ping waits", () -> bridge.seen().stream().anyMatch(Event.WatchStarted.class::isInstance));
        assertFalse(waiting.isDone());
        bridge.issuing().revoke(user, row -> true);
        waiting.get(10, TimeUnit.SECONDS);
        assertEquals(401, status(user, "phone1"));
        bridge.restart();
        assertEquals(401, status(user, "phone1"));
    }

    @Test
    void itOpensNothingForAnotherUser() {
        assertEquals(401, status(host.newUser(), "phone1"));
        assertEquals(200, status(user, "phone1"));
    }
}
