package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.SieveHost;
import org.mailspan.support.TestCertificate;

/** What check says of a host, a certificate and an address. */
final class CheckTest {
    private final GreenMailHost host = GreenMailHost.shared();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private String mailHost = "";

    @BeforeEach
    void aHostInTheClear() {
        mailHost = """
            imap.host = 127.0.0.1
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            """.formatted(host.imapPort(), host.smtpPort());
    }

    @Test
    void aGoodFileIsGoodLineByLine() throws IOException {
        write("certificate.pem", TestCertificate.shared().certificatePem());
        write("key.pem", TestCertificate.shared().keyPem());
        int code = check(mailHost + """
            http.listen = 127.0.0.1:0
            https.listen = 127.0.0.1:0
            tls.certificate = certificate.pem
            tls.key = key.pem
            """, "");
        String said = said();
        assertTrue(said.contains("ok       IMAP 127.0.0.1:" + host.imapPort() + ": takes a login by password"), said);
        assertTrue(said.contains("ok       SMTP 127.0.0.1:" + host.smtpPort() + ": takes a login by password"), said);
        assertTrue(said.contains("ok       tls.certificate: for localhost, 127.0.0.1, valid for 29 more days"), said);
        assertEquals(
                2,
                said.lines()
                        .filter(line -> line.equals("ok       127.0.0.1:0: free to listen at"))
                        .count());
        assertEquals(0, code, said);
    }

    @Test
    void withAUserItLogsInAndTellsWhatTheHostCan() throws IOException {
        int code = check(mailHost + "http.listen = 127.0.0.1:0\n", host.newUser());
        String said = said();
        assertTrue(said.contains("ok       IMAP login: good after"), said);
        assertTrue(said.contains("warning  host class: plain; changes are found by"), said);
        assertTrue(said.contains("ok       deleting: by UID EXPUNGE"), said);
        assertTrue(said.contains("Inbox is INBOX, Drafts is Drafts, DeletedItems is Trash, SentItems is Sent"), said);
        assertTrue(said.contains("ok       SMTP login: good"), said);
        assertEquals(0, code, said);
    }

    @Test
    void whetherPhonesCanSetOutOfOfficeIsTold() throws IOException {
        SieveHost sieve = SieveHost.shared();
        DovecotHost dovecot = sieve.dovecot();
        String text = """
            imap.host = 127.0.0.1
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            http.listen = 127.0.0.1:0
            sieve.port = %d
            """.formatted(dovecot.imapPort(), dovecot.smtpPort(), sieve.port());
        assertEquals(0, check(text, dovecot.newUser()), said());
        String subject = "ManageSieve 127.0.0.1:" + sieve.port() + ": ";
        assertTrue(said().contains("ok       " + subject + "Dovecot"), said());
        assertTrue(said().contains("takes a login by password; phones can set out of office\n"), said());
        assertTrue(
                said().contains("ok       ManageSieve login: good; takes a script for out of office; none is active"
                        + " now"),
                said());
    }

    @Test
    void aHostWithoutManageSieveIsAFailureOnlyIfItWasNamed() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String text = mailHost + "http.listen = 127.0.0.1:0\nsieve.port = " + port + "\n";
        assertEquals(0, check(text, ""), said());
        String missing = "ManageSieve 127.0.0.1:" + port + ": nothing listens there: phones cannot set out of office";
        assertTrue(said().contains("warning  " + missing), said());
        assertEquals(1, check(text + "sieve.host = 127.0.0.1\n", ""), said());
        assertTrue(said().contains("failed   " + missing), said());
        out.reset();
        assertEquals(0, check(text + "sieve.host = off\n", ""), said());
        assertFalse(said().contains("ManageSieve"), said());
    }

    @Test
    void anUnknownCertificateIsNamedAsSuch() throws IOException {
        int code = check(
                "imap.host = 127.0.0.1\nimap.port = %d\nsmtp.security = none\nsmtp.port = %d\n"
                        .formatted(host.imapsPort(), host.smtpPort()),
                "");
        assertTrue(
                said().contains("failed   IMAP 127.0.0.1:" + host.imapsPort()
                        + ": its certificate is from no authority that this machine knows"),
                said());
        assertEquals(1, code);
    }

    @Test
    void aTakenAddressAndAForeignKeyAreNamed() throws IOException {
        write("certificate.pem", TestCertificate.shared().certificatePem());
        write("key.pem", TestCertificate.create().keyPem());
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = check(mailHost + """
                http.listen =
                https.listen = 127.0.0.1:%d
                tls.certificate = certificate.pem
                tls.key = key.pem
                """.formatted(taken.getLocalPort()), "");
            assertEquals(1, code);
        }
        assertTrue(said().contains("failed   tls.certificate: no certificate in "), said());
        assertTrue(said().contains(": cannot be listened at (Address already in use"), said());
    }

    @Test
    void aKeyThatOthersMayReadIsNamed() throws IOException {
        String app = mailHost + "http.listen = 127.0.0.1:0\npasswords = app\npasswords.key = mail.key\n";
        assertEquals(0, check(app, ""));
        assertTrue(said().contains("warning  passwords.key: there is no " + directory.resolve("mail.key")), said());
        Path key = write("mail.key", "ab".repeat(32));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(1, check(app, ""));
        assertTrue(said().contains("failed   passwords.key: " + key + " is open to other users"), said());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertEquals(0, check(app, ""));
        assertTrue(said().contains("ok       passwords.key: " + key), said());
    }

    @Test
    void dataThatOthersMayReadIsNamed() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(1, check(mailHost + "http.listen = 127.0.0.1:0\n", ""));
        assertTrue(said().contains("failed   data.directory: open to other users of this machine"), said());
    }

    private int check(String text, String user) throws IOException {
        Path file = write("bridge.properties", text);
        var printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        var password = Map.of("MAILSPAN_PASSWORD", host.password());
        return Check.run(file, user, new Terminal(printer, printer, new ByteArrayInputStream(new byte[0]), password));
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
