package org.mailspan.item;

import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/** How a meeting recurs, MS-ASEMAIL 2.2.2.60. */
public record MeetingRecurrence(Item fields) {
    static final FieldTable TABLE = new FieldTable();

    /** 0 daily, 1 weekly, 2 and 5 on a day of the month, 3 and 6 on a day of the week in it, MS-ASEMAIL 2.2.2.80. */
    public static final Field<Integer> Type = TABLE.number(Email.Type, 0, 6);

    public static final Field<Integer> Interval = TABLE.number(Email.Interval, 1, Short.MAX_VALUE);
    /** In the compact form, MS-ASDTYPE 2.6.5: it is a string in the schema. */
    public static final Field<String> Until = TABLE.text(Email.Until);

    public static final Field<Integer> Occurrences = TABLE.number(Email.Occurrences, 1, Integer.MAX_VALUE);
    public static final Field<Integer> WeekOfMonth = TABLE.number(Email.WeekOfMonth, 1, 5);
    public static final Field<Integer> DayOfMonth = TABLE.number(Email.DayOfMonth, 1, 31);
    public static final Field<Integer> DayOfWeek = TABLE.number(Email.DayOfWeek, 1, 127);
    public static final Field<Integer> MonthOfYear = TABLE.number(Email.MonthOfYear, 1, 12);
    public static final Field<Integer> CalendarType = TABLE.since(Version.V14_0).number(Email2.CalendarType, 0, 20);
    public static final Field<Boolean> IsLeapMonth = TABLE.bool(Email2.IsLeapMonth);
    public static final Field<Integer> FirstDayOfWeek =
            TABLE.since(Version.V14_1).number(Email2.FirstDayOfWeek, 0, 6);

    static Element write(MeetingRecurrence recurrence) {
        return Element.of(
                Email.Recurrences, Element.of(Email.Recurrence, ApplicationData.elements(TABLE, recurrence.fields)));
    }
}
