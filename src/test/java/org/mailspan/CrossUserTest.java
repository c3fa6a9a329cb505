package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.WbxmlWriter;
import org.mailspan.wbxml.XmlReader;

/**
 * Anna has mail that is marked all over; Mallory is a user too, calls her phone by the same DeviceId, knows every id
 * that Anna's phone was told, and asks for it by every command. No answer has anything of Anna's, and her mailbox stays.
 */
final class CrossUserTest {
    private static final String MARK = "annasecret";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path data;

    private final GreenMailHost host = GreenMailHost.shared();
    private final String anna = host.newUser();
    private final String mallory = host.newUser();
    private final ImapWitness annas = host.witness(anna);
    private final ImapWitness mallorys = host.witness(mallory);
    private final List<byte[]> answers = new ArrayList<>();
    private TestBridge bridge;
    private Phone annasPhone;
    private Phone mallorysPhone;

    @BeforeEach
    void start() {
        bridge = TestBridge.before(host, data.resolve("data"));
        annas.create(MARK + "-folder");
        for (int i = 0; i < 3; i++) annas.append("INBOX", marked(i));
        annas.append(MARK + "-folder", marked(9));
        mallorys.create("Mine");
        for (int i = 0; i < 5; i++) mallorys.append("INBOX", mail("mine " + i, "Hello", "<m" + i + "@example.org>"));
        annasPhone = phone(anna);
        mallorysPhone = phone(mallory);
    }

    @AfterEach
    void stop() {
        bridge.close();
        annas.close();
        mallorys.close();
    }

    private Phone phone(String user) {
        var phone = new Phone(bridge.transport(user, host.password(), "phone1", Version.V16_1));
        assertEquals(1, phone.folderSync());
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.sync(inbox);
        phone.syncAll(inbox);
        return phone;
    }

