package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.format.Meeting.Method;

/** What is a meeting and what is not, and that no text can do harm. */
final class ICalendarTest {
    private static final String EVENT = """
        UID:1
        DTSTAMP:20261121T080000Z
        DTSTART:20261201T180000Z
        DTEND:20261201T190000Z
        ORGANIZER:mailto:bob@example.com
        """;

    private static String calendar(String method, String event) {
        return "BEGIN:VCALENDAR\nVERSION:2.0\n" + (method.isEmpty() ? "" : "METHOD:" + method + "\n") + "BEGIN:VEVENT\n"
                + event + "END:VEVENT\nEND:VCALENDAR\n";
    }

    private static Optional<Meeting> read(String text) {
        return ICalendar.read(text, "", CalendarGoldenTest.LOCAL);
    }

    private static Meeting with(UnaryOperator<String> change) {
        return read(calendar("REQUEST", change.apply(EVENT))).orElseThrow();
    }

    @Test
    void theMethodMayBeInTheContentTypeAlone() {
        assertEquals(Optional.empty(), read(calendar("", EVENT)));
        var read = ICalendar.read(calendar("", EVENT), "request", CalendarGoldenTest.LOCAL);
        assertEquals(Method.REQUEST, read.orElseThrow().method());
        var both = ICalendar.read(calendar("CANCEL", EVENT), "REQUEST", CalendarGoldenTest.LOCAL);
        assertEquals(Method.CANCEL, both.orElseThrow().method(), "the text knows better");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUBLISH", "ADD", "REFRESH", "DECLINECOUNTER", "X-NONSENSE"})
    void whatNobodyIsAskedAboutIsNoMeeting(String method) {
        assertEquals(Optional.empty(), read(calendar(method, EVENT)));
    }

    @Test
    void withoutUidOrStartItIsNoMeeting() {
        assertEquals(Optional.empty(), read(calendar("REQUEST", EVENT.replace("UID:1\n", ""))));
        assertEquals(Optional.empty(), read(calendar("REQUEST", EVENT.replace("UID:1", "UID:" + "x".repeat(301)))));
        assertEquals(Optional.empty(), read(calendar("REQUEST", EVENT.replace("DTSTART", "X-START"))));
        for (String no : new String[] {"", "soon", "20261301T000000Z", "00000101T000000Z", "99991231T235959Z", "2026"})
            assertEquals(Optional.empty(), read(calendar("REQUEST", EVENT.replace("20261201T180000Z", no))), no);
        assertEquals(Optional.empty(), read("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTODO\n" + EVENT + "END:VTODO\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "DURATION:PT90M, 2026-12-01T19:30:00Z",
        "DURATION:P1W, 2026-12-08T18:00:00Z",
        "DURATION:P1DT1H, 2026-12-02T19:00:00Z",
        "DURATION:-PT1H, 2026-12-01T18:00:00Z",
        "DURATION:forever, 2026-12-01T18:00:00Z",
        "DURATION:P9999999D, 2026-12-01T18:00:00Z",
        "DURATION:PT9999999999999H, 2026-12-01T18:00:00Z",
        "DTEND:20261201T170000Z, 2026-12-01T18:00:00Z",
    })
    void theEndMayBeALengthAndIsNeverBeforeTheStart(String line, Instant end) {
        assertEquals(
                end,
                with(e -> e.replace("DTEND:20261201T190000Z", line)).times().end());
    }

    @Test
    void aDayIsAsLongAsItIsWhereTheClocksChange() {
        Meeting day = with(e -> e.replace("DTSTART:20261201T180000Z", "DTSTART;VALUE=DATE:20261025")
                .replace("DTEND:20261201T190000Z\n", ""));
        assertTrue(day.times().allDay());
        assertEquals(Instant.parse("2026-10-24T22:00:00Z"), day.times().start());
        assertEquals(Instant.parse("2026-10-25T23:00:00Z"), day.times().end());
    }

    @Test
    void anAllDayMeetingOfExchangeIsFromMidnightToMidnight() {
        Meeting meeting = with(
                e -> e.replace("DTSTART:20261201T180000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\nDTSTART:20261201T000000")
                        .replace("DTEND:20261201T190000Z", "DTEND:20261202T000000"));
        assertTrue(meeting.times().allDay());
        assertEquals(Instant.parse("2026-11-30T23:00:00Z"), meeting.times().start());
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Lisbon, 10:00:00",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Lisbon, 10:00:00",
        "UTC, 10:00:00",
        "GMT Standard Time, 10:00:00",
        "Tokyo Standard Time, 01:00:00",
        "GMT, 10:00:00",
        "EST5EDT, 15:00:00",
        "Japan, 01:00:00",
        "Nowhere/At_All, 09:00:00",
    })
    void aZoneIsFoundByItsName(String zone, String utc) {
        Meeting meeting =
                with(e -> e.replace("DTSTART:20261201T180000Z", "DTSTART;TZID=\"" + zone + "\":20261201T100000"));
        assertEquals(Instant.parse("2026-12-01T" + utc + "Z"), meeting.times().start());
    }

    /** As Exchange calls zones; quotes, which a colon needs (RFC 5545 3.1), are often missing. */
    @Test
    void aZoneWithAColonInItsNameNeedsNoQuotes() {
        String name = "(UTC+09:00) Osaka, Sapporo, Tokyo";
        String zone = "BEGIN:VTIMEZONE\nTZID:" + name + "\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
                + "TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n";
        String event = EVENT.replace("DTSTART:20261201T180000Z", "DTSTART;TZID=" + name + ":20261201T100000")
                .replace("DTEND:20261201T190000Z", "DTEND;VALUE=DATE-TIME;TZID=" + name + ":20261201T110000");
        String text = calendar("REQUEST", event).replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT");
        var times = read(text).orElseThrow().times();
        assertEquals(Instant.parse("2026-12-01T01:00:00Z"), times.start());
        assertEquals(Instant.parse("2026-12-01T02:00:00Z"), times.end());
    }

    /** -03:00 without any change, under a name that says otherwise. */
    @Test
    void aZoneThatTheTextDescribesIsAsDescribed() {
        String zone = "BEGIN:VTIMEZONE\nTZID:EST\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:-0300\n"
                + "TZOFFSETTO:-0300\nEND:STANDARD\nEND:VTIMEZONE\n";
        String event = EVENT.replace("DTSTART:20261201T180000Z", "DTSTART;TZID=EST:20261201T100000");
        String text = calendar("REQUEST", event).replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT");
        assertEquals(
                Instant.parse("2026-12-01T13:00:00Z"),
                read(text).orElseThrow().times().start());
    }

    @ParameterizedTest
    @CsvSource({
        "TRIGGER:-PT15M, 900",
        "TRIGGER:PT0S, 0",
        "TRIGGER:-P2W, -1",
        "TRIGGER:PT5M, -1",
        "TRIGGER;RELATED=END:-PT5M, -1",
        "TRIGGER;VALUE=DATE-TIME:20261201T170000Z, -1"
    })
    void aReminderIsInSecondsBeforeTheStart(String trigger, int seconds) {
        Meeting meeting = with(e -> e + "BEGIN:VALARM\n" + trigger + "\nEND:VALARM\n");
        assertEquals(seconds, meeting.reminder().orElse(-1));
    }

    @Test
    void theSeriesIsMeantWhereExceptionsAreThereToo() {
        Meeting series = CalendarGoldenTest.meeting("google-monthly-last-friday");
        assertEquals(Optional.empty(), series.instance());
        assertEquals("Month's end", series.summary());
    }

    @Test
    void anEventInMegabytesOfRubbishIsReadInTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            read("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n".repeat(300_000));
            read("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n" + EVENT + "X".repeat(5_000_000));
            read(calendar("REQUEST", EVENT + "X-LONG:" + "x\n ".repeat(500_000)));
            read(calendar("REQUEST", EVENT + "X" + ";A=\"".repeat(500_000)));
            read(calendar("REQUEST", EVENT + "ATTENDEE:mailto:a@b\n".repeat(100_000)));
            read(calendar("REQUEST", EVENT + "RRULE:FREQ=SECONDLY;COUNT=2147483647\n".repeat(1000)));
            var zones = "BEGIN:VTIMEZONE\nTZID:Z\n"
                    + "BEGIN:DAYLIGHT\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\n".repeat(5000)
                    + "END:VTIMEZONE\n";
            read(calendar("REQUEST", EVENT.replace("DTSTART:", "DTSTART;TZID=Z:"))
                    .replace("BEGIN:VEVENT", zones));
        });
    }

    @Test
    void aTextWithAnyOctetChangedIsReadWithoutAnException() {
        var random = new Random(7);
        for (String name : new String[] {"exchange-weekly", "google-monthly-last-friday", "strange-lines"}) {
            char[] text = CalendarGoldenTest.text(name).toCharArray();
            for (int round = 0; round < 500; round++) {
                char[] changed = text.clone();
                for (int i = 0; i <= random.nextInt(6); i++)
                    changed[random.nextInt(changed.length)] =
                            (char) (round % 3 == 0 ? random.nextInt(0x3000) : "\n;:=\",\\0".charAt(random.nextInt(8)));
                read(new String(changed)).ifPresent(meeting -> {
                    var item = org.mailspan.item.Item.builder();
                    MeetingItem.into(item, meeting);
                });
            }
        }
    }

    private static byte[] mail(String type, String encoding, byte[] content) {
        String head = "From: bob@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nHi\r\n"
                + "--c\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
        byte[] end = "\r\n--c--\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + content.length + end.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        System.arraycopy(end, 0, all, start.length + content.length, end.length);
        return all;
    }

    @Test
    void anInvitationIsFoundInItsPartWhateverItsEncodingAndCharset() {
        String text = calendar("REQUEST", EVENT + "SUMMARY:Grüße, schöne\n");
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf = text.getBytes(StandardCharsets.UTF_8);
        byte[] quoted = text.replace("=", "=3D")
                .replace("ü", "=C3=BC")
                .replace("ß", "=C3=9F")
                .replace("ö", "=C3=B6")
                .getBytes(StandardCharsets.US_ASCII);
        for (byte[] mail : new byte[][] {
            mail("text/calendar; charset=iso-8859-1; method=REQUEST", "8bit", latin),
            mail("TEXT/CALENDAR; method=REQUEST", "8bit", utf),
            mail(
                    "text/calendar; charset=\"UTF-8\"",
                    "base64",
                    Base64.getMimeEncoder().encode(utf)),
            mail("text/calendar; charset=utf-8", "quoted-printable", quoted),
        })
            assertEquals(
                    "Grüße, schöne",
                    Invitation.of(mail, CalendarGoldenTest.LOCAL).orElseThrow().summary());
    }
}
