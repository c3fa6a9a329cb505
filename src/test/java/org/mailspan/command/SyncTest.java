package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.store.Slot;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** What Sync tells a device: keys, windows, additions, changes, deletions. */
class SyncTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
    }

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Sync", request);
    }

    private String begun() throws Exception {
        return key(ask(sync(collection(inbox, "0"))), inbox);
    }

    /** A key of a device that has all there is. */
    private String settled() throws Exception {
        phone.syncAll(inbox);
        return phone.collection(inbox).key();
    }

    @Test
    void key0BringsAKeyAndNothingElse() throws Exception {
        wiring.deliver("INBOX", "one");
        Element answer = ask(sync(collection(inbox, "0")));
        assertEquals(1, status(answer, inbox));
        assertNotEquals("0", key(answer, inbox));
        assertFalse(in(answer, inbox).has(Commands));
        assertFalse(more(answer, inbox));
        assertFalse(answer.has(Status), "no status beside the collections");
    }

    @Test
    void key0WithGetChangesIsAProtocolErrorUnlessItIs0() throws Exception {
        assertEquals(4, status(ask(sync(collection(inbox, "0", GetChanges))), inbox));
        assertEquals(4, status(ask(sync(collection(inbox, "0", Element.of(GetChanges, 1)))), inbox));
        assertEquals(1, status(ask(sync(collection(inbox, "0", Element.of(GetChanges, 0)))), inbox));
    }

    @Test
    void key0WithCommandsIsAProtocolError() throws Exception {
        assertEquals(4, status(ask(sync(collection(inbox, "0", commands(read("1:1", true))))), inbox));
    }

    @Test
    void getChangesIsOnAboveKey0() throws Exception {
        wiring.deliver("INBOX", "one");
        assertEquals(List.of("one"), subjects(ask(sync(collection(inbox, begun()))), inbox));
        assertEquals(List.of("one"), subjects(ask(sync(collection(inbox, begun(), GetChanges))), inbox));
    }

    @Test
    void getChanges0TellsNothing() throws Exception {
        wiring.deliver("INBOX", "one");
        var reply = wiring.phone().post("Sync", sync(collection(inbox, begun(), Element.of(GetChanges, 0))));
        assertTrue(reply.document().isEmpty());
    }

    @Test
    void aKeyThatWasNeverGivenIsStatus3() throws Exception {
        begun();
        for (String key : List.of("1-xyz", "99", "nonsense", "-1")) {
            Element answer = ask(sync(collection(inbox, key)));
            assertEquals(3, status(answer, inbox), key);
            assertEquals("0", key(answer, inbox));
        }
    }

    @Test
    void aCollectionWithoutAKeyIsAProtocolError() throws Exception {
        assertEquals(4, status(ask(sync(Element.of(Collection, Element.of(CollectionId, inbox)))), inbox));
    }

    @Test
    void thePreviousKeyBringsTheSameAgain() throws Exception {
        wiring.deliver("INBOX", "one");
        String first = begun();
        Element lost = ask(sync(collection(inbox, first)));
        Element again = ask(sync(collection(inbox, first)));
        assertEquals(ids(lost, inbox, Add), ids(again, inbox, Add));
        assertNotEquals(key(lost, inbox), key(again, inbox));
        assertEquals(3, status(ask(sync(collection(inbox, key(lost, inbox)))), inbox), "that answer was never read");
    }

    @Test
    void theKeyBeforeThePreviousIsGone() throws Exception {
        wiring.deliver("INBOX", "one");
        String first = begun();
        String second = key(ask(sync(collection(inbox, first))), inbox);
        wiring.deliver("INBOX", "two");
        ask(sync(collection(inbox, second)));
        assertEquals(3, status(ask(sync(collection(inbox, first))), inbox));
    }

    @Test
    void keysSurviveARestart() throws Exception {
        wiring.deliver("INBOX", "one");
        String first = begun();
        String second = key(ask(sync(collection(inbox, first))), inbox);
        wiring.restart();
        assertEquals(List.of("one"), subjects(ask(sync(collection(inbox, first))), inbox));
        wiring.restart();
        assertEquals(3, status(ask(sync(collection(inbox, second))), inbox));
    }

    @Test
    void aFirstSyncComesNewestFirstInWindows() throws Exception {
        for (int i = 1; i <= 5; i++) wiring.deliver("INBOX", "m" + i, wiring.now.minus(Duration.ofHours(10 - i)));
        Element one = ask(sync(collection(inbox, begun(), Element.of(WindowSize, 2))));
        assertEquals(List.of("m5", "m4"), subjects(one, inbox));
        assertTrue(more(one, inbox));
        Element two = ask(sync(collection(inbox, key(one, inbox), Element.of(WindowSize, 2))));
        assertEquals(List.of("m3", "m2"), subjects(two, inbox));
        assertTrue(more(two, inbox));
        Element three = ask(sync(collection(inbox, key(two, inbox), Element.of(WindowSize, 2))));
        assertEquals(List.of("m1"), subjects(three, inbox));
        assertFalse(more(three, inbox));
    }

    @Test
    void aWindowThatJustHoldsAllHasNoMoreAvailable() throws Exception {
        for (int i = 0; i < 2; i++) wiring.deliver("INBOX", "m" + i);
        assertFalse(more(ask(sync(collection(inbox, begun(), Element.of(WindowSize, 2)))), inbox));
    }

    @Test
    void withoutAWindowSizeItIs100AndZeroOrTooMuchIs512() throws Exception {
        for (int i = 0; i < 513; i++) wiring.deliver("INBOX", "m" + i);
        assertEquals(100, ids(ask(sync(collection(inbox, begun()))), inbox, Add).size());
        for (int size : List.of(0, 513, 100_000)) {
            Element answer = ask(sync(collection(inbox, begun(), Element.of(WindowSize, size))));
            assertEquals(512, ids(answer, inbox, Add).size(), "window " + size);
            assertTrue(more(answer, inbox));
        }
    }

    @Test
    void aWindowSizeThatIsNoNumberIsAProtocolError() throws Exception {
        assertEquals(4, status(ask(sync(collection(inbox, begun(), Element.of(WindowSize, "many")))), inbox));
        assertEquals(4, status(ask(sync(collection(inbox, begun(), Element.of(WindowSize, -5)))), inbox));
    }

    @Test
    void theGlobalWindowIsSharedInTheOrderOfTheCollections() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        String sent = phone.folder(FolderType.SentItems).id();
        for (int i = 0; i < 3; i++) {
            wiring.deliver("INBOX", "in" + i);
            wiring.deliver("Trash", "trash" + i);
            wiring.deliver("Sent", "sent" + i);
        }
        Element begun = ask(sync(collection(inbox, "0"), collection(trash, "0"), collection(sent, "0")));
        Element answer = ask(sync(
                Element.of(WindowSize, 4),
                collection(inbox, key(begun, inbox), Element.of(WindowSize, 2)),
                collection(trash, key(begun, trash)),
                collection(sent, key(begun, sent))));
        assertEquals(2, ids(answer, inbox, Add).size());
        assertEquals(2, ids(answer, trash, Add).size());
        assertEquals(0, ids(answer, sent, Add).size());
        for (String id : List.of(inbox, trash, sent)) {
            assertTrue(more(answer, id), "more in " + id);
            assertNotEquals(key(begun, id), key(answer, id), "MoreAvailable needs a new key (quirk E4): " + id);
        }
    }

    @Test
    void aNewMailIsAdded() throws Exception {
        String key = settled();
        long uid = wiring.deliver("INBOX", "new");
        Element answer = ask(sync(collection(inbox, key)));
        assertEquals(List.of(inbox + ":" + uid), ids(answer, inbox, Add));
        assertEquals(List.of("new"), subjects(answer, inbox));
    }

    @Test
    void aFlagSetElsewhereIsAChangeWithoutTheBody() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled();
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Seen", "\\Flagged"), Set.of());
        Element answer = ask(sync(collection(inbox, key)));
        assertEquals(List.of(inbox + ":" + uid), ids(answer, inbox, Change));
        Element data =
                in(answer, inbox).first(Commands, Change, ApplicationData).orElseThrow();
        assertEquals("1", data.text(Email.Read).orElseThrow());
        assertEquals("2", data.text(Email.Flag, Email.Status).orElseThrow());
        assertFalse(data.has(Email.Subject));
    }

    @Test
    void aMailDeletedElsewhereIsDeleted() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled();
        wiring.mailbox.expunge("INBOX", List.of(uid));
        assertEquals(List.of(inbox + ":" + uid), ids(ask(sync(collection(inbox, key))), inbox, Delete));
    }

    @Test
    void aMailThatCameAndWentBetweenIsNeverTold() throws Exception {
        settled();
        long uid = wiring.deliver("INBOX", "short");
        wiring.phone("other", Version.V14_1).syncAll(inbox);
        wiring.mailbox.expunge("INBOX", List.of(uid));
        phone.syncAll(inbox);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aMailThatGoesWhileItIsReadIsDeletedOnceOnTheOtherDevice() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        Phone other = wiring.phone("other", Version.V16_1);
        other.syncAll(inbox);
        // what was read for the other one is not kept that long
        wiring.now = wiring.now.plus(Duration.ofMinutes(3));
        wiring.beforeEach(operation -> {
            if (operation != Operation.READ) return;
            wiring.beforeEach(o -> {});
            wiring.mailbox.expunge("INBOX", List.of(uid));
            other.syncAll(inbox);
        });
        phone.syncAll(inbox);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(List.of(), phone.complaints());
        other.syncAll(inbox);
        assertEquals(List.of(), other.complaints());
    }

    @Test
    void aMailThatGoesWhileItsFlagIsReadIsDeletedAlsoAfterALostAnswer() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        wiring.deliver("INBOX", "two");
        String key = settled();
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Seen"), Set.of());
        wiring.beforeEach(operation -> {
            if (operation == Operation.READ) wiring.mailbox.expunge("INBOX", List.of(uid));
        });
        phone.syncAndLose(inbox);
        assertEquals(key, phone.collection(inbox).key());
        phone.syncAll(inbox);
        assertEquals(
                Set.of(inbox + ":" + (uid + 1)), phone.collection(inbox).items().keySet());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aMailFlaggedDeletedByAnotherClientIsGone() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled();
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Deleted"), Set.of());
        assertEquals(List.of(inbox + ":" + uid), ids(ask(sync(collection(inbox, key))), inbox, Delete));
    }

    @Test
    void aNewUidvalidityReplacesTheMail() throws Exception {
        wiring.deliver("INBOX", "before");
        settled();
        wiring.mailbox.remove("INBOX");
        wiring.mailbox.create("INBOX");
        wiring.deliver("INBOX", "after");
        Set<String> old = Set.copyOf(phone.collection(inbox).items().keySet());
        phone.syncAll(inbox);
        var items = phone.collection(inbox).items();
        assertEquals(1, items.size());
        assertEquals(
                "after", items.values().iterator().next().text(Email.Subject).orElseThrow());
        assertFalse(old.contains(items.keySet().iterator().next()), "an id is never given again");
        assertEquals(List.of(), phone.complaints());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void onlyVersion121NamesTheClass(Version version) throws Exception {
        wiring.deliver("INBOX", "one");
        var reply = (Reply.Document)
                wiring.ask("phone", version, "Sync", Optional.of(sync(collection(inbox, "0"))), new Held());
        assertEquals(version == Version.V12_1, in(reply.root(), inbox).has(Class));
        Phone other = wiring.phone("other", version);
        other.syncAll(inbox);
        assertEquals(1, other.collection(inbox).items().size());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void draftsAreEmptyBelow160(Version version) {
        wiring.deliver("Drafts", "draft");
        Phone other = wiring.phone("other", version);
        String drafts = other.folder(FolderType.Drafts).id();
        other.syncAll(drafts);
        assertEquals(
                version.since(Version.V16_0) ? 1 : 0,
                other.collection(drafts).items().size());
    }

    @Test
    void theOutboxIsEmpty() throws Exception {
        String outbox = phone.folder(FolderType.Outbox).id();
        phone.syncAll(outbox);
        assertEquals(0, phone.collection(outbox).items().size());
    }

    @Test
    void aFolderThatIsNotThereIsStatus12() throws Exception {
        assertEquals(12, status(ask(sync(collection("999", "0"))), "999"));
    }

    @Test
    void aFolderThatWentAwayIsStatus12() throws Exception {
        wiring.mailbox.create("Work");
        phone.folderSync();
        String work = phone.folder("Work").id();
        phone.syncAll(work);
        wiring.mailbox.remove("Work");
        assertEquals(12, phone.sync(work), "the host says so");
        phone.folderSync();
        assertEquals(12, phone.sync(work), "we know it");
    }

    @Test
    void aNoChangeSyncWritesNothingAndAsksOnce() throws Exception {
        wiring.deliver("INBOX", "one");
        settled();
        var before = wiring.store().read(rows -> rows.state(Wiring.USER, "phone", Long.parseLong(inbox), Slot.CURRENT));
        int asked = wiring.asked(Operation.CHANGES);
        phone.sync(inbox);
        assertEquals(asked + 1, wiring.asked(Operation.CHANGES));
        var after = wiring.store().read(rows -> rows.state(Wiring.USER, "phone", Long.parseLong(inbox), Slot.CURRENT));
        assertEquals(before.orElseThrow().syncKey(), after.orElseThrow().syncKey());
    }
}
