package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.MemoryBackend.Tells;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** What a device asks Sync to do: Change, Delete, Fetch, Add, and that its own doing does not come back to it. */
class SyncChangesTest {
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

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Sync", request);
    }

    private Reply reply(Element request) throws Exception {
        return wiring.ask("phone", Version.V16_1, "Sync", Optional.of(request), new org.mailspan.push.Held());
    }

    private String settled(String folder) {
        phone.syncAll(folder);
        return phone.collection(folder).key();
    }

    /** Does something and looks that the next answer has nothing. */
    private Element done(String key, Object... more) throws Exception {
        Element answer = ask(sync(collection(inbox, key, more)));
        assertEquals(1, status(answer, inbox));
        assertFalse(in(answer, inbox).has(Commands), () -> "an echo in " + answer);
        assertTrue(
                reply(sync(collection(inbox, key(answer, inbox)))) instanceof Reply.Empty, "the next Sync has no echo");
        return answer;
    }

    @Test
    void readIsSetAndTaken() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        Element answer = done(settled(inbox), commands(read(id, true)));
        assertEquals(1, response(answer, inbox, Change, id));
        assertTrue(wiring.flags("INBOX", uid).contains("\\Seen"));
        done(key(answer, inbox), commands(read(id, false)));
        assertFalse(wiring.flags("INBOX", uid).contains("\\Seen"));
    }

    @Test
    void flagStatus2FlagsAnd0And1AndAnEmptyFlagClear() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        for (Element clear : List.of(flag(0), flag(1), Element.of(Email.Flag))) {
            Element set = done(key, commands(change(id, flag(2))));
            assertTrue(wiring.flags("INBOX", uid).contains("\\Flagged"));
            Element cleared = done(key(set, inbox), commands(change(id, clear)));
            assertFalse(wiring.flags("INBOX", uid).contains("\\Flagged"), () -> "after " + clear);
            key = key(cleared, inbox);
        }
    }

    @Test
    void otherFlagsOfTheMailStay() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Answered", "custom"), Set.of());
        done(settled(inbox), commands(read(inbox + ":" + uid, true)));
        assertEquals(Set.of("\\Answered", "\\Seen", "custom"), wiring.flags("INBOX", uid));
    }

    @Test
    void ofSeveralChangesToOneMailTheLastWordOnEachFieldStands() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        Element[] changes = {read(id, true), change(id, flag(2)), read(id, false), read(id, true), change(id, flag(0))};
        Element answer = done(settled(inbox), commands(changes));
        assertEquals(Set.of("\\Seen"), wiring.flags("INBOX", uid));
        assertEquals(1, response(answer, inbox, Change, id));
        done(key(answer, inbox), commands(read(id, true), read(id, false)));
        assertEquals(Set.of(), wiring.flags("INBOX", uid));
    }

    @Test
    void aChangeMadeElsewhereToTheSameMailIsStillTold() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Flagged"), Set.of());
        Element answer = ask(sync(collection(inbox, key, commands(read(id, true)))));
        Element data =
                in(answer, inbox).first(Commands, Change, ApplicationData).orElseThrow();
        assertEquals("2", data.text(Email.Flag, Email.Status).orElseThrow());
        assertEquals("1", data.text(Email.Read).orElseThrow());
    }

    @Test
    void aChangeKnownToTheIndexButNotToTheDeviceIsStillTold() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Flagged"), Set.of());
        wiring.phone("other", Version.V16_1).syncAll(inbox);
        Element answer = ask(sync(collection(inbox, key, commands(read(id, true)))));
        assertEquals(List.of(id), ids(answer, inbox, Change));
    }

    @Test
    void anOwnChangeIsToldToTheOtherDevice() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        Phone other = wiring.phone("other", Version.V14_1);
        other.syncAll(inbox);
        done(settled(inbox), commands(read(inbox + ":" + uid, true)));
        other.syncAll(inbox);
        assertEquals(
                "1",
                other.collection(inbox)
                        .items()
                        .get(inbox + ":" + uid)
                        .text(Email.Read)
                        .orElseThrow());
    }

    @Test
    void aRepeatedChangeIsNotEchoedEither() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        ask(sync(collection(inbox, key, commands(read(id, true)))));
        Element again = done(key, commands(read(id, true)));
        assertEquals(1, response(again, inbox, Change, id));
    }

    @Test
    void aChangeOfAMailThatIsGoneIsStatus8AndItsDeletionIsTold() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        wiring.mailbox.expunge("INBOX", List.of(uid));
        Element answer = ask(sync(collection(inbox, key, commands(read(id, true)))));
        assertEquals(8, response(answer, inbox, Change, id));
        assertEquals(List.of(id), ids(answer, inbox, Delete));
    }

    @Test
    void idsThatWereNeverGivenAreStatus8() throws Exception {
        String key = settled(inbox);
        for (String id : List.of("99:1", inbox + ":77", "nonsense", "", inbox + ":")) {
            Element answer =
                    ask(sync(collection(inbox, key, commands(read(id, true), Phone.delete(id), Phone.fetch(id)))));
            assertEquals(8, response(answer, inbox, Change, id), id);
            assertEquals(8, response(answer, inbox, Delete, id), id);
            assertEquals(8, response(answer, inbox, Fetch, id), id);
            key = key(answer, inbox);
        }
    }

    @Test
    void aMalformedChangeIsStatus6AndChangesNothing() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        Element bad = change(id, Element.of(Email.Flag, Element.of(Email.Status, "x")), Element.of(Email.Read, 1));
        Element none = Element.of(Change, Element.of(ServerId, id));
        for (Element one : List.of(bad, none)) {
            Element answer = ask(sync(collection(inbox, settled(inbox), commands(one))));
            assertEquals(6, response(answer, inbox, Change, id), () -> "" + one);
            assertEquals(List.of(id), ids(answer, inbox, Change), "the device is told how it is");
        }
        assertEquals(Set.of(), wiring.flags("INBOX", uid));
    }

    @Test
    void mailIsNotAddedBySync() throws Exception {
        Element add = Element.of(
                Add, Element.of(ClientId, "c1"), Element.of(ApplicationData, Element.of(Email.Subject, "mine")));
        assertEquals(6, response(done(settled(inbox), commands(add)), inbox, Add, "c1"));
        assertEquals(List.of(), wiring.mailbox.messages("INBOX"));
    }

    @Test
    void aDeleteMovesToDeletedItemsByDefault() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        settled(trash);
        Element answer = done(settled(inbox), commands(Phone.delete(inbox + ":" + uid)));
        assertFalse(in(answer, inbox).has(Responses), "a success is not listed");
        assertEquals(List.of(), wiring.mailbox.messages("INBOX"));
        assertEquals(1, wiring.mailbox.messages("Trash").size());
        phone.syncAll(trash);
        assertEquals(1, phone.collection(trash).items().size(), "its arrival in Deleted Items is told");
    }

    @Test
    void deletesAsMoves0DeletesForGood() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        done(settled(inbox), Element.of(DeletesAsMoves, 0), commands(Phone.delete(inbox + ":" + uid)));
        assertEquals(List.of(), wiring.mailbox.messages("INBOX"));
        assertEquals(List.of(), wiring.mailbox.messages("Trash"));
    }

    @Test
    void aDeleteWithinDeletedItemsIsForGood() throws Exception {
        long uid = wiring.deliver("Trash", "one");
        Element answer = ask(sync(collection(
                trash, settled(trash), Element.of(DeletesAsMoves, 1), commands(Phone.delete(trash + ":" + uid)))));
        assertFalse(in(answer, trash).has(Commands));
        assertEquals(List.of(), wiring.mailbox.messages("Trash"));
    }

    @Test
    void aForeignDeletedMessageStandsUntouched() throws Exception {
        long mine = wiring.deliver("INBOX", "mine");
        long foreign = wiring.deliver("INBOX", "foreign");
        String key = settled(inbox);
        wiring.mailbox.flag("INBOX", foreign, Set.of("\\Deleted"), Set.of());
        ask(sync(collection(inbox, key, Element.of(DeletesAsMoves, 0), commands(Phone.delete(inbox + ":" + mine)))));
        assertEquals(Set.of("\\Deleted"), wiring.flags("INBOX", foreign));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void aRepeatedDeleteIsDoneOnce() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        ask(sync(collection(inbox, key, commands(Phone.delete(id)))));
        Element again = done(key, commands(Phone.delete(id)));
        assertFalse(in(again, inbox).has(Responses));
        assertEquals(1, wiring.mailbox.messages("Trash").size());
    }

    /** The type of the body is as asked; its size is that of all of it (MS-ASCMD_R2956). */
    @Test
    void fetchBringsTheWholeItemWithTheOptions() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        Element answer = done(settled(inbox), options(plainBody(4)), commands(Phone.fetch(id)));
        assertEquals(1, response(answer, inbox, Fetch, id));
        Element data =
                in(answer, inbox).first(Responses, Fetch, ApplicationData).orElseThrow();
        assertEquals("one", data.text(Email.Subject).orElseThrow());
        Element body = data.first(AirSyncBase.Body).orElseThrow();
        assertEquals("1", body.text(AirSyncBase.Type).orElseThrow());
        assertFalse(body.has(AirSyncBase.Truncated));
        assertEquals(
                body.text(AirSyncBase.EstimatedDataSize).orElseThrow(),
                "" + body.text(AirSyncBase.Data).orElseThrow().length());
    }

    @Test
    void whatDoesNotFitIntoAnAnswerIsToBeFetchedAgain() throws Exception {
        wiring.close();
        wiring = new Wiring(directory.resolve("narrow"), Wiring.octets(9_000), Tells.INCREMENTAL);
        phone = wiring.phone().bodies(plainBody(2_000_000));
        String text = "x".repeat(5_000);
        for (int i = 0; i < 9; i++) wiring.deliver("INBOX", "mail " + i, text);
        phone.syncAll(inbox);
        wiring.deliver("INBOX", "new");
        List<String> wanted = List.copyOf(phone.collection(inbox).items().keySet());
        int fetched = 0;
        for (int requests = 1; !wanted.isEmpty(); requests++) {
            assertTrue(requests < 9, "it does not end");
            Element[] fetches = wanted.stream().map(Phone::fetch).toArray(Element[]::new);
            Element answer = ask(phone.request(inbox, fetches));
            phone.apply(inbox, new Phone.Answer(200, Optional.of(answer)));
            var left = wanted.stream()
                    .filter(id -> response(answer, inbox, Fetch, id) != 1)
                    .toList();
            for (String id : left) assertEquals(16, response(answer, inbox, Fetch, id), "the device is to ask again");
            int now = wanted.size() - left.size();
            assertTrue(now >= 1 && now <= 4, () -> "fetched at once: " + now);
            fetched += now;
            wanted = left;
        }
        assertEquals(9, fetched);
        phone.syncAll(inbox);
        assertEquals(10, phone.collection(inbox).items().size());
    }

    @Test
    void commandsWithGetChanges0AreDoneAndNothingElseIsTold() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled(inbox);
        wiring.deliver("INBOX", "two");
        Element answer =
                ask(sync(collection(inbox, key, Element.of(GetChanges, 0), commands(read(inbox + ":" + uid, true)))));
        assertEquals(1, response(answer, inbox, Change, inbox + ":" + uid));
        assertFalse(in(answer, inbox).has(Commands));
        assertEquals(List.of("two"), subjects(ask(sync(collection(inbox, key(answer, inbox)))), inbox));
    }

    @Test
    void aFullMailboxIsStatus9() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        wiring.fail(Operation.MOVE, Kind.FULL);
        assertEquals(9, response(ask(sync(collection(inbox, key, commands(Phone.delete(id))))), inbox, Delete, id));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void whatTheHostForbidsIsStatus5() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String id = inbox + ":" + uid;
        String key = settled(inbox);
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        Element answer = ask(sync(collection(inbox, key, commands(read(id, true), Phone.delete(id)))));
        assertEquals(5, response(answer, inbox, Change, id));
        assertEquals(5, response(answer, inbox, Delete, id));
    }

    @Test
    void aHostThatFailsMidwayLosesNothing() throws Exception {
        long one = wiring.deliver("INBOX", "one");
        long two = wiring.deliver("INBOX", "two");
        Element request = sync(collection(
                inbox, settled(inbox), commands(read(inbox + ":" + one, true), Phone.delete(inbox + ":" + two))));
        wiring.fail(Operation.MOVE, Kind.UNAVAILABLE);
        assertEquals(503, phone.post("Sync", request).status());
        assertEquals(Set.of("\\Seen"), wiring.flags("INBOX", one));
        wiring.heal();
        Element answer = ask(request);
        assertEquals(1, response(answer, inbox, Change, inbox + ":" + one));
        assertFalse(in(answer, inbox).has(Commands), () -> "an echo in " + answer);
        assertEquals(1, wiring.mailbox.messages("Trash").size());
    }

    @Test
    void aHostThatFailsAfterTheCommandsStillAnswersThem() throws Exception {
        long uid = wiring.deliver("INBOX", "one");
        String key = settled(inbox);
        wiring.deliver("INBOX", "two");
        wiring.fail(Operation.READ, Kind.UNAVAILABLE);
        Element answer = ask(sync(collection(inbox, key, commands(read(inbox + ":" + uid, true)))));
        assertEquals(1, response(answer, inbox, Change, inbox + ":" + uid));
        assertTrue(more(answer, inbox));
        wiring.heal();
        assertEquals(List.of("two"), subjects(ask(sync(collection(inbox, key(answer, inbox)))), inbox));
    }
}
