package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Tasks;

/** A flag's dates and reminder: kept for all devices, though a host keeps one bit. */
class FollowUpTest {
    private static final String DUE = "2026-12-01T00:00:00.000Z";
    private static final String LATER = "2026-12-24T00:00:00.000Z";

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private Phone tablet;
    private String inbox;

    @BeforeEach
    void twoDevicesHaveAMessage() {
        wiring = new Wiring(directory);
        wiring.mailbox.create("Work");
        phone = wiring.phone();
        tablet = wiring.phone("tablet", Version.V14_1);
        inbox = phone.folder(FolderType.Inbox).id();
        wiring.deliver("INBOX", "one");
        phone.syncAll(inbox);
        tablet.syncAll(inbox);
    }

    private static Element flag(String due) {
        return Element.of(
                Email.Flag,
                Element.of(Tasks.Subject, "call back"),
                Element.of(Email.Status, 2),
                Element.of(Email.FlagType, "for Follow Up"),
                Element.of(Tasks.StartDate, DUE),
                Element.of(Tasks.DueDate, due),
                Element.of(Tasks.UtcStartDate, DUE),
                Element.of(Tasks.UtcDueDate, due),
                Element.of(Tasks.ReminderSet, 1),
                Element.of(Tasks.ReminderTime, due));
    }

    private static Element complete() {
        return Element.of(
                Email.Flag,
                Element.of(Email.Status, 1),
                Element.of(Email.CompleteTime, DUE),
                Element.of(Tasks.DateCompleted, DUE));
    }

    private void change(Phone device, Element flag) {
        String id = only(device, inbox);
        assertEquals(1, device.sync(inbox, Phone.change(id, flag)));
        device.local(inbox, id, item -> laidOver(item, flag));
    }

    private static Element laidOver(Element item, Element flag) {
        return Element.of(item.tag(), item.elements().filter(e -> !e.tag().equals(Email.Flag)), flag);
    }

    private static String only(Phone device, String folder) {
        return device.collection(folder).items().keySet().iterator().next();
    }

    private static Optional<String> due(Phone device, String folder) {
        return item(device, folder).text(Email.Flag, Tasks.DueDate);
    }

    private static Element item(Phone device, String folder) {
        return device.collection(folder).items().get(only(device, folder));
    }

    private boolean isFlaggedAtHost() {
        return wiring.mailbox.messages("INBOX").getFirst().flags().contains("\\Flagged");
    }

    @Test
    void theOtherDeviceHasAllOfIt() {
        change(phone, flag(DUE));
        assertTrue(isFlaggedAtHost());
        tablet.syncAll(inbox);
        assertEquals(Optional.of(DUE), due(tablet, inbox));
        assertEquals(Optional.of("1"), item(tablet, inbox).text(Email.Flag, Tasks.ReminderSet));
        Phone fresh = wiring.phone("fresh", Version.V16_1);
        fresh.syncAll(inbox);
        assertEquals(Optional.of(DUE), due(fresh, inbox));
    }

    @Test
    void aNewDateReachesTheOtherDeviceAndIsNoEcho() {
        change(phone, flag(DUE));
        tablet.syncAll(inbox);
        change(tablet, flag(LATER));
        assertEquals(0, changes("tablet"), "its own change");
        phone.syncAll(inbox);
        assertEquals(Optional.of(LATER), due(phone, inbox));
    }

    /** Commands of an answer to a device that has nothing to say. */
    private int changes(String device) {
        Phone asks = device.equals("tablet") ? tablet : phone;
        return asks.post("Sync", asks.request(inbox))
                .document()
                .map(answer ->
                        (int) answer.all(AirSync.Collections, AirSync.Collection, AirSync.Commands, AirSync.Change)
                                .count())
                .orElse(0);
    }

    @Test
    void anotherClientThatReadsTheMailDoesNotTakeTheDatesAway() {
        change(phone, flag(DUE));
        long uid = wiring.mailbox.messages("INBOX").getFirst().uid();
        wiring.mailbox.flag("INBOX", uid, Set.of("\\Seen"), Set.of());
        phone.syncAll(inbox);
        assertEquals(Optional.of("1"), item(phone, inbox).text(Email.Read));
        assertEquals(Optional.of(DUE), due(phone, inbox));
    }

    @Test
    void anotherClientThatTakesTheFlagAwayIsBelieved() {
        change(phone, flag(DUE));
        long uid = wiring.mailbox.messages("INBOX").getFirst().uid();
        wiring.mailbox.flag("INBOX", uid, Set.of(), Set.of("\\Flagged"));
        phone.syncAll(inbox);
        assertEquals(Optional.empty(), due(phone, inbox));
        assertEquals(Optional.empty(), item(phone, inbox).text(Email.Flag, Email.Status));
    }

    @Test
    void whatIsCompletedIsNotFlaggedAtTheHostAndCompletedEverywhere() {
        change(phone, flag(DUE));
        change(phone, complete());
        assertEquals(false, isFlaggedAtHost());
        tablet.syncAll(inbox);
        assertEquals(Optional.of("1"), item(tablet, inbox).text(Email.Flag, Email.Status));
        assertEquals(Optional.of(DUE), item(tablet, inbox).text(Email.Flag, Email.CompleteTime));
        change(tablet, Element.of(Email.Flag));
        phone.syncAll(inbox);
        assertEquals(Optional.empty(), item(phone, inbox).text(Email.Flag, Email.Status));
    }

    @Test
    void itGoesAlongWhenTheMessageIsMoved() {
        change(phone, flag(DUE));
        String work = phone.folder("Work").id();
        phone.syncAll(work);
        assertEquals(3, phone.move(only(phone, inbox), inbox, work));
        tablet.syncAll(inbox);
        tablet.syncAll(work);
        assertEquals(Optional.of(DUE), due(tablet, work));
    }

    @Test
    void itOutlivesARestart() {
        change(phone, flag(DUE));
        wiring.restart();
        tablet.syncAll(inbox);
        assertEquals(Optional.of(DUE), due(tablet, inbox));
        assertEquals(List.of(), tablet.complaints());
    }
}
