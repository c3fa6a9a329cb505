package org.mailspan.format;

import static org.mailspan.format.HostileMailTest.mail;
import static org.mailspan.format.HostileMailTest.many;

import java.util.Map;
import java.util.function.Supplier;

/** Invitations made to cost more than they weigh: rules that would be run for ever, floods of everything. */
final class HostileCalendars {
    private static final int MOST = (int) Invitation.MOST;
    private static final String START = "DTSTART:20261121T100000Z\r\n";

    private HostileCalendars() {}

    static void add(Map<String, Supplier<byte[]>> mails) {
        for (String rule : new String[] {
            "FREQ=SECONDLY",
            "FREQ=SECONDLY;COUNT=2147483647",
            "FREQ=MINUTELY;INTERVAL=1;UNTIL=99991231T235959Z",
            "FREQ=DAILY;COUNT=999999999999999999",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-366",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=WEEKLY;INTERVAL=-1",
            "FREQ=NEVER",
            "FREQ=",
            "",
            "RSCALE=KLINGON;FREQ=DAILY"
        }) event(mails, "rule " + rule, () -> START + "RRULE:" + rule + "\r\n");
        for (String by :
                new String[] {"BYSECOND", "BYMINUTE", "BYHOUR", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS", "BYDAY"})
            event(
                    mails,
                    "a flood of " + by,
                    () -> START + "RRULE:FREQ=SECONDLY;" + by + "=1" + ",1".repeat(25_000) + "\r\n");
        event(mails, "a rule of a line", () -> START + "RRULE:" + "FREQ=DAILY;".repeat(5_000) + "\r\n");
        event(mails, "many rules", () -> START + "RRULE:FREQ=SECONDLY\r\n".repeat(10_000));
        event(mails, "RDATE", () -> START + "RDATE:20261121T100000Z\r\n".repeat(10_000));
        event(mails, "EXDATE in one line", () -> START + "EXDATE:20261121" + ",20261121".repeat(7_000) + "\r\n");
        event(mails, "folded", () -> START + "SUMMARY:x" + "\r\n y".repeat(60_000) + "\r\n");
        event(mails, "alarms in alarms", () -> START + "BEGIN:VALARM\r\nTRIGGER:-PT1M\r\n".repeat(5_000));
        event(mails, "alarms", () -> START + "BEGIN:VALARM\r\nTRIGGER:PT1M\r\nEND:VALARM\r\n".repeat(5_000));
        event(mails, "attendees", () -> START + "ATTENDEE:mailto:a@x\r\n".repeat(12_000));
        event(mails, "parameters", () -> START + "ATTENDEE" + many(6_000, i -> ";P" + i + "=V") + ":a@x\r\n");
        event(mails, "parameters of quotes", () -> START + "ATTENDEE;CN=" + "\"".repeat(60_000) + ":a@x\r\n");
        event(mails, "circumflexes", () -> START + "ATTENDEE;CN=" + "^".repeat(60_000) + ":a@x\r\n");
        event(mails, "backslashes", () -> START + "SUMMARY:" + "\\".repeat(60_000) + "\r\n");
        event(mails, "a duration of digits", () -> START + "DURATION:P" + "9".repeat(60_000) + "D\r\n");
        event(mails, "a duration of parts", () -> START + "DURATION:PT" + "1H".repeat(30_000) + "\r\n");
        event(mails, "a zone of slashes", () -> zoned("/".repeat(60_000)));
        event(mails, "a zone of a megabyte", () -> zoned("x/".repeat(30_000)));
        event(mails, "events", () -> START + "END:VEVENT\r\nBEGIN:VEVENT\r\n".repeat(6_000));
        event(mails, "ends", () -> START + "END:X\r\n".repeat(15_000));
        event(mails, "beginnings", () -> "BEGIN:X\r\n".repeat(15_000));
        event(mails, "GEO", () -> START + "GEO:" + "9".repeat(30_000) + ";" + "1e".repeat(10_000) + "\r\n");
        calendar(
                mails,
                "zones",
                () -> many(2_000, i -> "BEGIN:VTIMEZONE\r\nTZID:Z" + i + "\r\nEND:VTIMEZONE\r\n")
                        + "BEGIN:VEVENT\r\nUID:u\r\n" + zoned("Z1999") + "END:VEVENT\r\n");
        calendar(
                mails,
                "a zone of rules",
                () -> "BEGIN:VTIMEZONE\r\nTZID:Z\r\n"
                        + ("BEGIN:DAYLIGHT\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
                                        + "RRULE:FREQ=SECONDLY;BYMONTH=1" + ",1".repeat(30) + "\r\nEND:DAYLIGHT\r\n")
                                .repeat(1_000)
                        + "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:u\r\n" + zoned("Z") + "END:VEVENT\r\n");
        calendar(
                mails,
                "a zone with one long rule",
                () -> "BEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
                        + "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTHDAY=1" + ",1".repeat(30_000)
                        + "\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
                        + "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=MO" + ",MO".repeat(20_000)
                        + "\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:u\r\n" + zoned("Z")
                        + "END:VEVENT\r\n");
        calendar(mails, "nothing but colons", () -> "A:\r\n".repeat(MOST / 4));
    }

    private static String zoned(String zone) {
        return "DTSTART;TZID=" + zone + ":20261121T100000\r\nDTEND;TZID=" + zone + ":20261121T110000\r\n"
                + "RECURRENCE-ID;TZID=" + zone + ":20261121T110000\r\n";
    }

    private static void event(Map<String, Supplier<byte[]>> mails, String name, Supplier<String> lines) {
        calendar(
                mails,
                name,
                () -> "BEGIN:VEVENT\r\nUID:u@x\r\nORGANIZER:mailto:a@x\r\n" + lines.get() + "END:VEVENT\r\n");
    }

    private static void calendar(Map<String, Supplier<byte[]>> mails, String name, Supplier<String> lines) {
        mails.put(
                "calendar: " + name,
                () -> mail(
                        "Content-Type: text/calendar; method=REQUEST",
                        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n" + lines.get() + "END:VCALENDAR\r\n"));
    }
}
