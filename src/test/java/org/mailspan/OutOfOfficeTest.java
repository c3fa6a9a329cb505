package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Settings.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveAnswering;
import org.mailspan.backend.sieve.SieveSettings;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.SieveHost;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Element;

/** Out of office from end to end: a phone sets it, a stranger writes and is answered, a second phone switches it off. */
final class OutOfOfficeTest {
    private final SieveHost sieve = SieveHost.shared();
    private final DovecotHost host = sieve.dovecot();

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(names = {"V12_1", "V16_1"})
    void aStrangerIsAnsweredForAsLongAsThePhoneSays(Version version) {
        String user = host.newUser();
        String stranger = "stranger-" + user.replace('@', '-') + "@elsewhere.example";
        try (TestBridge bridge = bridge()) {
            var phone = new HttpTransport(bridge.address(), user, host.password(), "phone1", version);
            assertEquals(
                    Element.of(Oof, status(1)),
                    settings(
                            phone,
                            Element.of(
                                    Set,
                                    Element.of(OofState, 1),
                                    message(AppliesToInternal, "for colleagues"),
                                    message(AppliesToExternalKnown, "for strangers"),
                                    message(AppliesToExternalUnknown, "for strangers"))));
            write(stranger, user);
            String answer = new String(host.received(stranger).getFirst(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("for strangers"), answer);

            var other = new HttpTransport(bridge.address(), user, host.password(), "phone2", version);
            Element told = settings(other, Element.of(Get, Element.of(BodyType, "TEXT")));
            assertEquals(Optional.of("1"), told.text(Get, OofState));
            assertEquals(Optional.of("for colleagues"), told.text(Get, OofMessage, ReplyMessage));
            assertEquals(Element.of(Oof, status(1)), settings(other, Element.of(Set, Element.of(OofState, 0))));
            write("another-" + stranger, user);
            assertEquals(0, host.received("another-" + stranger).size());
        }
    }

    /** Sieve knows no contacts: they are those to whom the user has written. */
    @Test
    void friendsAloneAreAnsweredIfThePhoneSaysSo() {
        String user = host.newUser();
        String friend = "friend-" + user.replace('@', '-') + "@elsewhere.example";
        try (var witness = host.witness(user)) {
            byte[] letter = ("From: <" + user + ">\r\nTo: Friend <" + friend + ">\r\n\r\nhello\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            witness.append("Sent", letter, java.util.Set.of("\\Seen"), Instant.now());
        }
        try (TestBridge bridge = bridge()) {
            var phone = new HttpTransport(bridge.address(), user, host.password(), "phone1", Version.V16_1);
            settings(phone, Element.of(Set, Element.of(OofState, 1), message(AppliesToExternalKnown, "dear friend")));
        }
        write(friend, user);
        write("no-" + friend, user);
        String answer = new String(host.received(friend).getFirst(), StandardCharsets.UTF_8);
        assertTrue(answer.contains("dear friend"), answer);
        assertEquals(0, host.received("no-" + friend).size());
    }

    private TestBridge bridge() {
        var events = new Events();
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        var sieveSettings = SieveSettings.of(host.host(), sieve.port(), Security.NONE, false);
        var connector = new ImapConnector(imap, smtp, "", events)
                .with(new SieveAnswering(sieveSettings, InstantSource.system(), events));
        return new TestBridge(connector, events, data);
    }

    private void write(String sender, String user) {
        String message = "From: <" + sender + ">\r\nTo: <" + user + ">\r\nSubject: hello\r\n\r\nhello\r\n";
        host.deliver(sender, user, message.getBytes(StandardCharsets.UTF_8));
    }

    private static Element settings(HttpTransport phone, Element content) {
        Element request = Element.of(Settings, Element.of(Oof, content));
        return phone.post("Settings", Optional.of(request))
                .document()
                .orElseThrow()
                .first(Oof)
                .orElseThrow();
    }

    private static Element status(int code) {
        return Element.of(org.mailspan.wbxml.Settings.Status, code);
    }

    private static Element message(org.mailspan.wbxml.Tag audience, String text) {
        return Element.of(
                OofMessage,
                audience,
                Element.of(Enabled, 1),
                Element.of(ReplyMessage, text),
                Element.of(BodyType, "Text"));
    }
}
