package org.mailspan.item;

import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Calendar;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.MeetingResponse;
import org.mailspan.wbxml.Tag;

/**
 * The meeting that a mail is about, MS-ASEMAIL 2.2.2.48, in the order of the schema. UID and Location have another form
 * below 16.0: {@link Shapes}. Forwardees are not here, as no mail of the Internet tells them.
 */
public record MeetingRequest(Item fields) {
    static final FieldTable TABLE = new FieldTable();

    public static final Field<Boolean> AllDayEvent = TABLE.bool(Email.AllDayEvent);
    public static final Field<Instant> StartTime = TABLE.dateTime(Email.StartTime);
    public static final Field<Instant> DtStamp = TABLE.dateTime(Email.DtStamp);
    public static final Field<Instant> EndTime = TABLE.dateTime(Email.EndTime);
    /** 0 single, 1 series, 3 one instance of a series, MS-ASEMAIL 2.2.2.39. */
    public static final Field<Integer> InstanceType = TABLE.number(Email.InstanceType, 0, 4);

    static final Field<String> LocationText = TABLE.text(Email.Location);
    public static final Field<Location> Location = TABLE.since(Version.V16_0)
            .group(AirSyncBase.Location, org.mailspan.item.Location::read, org.mailspan.item.Location::write);
    public static final Field<String> Organizer = TABLE.since(Version.V12_1).text(Email.Organizer);
    public static final Field<Instant> RecurrenceId = TABLE.dateTime(Email.RecurrenceId);
    /** In seconds (MS-ASEMAIL_R687), not in minutes as elsewhere. */
    public static final Field<Integer> Reminder = TABLE.number(Email.Reminder, 0, 65535);

    public static final Field<Boolean> ResponseRequested = TABLE.bool(Email.ResponseRequested);
    public static final Field<MeetingRecurrence> Recurrences =
            TABLE.group(Email.Recurrences, element -> null, MeetingRecurrence::write);
    public static final Field<Integer> Sensitivity = TABLE.number(Email.Sensitivity, 0, 3);
    public static final Field<Integer> BusyStatus = TABLE.number(Email.BusyStatus, 0, 4);
    public static final Field<String> TimeZone = TABLE.text(Email.TimeZone);
    static final Field<String> GlobalObjIdText = TABLE.text(Email.GlobalObjId);
    public static final Field<Boolean> DisallowNewTimeProposal =
            TABLE.since(Version.V14_0).bool(Email.DisallowNewTimeProposal);
    /** 1 a first request, 2 an update, 0 all else, MS-ASEMAIL 2.2.2.47. */
    public static final Field<Integer> MeetingMessageType =
            TABLE.since(Version.V14_1).number(Email2.MeetingMessageType, 0, 6);

    public static final Field<String> UID = TABLE.since(Version.V16_0).text(Calendar.UID);
    public static final Field<Instant> ProposedStartTime = TABLE.since(Version.V16_1)
            .group(MeetingResponse.ProposedStartTime, e -> null, compact(MeetingResponse.ProposedStartTime));
    public static final Field<Instant> ProposedEndTime =
            TABLE.group(MeetingResponse.ProposedEndTime, e -> null, compact(MeetingResponse.ProposedEndTime));

    /** A request never has one. */
    static @Nullable MeetingRequest read(Element element) {
        return null;
    }

    static Element write(MeetingRequest meeting) {
        return Element.of(Email.MeetingRequest, ApplicationData.elements(TABLE, meeting.fields));
    }

    private static Function<Instant, @Nullable Element> compact(Tag tag) {
        return value -> Element.of(tag, DataTypes.compactDateTime(value));
    }
}
