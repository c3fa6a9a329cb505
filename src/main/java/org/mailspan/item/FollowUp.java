package org.mailspan.item;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Tasks;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * The flag for follow-up on a message, MS-ASEMAIL 2.2.2.34: none, one, or all of its elements. A host keeps no more of
 * it than {@code \Flagged}; the rest is kept by the bridge, as a document.
 */
public record FollowUp(Item fields) {
    private static final FieldTable TABLE = new FieldTable();

    public static final Field<String> Subject = TABLE.text(Tasks.Subject);
    public static final Field<Integer> Status = TABLE.number(Email.Status, 0, 2);
    public static final Field<String> FlagType = TABLE.text(Email.FlagType);
    public static final Field<Instant> DateCompleted = TABLE.dateTime(Tasks.DateCompleted);
    public static final Field<Instant> CompleteTime = TABLE.dateTime(Email.CompleteTime);
    public static final Field<Instant> StartDate = TABLE.dateTime(Tasks.StartDate);
    public static final Field<Instant> DueDate = TABLE.dateTime(Tasks.DueDate);
    public static final Field<Instant> UtcStartDate = TABLE.dateTime(Tasks.UtcStartDate);
    public static final Field<Instant> UtcDueDate = TABLE.dateTime(Tasks.UtcDueDate);
    public static final Field<Boolean> ReminderSet = TABLE.bool(Tasks.ReminderSet);
    public static final Field<Instant> ReminderTime = TABLE.dateTime(Tasks.ReminderTime);
    public static final Field<Instant> OrdinalDate = TABLE.dateTime(Tasks.OrdinalDate);
    public static final Field<String> SubOrdinalDate = TABLE.text(Tasks.SubOrdinalDate);

    /** The values of Status, MS-ASEMAIL 2.2.2.74. */
    public static final int CLEARED = 0;

    public static final int COMPLETE = 1;
    public static final int ACTIVE = 2;

    /** Written as an empty Flag. */
    public static final FollowUp NONE = new FollowUp(Item.EMPTY);

    /** What is told of a message that is {@code \Flagged} at the host. */
    public static final FollowUp FLAGGED = new FollowUp(
            Item.builder().with(Status, ACTIVE).with(FlagType, "for Follow Up").build());

    /** Only Status 2: clients clear a flag by an empty Flag, by Status 0 and by Status 1 (quirk E8). */
    public boolean isFlagged() {
        return fields.get(Status).filter(status -> status == ACTIVE).isPresent();
    }

    /** Whether there is more to it than a host keeps. */
    public boolean isNoted() {
        return isFlagged() && !equals(FLAGGED)
                || fields.get(Status).filter(status -> status == COMPLETE).isPresent();
    }

    /** The element as a WBXML document. */
    public byte[] document() {
        return WbxmlWriter.bytes(write(this));
    }

    /** Empty for what is no such document. */
    public static Optional<FollowUp> of(byte[] document) {
        try {
            return Optional.ofNullable(read(WbxmlReader.read(document, Limits.DEFAULT)));
        } catch (WbxmlException damaged) {
            return Optional.empty();
        }
    }

    /** Null for what MS-ASEMAIL answers with Status 6: R406-R409, R701-R702, R738-R741, R757, R850-R853. */
    static @Nullable FollowUp read(Element element) {
        var read = ApplicationData.read(TABLE, element);
        boolean sound = read.malformed().isEmpty()
                && datesAreAllOrNone(read.item())
                && inOrder(read.item(), StartDate, DueDate)
                && inOrder(read.item(), UtcStartDate, UtcDueDate)
                && reminderHasTime(read.item());
        return sound ? new FollowUp(read.item()) : null;
    }

    private static boolean datesAreAllOrNone(Item flag) {
        long set = Stream.of(StartDate, DueDate, UtcStartDate, UtcDueDate)
                .filter(date -> flag.get(date).isPresent())
                .count();
        return set == 0 || set == 4;
    }

    private static boolean inOrder(Item flag, Field<Instant> first, Field<Instant> last) {
        return flag.get(first)
                .flatMap(start -> flag.get(last).map(due -> !due.isBefore(start)))
                .orElse(true);
    }

    private static boolean reminderHasTime(Item flag) {
        return !flag.get(ReminderSet).orElse(false) || flag.get(ReminderTime).isPresent();
    }

    static Element write(FollowUp flag) {
        return Element.of(Email.Flag, ApplicationData.elements(TABLE, flag.fields));
    }
}
