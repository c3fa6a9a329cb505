package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;

/** A Sync that waits for a folder which the host does not open: phones would ask again at once, for ever. */
class ClosedFolderTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;
    private String work;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        wiring.mailbox.create("Work");
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
        work = phone.folder("Work").id();
        phone.syncAll(inbox);
        phone.syncAll(work);
    }

    private Element waiting(String folder, Object... more) {
        return collection(folder, phone.collection(folder).key(), more);
    }

    private Vigil begin(Element... collections) throws Exception {
        var parts = new ArrayList<Object>(List.of(collections));
        parts.add(Element.of(HeartbeatInterval, 600));
        return wiring.begin("phone", "Sync", sync(parts.toArray()));
    }

    private Optional<Element> look(Element... collections) throws Exception {
        try (Vigil vigil = begin(collections)) {
            return vigil.look().map(Desk::document);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FOLDER_GONE", "NOT_ALLOWED", "REFUSED", "UNAVAILABLE"})
    void itIsWaitedForLikeAnyOther(Kind kind) throws Exception {
        wiring.fail(Operation.CHANGES, kind);
        try (Vigil vigil = begin(waiting(work))) {
            assertEquals(Optional.empty(), vigil.look());
            wiring.heal();
            wiring.deliver("Work", "new");
            vigil.await();
            assertEquals(List.of("new"), subjects(Desk.document(vigil.look().orElseThrow()), work));
        }
    }

    @Test
    void whatIsAskedOfItIsAnsweredAtOnce() throws Exception {
        String id = work + ":" + wiring.deliver("Work", "one");
        phone.syncAll(work);
        wiring.fail(Operation.CHANGE, Kind.FOLDER_GONE);
        assertEquals(12, status(look(waiting(work, commands(read(id, true)))).orElseThrow(), work));
    }

    @Test
    void oneThatWentIsToldUntilTheDeviceLookedAtTheHierarchy() throws Exception {
        Element stubborn = waiting(work);
        wiring.mailbox.remove("Work");
        assertEquals(12, status(look(waiting(inbox), stubborn).orElseThrow(), work));
        phone.folderSync();
        try (Vigil vigil = begin(waiting(inbox), stubborn)) {
            assertEquals(Optional.empty(), vigil.look());
            wiring.deliver("INBOX", "new");
            vigil.await();
            Element answer = Desk.document(vigil.look().orElseThrow());
            assertEquals(List.of("new"), subjects(answer, inbox));
            assertEquals(12, status(answer, work));
        }
    }

    @Test
    void oneThatNeverWasIsToldAtOnce() throws Exception {
        Element answer = look(waiting(inbox), collection("4711", "7")).orElseThrow();
        assertEquals(12, status(answer, "4711"));
        assertTrue(look(waiting(inbox)).isEmpty());
    }

    /** A mailbox that is broken at the host ended the push of all others: each Ping was a 503. */
    @Test
    void oneThatIsBrokenAtTheHostIsLookedAtAgainWithTheNext() throws Exception {
        wiring.deliver("Work", "while it was broken");
        try (Vigil vigil = wiring.begin("phone", "Ping", ping(600, work, inbox))) {
            wiring.fail(Operation.CHANGES, Kind.UNAVAILABLE);
            assertEquals(Optional.empty(), vigil.look());
            wiring.heal();
            wiring.deliver("INBOX", "new");
            vigil.await();
            Element answer = Desk.document(vigil.look().orElseThrow());
            var changed = answer.all(org.mailspan.wbxml.Ping.Folders, org.mailspan.wbxml.Ping.Folder)
                    .map(Element::text)
                    .collect(Collectors.toSet());
            assertEquals(Set.of(work, inbox), changed);
        }
    }

    @Test
    void aHostThatIsAwayIsNotWaitedFor() throws Exception {
        for (Operation operation : List.of(Operation.CHANGES, Operation.FOLDERS))
            wiring.fail(operation, Kind.UNAVAILABLE);
        assertThrows(BackendException.class, () -> look(waiting(work)));
    }
}
