package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.FolderHierarchy.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** FolderSync: keys, what came, changed and went. */
class FolderSyncTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
    }

    private Element ask(String key) throws Exception {
        return wiring.ask("phone", "FolderSync", Element.of(FolderSync, Element.of(SyncKey, key)));
    }

    private static int status(Element answer) {
        return Integer.parseInt(answer.text(FolderHierarchy.Status).orElseThrow());
    }

    private static String key(Element answer) {
        assertEquals(1, status(answer));
        return answer.text(SyncKey).orElseThrow();
    }

    private static int count(Element answer) {
        int count = Integer.parseInt(answer.text(Changes, Count).orElseThrow());
        assertEquals(count, answer.all(Changes).flatMap(Element::elements).count() - 1);
        return count;
    }

    private static List<String> names(Element answer, FolderHierarchy kind) {
        return answer.all(Changes, kind)
                .map(e -> e.text(DisplayName).orElseThrow())
                .toList();
    }

    @Test
    void key0BringsAllFoldersAndAnOutbox() throws Exception {
        Element answer = ask("0");
        assertNotEquals("0", key(answer));
        assertEquals(6, count(answer));
        var types = answer.all(Changes, Add)
                .map(e -> e.text(Type).orElseThrow())
                .sorted()
                .toList();
        assertEquals(List.of("12", "2", "3", "4", "5", "6"), types);
        assertTrue(answer.all(Changes, Add)
                .allMatch(e -> e.text(ParentId).orElseThrow().equals("0")));
    }

    @Test
    void theCurrentKeyBringsCount0AndTheSameKey() throws Exception {
        String key = key(ask("0"));
        Element answer = ask(key);
        assertEquals(key, key(answer));
        assertEquals(0, count(answer));
    }

    @Test
    void aNewFolderIsAddedBelowItsParent() throws Exception {
        String key = key(ask("0"));
        wiring.mailbox.create("Work/2026/July");
        Element answer = ask(key);
        assertEquals(List.of("Work", "2026", "July"), names(answer, Add));
        assertEquals(3, count(answer));
        var known = new ArrayList<String>(List.of("0"));
        for (Element add : answer.all(Changes, Add).toList()) {
            assertTrue(known.contains(add.text(ParentId).orElseThrow()), "parents come first: " + answer);
            known.add(add.text(ServerId).orElseThrow());
        }
    }

    @Test
    void aFolderThatWentIsDeletedOnce() throws Exception {
        wiring.mailbox.create("Work");
        String key = key(ask("0"));
        wiring.mailbox.remove("Work");
        Element answer = ask(key);
        assertEquals(1, count(answer));
        assertEquals(1, answer.all(Changes, Delete, ServerId).count());
        assertEquals(0, count(ask(key(answer))));
    }

    @Test
    void aFolderThatCameAndWentBetweenIsNeverTold() throws Exception {
        String key = key(ask("0"));
        wiring.mailbox.create("Work");
        wiring.phone("other", Version.V16_1);
        wiring.mailbox.remove("Work");
        assertEquals(0, count(ask(key)));
    }

    @Test
    void aRenamedFolderIsUpdatedAndKeepsWhatAPhoneHasOfIt() throws Exception {
        wiring.mailbox.create("Work");
        wiring.deliver("Work", "one");
        Phone phone = wiring.phone();
        String id = phone.folder("Work").id();
        phone.syncAll(id);
        wiring.mailbox.rename("Work", "Play");
        wiring.deliver("Play", "two");
        phone.folderSync();
        assertEquals(id, phone.folder("Play").id());
        assertEquals(1, phone.sync(id), "only what is new");
        assertEquals(2, phone.collection(id).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aLostAnswerIsGivenAgain() throws Exception {
        String key = key(ask("0"));
        wiring.mailbox.create("Work");
        Element lost = ask(key);
        Element again = ask(key);
        assertEquals(names(lost, Add), names(again, Add));
        assertEquals(lost.all(Changes, Add).toList(), again.all(Changes, Add).toList(), "the same ids");
    }

    @Test
    void theKeyBeforeARefreshWithKey0StaysGoodIfTheAnswerIsLost() throws Exception {
        String key = key(ask("0"));
        ask("0");
        assertEquals(0, count(ask(key)), "Status 9 would make Android wipe the account");
    }

    @Test
    void aWrongKeyIsStatus9() throws Exception {
        assertEquals(9, status(ask("1-abc")), "before any");
        key(ask("0"));
        for (String key : List.of("1-abc", "7", "nonsense")) assertEquals(9, status(ask(key)), key);
    }

    @Test
    void theKeyBeforeThePreviousIsStatus9() throws Exception {
        String first = key(ask("0"));
        wiring.mailbox.create("A");
        String second = key(ask(first));
        wiring.mailbox.create("B");
        ask(second);
        assertEquals(9, status(ask(first)));
    }

    @Test
    void keysSurviveARestart() throws Exception {
        String key = key(ask("0"));
        wiring.restart();
        assertEquals(key, key(ask(key)));
    }

    @Test
    void withoutAKeyTheRequestIsMalformed() throws Exception {
        for (Element request : List.of(
                Element.of(FolderSync),
                Element.of(FolderSync, Element.of(SyncKey)),
                Element.of(FolderCreate, Element.of(SyncKey, "0"))))
            assertEquals(10, status(wiring.ask("phone", "FolderSync", request)));
        Reply empty = wiring.ask("phone", Version.V12_1, "FolderSync", Optional.empty(), new Held());
        assertEquals(10, status(Desk.document(empty)));
    }

    @Test
    void key0KeepsIdsAndCollections() throws Exception {
        Phone phone = wiring.phone();
        String inbox = phone.folder(FolderType.Inbox).id();
        wiring.deliver("INBOX", "one");
        phone.syncAll(inbox);
        phone.forgetHierarchyKey();
        phone.folderSync();
        assertEquals(inbox, phone.folder(FolderType.Inbox).id());
        wiring.deliver("INBOX", "two");
        assertEquals(1, phone.sync(inbox));
        assertEquals(2, phone.collection(inbox).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aHostThatIsAwayIsLeftToHttp() throws Exception {
        String key = key(ask("0"));
        wiring.fail(Operation.FOLDERS, Kind.UNAVAILABLE);
        assertThrows(BackendException.class, () -> ask(key));
        wiring.heal();
        assertEquals(0, count(ask(key)));
        assertFalse(ask(key).has(Changes, Delete));
    }
}
