package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.backend.memory.MemoryConnector;
import org.mailspan.command.CommandLimits;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.GetItemEstimate;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.WbxmlWriter;

/** What no phone should send: always a status of the specification or a 4xx, at once, and nothing of ours fails. */
class GarbageTest {
    private static final String USER = "anna@example.org";
    private static final String PASSWORD = "secret";

    @TempDir
    Path data;

    private Mailbox mailbox;
    private TestBridge bridge;
    private HttpTransport transport;
    private Phone phone;
    private String inbox;

    @BeforeEach
    void start() {
        var connector = new MemoryConnector(MemoryBackend.Tells.INCREMENTAL, Faults.NONE);
        mailbox = connector.user(USER, PASSWORD);
        for (int i = 0; i < 5; i++)
            mailbox.append(
                    "INBOX",
                    ("Subject: " + i + "\r\nFrom: b@example.org\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII),
                    Set.of(),
                    Instant.now());
        // A heartbeat of no seconds, so that no request is held, whatever it says.
        var limits =
                new CommandLimits(Duration.ZERO, Duration.ZERO, 200, Duration.ZERO, 1 << 20, Duration.ofSeconds(1));
        bridge = new TestBridge(connector, new Events(), limits, data.resolve("data"));
        transport = bridge.transport(USER, PASSWORD, "garbage", Version.V16_1);
        phone = new Phone(transport);
        phone.folderSync();
        inbox = phone.folder(FolderType.Inbox).id();
        phone.sync(inbox);
        phone.syncAll(inbox);
    }

    @AfterEach
    void nothingOfOursFailed() {
        var failures = bridge.seen().stream()
                .filter(e -> e instanceof Event.Failed || e instanceof Event.HostFailed)
                .toList();
        failures.forEach(System.err::println);
        assertEquals(List.of(), failures);
        bridge.close();
    }

    /** One sound request of each command, as the phone would send it now. */
    private Map<String, Element> requests() {
        String item = phone.collection(inbox).items().keySet().iterator().next();
        String key = phone.collection(inbox).key();
        var all = new LinkedHashMap<String, Element>();
        all.put("FolderSync", Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, 0)));
        all.put(
                "Sync",
                phone.request(
                        inbox,
                        Phone.change(
                                item, Element.of(Email.Read, 1), Element.of(Email.Flag, Element.of(Email.Status, 2))),
                        Phone.fetch(item)));
        all.put(
                "GetItemEstimate",
                Element.of(
                        GetItemEstimate.GetItemEstimate,
                        Element.of(
                                GetItemEstimate.Collections,
                                Element.of(
                                        GetItemEstimate.Collection,
                                        Element.of(AirSync.SyncKey, key),
                                        Element.of(GetItemEstimate.CollectionId, inbox),
                                        Element.of(AirSync.Options, Element.of(AirSync.FilterType, 3))))));
        all.put(
                "Ping",
                Element.of(
                        Ping.Ping,
                        Element.of(Ping.HeartbeatInterval, 0),
                        Element.of(
                                Ping.Folders,
                                Element.of(Ping.Folder, Element.of(Ping.Id, inbox), Element.of(Ping.Class, "Email")))));
        all.put("MoveItems", Phone.moving(item, inbox, inbox));
        all.put(
                "ItemOperations",
                Requests.item(
                        inbox,
                        item,
                        Element.of(ItemOperations.Range, "0-10"),
                        Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 1))));
        all.put("SendMail", Requests.sendMail("g1", "To: x@example.org\r\n\r\nx"));
        all.put(
                "Settings",
                Element.of(
                        Settings.Settings,
                        Element.of(Settings.UserInformation, Settings.Get),
                        Element.of(
                                Settings.DeviceInformation,
                                Element.of(Settings.Set, Element.of(Settings.Model, "m")))));
        all.put(
                "Provision",
                Element.of(
                        Provision.Provision,
                        Element.of(
                                Provision.Policies,
                                Element.of(
                                        Provision.Policy,
                                        Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML")))));
        return all;
    }

    private void assertCalm(String what, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        assertTrue(status == 200 || (status >= 400 && status < 500) || status == 501, () -> what + " -> " + status);
    }

    @Test
    void truncatedDocumentsAre400AndChangeNothing() {
        requests().forEach((command, request) -> {
            byte[] body = WbxmlWriter.bytes(request);
            var before = mailbox.messages("INBOX");
            for (int length = 1; length < body.length - 1; length += 1 + body.length / 60)
                assertEquals(
                        400,
                        transport.raw(command, Arrays.copyOf(body, length)).statusCode(),
                        command + " cut after " + length);
            assertEquals(before, mailbox.messages("INBOX"));
        });
    }

    @Test
    void mutatedDocumentsNeverHurt() {
        var random = new Random(20261121);
        requests().forEach((command, request) -> {
            byte[] sound = WbxmlWriter.bytes(request);
            for (int i = 0; i < 150; i++) {
                byte[] body = sound.clone();
                for (int n = random.nextInt(4); n >= 0; n--)
                    body[4 + random.nextInt(body.length - 4)] = (byte) random.nextInt();
                assertCalm(command + " mutant " + i, transport.raw(command, body));
            }
        });
    }

    /** Trees that are well formed and make no sense: elements dropped, doubled, swapped, with other texts. */
    @Test
    void senselessDocumentsNeverHurt() {
        var random = new Random(7);
        var texts = List.of(
                "", "0", "-1", "99999999999999999999", "4294967296", "abc", "1:1", ":", "\u0000", "é".repeat(300));
        requests().forEach((command, request) -> {
            for (int i = 0; i < 150; i++)
                assertCalm(
                        command + " nonsense " + i,
                        transport.raw(command, WbxmlWriter.bytes(twisted(request, random, texts))));
        });
    }

    private static Element twisted(Element e, Random random, List<String> texts) {
        var children = new ArrayList<Node>();
        for (Node child : e.children()) {
            Node next = child instanceof Element inner ? twisted(inner, random, texts) : child;
            switch (random.nextInt(14)) {
                case 0 -> {}
                case 1 -> children.addAll(List.of(next, next));
                case 2 -> children.add(new Node.Text(texts.get(random.nextInt(texts.size()))));
                case 3 -> children.addFirst(next);
                case 4 -> children.add(Element.of(anyTag(random), next));
                default -> children.add(next);
            }
        }
        return new Element(e.tag(), children);
    }

    private static Tag anyTag(Random random) {
        AirSync[] tags = AirSync.values();
        return tags[random.nextInt(tags.length)];
    }

    @Test
    void aDocumentForAnotherCommandGetsThatCommandsStatus() {
        var all = requests();
        for (String command : all.keySet())
            for (Element other : all.values()) assertCalm(command, transport.raw(command, WbxmlWriter.bytes(other)));
    }

    @Test
    void wrongKeysAndUnknownIdsHaveTheirStatusAndChangeNothing() {
        var before = mailbox.messages("INBOX");
        String item = phone.collection(inbox).items().keySet().iterator().next();
        assertEquals("3", status(sync("77-abc", inbox, Phone.delete(item))));
        assertEquals("3", status(sync("x", inbox, Phone.delete(item))));
        assertEquals("12", status(sync("1", "999", Phone.delete("999:1"))));
        assertEquals("12", status(sync(phone.collection(inbox).key(), "inbox", Phone.delete(item))));
        String key = phone.collection(inbox).key();
        Element answer = sync(key, inbox, Phone.change("999:1", Element.of(Email.Read, 1)), Phone.fetch(inbox + ":77"));
        assertEquals("1", status(answer));
        var responses = answer.all(AirSync.Collections, AirSync.Collection, AirSync.Responses)
                .flatMap(Element::elements)
                .map(e -> e.tag() + e.text(AirSync.Status).orElse(""))
                .toList();
        assertEquals(List.of("Change8", "Fetch8"), responses);
        assertEquals(before, mailbox.messages("INBOX"));
    }

    private Element sync(String key, String collection, Element... commands) {
        Element request = Requests.sync(key, collection, Element.of(AirSync.Commands, (Object[]) commands));
        return phone.post("Sync", request).document().orElseThrow();
    }

    private static String status(Element answer) {
        return answer.text(AirSync.Status)
                .or(() -> answer.text(AirSync.Collections, AirSync.Collection, AirSync.Status))
                .orElseThrow();
    }
}
