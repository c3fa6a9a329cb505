package org.mailspan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapTalk;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Phone;
import org.mailspan.support.Recorder;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.XmlReader;

/**
 * Whatever a phone writes into whatever field, the mail host hears commands of ours alone: what is said between the
 * bridge and the host is taken down and taken apart by the rules of IMAP and SMTP, and each command must be one that
 * the bridge means.
 */
final class InjectionTest {
    /** X99 is nobody's tag; the letters of the last but one lose their upper half to CR and LF. */
    private static final List<String> HOSTILE = List.of(
            "\r\nX99 DELETE Victim\r\n",
            "\nX99 DELETE Victim\n",
            "\" \r\nX99 DELETE Victim\r\n",
            "\"\\\" Victim \"",
            "\\",
            "\"",
            "{5}\r\nX99 DELETE Victim\r\n",
            "{99+}",
            ") (DELETED",
            "* % ] ( \" \\ {3}",
            "a\u0000b",
            "&AA0ACg-X99 DELETE Victim",
            "\u010D\u010AX99 DELETE Victim\u010D\u010A",
            "\u2028X99 DELETE Victim\u2029",
            "x".repeat(5000) + "\r\nX99 DELETE Victim\r\n");

    private static final Set<String> SMTP =
            Set.of("EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT");

    @TempDir
    Path data;

    private final GreenMailHost host = GreenMailHost.shared();
    private final String user = host.newUser();
    private final ImapWitness witness = host.witness(user);
    private final Recorder imap = new Recorder(host.imapPort());
    private final Recorder smtp = new Recorder(host.smtpPort());
    private TestBridge bridge;
    private Phone phone;

    @BeforeEach
    void start() {
        var events = new Events();
        bridge = new TestBridge(
                new ImapConnector(
                        ImapSettings.of("127.0.0.1", imap.port(), Security.NONE),
                        SmtpSettings.of("127.0.0.1", smtp.port(), Security.NONE),
                        "",
                        events),
                events,
                data.resolve("data"));
        witness.create("Victim");
        witness.append("INBOX", "Subject: one\r\n\r\nHello\r\n".getBytes(ISO_8859_1));
        phone = new Phone(bridge.transport(user, host.password(), "phone1", Version.V16_1));
        assertEquals(1, phone.folderSync());
    }

    @AfterEach
    void stop() {
        bridge.close();
        assertTrue(witness.folders().contains("Victim"), "DELETE was heard");
        witness.close();
        assertFalse(
                bridge.seen().stream().anyMatch(Event.Failed.class::isInstance),
                () -> bridge.seen().toString());
        for (byte[] said : imap.connections()) new ImapTalk(said).check();
        for (byte[] said : smtp.connections()) smtp(said);
        imap.close();
        smtp.close();
    }

    private static String text(String hostile) {
        return hostile.replace("\u0000", "").replace("&", "&amp;").replace("<", "&lt;");
    }

    private void xml(String command, String xml) {
        int status = phone.post(command, XmlReader.read(xml)).status();
        // this host hangs up at some of what it is asked
        boolean hungUp = bridge.seen().stream()
                .anyMatch(event -> event instanceof Event.HostFailed(var _, var _, var why) && why.contains("hung up"));
        assertTrue(status == 200 || status == 400 || status == 503 && hungUp, () -> command + ": " + status + xml);
    }

    @Test
    void foldersAreCalledWhatTheyAreCalled() {
        for (String hostile : HOSTILE) {
            phone.post(
                    "FolderCreate",
                    Element.of(
                            FolderHierarchy.FolderCreate,
                            Element.of(FolderHierarchy.SyncKey, "1"),
                            Element.of(FolderHierarchy.ParentId, "0"),
                            Element.of(FolderHierarchy.DisplayName, hostile),
                            Element.of(FolderHierarchy.Type, 12)));
            phone.folderSync();
            phone.post(
                    "FolderUpdate",
                    Element.of(
                            FolderHierarchy.FolderUpdate,
                            Element.of(FolderHierarchy.SyncKey, "2"),
                            Element.of(
                                    FolderHierarchy.ServerId,
                                    phone.folder("Victim").id()),
                            Element.of(FolderHierarchy.ParentId, hostile),
                            Element.of(FolderHierarchy.DisplayName, "Victim" + hostile)));
            for (String folder : witness.folders())
                if (folder.startsWith("Victim") && !folder.equals("Victim")) witness.rename(folder, "Victim");
            phone.folderSync();
        }
    }

