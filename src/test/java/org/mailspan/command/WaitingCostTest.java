package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Ping;

/** What the host is asked when something happens in folders that devices wait for. */
@org.junit.jupiter.api.Timeout(20)
class WaitingCostTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private final List<Phone> phones = new ArrayList<>();
    private final List<String> devices = List.of("one", "two", "three");
    private List<String> folders;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        wiring.mailbox.create("Work");
        wiring.deliver("INBOX", "first");
        for (String device : devices) {
            Phone phone = wiring.phone(device, Version.V16_1);
            folders = List.of(
                    phone.folder(FolderType.Inbox).id(), phone.folder("Work").id());
            folders.forEach(phone::syncAll);
            phones.add(phone);
        }
    }

    private int asked() {
        return wiring.asked(Operation.CHANGES) + wiring.asked(Operation.GLANCE);
    }

    /** The vigils in turns, as threads may come by: the last one is woken when the first is answered already. */
    private static List<Boolean> answered(List<Vigil> vigils) throws Exception {
        var answered = new ArrayList<Boolean>();
        for (Vigil vigil : vigils) {
            vigil.await();
            Optional<Reply> reply = vigil.look();
            answered.add(reply.isPresent() && reply.get() instanceof Reply.Document);
        }
        return answered;
    }

    private List<Vigil> waiting(String command, List<Element> requests) throws Exception {
        var vigils = new ArrayList<Vigil>();
        for (int i = 0; i < requests.size(); i++) {
            Vigil vigil = wiring.begin(devices.get(i), command, requests.get(i));
            assertFalse(vigil.look().isPresent());
            vigils.add(vigil);
        }
        return vigils;
    }

    private static void close(List<Vigil> vigils) {
        vigils.forEach(Vigil::close);
    }

    private Element ping(String... ids) {
        return Ask.ping(600, ids);
    }

    private Element sync(Phone phone, String folder) {
        return Element.of(AirSync.Sync, phone.request(folder).elements(), Element.of(AirSync.HeartbeatInterval, 600));
    }

    @Test
    void anArrivalIsAskedAboutOnceForAllDevicesThatPing() throws Exception {
        String inbox = folders.getFirst();
        assertIsAskedAboutOnce(waiting("Ping", List.of(ping(inbox), ping(inbox), ping(inbox))));
    }

    @Test
    void anArrivalIsAskedAboutOnceForAllDevicesThatWaitInASync() throws Exception {
        String inbox = folders.getFirst();
        assertIsAskedAboutOnce(
                waiting("Sync", phones.stream().map(phone -> sync(phone, inbox)).toList()));
    }

    private void assertIsAskedAboutOnce(List<Vigil> vigils) throws Exception {
        int before = asked();
        wiring.deliver("INBOX", "news");
        assertEquals(List.of(true, true, true), answered(vigils));
        assertEquals(before + 1, asked());
        close(vigils);
    }

    /** Two arrivals of which the second came after the first was looked for are two changes. */
    @Test
    void whatComesAfterALookIsLookedFor() throws Exception {
        String inbox = folders.getFirst();
        var vigils = waiting("Ping", List.of(ping(inbox), ping(inbox)));
        wiring.deliver("INBOX", "news");
        vigils.getFirst().await();
        assertTrue(vigils.getFirst().look().isPresent());
        phones.getFirst().syncAll(inbox);
        int before = asked();
        wiring.deliver("INBOX", "more");
        vigils.getLast().await();
        assertTrue(vigils.getLast().look().isPresent());
        assertEquals(before + 1, asked());
        close(vigils);
    }

    /** A watch that was made anew may have missed something in each of two hundred folders. */
    @Test
    void aWatchThatWasMadeAnewCostsOneQuestionHoweverManyFoldersThereAre() throws Exception {
        var vigils = waiting("Ping", List.of(ping(folders.toArray(String[]::new))));
        int glances = wiring.asked(Operation.GLANCE);
        int changes = wiring.asked(Operation.CHANGES);
        wiring.mailbox.loseEvents();
        assertEquals(List.of(false), answered(vigils));
        assertEquals(glances + 1, wiring.asked(Operation.GLANCE));
        assertEquals(changes, wiring.asked(Operation.CHANGES));
        close(vigils);
    }

    /** A host that cannot tell of flags, with many folders; after a restart nothing was looked at for long. */
    private String[] plainHost(int count) {
        wiring.close();
        var limits = new CommandLimits(
                Wiring.LIMITS.shortest(),
                Wiring.LIMITS.longest(),
                200,
                Wiring.LIMITS.gather(),
                Wiring.LIMITS.answerOctets(),
                Wiring.LIMITS.answerTime());
        wiring = new Wiring(directory.resolve("plain"), limits, MemoryBackend.Tells.FULL);
        var names = IntStream.range(0, count).mapToObj(i -> "F" + i).toList();
        for (String name : names) {
            wiring.mailbox.create(name);
            wiring.deliver(name, "first in " + name);
        }
        Phone phone = wiring.phone(devices.getFirst(), Version.V16_1);
        for (String name : names) phone.syncAll(phone.folder(name).id());
        wiring.restart();
        return names.stream().map(name -> phone.folder(name).id()).toArray(String[]::new);
    }

    private boolean isAnsweredAtOnce(Element ping) throws Exception {
        try (Vigil vigil = wiring.begin(devices.getFirst(), "Ping", ping)) {
            return vigil.look().isPresent();
        }
    }

    /** One look at all, and a few of them in turns are listed for their flags. */
    @Test
    void aPingOverManyFoldersOfAPlainHostListsAFewOfThem() throws Exception {
        String[] ids = plainHost(23);
        wiring.mailbox.flag("F22", 1, Set.of("\\Seen"), Set.of());
        for (int i = 0; i < 5; i++) {
            int before = wiring.asked(Operation.CHANGES);
            assertFalse(isAnsweredAtOnce(ping(ids)));
            assertEquals(before + 5, wiring.asked(Operation.CHANGES));
        }
        Element answer = wiring.ask(devices.getFirst(), "Ping", Ask.ping(1, ids));
        assertEquals(
                List.of(ids[22]),
                answer.all(Ping.Folders, Ping.Folder).map(Element::text).toList());
    }

    @Test
    void anArrivalInAnyOfManyFoldersOfAPlainHostIsToldAtOnceAndADeletionIsSeen() throws Exception {
        String[] ids = plainHost(23);
        long uid = wiring.deliver("F20", "second");
        assertTrue(isAnsweredAtOnce(ping(ids)));
        wiring.mailbox.expunge("F20", Set.of(uid));
        assertFalse(isAnsweredAtOnce(ping(ids)), "came and went");
    }

    /** After a watch was made anew too; and what is told of by name is looked at. */
    @Test
    void aFolderOfAPlainHostThatIsNamedIsListedAndADoubtIsOneLook() throws Exception {
        String[] ids = plainHost(23);
        var vigils = waiting("Ping", List.of(ping(ids)));
        int before = wiring.asked(Operation.CHANGES);
        wiring.mailbox.loseEvents();
        assertEquals(List.of(false), answered(vigils));
        assertEquals(before + 5, wiring.asked(Operation.CHANGES));
        for (String name : List.of("F3", "F4")) wiring.mailbox.flag(name, 1, Set.of("\\Seen"), Set.of());
        assertEquals(List.of(true), answered(vigils));
        close(vigils);
    }
}
