package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Ping.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Eventually;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** Ping: its statuses, what wakes it, and what does not. */
class PingTest {
    private static final int SHORT = 1;
    private static final int LONG = 600;

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
        wiring.deliver("INBOX", "one");
        phone.syncAll(inbox);
        phone.syncAll(work);
    }

    private static Element heartbeat(int seconds) {
        return Element.of(HeartbeatInterval, seconds);
    }

    private static Element ping(Object... parts) {
        return Element.of(Ping, parts);
    }

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Ping", request);
    }

    /** A Ping whose time is up after its first look. */
    private Element glance(Version version, Optional<Element> request) throws Exception {
        var held = new Held();
        held.end(Held.End.STOPPING);
        return Desk.document(wiring.ask("phone", version, "Ping", request, held));
    }

    private Element glance(Object... parts) throws Exception {
        return glance(Version.V16_1, Optional.of(ping(parts)));
    }

    private int looks() {
        return wiring.asked(Operation.CHANGES) + wiring.asked(Operation.GLANCE);
    }

    private static int status(Element answer) {
        return Integer.parseInt(answer.text(org.mailspan.wbxml.Ping.Status).orElseThrow());
    }

    private static List<String> changed(Element answer) {
        return answer.all(Folders, Folder).map(Element::text).toList();
    }

    /** A Ping in a thread of its own. */
    private final class Waiting {
        final Held held = new Held();
        final CompletableFuture<Element> answer = new CompletableFuture<>();

        Waiting(Optional<Element> request) {
            int asked = looks();
            Thread.startVirtualThread(() -> {
                try {
                    answer.complete(Desk.document(wiring.ask("phone", Version.V16_1, "Ping", request, held)));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
            // It is subscribed when it looks for the first time.
            Eventually.that("the Ping looks", () -> answer.isDone() || looks() > asked);
        }

        Element get() throws Exception {
            return answer.get(10, TimeUnit.SECONDS);
        }
    }

    private Waiting waiting(String... ids) {
        return new Waiting(Optional.of(ping(heartbeat(LONG), Ask.pingFolders(ids))));
    }

    @Test
    void whenTheTimeIsUpItIsStatus1() throws Exception {
        Element answer = ask(ping(heartbeat(SHORT), Ask.pingFolders(inbox)));
        assertEquals(1, status(answer));
        assertFalse(answer.has(Folders));
    }

    @Test
    void anArrivalIsStatus2AtOnceWithItsFolder() throws Exception {
        var ping = waiting(inbox, work);
        wiring.deliver("Work", "new");
        Element answer = ping.get();
        assertEquals(2, status(answer));
        assertEquals(List.of(work), changed(answer));
    }

    @Test
    void whatCameSinceTheLastSyncEndsItAtOnce() throws Exception {
        wiring.deliver("INBOX", "new");
        Element answer = ask(ping(heartbeat(LONG), Ask.pingFolders(inbox, work)));
        assertEquals(2, status(answer));
        assertEquals(List.of(inbox), changed(answer));
    }

    @Test
    void anUnfinishedFirstSyncIsSomethingToTell() throws Exception {
        for (int i = 0; i < 3; i++) wiring.deliver("Work", "m" + i);
        Phone slow = wiring.phone("phone", Version.V16_1).window(1);
        slow.sync(work);
        slow.sync(work);
        assertEquals(List.of(work), changed(ask(ping(heartbeat(LONG), Ask.pingFolders(work)))));
    }

    @Test
    void flagsAndDeletionsAreGathered() throws Exception {
        var ping = waiting(inbox);
        long began = System.nanoTime();
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Seen"), Set.of());
        Element answer = ping.get();
        assertEquals(List.of(inbox), changed(answer));
        assertTrue(System.nanoTime() - began >= Wiring.LIMITS.gather().toNanos() * 9 / 10, "changes of flags can wait");
    }

    @Test
    void aFlagThatWasChangedBeforeIsGatheredToo() throws Exception {
        wiring.mailbox.expunge("INBOX", List.of(1L));
        long began = System.nanoTime();
        assertEquals(List.of(inbox), changed(ask(ping(heartbeat(LONG), Ask.pingFolders(inbox)))));
        assertTrue(System.nanoTime() - began >= Wiring.LIMITS.gather().toNanos() * 9 / 10);
    }

    @Test
    void anArrivalTakesGatheredFoldersAlong() throws Exception {
        var ping = waiting(inbox, work);
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Seen"), Set.of());
        wiring.deliver("Work", "new");
        assertEquals(Set.of(inbox, work), Set.copyOf(changed(ping.get())));
    }

    @Test
    void whatTheDeviceDidItselfDoesNotWakeIt() throws Exception {
        phone.sync(inbox, Phone.change(inbox + ":1", Element.of(Email.Read, 1)));
        assertEquals(3, phone.move(inbox + ":1", inbox, work));
        assertEquals(1, status(ask(ping(heartbeat(SHORT), Ask.pingFolders(inbox, work)))));
    }

    @Test
    void mailOutsideTheFilterDoesNotWakeIt() throws Exception {
        phone.filter(1).syncAll(inbox);
        wiring.deliver("INBOX", "old", wiring.now.minus(Duration.ofDays(9)));
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox))));
    }

    @Test
    void otherFoldersDoNotWakeIt() throws Exception {
        wiring.deliver("Trash", "elsewhere");
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox))));
    }

    @Test
    void aFolderThatWasNotBegunWaitsForAnArrival() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        wiring.deliver("Trash", "there before");
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(trash))));
        var ping = waiting(inbox, trash);
        wiring.deliver("Trash", "new");
        assertEquals(List.of(trash), changed(ping.get()));
    }

    @Test
    void draftsBelow160AndTheOutboxOnlyWait() throws Exception {
        String drafts = phone.folder(FolderType.Drafts).id();
        String outbox = phone.folder(FolderType.Outbox).id();
        wiring.deliver("Drafts", "draft");
        var request = Optional.of(ping(heartbeat(LONG), Ask.pingFolders(drafts, outbox)));
        assertEquals(1, status(glance(Version.V14_1, request)));
        phone.sync(drafts);
        assertEquals(List.of(drafts), changed(glance(Version.V16_0, request)));
    }

    @Test
    void aPartLeftOutIsThatOfTheLastPing() throws Exception {
        glance(heartbeat(LONG), Ask.pingFolders(inbox));
        assertEquals(1, status(glance(heartbeat(LONG))));
        assertEquals(1, status(glance(Ask.pingFolders(work))));
        wiring.deliver("INBOX", "not asked for any more");
        assertEquals(1, status(glance(heartbeat(LONG), Element.of(Folders))), "an empty list is as none");
    }

    @Test
    void anEmptyRequestRepeatsTheLastEvenAfterARestart() throws Exception {
        glance(heartbeat(LONG), Ask.pingFolders(inbox));
        wiring.restart();
        wiring.deliver("INBOX", "new");
        var reply = wiring.ask("phone", Version.V16_1, "Ping", Optional.empty(), new Held());
        assertEquals(List.of(inbox), changed(Desk.document(reply)));
    }

    @Test
    void withoutAnEarlierPingWhatIsLeftOutIsStatus3() throws Exception {
        assertEquals(3, status(ask(ping(heartbeat(SHORT)))));
        assertEquals(3, status(ask(ping(Ask.pingFolders(inbox)))));
        assertEquals(3, status(ask(ping())));
        var reply = wiring.ask("phone", Version.V16_1, "Ping", Optional.empty(), new Held());
        assertEquals(3, status(Desk.document(reply)));
    }

    @Test
    void parametersAreTheDevicesOwn() throws Exception {
        glance(heartbeat(LONG), Ask.pingFolders(inbox));
        assertEquals(3, status(wiring.ask("other", "Ping", ping())));
    }

    @Test
    void aRequestThatIsNoneIsStatus4() throws Exception {
        assertEquals(4, status(ask(Element.of(org.mailspan.wbxml.AirSync.Sync))));
        assertEquals(4, status(ask(ping(Element.of(HeartbeatInterval, "soon"), Ask.pingFolders(inbox)))));
        assertEquals(4, status(ask(ping(heartbeat(SHORT), Element.of(Folders, Element.of(Folder))))));
    }

    @Test
    void aHeartbeatOutOfBoundsIsStatus5WithTheNearest() throws Exception {
        Element tooShort = ask(ping(heartbeat(0), Ask.pingFolders(inbox)));
        assertEquals(5, status(tooShort));
        assertEquals("1", tooShort.text(HeartbeatInterval).orElseThrow());
        Element tooLong = ask(ping(heartbeat(3541), Ask.pingFolders(inbox)));
        assertEquals(5, status(tooLong));
        assertEquals("3540", tooLong.text(HeartbeatInterval).orElseThrow());
        assertEquals(3, status(ask(ping())), "it was not kept");
    }

    @Test
    void tooManyFoldersAreStatus6WithTheLimit() throws Exception {
        String[] many = IntStream.rangeClosed(1, 6).mapToObj(i -> "" + i).toArray(String[]::new);
        Element answer = ask(ping(heartbeat(LONG), Ask.pingFolders(many)));
        assertEquals(6, status(answer));
        assertEquals("5", answer.text(MaxFolders).orElseThrow());
    }

    @Test
    void aFolderThatIsNotThereIsStatus7() throws Exception {
        assertEquals(7, status(ask(ping(heartbeat(LONG), Ask.pingFolders(inbox, "99")))));
    }

    @Test
    void anIdThatIsNoneOfOursIsStatus7Too() throws Exception {
        for (String id : List.of("fINBOX", "-1", "4:1", "9999999999999999999"))
            assertEquals(7, status(ask(ping(heartbeat(LONG), Ask.pingFolders(inbox, id)))), id);
        assertEquals(3, status(ask(ping())), "it was not kept");
    }

    @Test
    void aFolderThatGoesIsStatus7() throws Exception {
        var ping = waiting(inbox, work);
        wiring.mailbox.remove("Work");
        assertEquals(7, status(ping.get()));
    }

    @Test
    void aFolderThatComesIsStatus7() throws Exception {
        var ping = waiting(inbox);
        wiring.mailbox.create("Newest");
        assertEquals(7, status(ping.get()));
        phone.folderSync();
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox))), "told once");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FOLDER_GONE", "NOT_ALLOWED", "REFUSED"})
    void aFolderThatCannotBeOpenedDoesNotEndThePing(Kind kind) throws Exception {
        wiring.fail(Operation.CHANGES, kind);
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox))));
    }

    @Test
    void aHostThatIsAwayIsLeftToHttp() {
        wiring.fail(Operation.CHANGES, Kind.UNAVAILABLE);
        wiring.fail(Operation.FOLDERS, Kind.UNAVAILABLE);
        assertThrows(BackendException.class, () -> ask(ping(heartbeat(LONG), Ask.pingFolders(inbox))));
    }

    @Test
    void aHostThatGoesAwayEndsThePing() throws Exception {
        var ping = waiting(inbox);
        wiring.fail(Operation.CHANGES, Kind.UNAVAILABLE);
        wiring.fail(Operation.FOLDERS, Kind.UNAVAILABLE);
        wiring.mailbox.loseEvents();
        assertThrows(ExecutionException.class, ping::get);
    }

    @Test
    void aLostWatchThatMissedNothingDoesNotEndThePing() throws Exception {
        var ping = waiting(inbox);
        wiring.mailbox.loseEvents();
        wiring.deliver("INBOX", "new");
        assertEquals(List.of(inbox), changed(ping.get()));
    }

    @ParameterizedTest
    @EnumSource(Held.End.class)
    void aPingThatIsEndedAnswersAsIfItsTimeWereUp(Held.End why) throws Exception {
        var ping = waiting(inbox);
        ping.held.end(why);
        assertEquals(1, status(ping.get()));
    }

    @Test
    void whoIsToldAgainAndAgainAndDoesNotFetchIsHeld() throws Exception {
        wiring.deliver("INBOX", "two");
        for (int i = 0; i < 12; i++)
            assertEquals(List.of(inbox), changed(glance(heartbeat(LONG), Ask.pingFolders(inbox))), "Ping " + i);
        var ping = waiting(inbox);
        wiring.deliver("INBOX", "three");
        assertEquals(List.of(inbox), changed(ping.get()), "what is new ends it");
        wiring.now = wiring.now.plusSeconds(600);
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox))));
        phone.sync(inbox);
        wiring.deliver("INBOX", "four");
        assertEquals(List.of(inbox), changed(glance(heartbeat(LONG), Ask.pingFolders(inbox))));
    }

    @Test
    void whoFetchesIsToldAsOftenAsItAsks() throws Exception {
        for (int i = 0; i < 30; i++) {
            wiring.deliver("INBOX", "message " + i);
            assertEquals(List.of(inbox), changed(glance(heartbeat(LONG), Ask.pingFolders(inbox))), "Ping " + i);
            phone.sync(inbox);
        }
    }

    @Test
    void manyFoldersCostOneQuestion() throws Exception {
        int changes = wiring.asked(Operation.CHANGES);
        int glances = wiring.asked(Operation.GLANCE);
        assertEquals(1, status(glance(heartbeat(LONG), Ask.pingFolders(inbox, work))));
        assertEquals(changes, wiring.asked(Operation.CHANGES), "nothing happened in either");
        assertEquals(glances + 1, wiring.asked(Operation.GLANCE));
        wiring.deliver("Work", "two");
        Element answer = glance(heartbeat(LONG), Ask.pingFolders(inbox, work));
        assertEquals(List.of(work), changed(answer));
        assertEquals(changes + 1, wiring.asked(Operation.CHANGES), "only the folder in which something happened");
    }

    @Test
    void aHostThatCannotGlanceIsAskedFolderByFolder() throws Exception {
        wiring.fail(Operation.GLANCE, Kind.REFUSED);
        wiring.deliver("Work", "two");
        assertEquals(List.of(work), changed(glance(heartbeat(LONG), Ask.pingFolders(inbox, work))));
    }
}