    @Test
    void whatIsSoughtIsOneString() {
        for (String hostile : HOSTILE)
            for (String query : List.of(text(hostile), "subject:" + text(hostile), "from:\"" + text(hostile) + "\"")) {
                xml("Search", """
                    <Search><Store><Name>Mailbox</Name><Query><And><AirSync:Class>Email</AirSync:Class>
                    <FreeText>%s</FreeText></And></Query></Store></Search>
                    """.formatted(query));
                xml("Find", """
                    <Find><SearchId>1</SearchId><ExecuteSearch><MailBoxSearchCriterion><Query>
                    <AirSync:Class>Email</AirSync:Class><FreeText>%s</FreeText></Query></MailBoxSearchCriterion>
                    </ExecuteSearch></Find>
                    """.formatted(query));
                xml("Search", "<Search><Store><Name>GAL</Name><Query>" + query + "</Query></Store></Search>");
                xml("ResolveRecipients", "<ResolveRecipients><To>" + query + "</To></ResolveRecipients>");
            }
    }

    @Test
    void idsAreIdsOrNothing() {
        String inbox = phone.folder(FolderType.Inbox).id();
        for (String hostile : HOSTILE.subList(0, HOSTILE.size() - 1)) {
            String id = text(hostile);
            for (String item : List.of(id, inbox + ":1" + id, inbox + ":" + id)) {
                xml("MoveItems", """
                    <MoveItems><Move><SrcMsgId>%s</SrcMsgId><SrcFldId>%s</SrcFldId><DstFldId>%s</DstFldId></Move>
                    </MoveItems>
                    """.formatted(item, inbox, id));
                xml("ItemOperations", """
                    <ItemOperations><Fetch><Store>Mailbox</Store><AirSync:CollectionId>%s</AirSync:CollectionId>
                    <AirSync:ServerId>%s</AirSync:ServerId></Fetch><Fetch><Store>Mailbox</Store>
                    <AirSyncBase:FileReference>%s</AirSyncBase:FileReference></Fetch><Fetch><Store>Mailbox</Store>
                    <Search:LongId>%s</Search:LongId></Fetch></ItemOperations>
                    """.formatted(inbox, item, item, item));
            }
        }
    }

    /** A draft's fields, and then the mail that is made of them. */
    @Test
    void aMailHasTheFieldsThatItsWriterMeant() {
        String drafts = phone.folder(FolderType.Drafts).id();
        phone.sync(drafts);
        phone.syncAll(drafts);
        for (String hostile : HOSTILE) {
            String bad = hostile.replace("X99 DELETE Victim", "Bcc: evil@example.org");
            phone.sync(
                    drafts,
                    Element.of(
                            AirSync.Add,
                            Element.of(AirSync.ClientId, "c" + HOSTILE.indexOf(hostile)),
                            Element.of(
                                    AirSync.ApplicationData,
                                    Element.of(Email.To, user + ", \"" + bad + "\" <" + user + ">"),
                                    Element.of(Email.Cc, bad),
                                    Element.of(Email.Subject, bad),
                                    Element.of(
                                            AirSyncBase.Body,
                                            Element.of(AirSyncBase.Type, 1),
                                            Element.of(AirSyncBase.Data, bad)),
                                    Element.of(
                                            AirSyncBase.Attachments,
                                            Element.of(
                                                    AirSyncBase.Add,
                                                    Element.of(AirSyncBase.ClientId, "a"),
                                                    Element.of(AirSyncBase.Method, 1),
                                                    Element.of(AirSyncBase.Content, "file".getBytes(ISO_8859_1)),
                                                    Element.of(AirSyncBase.DisplayName, bad))))));
        }
        String folder = phone.folder(FolderType.Drafts).name();
        var uids = witness.uids(folder);
        assertFalse(uids.isEmpty(), "no draft was taken");
        for (long uid : uids) assertNoForeignField(witness.fetch(folder, uid));
    }

