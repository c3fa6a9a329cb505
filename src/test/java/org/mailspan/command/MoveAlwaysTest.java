package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.ItemOperations.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.format.Conversation;
import org.mailspan.format.Headers;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;

/** What becomes of mail whose conversation is always moved. */
class MoveAlwaysTest {
    private static final String CONVERSATION =
            Conversation.name(Headers.parse("Message-ID: <root@x>".getBytes(StandardCharsets.US_ASCII)));

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;
    private int letters;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        wiring.mailbox.create("Work");
        wiring.mailbox.create("Projects");
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
        letter("INBOX", wiring.now.minus(Duration.ofDays(9)));
    }

    private String id(String name) {
        return phone.folder(name).id();
    }

    /** One of the conversation. */
    private void letter(String folder, Instant date) {
        String text = "From: bob@x\r\nMessage-ID: <" + (letters == 0 ? "root" : "letter" + letters) + "@x>\r\n"
                + (letters == 0 ? "" : "References: <root@x>\r\n") + "Subject: " + letters + "\r\n\r\nx\r\n";
        letters++;
        assertTrue(wiring.mailbox
                .append(folder, text.getBytes(StandardCharsets.UTF_8), Set.of(), date)
                .isPresent());
    }

    private int moveTo(String folder) throws Exception {
        Element move = Element.of(
                Move,
                Element.of(ConversationId, HexFormat.of().parseHex(CONVERSATION)),
                Element.of(DstFldId, folder),
                Element.of(Options, MoveAlways));
        Element answer = wiring.ask("phone", "ItemOperations", Element.of(ItemOperations, move));
        return Integer.parseInt(answer.text(Response, Move, org.mailspan.wbxml.ItemOperations.Status)
                .orElseThrow());
    }

    private int there(String folder) {
        return wiring.mailbox.messages(folder).size();
    }

    private void move(String from, String to) {
        long uid = wiring.mailbox.messages(from).getLast().uid();
        assertTrue(wiring.mailbox.move(from, uid, to).isPresent());
    }

    @Test
    void whatComesLaterFollowsInEveryFolderThatIsLookedAt() throws Exception {
        assertEquals(1, moveTo(id("Projects")));
        assertEquals(1, there("Projects"));
        letter("INBOX", wiring.now.plusSeconds(1));
        letter("Work", wiring.now.plusSeconds(2));
        wiring.restart();
        phone.syncAll(inbox);
        phone.syncAll(id("Work"));
        assertEquals(3, there("Projects"));
        assertEquals(0, there("INBOX") + there("Work"));
        phone.syncAll(id("Projects"));
        assertEquals(3, phone.collection(id("Projects")).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void whoPutsSuchAMessageElsewhereKeepsItThere() throws Exception {
        moveTo(id("Projects"));
        letter("INBOX", wiring.now.plusSeconds(1));
        phone.syncAll(inbox);
        assertEquals(2, there("Projects"));
        move("Projects", "INBOX");
        phone.syncAll(inbox);
        assertEquals(1, there("INBOX"));
        assertEquals(1, phone.collection(inbox).items().size());
        move("Projects", "Work");
        phone.syncAll(id("Work"));
        assertEquals(1, there("Work"));
    }

    @Test
    void olderMailThatIsMovedInIsNoArrival() throws Exception {
        moveTo(id("Projects"));
        letter("INBOX", wiring.now.minus(Duration.ofDays(3)));
        phone.syncAll(inbox);
        assertEquals(1, there("INBOX"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Trash", "Sent", "Drafts", "Junk"})
    void foldersOfTheUsersOwnDoingKeepWhatTheyGet(String folder) throws Exception {
        moveTo(id("Projects"));
        letter(folder, wiring.now.plusSeconds(1));
        phone.syncAll(id(folder));
        assertEquals(1, there(folder));
    }

    @Test
    void theLastWordCountsAndTheInboxEndsIt() throws Exception {
        moveTo(id("Trash"));
        letter("INBOX", wiring.now.plusSeconds(1));
        phone.syncAll(inbox);
        assertEquals(2, there("Trash"));
        assertEquals(1, moveTo(inbox));
        assertEquals(2, there("INBOX"));
        letter("INBOX", wiring.now.plusSeconds(2));
        phone.syncAll(inbox);
        assertEquals(3, there("INBOX"));
        assertEquals(3, phone.collection(inbox).items().size());
    }

    @Test
    void aFolderThatIsGoneTakesNothing() throws Exception {
        moveTo(id("Projects"));
        wiring.mailbox.remove("Projects");
        letter("INBOX", wiring.now.plusSeconds(1));
        phone.folderSync();
        phone.syncAll(inbox);
        assertEquals(1, there("INBOX"));
        assertEquals(1, phone.collection(inbox).items().size());
    }

    @Test
    void aHostThatRefusesLeavesTheMailWhereItIsSeen() throws Exception {
        moveTo(id("Projects"));
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        letter("INBOX", wiring.now.plusSeconds(1));
        phone.syncAll(inbox);
        assertEquals(1, phone.collection(inbox).items().size());
    }

    @Test
    void anArrivalIsNotToldBeforeItIsKnownWhereItGoes() throws Exception {
        moveTo(id("Projects"));
        phone.syncAll(inbox);
        letter("INBOX", wiring.now.plusSeconds(1));
        wiring.fail(Operation.CONVERSATIONS, Kind.UNAVAILABLE);
        assertEquals(503, phone.post("Sync", phone.request(inbox)).status());
        assertEquals(1, there("INBOX"));
        wiring.heal();
        phone.syncAll(inbox);
        assertEquals(2, there("Projects"));
        assertEquals(0, phone.collection(inbox).items().size());
    }

    @Test
    void arrivalsAreAskedForOnlyWhereThereIsARule() throws Exception {
        letter("INBOX", wiring.now.plusSeconds(1));
        phone.syncAll(inbox);
        assertEquals(0, wiring.asked(Operation.CONVERSATIONS));
        moveTo(id("Projects"));
        phone.syncAll(inbox);
        int asked = wiring.asked(Operation.CONVERSATIONS);
        phone.syncAll(inbox);
        assertEquals(asked, wiring.asked(Operation.CONVERSATIONS));
    }

    @Test
    void anotherDeviceIsToldTheSame() throws Exception {
        Phone other = wiring.phone("other", org.mailspan.protocol.Version.V14_0);
        phone.syncAll(inbox);
        other.syncAll(inbox);
        other.syncAll(id("Projects"));
        moveTo(id("Projects"));
        for (Phone one : List.of(phone, other)) {
            one.syncAll(inbox);
            assertEquals(0, one.collection(inbox).items().size());
        }
        other.syncAll(id("Projects"));
        assertEquals(1, other.collection(id("Projects")).items().size());
        assertEquals(List.of(), other.complaints());
    }
}
