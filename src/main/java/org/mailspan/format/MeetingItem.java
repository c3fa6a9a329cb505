package org.mailspan.format;

import java.time.DayOfWeek;
import java.util.Set;
import org.mailspan.format.Meeting.Attendee;
import org.mailspan.format.Meeting.Method;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.item.MeetingRecurrence;
import org.mailspan.item.MeetingRequest;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.TimeZones;

/** The fields that a meeting gives the email item of its mail. */
final class MeetingItem {
    private static final int SINGLE = 0;
    private static final int SERIES = 1;
    private static final int EXCEPTION = 3;

    private MeetingItem() {}

    static void into(Item.Builder email, Meeting meeting) {
        email.with(EmailFields.MessageClass, messageClass(meeting))
                .with(EmailFields.ContentClass, "urn:content-classes:calendarmessage")
                .with(EmailFields.MeetingRequest, new MeetingRequest(fields(meeting)));
    }

    /** As Exchange calls them: a counter proposal is an answer too. */
    private static String messageClass(Meeting meeting) {
        return switch (meeting.method()) {
            case REQUEST -> "IPM.Schedule.Meeting.Request";
            case CANCEL -> "IPM.Schedule.Meeting.Canceled";
            case REPLY, COUNTER -> "IPM.Schedule.Meeting.Resp." + answer(meeting);
        };
    }

    private static String answer(Meeting meeting) {
        var said =
                meeting.attendees().stream().findFirst().map(Attendee::partStat).orElse(PartStat.OTHER);
        return switch (said) {
            case ACCEPTED -> "Pos";
            case DECLINED -> "Neg";
            case TENTATIVE, NEEDS_ACTION, OTHER -> "Tent";
        };
    }

    private static Item fields(Meeting meeting) {
        var times = meeting.times();
        var item = Item.builder()
                .with(MeetingRequest.AllDayEvent, times.allDay())
                .with(MeetingRequest.StartTime, times.start())
                .with(MeetingRequest.DtStamp, meeting.stamp())
                .with(MeetingRequest.EndTime, times.end())
                .with(MeetingRequest.InstanceType, instanceType(meeting))
                .with(
                        MeetingRequest.ResponseRequested,
                        meeting.attendees().stream().anyMatch(Attendee::rsvp))
                .with(MeetingRequest.Sensitivity, meeting.sensitivity())
                .with(MeetingRequest.BusyStatus, meeting.busyStatus())
                .with(MeetingRequest.TimeZone, TimeZones.structure(times.zone(), times.start()))
                .with(MeetingRequest.DisallowNewTimeProposal, meeting.disallowsCounter())
                .with(MeetingRequest.MeetingMessageType, messageType(meeting))
                .with(MeetingRequest.UID, meeting.uid());
        meeting.location().ifPresent(location -> item.with(MeetingRequest.Location, location));
        if (meeting.organizer().isAddress())
            item.with(MeetingRequest.Organizer, meeting.organizer().quoted());
        meeting.instance().ifPresent(instance -> item.with(MeetingRequest.RecurrenceId, instance));
        meeting.reminder().ifPresent(seconds -> item.with(MeetingRequest.Reminder, seconds));
        meeting.recurrence().ifPresent(recurrence -> item.with(MeetingRequest.Recurrences, recurrence(recurrence)));
        meeting.proposed()
                .ifPresent(proposed -> item.with(MeetingRequest.ProposedStartTime, proposed.start())
                        .with(MeetingRequest.ProposedEndTime, proposed.end()));
        return item.build();
    }

    /** A series that EAS has no words for is shown as its first meeting: a client looks for Recurrences in a series. */
    private static int instanceType(Meeting meeting) {
        if (meeting.instance().isPresent()) return EXCEPTION;
        return meeting.recurrence().isPresent() ? SERIES : SINGLE;
    }

    /** 1 and 2 offer an answer (MS-ASCMD_R5069). */
    private static int messageType(Meeting meeting) {
        if (meeting.method() != Method.REQUEST) return 0;
        return meeting.sequence() == 0 ? 1 : 2;
    }

    private static MeetingRecurrence recurrence(Recurrence recurrence) {
        var item = Item.builder()
                .with(MeetingRecurrence.Interval, recurrence.every())
                .with(
                        MeetingRecurrence.FirstDayOfWeek,
                        recurrence.firstDayOfWeek().getValue() % 7)
                .with(MeetingRecurrence.IsLeapMonth, recurrence.isLeapMonth());
        pattern(item, recurrence.pattern(), recurrence.calendarType());
        switch (recurrence.end()) {
            case Recurrence.End.Never n -> {}
            case Recurrence.End.Until(var last) -> item.with(MeetingRecurrence.Until, DataTypes.compactDateTime(last));
            case Recurrence.End.After(int occurrences) -> item.with(MeetingRecurrence.Occurrences, occurrences);
        }
        return new MeetingRecurrence(item.build());
    }

    private static void pattern(Item.Builder item, Recurrence.Pattern pattern, int calendar) {
        switch (pattern) {
            case Recurrence.Pattern.Daily d -> item.with(MeetingRecurrence.Type, 0);
            case Recurrence.Pattern.Weekly(var days) ->
                item.with(MeetingRecurrence.Type, 1).with(MeetingRecurrence.DayOfWeek, days(days));
            case Recurrence.Pattern.MonthlyOnDay(int day) ->
                item.with(MeetingRecurrence.Type, 2)
                        .with(MeetingRecurrence.DayOfMonth, day)
                        .with(MeetingRecurrence.CalendarType, calendar);
            case Recurrence.Pattern.MonthlyInWeek(int week, var days) ->
                item.with(MeetingRecurrence.Type, 3)
                        .with(MeetingRecurrence.WeekOfMonth, week)
                        .with(MeetingRecurrence.DayOfWeek, days(days))
                        .with(MeetingRecurrence.CalendarType, calendar);
            case Recurrence.Pattern.YearlyOnDay(int month, int day) ->
                item.with(MeetingRecurrence.Type, 5)
                        .with(MeetingRecurrence.MonthOfYear, month)
                        .with(MeetingRecurrence.DayOfMonth, day)
                        .with(MeetingRecurrence.CalendarType, calendar);
            case Recurrence.Pattern.YearlyInWeek(int month, int week, var days) ->
                item.with(MeetingRecurrence.Type, 6)
                        .with(MeetingRecurrence.MonthOfYear, month)
                        .with(MeetingRecurrence.WeekOfMonth, week)
                        .with(MeetingRecurrence.DayOfWeek, days(days))
                        .with(MeetingRecurrence.CalendarType, calendar);
        }
    }

    /** MS-ASEMAIL 2.2.2.26: Sunday is 1, Monday 2, Saturday 64. */
    private static int days(Set<DayOfWeek> days) {
        return days.stream().mapToInt(day -> 1 << day.getValue() % 7).sum();
    }
}