    private static void assertNoForeignField(byte[] message) {
        String header = new String(message, ISO_8859_1).split("\r\n\r\n", 2)[0];
        for (String line : header.split("\r\n")) {
            assertFalse(line.toLowerCase(Locale.ROOT).startsWith("bcc"), header);
            assertTrue(line.startsWith(" ") || line.startsWith("\t") || line.matches("(?s)[A-Za-z-]+:.*"), line);
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c != 0x7F || c == '\t'), line);
        }
    }

    @Test
    void whoGetsAMailIsWhomItsWriterMeant() {
        for (String hostile : HOSTILE)
            for (String to : List.of(
                    hostile + "@example.org",
                    "<" + hostile + "@example.org>",
                    "\"" + hostile + "\" <" + user + ">",
                    "x" + hostile.replace("X99 DELETE Victim", "QUIT") + "@example.org")) {
                String mime = "From: " + user + "\r\nTo: " + user + "\r\nCc: " + to + "\r\nSubject: x\r\n\r\nHello\r\n";
                for (byte[] octets : List.of(mime.getBytes(UTF_8), encoded(user, to)))
                    phone.post(
                            "SendMail",
                            Element.of(
                                    ComposeMail.SendMail,
                                    Element.of(ComposeMail.ClientId, "s" + octets.length + HOSTILE.indexOf(hostile)),
                                    Element.of(ComposeMail.Mime, (Object) octets)));
            }
    }

    /** What a sender wrote goes into answers too: whom they go to, what they are called, what hangs on them. */
    @Test
    void answersToHostileMailHaveTheFieldsThatTheirWriterMeant() {
        String other = host.newUser();
        String inbox = phone.folder(FolderType.Inbox).id();
        var uids = new ArrayList<Long>();
        var some = Stream.of(0, 2, 3, 6, 10, 11, 12, 14).map(HOSTILE::get).toList();
        for (String hostile : some)
            uids.add(witness.append(
                    "INBOX", invitation(hostile.replace("X99 DELETE Victim", "Bcc: evil@example.org"), other)));
        phone.syncAll(inbox);
        for (long uid : uids) {
            byte[] mime = ("To: " + other + "\r\nSubject: x\r\n\r\nHello\r\n").getBytes(ISO_8859_1);
            for (ComposeMail command : List.of(ComposeMail.SmartReply, ComposeMail.SmartForward))
                assertEquals(
                        Optional.empty(),
                        phone.post(
                                        command.name(),
                                        Element.of(
                                                command,
                                                Element.of(ComposeMail.ClientId, command.name() + uid),
                                                Element.of(
                                                        ComposeMail.Source,
                                                        Element.of(ComposeMail.FolderId, inbox),
                                                        Element.of(ComposeMail.ItemId, inbox + ":" + uid)),
                                                Element.of(ComposeMail.Mime, (Object) mime)))
                                .document());
            xml("MeetingResponse", """
                <MeetingResponse><Request><UserResponse>1</UserResponse><CollectionId>%s</CollectionId>
                <RequestId>%s</RequestId><SendResponse/></Request></MeetingResponse>
                """.formatted(inbox, inbox + ":" + uid));
        }
        try (var theirs = host.witness(other)) {
            var answers = theirs.uids("INBOX");
            assertEquals(3 * some.size(), answers.size());
            for (long uid : answers) assertNoForeignField(theirs.fetch("INBOX", uid));
        }
    }

    private byte[] invitation(String bad, String organizer) {
        String word = "=?utf-8?B?" + Base64.getEncoder().encodeToString(bad.getBytes(UTF_8)) + "?=";
        String name = URLEncoder.encode(bad, UTF_8).replace("+", "%20");
        String line = bad.replace("\\", "\\\\").replaceAll("\\R", "\\\\n").replaceAll("[\\x00-\\x1F\",;:]", " ");
        return ("From: " + word + " <" + organizer + ">\r\nTo: " + user + "\r\nSubject: " + word
                        + "\r\nMessage-ID: <" + name.substring(0, Math.min(200, name.length()))
                        + "@example.org>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(calendar(line, organizer).getBytes(UTF_8))
                        + "\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''"
                        + name + "\r\n\r\nfile\r\n--b--\r\n")
                .getBytes(UTF_8);
    }

    private String calendar(String line, String organizer) {
        return """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:x
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:meeting %5$s
            DTSTAMP:20261121T080000Z
            DTSTART:20261124T080000Z
            DTEND:20261124T090000Z
            SUMMARY:meeting %1$s
            LOCATION:%1$s
            ORGANIZER;CN="%2$s^nBcc: evil@example.org":mailto:%3$s
            ATTENDEE;CN="%2$s":mailto:%4$s
            END:VEVENT
            END:VCALENDAR
            """.replace("\n", "\r\n").formatted(
                line, line.replace("\\n", "^n"), organizer, user, line.substring(0, Math.min(200, line.length())));
    }

    /** As an encoded word, which is decoded before it becomes an address. */
    private static byte[] encoded(String user, String to) {
        String word = "=?utf-8?B?" + Base64.getEncoder().encodeToString(to.getBytes(UTF_8)) + "?=";
        return ("From: " + word + " <" + user + ">\r\nTo: " + user + "\r\nCc: " + word + " <" + word + ">\r\n"
                        + "Subject: " + word + "\r\n\r\nHello\r\n")
                .getBytes(ISO_8859_1);
    }

    @Test
    void loginsAreTwoStrings() {
        for (int i : List.of(0, 3, 6, 10, 12))
            new Phone(bridge.transport("u" + HOSTILE.get(i), "p" + HOSTILE.get(i), "phone2", Version.V16_1))
                    .post("FolderSync");
    }

    private static void smtp(byte[] said) {
        String all = new String(said, ISO_8859_1);
        boolean message = false;
        for (String line : all.split("\r\n", -1)) {
            if (message) {
                message = !line.equals(".");
                continue;
            }
            if (line.isEmpty()) continue;
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c != 0x7F), line);
            String verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
            assertTrue(SMTP.contains(verb), "the submission server heard: " + line);
            boolean isPath = !verb.equals("MAIL") && !verb.equals("RCPT")
                    || line.matches("(MAIL FROM|RCPT TO):<[^<>\\s]*>( [A-Z0-9=-]+)*");
            assertTrue(isPath, "the submission server heard: " + line);
            message = verb.equals("DATA");
        }
    }
}
