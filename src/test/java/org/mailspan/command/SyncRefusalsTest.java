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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** What the host refuses: the device, which has done it to its own copy already, is told how things are. */
class SyncRefusalsTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;
    private String id;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
        id = inbox + ":" + wiring.deliver("INBOX", "one");
        phone.syncAll(inbox);
    }

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Sync", request);
    }

    private String current() {
        return phone.collection(inbox).key();
    }

    /** The phone does to its copy what it asks for. */
    private Element reading() {
        phone.local(inbox, id, old -> Element.of(ApplicationData, Element.of(Email.Read, 1)));
        return read(id, true);
    }

    private Element deleting() {
        phone.localDelete(inbox, id);
        return Phone.delete(id);
    }

    private String shown() {
        return phone.collection(inbox).items().get(id).text(Email.Read).orElseThrow();
    }

    private void quiet(String device) throws Exception {
        Reply reply = wiring.ask(device, Version.V16_1, "Sync", Optional.of(phone.request(inbox)), new Held());
        assertTrue(reply instanceof Reply.Empty, reply::toString);
        assertEquals(List.of(), phone.complaints());
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_ALLOWED", "REFUSED", "FULL", "ITEM_GONE", "TOO_LARGE"})
    void aRefusedChangeIsAnsweredWithTheTruth(Kind kind) throws Exception {
        wiring.fail(Operation.CHANGE, kind);
        phone.sync(inbox, reading());
        assertEquals("0", shown());
        quiet("phone");
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_ALLOWED", "REFUSED", "FULL", "ITEM_GONE", "TOO_LARGE"})
    void aRefusedDeletionBringsTheItemBack(Kind kind) throws Exception {
        for (boolean asMove : List.of(true, false)) {
            wiring.fail(asMove ? Operation.MOVE : Operation.DELETE, kind);
            phone.deletesAsMoves(asMove).sync(inbox, deleting());
            assertEquals(Set.of(id), phone.collection(inbox).items().keySet(), "under the id that it had");
            quiet("phone");
        }
    }

    @Test
    void withoutAFolderForItADeletionAsAMoveIsRefusedAndNothingIsLost() throws Exception {
        wiring.mailbox.remove("Trash");
        phone.folderSync();
        Element answer = ask(phone.request(inbox, deleting()));
        assertEquals(5, response(answer, inbox, Delete, id));
        assertEquals(List.of(id), ids(answer, inbox, Add));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void withGetChanges0TheNextAnswerCorrectsIt() throws Exception {
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        String two = inbox + ":" + wiring.deliver("INBOX", "two");
        phone.syncAll(inbox);
        Element none = Element.of(GetChanges, 0);
        Element answer = ask(sync(collection(inbox, current(), none, commands(read(id, true), Phone.delete(two)))));
        assertFalse(in(answer, inbox).has(Commands));
        wiring.restart();
        answer = ask(sync(collection(inbox, key(answer, inbox))));
        assertEquals(List.of(id), ids(answer, inbox, Change));
        assertEquals(List.of(two), ids(answer, inbox, Add));
        assertFalse(more(answer, inbox));
    }

    @Test
    void aRefusalWakesAPingAndCountsInAnEstimate() throws Exception {
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        Element answer = ask(sync(collection(inbox, current(), Element.of(GetChanges, 0), commands(read(id, true)))));
        Element ping = wiring.ask("phone", "Ping", ping(1, inbox));
        assertEquals("2", ping.text(org.mailspan.wbxml.Ping.Status).orElseThrow());
        ask(sync(collection(inbox, key(answer, inbox))));
        ping = wiring.ask("phone", "Ping", ping(1, inbox));
        assertEquals("1", ping.text(org.mailspan.wbxml.Ping.Status).orElseThrow(), "it was told");
    }

    @Test
    void aLostAnswerToARefusalIsAnsweredAgain() throws Exception {
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        Element change = reading();
        phone.syncAndLose(inbox, change);
        wiring.restart();
        phone.sync(inbox, change);
        assertEquals("0", shown());
        Element deletion = deleting();
        phone.syncAndLose(inbox, deletion);
        phone.sync(inbox, deletion);
        assertEquals(Set.of(id), phone.collection(inbox).items().keySet());
        quiet("phone");
    }

    @Test
    void whatIsAllowedWhenItIsAskedAgainIsNotBroughtBack() throws Exception {
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        Element deletion = deleting();
        phone.syncAndLose(inbox, deletion);
        wiring.heal();
        phone.sync(inbox, deletion);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(1, wiring.mailbox.messages("Trash").size());
        quiet("phone");
    }

    @Test
    void aRefusedDeletionOfAnItemThatThenGoesIsNotTold() throws Exception {
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        wiring.beforeEach(operation -> {
            if (operation == Operation.CHANGES) wiring.mailbox.expunge("INBOX", List.of(1L));
        });
        phone.sync(inbox, deleting());
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        quiet("phone");
    }

    @Test
    void theOtherDeviceHearsNothingOfIt() throws Exception {
        Phone other = wiring.phone("other", Version.V14_1);
        other.syncAll(inbox);
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        phone.sync(inbox, reading());
        phone.sync(inbox, deleting());
        assertTrue(other.post("Sync", other.request(inbox)).document().isEmpty());
    }

    @Test
    void whatTheDeviceShowsWronglyIsToldInThePlaceItMovesItTo() throws Exception {
        wiring.mailbox.create("Work");
        phone.folderSync();
        String work = phone.folder("Work").id();
        phone.syncAll(work);
        wiring.fail(Operation.CHANGE, Kind.NOT_ALLOWED);
        phone.syncAndLose(inbox, reading());
        phone.move(id, inbox, work);
        phone.syncAll(work);
        Element item = phone.collection(work).items().values().iterator().next();
        assertEquals("0", item.text(Email.Read).orElseThrow());
        assertEquals(List.of(), phone.complaints());
    }
}
