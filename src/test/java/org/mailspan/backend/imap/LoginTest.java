package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.TestCertificate;

final class LoginTest {
    private static BackendException refused(ImapLogin login) {
        return assertThrows(BackendException.class, login::connect);
    }

    @Test
    void aRefusalIsToldOnceAndThenTheHostIsLeftAlone() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").on("LOGIN u pw", "$ NO [AUTHENTICATIONFAILED] no");
            var login = new ImapLogin(host.settings(), new Credentials("u", "pw"));
            assertEquals(Kind.LOGIN, refused(login).kind());
            assertEquals(Kind.UNAVAILABLE, refused(login).kind());
            assertEquals(1, host.connections());
        }
    }

    @Test
    void aThrottledLoginIsTriedAgain() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").on("LOGIN u pw", "$ NO Too many connections");
            host.connection("");
            var login = new ImapLogin(host.settings(), new Credentials("u", "pw"));
            assertEquals(Kind.UNAVAILABLE, refused(login).kind());
            assertFalse(login.connect().broken());
        }
    }

    @Test
    void aHostThatTurnsUsAwayIsUnavailable() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("* BYE too many connections", "");
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(new ImapLogin(host.settings(), new Credentials("u", "pw")))
                            .kind());
        }
    }

    @Test
    void aHostThatIsNotThereOrSaysNothingIsUnavailable() throws Exception {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
            var quick = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(5));
            var silent = ImapSettings.of("127.0.0.1", port, Security.NONE).withTimeouts(quick);
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(new ImapLogin(silent, new Credentials("u", "pw"))).kind());
        }
        var gone = ImapSettings.of("127.0.0.1", port, Security.NONE);
        assertEquals(
                Kind.UNAVAILABLE,
                refused(new ImapLogin(gone, new Credentials("u", "pw"))).kind());
    }

    /** Whoever greets so has checked no password: anybody would get in with any. */
    @Test
    void aGreetingThatSkipsTheLoginIsRefused() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("* PREAUTH [CAPABILITY IMAP4rev1] welcome", "");
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(new ImapLogin(host.settings(), new Credentials("u", "x")))
                            .kind());
        }
    }

    @Test
    void withoutStartTlsNothingIsSaidInTheClear() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("");
            var settings = host.settings();
            var starttls = ImapSettings.of("127.0.0.1", settings.port(), Security.STARTTLS)
                    .withTimeouts(settings.timeouts());
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(new ImapLogin(starttls, new Credentials("u", "pw"))).kind());
        }
    }

    @Test
    void aCertificateOfNobodyIsRefused() {
        DovecotHost host = DovecotHost.shared();
        var credentials = new Credentials(host.newUser(), host.password());
        for (var security : new Security[] {Security.TLS, Security.STARTTLS}) {
            int port = security == Security.TLS ? host.imapsPort() : host.imapPort();
            var settings = ImapSettings.of("127.0.0.1", port, security);
            BackendException e = refused(new ImapLogin(settings, credentials));
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("TLS"), e.getMessage());
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        DovecotHost host = DovecotHost.shared();
        var credentials = new Credentials(host.newUser(), host.password());
        // 127.0.0.2 is this machine too, but the certificate does not say so
        var relay = new Relay(host.imapsPort());
        try (relay) {
            var settings = ImapSettings.of("127.0.0.2", relay.port(), Security.TLS)
                    .withTrust(TestCertificate.shared().trust());
            assertEquals(
                    Kind.UNAVAILABLE,
                    refused(new ImapLogin(settings, credentials)).kind());
        }
    }

    @Test
    void credentialsGoAsTheyAre() throws Exception {
        for (String password : new String[] {"pl ain", "\"quoted\\\"", "Grüße €", "NIL", "{5}", "a*b%c(d)"}) {
            DovecotHost host = DovecotHost.shared();
            var settings = ImapSettings.of("127.0.0.1", host.imapPort(), Security.NONE);
            assertEquals(
                    Kind.LOGIN,
                    refused(new ImapLogin(settings, new Credentials(host.newUser(), password)))
                            .kind());
        }
        try (var host = new FakeImap()) {
            host.connection("").on("LOGIN \"a b\" {9}\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n", "$ OK in");
            var e = new ImapLogin(host.settings(), new Credentials("a b", "Grüße\r\n")).connect();
            assertFalse(e.broken());
        }
    }

    @Test
    void whatTheHostEnablesCountsNotWhatItAdvertises() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE CONDSTORE QRESYNC");
            host.connection("CONDSTORE QRESYNC");
            assertTrue(host.connect().capabilities().qresync());
            ImapConnection second = host.connect();
            assertFalse(second.capabilities().qresync());
            assertTrue(second.capabilities().condstore());
        }
    }

    @Test
    void theAddressIsTheLoginOrMadeOfIt() throws Exception {
        try (var host = new FakeImap()) {
            for (int i = 0; i < 3; i++) host.connection("");
            var smtp = SmtpSettings.of("127.0.0.1", 1, Security.NONE);
            var plain = new ImapConnector(host.settings(), smtp, "", new Events());
            assertEquals(
                    "me@127.0.0.1",
                    plain.connect(new Credentials("me", "pw")).account().primaryAddress());
            var domain = new ImapConnector(host.settings(), smtp, "example.org", new Events());
            assertEquals(
                    "Me@example.org",
                    domain.connect(new Credentials("Me", "pw")).account().primaryAddress());
            var account = domain.connect(new Credentials("Me@Else.org", "pw")).account();
            assertEquals("Me@Else.org", account.primaryAddress());
            assertEquals("me@else.org", account.id());
        }
    }

    /** Passes octets from another loopback address to a port. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"));

        Relay(int to) throws java.io.IOException {
            Thread.ofVirtual().start(() -> {
                try (var here = listener.accept();
                        var there = new java.net.Socket(InetAddress.getLoopbackAddress(), to)) {
                    var back = Thread.ofVirtual().start(() -> pass(there, here));
                    pass(here, there);
                    back.join();
                } catch (java.io.IOException | InterruptedException ended) {
                    // the test is over
                }
            });
        }

        private static void pass(java.net.Socket from, java.net.Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (java.io.IOException ended) {
                // one side hung up
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws java.io.IOException {
            listener.close();
        }
    }
}
