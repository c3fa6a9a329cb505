package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Move.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** MoveItems: its statuses, new ids that work, and that neither folder tells the device again. */
class MoveItemsTest {
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
    }

    private static Element move(String item, String from, String to) {
        return Element.of(Move, Element.of(SrcMsgId, item), Element.of(SrcFldId, from), Element.of(DstFldId, to));
    }

    private List<Element> ask(Element... moves) throws Exception {
        return wiring.ask("phone", "MoveItems", Element.of(MoveItems, List.of(moves)))
                .all(Response)
                .toList();
    }

    private static int status(Element response) {
        return Integer.parseInt(response.text(org.mailspan.wbxml.Move.Status).orElseThrow());
    }

    /** Delivers one and has the phone know both folders. */
    private String settled() {
        long uid = wiring.deliver("INBOX", "one");
        phone.syncAll(inbox);
        phone.syncAll(work);
        return inbox + ":" + uid;
    }

    private void quiet(String... folders) {
        for (String id : folders)
            assertTrue(phone.post("Sync", phone.request(id)).document().isEmpty(), "something is told in " + id);
    }

    @Test
    void aMovedItemHasANewIdThatWorksInTheNextSync() throws Exception {
        String id = settled();
        assertEquals(3, phone.move(id, inbox, work));
        quiet(inbox, work);
        String moved = phone.collection(work).items().keySet().iterator().next();
        assertNotEquals(id, moved);
        assertEquals(1, phone.sync(work, Phone.change(moved, Element.of(Email.Read, 1))));
        assertEquals(
                Set.of("\\Seen"), wiring.mailbox.messages("Work").getFirst().flags());
        assertEquals(List.of(), wiring.mailbox.messages("INBOX"));
        quiet(inbox, work);
    }

    @Test
    void theOtherDeviceIsToldOfBothSides() throws Exception {
        String id = settled();
        Phone other = wiring.phone("other", Version.V14_0);
        other.syncAll(inbox);
        other.syncAll(work);
        phone.move(id, inbox, work);
        other.syncAll(inbox);
        other.syncAll(work);
        assertEquals(0, other.collection(inbox).items().size());
        assertEquals(1, other.collection(work).items().size());
        assertEquals(List.of(), other.complaints());
    }

    @Test
    void aRepeatedMoveGetsTheSameAnswer() throws Exception {
        Element move = move(settled(), inbox, work);
        Element first = ask(move).getFirst();
        assertEquals(first, ask(move).getFirst());
        wiring.restart();
        assertEquals(first, ask(move).getFirst());
        quiet(inbox, work);
        assertEquals(1, wiring.mailbox.messages("Work").size());
    }

    @Test
    void aRepeatedMoveIsAnsweredWhenTheIndexHasForgottenTheItem() throws Exception {
        String id = settled();
        Element first = ask(move(id, inbox, work)).getFirst();
        for (int i = 0; i < 3; i++) {
            wiring.deliver("INBOX", "later");
            phone.syncAll(inbox);
        }
        long folder = Long.parseLong(inbox);
        long key = Long.parseLong(id.substring(id.indexOf(':') + 1));
        assertTrue(wiring.store().read(rows -> rows.item(folder, key)).isEmpty(), "the row is purged");
        assertEquals(first, ask(move(id, inbox, work)).getFirst());
        assertEquals(
                1,
                status(ask(move(id, inbox, phone.folder(FolderType.DeletedItems).id()))
                        .getFirst()));
        wiring.now = wiring.now.plus(Duration.ofDays(367));
        String other = inbox + ":" + wiring.deliver("INBOX", "another");
        phone.syncAll(inbox);
        ask(move(other, inbox, work));
        assertEquals(1, status(ask(move(id, inbox, work)).getFirst()), "not for ever");
    }

    @Test
    void aMoveIsOneTransaction() throws Exception {
        String id = settled();
        int before = wiring.commits();
        ask(move(id, inbox, work));
        assertEquals(1, wiring.commits() - before);
    }

    @Test
    void aFlagOfALostAnswerIsToldInTheNewPlace() throws Exception {
        String id = settled();
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Flagged"), Set.of());
        phone.syncAndLose(inbox);
        assertEquals(3, phone.move(id, inbox, work));
        phone.syncAll(work);
        phone.syncAll(inbox);
        Element item = phone.collection(work).items().values().iterator().next();
        assertEquals("2", item.text(Email.Flag, Email.Status).orElseThrow());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aFlagSetAfterTheMoveIsToldThoughTheDeviceChangesAnother() throws Exception {
        String id = settled();
        wiring.deliver("Work", "in the way");
        assertEquals(3, phone.move(id, inbox, work));
        String moved = phone.collection(work).items().keySet().iterator().next();
        wiring.mailbox.flag("Work", 2, Set.of("\\Flagged"), Set.of());
        String key = phone.collection(work).key();
        phone.post("GetItemEstimate", Ask.estimate(Ask.estimated(work, key)));
        phone.window(1).sync(work, Ask.read(moved, true));
        phone.syncAll(work);
        assertEquals(
                "2",
                phone.collection(work)
                        .items()
                        .get(moved)
                        .text(Email.Flag, Email.Status)
                        .orElseThrow());
    }

    @Test
    void aMoveThatTheOtherDeviceDidFirstIsStatus1AndBothSidesAreTold() throws Exception {
        String id = settled();
        Phone other = wiring.phone("other", Version.V16_1);
        other.syncAll(inbox);
        other.syncAll(work);
        other.sync(inbox, Phone.change(id, Element.of(Email.Read, 1)));
        other.move(id, inbox, work);
        assertEquals(1, phone.move(id, inbox, work), "it was moved out before");
        phone.syncAll(inbox);
        phone.syncAll(work);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(1, phone.collection(work).items().size());
        Element item = phone.collection(work).items().values().iterator().next();
        assertEquals("1", item.text(Email.Read).orElseThrow(), "what the other one did before is told");
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aBatchIsAnsweredInItsOrder() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        wiring.deliver("INBOX", "two");
        wiring.deliver("INBOX", "three");
        String one = settled();
        String two = inbox + ":1";
        String three = inbox + ":2";
        var answers = ask(
                move(one, inbox, work),
                move(two, inbox, trash),
                move("nonsense", inbox, work),
                move(three, inbox, work),
                move(three, inbox, inbox));
        assertEquals(
                List.of(one, two, "nonsense", three, three),
                answers.stream().map(r -> r.text(SrcMsgId).orElseThrow()).toList());
        assertEquals(
                List.of(3, 3, 1, 3, 4),
                answers.stream().map(MoveItemsTest::status).toList());
        assertEquals(2, wiring.mailbox.messages("Work").size());
        assertEquals(1, wiring.mailbox.messages("Trash").size());
    }

    @Test
    void anItemThatIsAskedForTwiceIsMovedOnce() throws Exception {
        String id = settled();
        var same = ask(move(id, inbox, work), move(id, inbox, work));
        assertEquals(same.getFirst(), same.getLast());
        assertEquals(1, wiring.mailbox.messages("Work").size());
    }

    @Test
    void anItemThatIsAskedForIntoTwoFoldersGoesIntoTheFirst() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        String id = settled();
        Element move = move(id, inbox, work);
        var both = ask(move, move(id, inbox, trash));
        assertEquals(List.of(3, 1), both.stream().map(MoveItemsTest::status).toList());
        assertEquals(both.getFirst(), ask(move).getFirst(), "and a repetition knows where");
        quiet(inbox, work);
    }

    @ParameterizedTest
    @CsvSource({"99:1", "1", "abc:def", "3:"})
    void aSourceItemThatIsNotThereIsStatus1(String item) throws Exception {
        settled();
        assertEquals(1, status(ask(move(item, inbox, work)).getFirst()));
    }

    @Test
    void aSourceFolderThatIsNotTheItemsIsStatus1() throws Exception {
        String id = settled();
        for (String from : List.of(work, "99", "x", ""))
            assertEquals(1, status(ask(move(id, from, work)).getFirst()), "from " + from);
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void aDestinationThatIsNotThereIsStatus2() throws Exception {
        String id = settled();
        for (String to :
                List.of("99", "0", "x", "", phone.folder(FolderType.Outbox).id()))
            assertEquals(2, status(ask(move(id, inbox, to)).getFirst()), "to " + to);
        wiring.mailbox.remove("Work");
        assertEquals(2, status(ask(move(id, inbox, work)).getFirst()), "gone at the host");
    }

    @Test
    void theSameFolderIsStatus4() throws Exception {
        assertEquals(4, status(ask(move(settled(), inbox, inbox)).getFirst()));
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 7", "LOGIN, 7", "FULL, 5", "NOT_ALLOWED, 5", "REFUSED, 5", "TOO_LARGE, 5", "ITEM_GONE, 1"
    })
    void whatTheHostSaysIsAStatus(Kind kind, int status) throws Exception {
        String id = settled();
        wiring.fail(Operation.MOVE, kind);
        assertEquals(status, status(ask(move(id, inbox, work)).getFirst()));
        wiring.heal();
        assertEquals(3, status(ask(move(id, inbox, work)).getFirst()));
    }

    @Test
    void anItemThatSomebodyElseMovedIsStatus1AndItsDeletionIsTold() throws Exception {
        String id = settled();
        wiring.mailbox.move("INBOX", 1, "Trash");
        assertEquals(1, status(ask(move(id, inbox, work)).getFirst()));
        phone.syncAll(inbox);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aFlagThatTheDeviceDidNotKnowIsToldInTheNewPlace() throws Exception {
        String id = settled();
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Flagged"), Set.of());
        assertEquals(3, phone.move(id, inbox, work));
        phone.syncAll(work);
        Element item = phone.collection(work).items().values().iterator().next();
        assertEquals("2", item.text(Email.Flag, Email.Status).orElseThrow());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aMoveBeforeTheFirstSyncOfTheDestinationIsNotTold() throws Exception {
        wiring.deliver("INBOX", "one");
        wiring.deliver("Work", "there before");
        phone.syncAll(inbox);
        phone.sync(work);
        phone.move(inbox + ":1", inbox, work);
        phone.syncAll(work);
        assertEquals(2, phone.collection(work).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aMoveWithoutAnItemOrWithTwoDestinationsIsStatus5AndNothingIsMoved() throws Exception {
        String id = settled();
        Element twice = Element.of(
                Move,
                Element.of(SrcMsgId, id),
                Element.of(SrcFldId, inbox),
                Element.of(DstFldId, work),
                Element.of(DstFldId, phone.folder(FolderType.DeletedItems).id()));
        for (Element bad : List.of(twice, move("", inbox, work), Element.of(Move))) {
            Element answer = wiring.ask("phone", "MoveItems", Element.of(MoveItems, move(id, inbox, work), bad));
            assertEquals("5", answer.text(org.mailspan.wbxml.Move.Status).orElseThrow());
        }
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    @Shows("MS-ASCMD_R5653")
    void moreThan1000MovesAreRefusedAndNothingIsMoved() throws Exception {
        String id = settled();
        var moves = new ArrayList<Element>(Collections.nCopies(1000, move("1:1", "1", work)));
        moves.add(move(id, inbox, work));
        Element request = Element.of(MoveItems, moves);
        assertEquals(
                "103",
                wiring.ask("phone", "MoveItems", request)
                        .text(org.mailspan.wbxml.Move.Status)
                        .orElseThrow());
        Reply old = wiring.ask("phone", Version.V12_1, "MoveItems", Optional.of(request), new Held());
        assertTrue(old instanceof Reply.Refused(int status, var why) && status == 400, old::toString);
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
        Element all = Element.of(MoveItems, moves.subList(1, 1001));
        assertEquals(1000, wiring.ask("phone", "MoveItems", all).all(Response).count());
        assertEquals(1, wiring.mailbox.messages("Work").size());
    }

    @Test
    void aRequestWithoutMovesIsStatus5() throws Exception {
        Element answer = wiring.ask("phone", "MoveItems", Element.of(MoveItems));
        assertEquals("5", answer.text(org.mailspan.wbxml.Move.Status).orElseThrow());
        Reply empty = wiring.ask("phone", Version.V12_1, "MoveItems", Optional.empty(), new Held());
        assertEquals(
                "5", Desk.document(empty).text(org.mailspan.wbxml.Move.Status).orElseThrow());
    }
}
