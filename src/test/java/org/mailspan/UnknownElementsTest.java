package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.backend.memory.MemoryConnector;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.WbxmlReader;

/** Elements that no code page has: a token without a name, and pages that nobody knows. */
final class UnknownElementsTest {
    private static final int UNKNOWN_TOKEN = 0x3F;
    private static final int UNKNOWN_PAGE = 0x60;

    @TempDir
    Path data;

    @AutoClose
    private TestBridge bridge;

    private HttpTransport transport;

    @BeforeEach
    void start() {
        var connector = new MemoryConnector(MemoryBackend.Tells.INCREMENTAL, Faults.NONE);
        connector.user("anna@example.org", "secret");
        bridge = new TestBridge(connector, new Events(), data.resolve("data"));
        transport = bridge.transport("anna@example.org", "secret", "odd", Version.V16_1);
    }

    /** Octets, since the writer writes nothing that has no name. */
    private static final class Document {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        Document() {
            octets.writeBytes(new byte[] {3, 1, 0x6A, 0});
        }

        Document page(int page) {
            octets.write(0);
            octets.write(page);
            return this;
        }

        Document open(Tag tag) {
            page(tag.page());
            octets.write(tag.token() | 0x40);
            return this;
        }

        /** A token of the page of before, with a text. */
        Document odd(int token) {
            octets.write(token | 0x40);
            text("secret");
            return end();
        }

        Document text(String text) {
            octets.write(3);
            octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            octets.write(0);
            return this;
        }

        Document end() {
            octets.write(1);
            return this;
        }

        byte[] octets() {
            return octets.toByteArray();
        }
    }

    private static byte[] folderSync() {
        return new Document()
                .open(FolderHierarchy.FolderSync)
                .odd(UNKNOWN_TOKEN)
                .open(FolderHierarchy.SyncKey)
                .text("0")
                .end()
                .page(UNKNOWN_PAGE)
                .odd(5)
                .end()
                .octets();
    }

    private List<Event> told() {
        return bridge.seen().stream()
                .filter(Event.ElementsIgnored.class::isInstance)
                .toList();
    }

    @Test
    void theyAreIgnoredAndNamedOnceAndNotWhatIsInThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            var answer = transport.raw("FolderSync", folderSync());
            assertEquals(200, answer.statusCode());
            var root = WbxmlReader.read(answer.body(), Limits.DEFAULT);
            assertEquals("1", root.text(FolderHierarchy.Status).orElseThrow());
        }
        assertEquals(
                List.of(new Event.ElementsIgnored(
                        "anna@example.org",
                        "odd",
                        "FolderSync",
                        "16.1",
                        "FolderSync/Unknown-7-3F, FolderSync/Unknown-96-05")),
                told());
    }

    @Test
    void aSyncIsRememberedWithoutThem() throws Exception {
        var phone = new Phone(transport);
        phone.folderSync();
        String inbox = phone.folder(org.mailspan.protocol.FolderType.Inbox).id();
        phone.syncAll(inbox);
        byte[] sync = new Document()
                .open(AirSync.Sync)
                .open(AirSync.Collections)
                .open(AirSync.Collection)
                .odd(UNKNOWN_TOKEN)
                .open(AirSync.SyncKey)
                .text(phone.collection(inbox).key())
                .end()
                .open(AirSync.CollectionId)
                .text(inbox)
                .end()
                .open(AirSync.Options)
                .odd(UNKNOWN_TOKEN)
                .end()
                .end()
                .end()
                .end()
                .octets();
        assertEquals(0, transport.raw("Sync", sync).body().length);
        assertEquals(0, transport.raw("Sync", new byte[0]).body().length, "the same again");
        assertEquals(
                List.of("Collection/Unknown-0-3F, Options/Unknown-0-3F"),
                told().stream()
                        .map(event -> ((Event.ElementsIgnored) event).elements())
                        .toList());
    }

    @Test
    void nothingIsSaidOfWhatHasAName() {
        new Phone(transport).folderSync();
        assertEquals(List.of(), told());
    }
}
