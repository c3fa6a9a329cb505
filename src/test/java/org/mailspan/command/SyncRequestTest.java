package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Eventually;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** The forms of a Sync request: empty, partial, waiting, with Options that stay, with what nobody knows; and who fails. */
class SyncRequestTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;
    private String trash;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
        trash = phone.folder(FolderType.DeletedItems).id();
    }

    private Reply reply(Optional<Element> request) throws Exception {
        return wiring.ask("phone", Version.V16_1, "Sync", request, new Held());
    }

    private Element ask(Element request) throws Exception {
        return Desk.document(reply(Optional.of(request)));
    }

    private boolean isQuiet(Optional<Element> request) throws Exception {
        return reply(request) instanceof Reply.Empty;
    }

    private String settled(String folder) {
        phone.syncAll(folder);
        return phone.collection(folder).key();
    }

    @Test
    void nothingToTellIsAnEmptyBody() throws Exception {
        assertTrue(isQuiet(Optional.of(sync(collection(inbox, settled(inbox))))));
    }

    @Test
    void anEmptyRequestRepeatsTheLast() throws Exception {
        String key = settled(inbox);
        assertTrue(isQuiet(Optional.of(sync(collection(inbox, key)))));
        assertTrue(isQuiet(Optional.empty()));
        wiring.deliver("INBOX", "new");
        assertEquals(List.of("new"), subjects(Desk.document(reply(Optional.empty())), inbox));
    }

    @Test
    void anEmptyRequestDoesNotRepeatCommands() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        ask(sync(collection(inbox, settled(inbox), commands(read(inbox + ":" + uid, true)))));
        wiring.mailbox.flag("INBOX", uid, Set.of(), Set.of("\\Seen"));
        reply(Optional.empty());
        assertEquals(Set.of(), wiring.flags("INBOX", uid));
    }

    @Test
    void anEmptyOrPartialRequestOutOfNowhereIsStatus13() throws Exception {
        assertEquals(13, status(Desk.document(reply(Optional.empty()))));
        assertEquals(13, status(ask(sync(Partial, collection(inbox, "0")))));
        reply(Optional.of(sync(collection(inbox, settled(inbox)))));
        wiring.restart();
        assertEquals(13, status(Desk.document(reply(Optional.empty()))), "after a restart");
        assertEquals(13, status(wiring.ask("other", "Sync", sync(Partial))), "of another device");
    }

    @Test
    void aPartialRequestIsCompletedFromTheLast() throws Exception {
        String one = settled(inbox);
        String two = settled(trash);
        assertTrue(
                isQuiet(Optional.of(sync(Element.of(WindowSize, 1), collection(inbox, one), collection(trash, two)))));
        wiring.deliver("Trash", "a");
        wiring.deliver("Trash", "b");
        Element answer = ask(sync(Partial, collection(inbox, one)));
        assertEquals(1, subjects(answer, trash).size(), "the other collection, and the window of before");
        assertTrue(more(answer, trash));
        Element next = ask(sync(Partial, collection(trash, key(answer, trash)), Element.of(WindowSize, 9)));
        assertEquals(1, subjects(next, trash).size());
        assertFalse(more(next, trash));
    }

    @Test
    void optionsStayUntilOthersCome() throws Exception {
        for (int i = 0; i < 3; i++) wiring.deliver("INBOX", "m" + i);
        String key = key(ask(sync(collection(inbox, "0"))), inbox);
        Element first = ask(sync(collection(inbox, key, Element.of(WindowSize, 1), options(plainBody(2)))));
        assertEquals("He", data(first));
        Element second = ask(sync(collection(inbox, key(first, inbox), Element.of(WindowSize, 1))));
        assertEquals("He", data(second));
        wiring.restart();
        Element third = ask(sync(collection(inbox, key(second, inbox), options(plainBody(4)))));
        assertEquals("Hell", data(third));
    }

    private String data(Element answer) {
        return in(answer, inbox)
                .first(Commands, Add, ApplicationData)
                .orElseThrow()
                .text(AirSyncBase.Body, AirSyncBase.Data)
                .orElseThrow();
    }

    @Test
    void optionsWithoutAFilterTypeLiftIt() throws Exception {
        wiring.deliver("INBOX", "old", wiring.now.minusSeconds(40 * 86_400));
        String key = key(ask(sync(collection(inbox, "0", filter(1)))), inbox);
        assertTrue(isQuiet(Optional.of(sync(collection(inbox, key)))));
        assertEquals(List.of("old"), subjects(ask(sync(collection(inbox, key, options(plainBody(5))))), inbox));
    }

    @Test
    void optionsForSmsAreNotForMail() throws Exception {
        wiring.deliver("INBOX", "old", wiring.now.minusSeconds(40 * 86_400));
        Element sms = options(Element.of(Class, "SMS"), Element.of(FilterType, 1));
        Element mail = options(Element.of(Class, "Email"), Element.of(FilterType, 0));
        String key = key(ask(sync(collection(inbox, "0"))), inbox);
        assertEquals(List.of("old"), subjects(ask(sync(collection(inbox, key, sms, mail))), inbox));
    }

    @Test
    void whatNobodyKnowsIsIgnored() throws Exception {
        wiring.deliver("INBOX", "one");
        var odd = Element.of(new Tag.Unknown(0, 0x3f), "x");
        String key = key(
                ask(sync(collection(inbox, "0", Element.of(Supported, org.mailspan.wbxml.Email.Flag), odd))), inbox);
        Element answer = ask(sync(
                odd,
                collection(
                        inbox,
                        key,
                        odd,
                        Element.of(Conflict, 1),
                        Element.of(ConversationMode, 1),
                        options(odd, plainBody(2)),
                        Element.of(Commands, odd))));
        assertEquals(List.of("one"), subjects(answer, inbox));
        wiring.deliver("INBOX", "two");
        assertEquals(List.of("two"), subjects(ask(sync(Partial, collection(inbox, key(answer, inbox)))), inbox));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "soon, 1", "60, 59", "99999999999, 1"})
    void aWaitOutOfBoundsIsStatus14WithTheLimit(String wait, String limit) throws Exception {
        Element answer = ask(sync(Element.of(Wait, wait), collection(inbox, settled(inbox))));
        assertEquals(14, status(answer));
        assertEquals(limit, limit(answer).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"59, 60", "3541, 3540"})
    void aHeartbeatOutOfBoundsIsStatus14WithTheLimit(int heartbeat, String limit) throws Exception {
        Element answer = ask(sync(Element.of(HeartbeatInterval, heartbeat), collection(inbox, settled(inbox))));
        assertEquals(14, status(answer));
        assertEquals(limit, limit(answer).orElseThrow());
    }

    @Test
    void bothWaysToWaitAreStatus4() throws Exception {
        Element both = sync(Element.of(Wait, 5), Element.of(HeartbeatInterval, 300), collection(inbox, settled(inbox)));
        assertEquals(4, status(ask(both)));
    }

    @Test
    void aRequestThatIsRefusedIsNotRemembered() throws Exception {
        ask(sync(Element.of(Wait, 99), collection(inbox, settled(inbox))));
        wiring.deliver("INBOX", "one");
        assertFalse(Desk.document(reply(Optional.empty())).has(Status), "the one before is");
    }

    @Test
    void withoutCollectionsItIsStatus4() throws Exception {
        for (Element bad : List.of(sync(), Element.of(Sync, Element.of(Collections)), Element.of(Collections)))
            assertEquals(4, status(ask(bad)), () -> "" + bad);
    }

    @Test
    void aGlobalWindowSizeThatIsNoNumberIsStatus4() throws Exception {
        assertEquals(4, status(ask(sync(Element.of(WindowSize, "many"), collection(inbox, "0")))));
    }

    @Test
    void aCollectionThatTheAnswerCannotNameIsStatus4() throws Exception {
        for (String id : List.of("", " ", "x".repeat(65)))
            assertEquals(4, status(ask(sync(collection(inbox, "0"), collection(id, "0")))), id);
        assertEquals(12, status(ask(sync(collection("x".repeat(64), "0"))), "x".repeat(64)));
    }

    @Test
    void theRecipientCacheIsNoFolderThatAFolderSyncWouldBring() throws Exception {
        assertEquals(4, status(ask(sync(collection("RI", "0"))), "RI"));
    }

    @Test
    void aCollectionTwiceIsStatus4AndNothingIsDone() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled(inbox);
        Element commands = commands(Phone.delete(inbox + ":" + uid));
        for (String other : List.of(inbox, " " + inbox, "0" + inbox))
            assertEquals(4, status(ask(sync(collection(inbox, key, commands), collection(other, key)))), other);
        assertEquals(
                4, status(ask(sync(collection("x", key), collection(inbox, key, commands), collection("x", key)))));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void moreCollectionsThanAllowedAreStatus15WithTheLimit() throws Exception {
        var many = new ArrayList<Object>();
        for (int i = 1; i <= 201; i++) many.add(collection("" + i, "0"));
        Element answer = ask(sync(many.toArray()));
        assertEquals(15, status(answer));
        assertEquals("200", limit(answer).orElseThrow());
    }

    @Test
    void aBadCollectionDoesNotSpoilTheOthers() throws Exception {
        wiring.deliver("INBOX", "one");
        String key = key(ask(sync(collection(inbox, "0"))), inbox);
        Element answer = ask(
                sync(collection("x", "1"), collection(inbox, key), collection("99", "1"), collection(trash, "5-z")));
        assertEquals(12, status(answer, "x"));
        assertEquals(List.of("one"), subjects(answer, inbox));
        assertEquals(12, status(answer, "99"));
        assertEquals(3, status(answer, trash));
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 16", "LOGIN, 16", "NOT_ALLOWED, 5", "REFUSED, 5", "FULL, 9", "FOLDER_GONE, 12"})
    void aHostThatFailsInOneCollectionIsItsStatus(Kind kind, int status) throws Exception {
        String two = key(ask(sync(collection(trash, "0"))), trash);
        wiring.deliver("Trash", "two");
        wiring.fail(Operation.CHANGES, kind);
        Element answer = ask(sync(collection(inbox, "0"), collection(trash, two)));
        assertEquals(1, status(answer, inbox));
        assertEquals(status, status(answer, trash));
        assertEquals(two, key(answer, trash), "the key stays");
        wiring.heal();
        assertEquals(List.of("two"), subjects(ask(sync(collection(trash, two))), trash));
    }

    @Test
    void aHostThatIsAwayForAllIsLeftToHttp() throws Exception {
        Element request = sync(collection(inbox, settled(inbox)), collection(trash, settled(trash)));
        wiring.fail(Operation.GLANCE, Kind.UNAVAILABLE);
        assertEquals(503, phone.post("Sync", request).status());
        wiring.heal();
        assertTrue(isQuiet(Optional.of(request)));
    }

    /** A waiting Sync in a thread of its own. */
    private final class Waiting {
        final Held held = new Held();
        final CompletableFuture<Reply> answer = new CompletableFuture<>();

        Waiting(Element request) {
            int asked = wiring.asked(Operation.CHANGES);
            Thread.startVirtualThread(() -> {
                try {
                    answer.complete(wiring.ask("phone", Version.V16_1, "Sync", Optional.of(request), held));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
            Eventually.that("the Sync looks", () -> answer.isDone() || wiring.asked(Operation.CHANGES) > asked);
        }

        Reply get() throws Exception {
            return answer.get(10, TimeUnit.SECONDS);
        }
    }

    private Waiting waiting(Object... more) {
        return new Waiting(sync(Element.of(HeartbeatInterval, 600), collection(inbox, settled(inbox), more)));
    }

    @Test
    void anArrivalEndsTheWaitAtOnce() throws Exception {
        var waiting = waiting();
        wiring.deliver("INBOX", "new");
        assertEquals(List.of("new"), subjects(Desk.document(waiting.get()), inbox));
    }

    @Test
    void aSyncThatHasSomethingDoesNotWait() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        var waiting = waiting(commands(read(inbox + ":" + uid, true)));
        assertEquals(1, response(Desk.document(waiting.get()), inbox, Change, inbox + ":" + uid));
    }

    @ParameterizedTest
    @EnumSource(Held.End.class)
    void aWaitThatIsEndedIsAnEmptyAnswer(Held.End why) throws Exception {
        var waiting = waiting();
        waiting.held.end(why);
        assertInstanceOf(Reply.Empty.class, waiting.get());
    }

    @Test
    void aFolderThatGoesEndsTheWaitWithStatus12() throws Exception {
        wiring.mailbox.create("Work");
        phone.folderSync();
        String work = phone.folder("Work").id();
        var waiting = new Waiting(sync(Element.of(HeartbeatInterval, 600), collection(work, settled(work))));
        wiring.mailbox.remove("Work");
        assertEquals(12, status(Desk.document(waiting.get()), work));
    }

    @Test
    void anArrivalTakesFlagsAlongThatDidNotEndTheWait() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        var waiting = waiting();
        int asked = wiring.asked(Operation.CHANGES);
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Seen"), Set.of());
        wiring.deliver("Trash", "elsewhere");
        assertFalse(waiting.answer.isDone());
        wiring.deliver("INBOX", "new");
        Element answer = Desk.document(waiting.get());
        assertEquals(List.of(inbox + ":" + uid), ids(answer, inbox, Change));
        assertEquals(List.of("new"), subjects(answer, inbox));
        assertTrue(wiring.asked(Operation.CHANGES) > asked);
    }
}
