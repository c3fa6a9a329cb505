package org.mailspan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.XmlReader;

/** A day of a user, and what stands in the log and on the disk afterwards: who was there, but nothing of the mail. */
final class LogSecretsTest {
    @TempDir
    Path directory;

    private final GreenMailHost host = GreenMailHost.shared();
    private final String user = host.newUser();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private static byte[] mail(String subject) {
        return ("From: Sender-secret1 <secret2@example.org>\r\nTo: secret3@example.org\r\nSubject: " + subject
                        + "\r\nMessage-ID: <secret4@example.org>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsecret5 body\r\n--b\r\n"
                        + "Content-Disposition: attachment; filename=secret6.txt\r\n\r\nsecret7\r\n--b--\r\n")
                .getBytes(ISO_8859_1);
    }

    /** Of which no item can be made: its boundary never comes. */
    private static byte[] broken() {
        return ("From: secret8@example.org\r\nSubject: secret9\r\n"
                        + "Content-Type: multipart/mixed; boundary=x\r\n\r\nsecret10")
                .getBytes(ISO_8859_1);
    }

    @Test
    void nothingOfTheMailAndNoPasswordIsInALineOfTheLog() throws Exception {
        var events = new Events();
        events.listen(new EventLog(new Log(
                new PrintStream(written, true, UTF_8),
                Clock.systemUTC(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME,
                Level.INFO)));
        Path data = directory.resolve("data");
        try (var refusing = new RefusingSmtp();
                ImapWitness witness = host.witness(user)) {
            witness.append("INBOX", mail("secret11"));
            witness.append("INBOX", broken());
            try (var bridge = new TestBridge(
                    new ImapConnector(
                            ImapSettings.of(host.host(), host.imapPort(), Security.NONE),
                            SmtpSettings.of("127.0.0.1", refusing.port(), Security.NONE),
                            "",
                            events),
                    events,
                    data)) {
                day(bridge);
                assertAllForTheOwnerAlone(data);
            }
        }
        String log = written.toString(UTF_8);
        assertTrue(log.contains(user) && log.lines().count() > 10, log);
        log.lines().forEach(line -> assertFalse(line.toLowerCase(Locale.ROOT).contains("secret"), line));
        assertFalse(log.contains(host.password()), log);
        String login = Base64.getEncoder().encodeToString((user + ":" + host.password()).getBytes(UTF_8));
        assertFalse(log.contains(login.substring(login.length() - 12)), log);
    }

    private void day(TestBridge bridge) {
        for (String wrong : List.of("secret12", "secret13"))
            new Phone(bridge.transport(user, wrong, "phone1", Version.V16_1)).post("FolderSync");
        var phone = new Phone(bridge.transport(user, host.password(), "phone1", Version.V16_1));
        assertEquals(1, phone.folderSync());
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.sync(inbox);
        phone.syncAll(inbox);
        assertEquals(2, phone.collection(inbox).items().size());
        phone.post("Search", XmlReader.read("""
            <Search><Store><Name>Mailbox</Name><Query><And><AirSync:Class>Email</AirSync:Class>
            <FreeText>secret14</FreeText></And></Query></Store></Search>\
            """));
        phone.post("Search", XmlReader.read("<Search><Store><Name>GAL</Name><Query>secret15</Query></Store></Search>"));
        phone.post("ResolveRecipients", XmlReader.read("<ResolveRecipients><To>secret16</To></ResolveRecipients>"));
        phone.post("ItemOperations", XmlReader.read("""
            <ItemOperations><Fetch><Store>Mailbox</Store>
            <AirSyncBase:FileReference>secret17</AirSyncBase:FileReference></Fetch></ItemOperations>\
            """));
        for (String to : List.of("secret18@example.org", "not an address secret19 <a b@secret20>", "secret21"))
            phone.post(
                    "SendMail",
                    Element.of(
                            ComposeMail.SendMail,
                            Element.of(ComposeMail.ClientId, "c" + to.length()),
                            Element.of(ComposeMail.Mime, (Object)
                                    ("From: " + user + "\r\nTo: " + to + "\r\nSubject: secret22\r\n\r\nsecret23\r\n")
                                            .getBytes(ISO_8859_1))));
        String drafts = phone.folder(FolderType.Drafts).id();
        phone.sync(drafts);
        phone.syncAll(drafts);
        phone.sync(
                drafts,
                Element.of(
                        AirSync.Add,
                        Element.of(AirSync.ClientId, "d"),
                        Element.of(
                                AirSync.ApplicationData,
                                Element.of(Email.To, "secret24@example.org"),
                                Element.of(Email.Subject, "secret25"),
                                Element.of(
                                        AirSyncBase.Body,
                                        Element.of(AirSyncBase.Type, 1),
                                        Element.of(AirSyncBase.Data, "secret26")))));
        String first = phone.collection(inbox).items().keySet().iterator().next();
        phone.sync(inbox, Phone.change(first, Element.of(Email.Read, 1)));
        phone.sync(inbox, Phone.delete(first));
        phone.post("FolderSync", XmlReader.read("<Sync><Collections><Collection/></Collections></Sync>"));
    }

    private static void assertAllForTheOwnerAlone(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path one : all.toList())
                assertEquals(
                        Files.isDirectory(one) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(one)),
                        one.toString());
        }
    }

    /** Takes no recipient, and says whom it does not take. */
    private static final class RefusingSmtp implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        RefusingSmtp() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed())
                    try (Socket socket = server.accept()) {
                        serve(socket);
                    } catch (IOException ended) {
                        // the next one
                    }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        private static void serve(Socket socket) throws IOException {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            out.write("220 x\r\n".getBytes(ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = line.startsWith("EHLO")
                        ? "250-x\r\n250 AUTH PLAIN\r\n"
                        : line.startsWith("AUTH")
                                ? "235 ok\r\n"
                                : line.startsWith("RCPT") ? refusal(line) : "250 ok\r\n";
                out.write(answer.getBytes(ISO_8859_1));
            }
        }

        private static String refusal(String line) {
            return (line.contains("secret18") ? "450 4.7.1 come later: " : "550 5.1.1 unknown: ") + line + "\r\n";
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
