package org.mailspan.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.TestCertificate;

/** Every way in which a mail host cannot be reached has its own words. */
final class MailHostKnockTest {
    private final GreenMailHost host = GreenMailHost.shared();

    @Test
    void aTrustedHostTellsForHowLongItsCertificateIsValid() throws GeneralSecurityException, IOException {
        List<Finding> findings = MailHostKnock.at(
                ImapSettings.of("127.0.0.1", host.imapsPort(), Security.TLS).withTrust(trusting()));
        assertEquals(2, findings.size(), findings::toString);
        assertTrue(findings.get(0).text().contains("certificate valid for 29 more days"), findings::toString);
        assertTrue(findings.get(1).text().startsWith("takes a login by password; offers IDLE MOVE UIDPLUS"));
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws GeneralSecurityException, IOException {
        // 127.0.0.2 is this machine too, and does not stand in the certificate.
        try (var server =
                serving().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            Thread.ofVirtual().start(() -> {
                try (var client = server.accept()) {
                    while (client.getInputStream().read() >= 0) {}
                } catch (IOException refused) {
                    // as it should be
                }
            });
            bad(
                    MailHostKnock.at(ImapSettings.of("127.0.0.2", server.getLocalPort(), Security.TLS)
                            .withTrust(trusting())),
                    "its certificate is for another name");
        }
    }

    @Test
    void aPortWithoutTlsIsNamed() {
        bad(
                MailHostKnock.at(ImapSettings.of("127.0.0.1", host.imapPort(), Security.TLS)),
                "it does not speak TLS on this port");
    }

    @Test
    void aHostWithoutStartTlsIsNamed() {
        bad(
                MailHostKnock.at(ImapSettings.of("127.0.0.1", host.imapPort(), Security.STARTTLS)),
                "it does not offer STARTTLS");
        bad(
                MailHostKnock.at(SmtpSettings.of("127.0.0.1", host.smtpPort(), Security.STARTTLS)),
                "it does not offer STARTTLS");
    }

    @Test
    void aPortWhereNobodyListensIsNamed() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        bad(MailHostKnock.at(ImapSettings.of("127.0.0.1", port, Security.NONE)), "nothing listens there");
    }

    @Test
    void aHostThatTakesNoPasswordsIsNamed() throws IOException {
        try (var scripted =
                new Scripted("* OK hello\r\n", "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\nc OK\r\n")) {
            bad(
                    MailHostKnock.at(ImapSettings.of("127.0.0.1", scripted.port(), Security.NONE)),
                    "takes no passwords, only XOAUTH2");
        }
        try (var scripted = new Scripted("220-hello\r\n220 there\r\n", "250-me\r\n250 SIZE 1000\r\n")) {
            bad(
                    MailHostKnock.at(SmtpSettings.of("127.0.0.1", scripted.port(), Security.NONE)),
                    "takes no login on this port");
        }
    }

    @Test
    void aHostThatSendsUsAwayIsQuoted() throws IOException {
        try (var scripted = new Scripted("* BYE too many of you\r\n", "")) {
            bad(
                    MailHostKnock.at(ImapSettings.of("127.0.0.1", scripted.port(), Security.NONE)),
                    "the connection broke off (it says: * BYE too many of you)");
        }
    }

    @Test
    void aLineWithoutEndIsNotReadForEver() throws IOException {
        try (var scripted = new Scripted("* OK " + "x".repeat(100_000), "")) {
            bad(
                    MailHostKnock.at(ImapSettings.of("127.0.0.1", scripted.port(), Security.NONE)),
                    "the connection broke off (it sends a line without end)");
        }
    }

    @Test
    void dovecotIsAllRight() {
        DovecotHost dovecot = DovecotHost.shared();
        List<Finding> findings = MailHostKnock.at(ImapSettings.of("127.0.0.1", dovecot.imapPort(), Security.NONE));
        assertInstanceOf(Finding.Good.class, findings.getLast());
    }

    private static void bad(List<Finding> findings, String text) {
        Finding.Bad bad = assertInstanceOf(Finding.Bad.class, findings.getLast());
        assertEquals(text, bad.text());
        assertTrue(bad.remedy().endsWith("."));
    }

    private static SSLContext serving() throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(TestCertificate.shared().keyStore("x"), "x".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("host", TestCertificate.shared().certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Says its lines to one client: the first at once, each other after a line of the client. */
    private static final class Scripted implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        Scripted(String... sayings) throws IOException {
            Thread.ofVirtual().start(() -> {
                try (var client = server.accept()) {
                    for (int i = 0; i < sayings.length; i++) {
                        if (i > 0) awaitLine(client.getInputStream());
                        client.getOutputStream().write(sayings[i].getBytes(StandardCharsets.US_ASCII));
                        client.getOutputStream().flush();
                    }
                    while (client.getInputStream().read() >= 0) {}
                } catch (IOException gone) {
                    // the client has heard enough
                }
            });
        }

        private static void awaitLine(InputStream in) throws IOException {
            for (int octet = in.read(); octet != '\n'; octet = in.read()) if (octet < 0) throw new EOFException();
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