    private static byte[] mail(String subject, String text, String id) {
        return ("From: Bob <bob@example.org>\r\nTo: x@example.org\r\nSubject: " + subject
                        + "\r\nDate: Sat, 21 Nov 2026 05:47:00 +0000\r\nMessage-ID: " + id + "\r\n\r\n" + text + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] marked(int number) {
        String file = Base64.getEncoder().encodeToString((MARK + " file").getBytes(StandardCharsets.US_ASCII));
        return ("From: " + MARK + " <" + MARK + "@example.org>\r\nTo: " + MARK + "-to@example.org\r\nSubject: " + MARK
                        + " subject " + number + "\r\nDate: Sat, 21 Nov 2026 05:47:00 +0000\r\nMessage-ID: <" + number
                        + "-" + MARK + "@example.org>\r\nReferences: <root-" + MARK
                        + "@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\nContent-Type: text/plain\r\n\r\n" + MARK + " body\r\n"
                        + "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="
                        + MARK + ".bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What Anna's phone was told. */
    private record Told(
            String inbox,
            String folder,
            String sent,
            List<String> items,
            List<String> files,
            String conversation,
            List<String> longIds,
            String key) {}

    private Told told() {
        String inbox = annasPhone.folder(FolderType.Inbox).id();
        var collection = annasPhone.collection(inbox);
        var files = new ArrayList<String>();
        var conversation = new ArrayList<String>();
        collection.items().values().forEach(item -> {
            item.all(AirSyncBase.Attachments, AirSyncBase.Attachment)
                    .forEach(file ->
                            files.add(file.text(AirSyncBase.FileReference).orElseThrow()));
            item.first(Email2.ConversationId)
                    .map(id -> id.children().getFirst())
                    .ifPresent(id -> conversation.add(Base64.getEncoder().encodeToString(((Node.Opaque) id).bytes())));
        });
        Element found =
                annasPhone.post("Search", XmlReader.read("""
                    <Search><Store><Name>Mailbox</Name>
                      <Query><And><AirSync:Class>Email</AirSync:Class><FreeText>annasecret</FreeText></And></Query>
                      <Options><Range>0-9</Range></Options></Store></Search>
                    """)).document().orElseThrow();
        var longIds = found.all(Search.Response, Search.Store, Search.Result)
                .map(result -> result.text(Search.LongId).orElse(""))
                .filter(id -> !id.isEmpty())
                .toList();
        assertEquals(3, collection.items().size());
        assertFalse(files.isEmpty() || conversation.isEmpty() || longIds.isEmpty());
        return new Told(
                inbox,
                annasPhone.folder(MARK + "-folder").id(),
                annasPhone.folder(FolderType.SentItems).id(),
                List.copyOf(collection.items().keySet()),
                files,
                conversation.getFirst(),
                longIds,
                collection.key());
    }

    private int post(String user, String command, String parameters, String type, byte[] body) throws Exception {
        String login =
                Base64.getEncoder().encodeToString((user + ":" + host.password()).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        bridge.address() + "?Cmd=" + command + "&User=u&DeviceId=phone1&DeviceType=T" + parameters))
                .header("Authorization", "Basic " + login)
                .header("MS-ASProtocolVersion", parameters.isEmpty() ? "16.1" : "12.1")
                .header("Content-Type", type)
                .POST(body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
        answers.add(response.body());
        // 500 is what that command says of an attachment that is not there
        assertTrue(response.statusCode() < 500 || command.equals("GetAttachment"), command);
        return response.statusCode();
    }

    private void asks(String command, String xml) throws Exception {
        post(
                mallory,
                command,
                "",
                "application/vnd.ms-sync.wbxml",
                xml.isEmpty() ? new byte[0] : WbxmlWriter.bytes(XmlReader.read(xml)));
    }

    private void assertNothingOfAnnas() {
        for (byte[] answer : answers) {
            String text = new String(answer, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            assertFalse(text.contains(MARK), text);
            for (int shift = 0; shift < 3; shift++) {
                String packed = Base64.getEncoder()
                        .encodeToString((" ".repeat(shift) + MARK).getBytes(StandardCharsets.US_ASCII));
                String core = packed.substring(4, packed.length() - 4);
                assertFalse(new String(answer, StandardCharsets.ISO_8859_1).contains(core), "as base64");
            }
        }
    }

    private Map<String, String> mailbox(ImapWitness witness) {
        var all = new TreeMap<String, String>();
        for (String folder : witness.folders())
            for (long uid : witness.uids(folder))
                all.put(folder + " " + uid, witness.flags(folder, uid).toString());
        for (String folder : witness.folders()) all.put(folder, "");
        return all;
    }

    @Test
    void everyIdOfAnothersIsNobodysInEveryCommand() throws Exception {
        Told it = told();
        var before = mailbox(annas);
        String mine = mallorysPhone.folder("Mine").id();
        String own = mallorysPhone
                .collection(mallorysPhone.folder(FolderType.Inbox).id())
                .items()
                .keySet()
                .iterator()
                .next();
        assertOwnerIsGiven(it);
        asks("Sync", "");
        asks("Ping", "");
        for (String folder : List.of(it.inbox, it.folder, it.sent)) {
            for (String key : List.of("0", it.key, "1-1")) asks("Sync", """
                <Sync><Collections><Collection><SyncKey>%s</SyncKey><CollectionId>%s</CollectionId>
                <GetChanges/></Collection></Collections></Sync>
                """.formatted(key, folder));
            asks("GetItemEstimate", """
                <GetItemEstimate><Collections><Collection><AirSync:SyncKey>%s</AirSync:SyncKey>
                <CollectionId>%s</CollectionId></Collection></Collections></GetItemEstimate>
                """.formatted(it.key, folder));
            asks("Ping", """
                <Ping><HeartbeatInterval>1</HeartbeatInterval><Folders><Folder><Id>%s</Id><Class>Email</Class>
                </Folder></Folders></Ping>
                """.formatted(folder));
        }
        for (String item : it.items) {
            for (String folder : List.of(it.inbox, it.folder, mine)) {
                asks("ItemOperations", """
                    <ItemOperations><Fetch><Store>Mailbox</Store><AirSync:CollectionId>%s</AirSync:CollectionId>
                    <AirSync:ServerId>%s</AirSync:ServerId></Fetch></ItemOperations>
                    """.formatted(folder, item));
                asks("MoveItems", """
                    <MoveItems><Move><SrcMsgId>%s</SrcMsgId><SrcFldId>%s</SrcFldId><DstFldId>%s</DstFldId></Move>
                    </MoveItems>
                    """.formatted(item, folder, mine));
                asks("MeetingResponse", """
                    <MeetingResponse><Request><UserResponse>3</UserResponse><CollectionId>%s</CollectionId>
                    <RequestId>%s</RequestId></Request></MeetingResponse>
                    """.formatted(folder, item));
                for (String smart : List.of("SmartForward", "SmartReply"))
                    asks(smart, """
                        <%1$s><ClientId>%1$s%2$s%3$s</ClientId><Source><FolderId>%2$s</FolderId>
                        <ItemId>%3$s</ItemId></Source><Mime><?opaque %4$s?></Mime></%1$s>
                        """.formatted(smart, folder, item, toMallory()));
            }
            asks("Sync", """
                <Sync><Collections><Collection><SyncKey>%s</SyncKey><CollectionId>%s</CollectionId><Commands>
                <Fetch><ServerId>%s</ServerId></Fetch><Delete><ServerId>%s</ServerId></Delete>
                <Change><ServerId>%s</ServerId><ApplicationData><Email:Read>1</Email:Read></ApplicationData></Change>
                </Commands></Collection></Collections></Sync>
                """.formatted(it.key, it.inbox, item, item, item));
            asks("MoveItems", """
                <MoveItems><Move><SrcMsgId>%s</SrcMsgId><SrcFldId>%s</SrcFldId><DstFldId>%s</DstFldId></Move>
                </MoveItems>
                """.formatted(
                            own, mallorysPhone.folder(FolderType.Inbox).id(), it.folder));
        }
        for (String longId : it.longIds) {
            asks("ItemOperations", """
                <ItemOperations><Fetch><Store>Mailbox</Store><Search:LongId>%s</Search:LongId></Fetch></ItemOperations>
                """.formatted(longId));
            asks("SmartForward", """
                <SmartForward><ClientId>L%1$s</ClientId><Source><LongId>%1$s</LongId></Source>
                <Mime><?opaque %2$s?></Mime></SmartForward>
                """.formatted(longId, toMallory()));
        }
        for (String file : it.files) {
            asks("ItemOperations", """
                <ItemOperations><Fetch><Store>Mailbox</Store>
                <AirSyncBase:FileReference>%s</AirSyncBase:FileReference></Fetch></ItemOperations>
                """.formatted(file));
            post(mallory, "GetAttachment", "&AttachmentName=" + file, "text/plain", new byte[0]);
        }
        asks("ItemOperations", """
            <ItemOperations><Move><ConversationId><?opaque %s?></ConversationId><DstFldId>%s</DstFldId>
            <Options><MoveAlways/></Options></Move></ItemOperations>
            """.formatted(it.conversation, mine));
        asks("Search", """
            <Search><Store><Name>Mailbox</Name><Query><And><AirSync:Class>Email</AirSync:Class>
            <ConversationId><?opaque %s?></ConversationId></And></Query></Store></Search>
            """.formatted(it.conversation));
        for (String query : List.of("secret", "anna*", "body", "file", "subject:secret", "from:secret"))
            for (String id : List.of("S1", "1")) asks("Find", """
                <Find><SearchId>%s</SearchId><ExecuteSearch><MailBoxSearchCriterion><Query>
                <AirSync:Class>Email</AirSync:Class><FreeText>%s</FreeText></Query></MailBoxSearchCriterion>
                </ExecuteSearch></Find>
                """.formatted(id, query));
        asks("Search", """
            <Search><Store><Name>GAL</Name><Query>anna</Query><Options><Range>0-99</Range></Options></Store></Search>
            """);
        asks("ResolveRecipients", "<ResolveRecipients><To>anna</To></ResolveRecipients>");
        for (String folder : List.of(it.folder, it.sent)) {
            asks("ItemOperations", """
                <ItemOperations><EmptyFolderContents><AirSync:CollectionId>%s</AirSync:CollectionId>
                <Options><DeleteSubFolders/></Options></EmptyFolderContents></ItemOperations>
                """.formatted(folder));
            asks("FolderUpdate", """
                <FolderUpdate><SyncKey>1</SyncKey><ServerId>%s</ServerId><ParentId>0</ParentId>
                <DisplayName>taken</DisplayName></FolderUpdate>
                """.formatted(folder));
            asks("FolderCreate", """
                <FolderCreate><SyncKey>1</SyncKey><ParentId>%s</ParentId><DisplayName>below</DisplayName>
                <Type>12</Type></FolderCreate>
                """.formatted(folder));
            asks(
                    "FolderDelete",
                    "<FolderDelete><SyncKey>1</SyncKey><ServerId>%s</ServerId></FolderDelete>".formatted(folder));
        }
        for (byte[] sent : host.received(mallory)) answers.add(sent);
        for (String folder : mallorys.folders())
            for (long uid : mallorys.uids(folder)) answers.add(mallorys.fetch(folder, uid));
        assertNothingOfAnnas();
        assertEquals(before, mailbox(annas), "her mailbox is as it was");
        assertEquals(1, annasPhone.sync(it.inbox), "and her phone goes on from its key");
        assertEquals(List.of(), annasPhone.complaints());
    }

    /** The requests are right: to Anna they bring her mail. */
    private void assertOwnerIsGiven(Told it) throws Exception {
        for (String what : List.of(
                "<AirSync:CollectionId>%s</AirSync:CollectionId><AirSync:ServerId>%s</AirSync:ServerId>"
                        .formatted(it.inbox, it.items.getFirst()),
                "<Search:LongId>%s</Search:LongId>".formatted(it.longIds.getFirst()),
                "<AirSyncBase:FileReference>%s</AirSyncBase:FileReference>".formatted(it.files.getFirst()))) {
            Element request = XmlReader.read(
                    "<ItemOperations><Fetch><Store>Mailbox</Store>" + what + "</Fetch></ItemOperations>");
            post(anna, "ItemOperations", "", "application/vnd.ms-sync.wbxml", WbxmlWriter.bytes(request));
            assertThrows(AssertionError.class, this::assertNothingOfAnnas, what);
            answers.clear();
        }
    }

    private String toMallory() {
        byte[] mime = ("From: " + mallory + "\r\nTo: " + mallory + "\r\nSubject: fwd\r\n\r\nSee below\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(mime);
    }

    @Test
    void theSameClientIdIsAnotherMail() throws Exception {
        String to = host.newUser();
        for (String user : List.of(anna, mallory)) {
            byte[] mime = ("From: " + user + "\r\nTo: " + to + "\r\nSubject: x\r\n\r\nHello\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            Element request = XmlReader.read("<SendMail><ClientId>same</ClientId><Mime><?opaque %s?></Mime></SendMail>"
                    .formatted(Base64.getEncoder().encodeToString(mime)));
            assertEquals(200, post(user, "SendMail", "", "application/vnd.ms-sync.wbxml", WbxmlWriter.bytes(request)));
        }
        assertEquals(2, host.received(to).size());
    }

    @Test
    void whatBothAskForAtOnceIsNotMixed() throws Exception {
        var users = new LinkedHashMap<String, String>();
        users.put(anna, MARK);
        users.put(mallory, "mine");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = users.entrySet().stream()
                    .flatMap(user -> IntStream.range(0, 3)
                            .mapToObj(number -> threads.submit(mixed(user.getKey(), user.getValue(), number))))
                    .toList();
            for (var run : runs) run.get();
        }
    }

    private Callable<Boolean> mixed(String user, String own, int number) {
        return () -> {
            var phone = new Phone(bridge.transport(user, host.password(), "shared" + number, Version.V16_1));
            try (ImapWitness witness = host.witness(user)) {
                for (int round = 0; round < 8; round++) {
                    assertEquals(1, phone.folderSync());
                    String inbox = phone.folder(FolderType.Inbox).id();
                    witness.append(
                            "INBOX",
                            mail(own + " " + number + "." + round, own, "<" + number + "." + round + "@" + own + ">"));
                    if (phone.collection(inbox).key().equals("0")) phone.sync(inbox);
                    phone.syncAll(inbox);
                    phone.collection(inbox)
                            .items()
                            .values()
                            .forEach(item -> assertTrue(
                                    item.text(Email.Subject).orElse("").startsWith(own),
                                    () -> user + " has " + item.text(Email.Subject)));
                }
            }
            assertEquals(List.of(), phone.complaints());
            return true;
        };
    }
}
