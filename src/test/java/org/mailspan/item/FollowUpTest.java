package org.mailspan.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.Tasks;

/** Flags as clients set and clear them (quirk E8), and what MS-ASEMAIL answers with Status 6. */
final class FollowUpTest {
    private static final String MONDAY = "2026-11-23T00:00:00.000Z";
    private static final String FRIDAY = "2026-11-27T00:00:00.000Z";

    private static Optional<FollowUp> flag(Object... children) {
        var data = Element.of(AirSync.ApplicationData, Element.of(Email.Flag, children));
        return ApplicationData.read(EmailFields.TABLE, data).item().get(EmailFields.Flag);
    }

    private static Element dated(Tag tag, String date) {
        return Element.of(tag, date);
    }

    private static Element status(int value) {
        return Element.of(Email.Status, value);
    }

    @Test
    void onlyStatus2IsFlagged() {
        assertTrue(flag(status(2)).orElseThrow().isFlagged());
        assertFalse(flag(status(1)).orElseThrow().isFlagged());
        assertFalse(flag(status(0)).orElseThrow().isFlagged());
        assertFalse(flag().orElseThrow().isFlagged());
    }

    @Test
    void anotherStatusIsMalformed() {
        assertEquals(Optional.empty(), flag(status(3)));
        assertEquals(Optional.empty(), flag(Element.of(Email.Status, "two")));
    }

    @Test
    void allThatAPhoneSetsIsKept() {
        var sent = Element.of(
                Email.Flag,
                Element.of(Tasks.Subject, "Call"),
                status(2),
                Element.of(Email.FlagType, "FollowUp"),
                dated(Tasks.StartDate, MONDAY),
                dated(Tasks.DueDate, FRIDAY),
                dated(Tasks.UtcStartDate, MONDAY),
                dated(Tasks.UtcDueDate, FRIDAY),
                Element.of(Tasks.ReminderSet, 1),
                dated(Tasks.ReminderTime, MONDAY),
                dated(Tasks.OrdinalDate, MONDAY),
                Element.of(Tasks.SubOrdinalDate, "5555555"));
        var read = ApplicationData.read(EmailFields.TABLE, Element.of(AirSync.ApplicationData, sent));
        assertEquals(List.of(sent), ApplicationData.write(EmailFields.TABLE, read.item(), Version.V14_1));
    }

    @Test
    void completedFlagsKeepTheirTimes() {
        var flag = flag(status(1), dated(Tasks.DateCompleted, MONDAY), dated(Email.CompleteTime, MONDAY))
                .orElseThrow();
        assertEquals(
                MONDAY,
                org.mailspan.protocol.DataTypes.dateTime(
                        flag.fields().get(FollowUp.CompleteTime).orElseThrow()));
    }

    @Test
    void theFourDatesComeTogether() {
        assertEquals(Optional.empty(), flag(status(2), dated(Tasks.DueDate, FRIDAY)));
        assertEquals(Optional.empty(), flag(status(2), dated(Tasks.StartDate, MONDAY), dated(Tasks.DueDate, FRIDAY)));
    }

    @Test
    void nothingIsDueBeforeItStarts() {
        assertEquals(
                Optional.empty(),
                flag(
                        status(2),
                        dated(Tasks.StartDate, FRIDAY),
                        dated(Tasks.DueDate, MONDAY),
                        dated(Tasks.UtcStartDate, FRIDAY),
                        dated(Tasks.UtcDueDate, MONDAY)));
    }

    @Test
    void aReminderNeedsItsTime() {
        assertEquals(Optional.empty(), flag(status(2), Element.of(Tasks.ReminderSet, 1)));
        assertTrue(flag(status(2), Element.of(Tasks.ReminderSet, 0)).isPresent());
    }

    @Test
    void noFlagIsWrittenAsAnEmptyFlag() {
        var item = Item.EMPTY.with(EmailFields.Flag, FollowUp.NONE);
        assertEquals(List.of(Element.of(Email.Flag)), ApplicationData.write(EmailFields.TABLE, item, Version.V12_1));
    }
}
