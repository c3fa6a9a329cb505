package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.format.Meeting.Attendee;
import org.mailspan.format.Meeting.Method;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.format.Meeting.Times;

/** The answer to an invitation, read again as its organizer would. */
final class ITipTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Mailbox ANNA = new Mailbox("Anna \"A\" Müller; Büro", "anna@example.org");

    private static ITip.Answer answer(PartStat partStat, String text, String html, Optional<Times> proposed) {
        return new ITip.Answer(partStat, ANNA, text, html, proposed, Optional.of("<1@example.com>"));
    }

    private static byte[] mail(String name, ITip.Answer answer) {
        return ITip.mail(CalendarGoldenTest.meeting(name), answer, NOW).orElseThrow();
    }

    private static Meeting read(byte[] mail) {
        return Invitation.of(mail, CalendarGoldenTest.LOCAL).orElseThrow();
    }

    @Test
    void aReplyNamesTheMeetingAndTheOneWhoAnswers() {
        for (PartStat said : List.of(PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)) {
            Meeting asked = CalendarGoldenTest.meeting("exchange-weekly");
            Meeting reply = read(mail("exchange-weekly", answer(said, "", "", Optional.empty())));
            assertEquals(Method.REPLY, reply.method());
            assertEquals(asked.uid(), reply.uid());
            assertEquals(asked.sequence(), reply.sequence());
            assertEquals(asked.times().start(), reply.times().start());
            assertEquals(asked.times().end(), reply.times().end());
            assertEquals(asked.organizer(), reply.organizer());
            assertEquals(NOW, reply.stamp());
            assertEquals(List.of(new Attendee(ANNA, said, false)), reply.attendees());
        }
    }

    @Test
    void theMailGoesToTheOrganizerAndSaysInItsSubjectWhatItIs() {
        byte[] mail = mail("exchange-weekly", answer(PartStat.DECLINED, "Leider nein — Grüße", "", Optional.empty()));
        var headers = Headers.parse(mail);
        assertEquals("Declined: Wochenrunde: Zahlen, Pläne", headers.text("Subject"));
        assertEquals(List.of(new Mailbox("Büro Müller", "mueller@example.com")), headers.mailboxes("To"));
        assertEquals(List.of(ANNA), headers.mailboxes("From"));
        assertEquals(List.of("<1@example.com>"), headers.ids("In-Reply-To"));
        assertTrue(new String(mail, StandardCharsets.US_ASCII).chars().allMatch(c -> c < 0x80), "7-bit");
        var tree = MimeTree.parse(mail);
        assertEquals(
                List.of("text/plain", "text/calendar"),
                tree.root().children().stream().map(MimePart::mediaType).toList());
        byte[] text = tree.section("1").orElseThrow();
        assertEquals(
                "Leider nein — Grüße", new String(TransferDecoding.decode(text, "base64"), StandardCharsets.UTF_8));
        assertEquals("REPLY", tree.root().children().getLast().parameters().get("method"));
    }

    @Test
    void anExceptionIsAnsweredAsTheOneThatItIs() {
        Meeting asked = CalendarGoldenTest.meeting("exchange-exception");
        Meeting reply = read(mail("exchange-exception", answer(PartStat.ACCEPTED, "", "", Optional.empty())));
        assertEquals(asked.instance(), reply.instance());
        assertTrue(reply.instance().isPresent());
    }

    @Test
    void anAllDayMeetingIsAnsweredInDays() {
        byte[] mail = mail("google-all-day", answer(PartStat.ACCEPTED, "", "", Optional.empty()));
        var part = MimeTree.parse(mail).section("2").orElseThrow();
        String calendar = new String(TransferDecoding.decode(part, "base64"), StandardCharsets.UTF_8);
        assertTrue(calendar.contains("DTSTART;VALUE=DATE:20260328\r\n"), calendar);
        assertTrue(calendar.contains("DTEND;VALUE=DATE:20260330\r\n"), calendar);
    }

    @Test
    void aProposedTimeIsACounter() {
        var proposed = new Times(
                Instant.parse("2026-12-02T18:00:00Z"),
                Instant.parse("2026-12-02T19:00:00Z"),
                false,
                ZoneOffset.UTC.getRules());
        byte[] mail = mail("google-single", answer(PartStat.TENTATIVE, "", "", Optional.of(proposed)));
        Meeting counter = read(mail);
        assertEquals(Method.COUNTER, counter.method());
        assertEquals(proposed.start(), counter.proposed().orElseThrow().start());
        assertEquals(proposed.end(), counter.proposed().orElseThrow().end());
        assertEquals("New Time Proposed: Coffee ☕ & plans", Headers.parse(mail).text("Subject"));
    }

    @Test
    void aTextInHtmlIsThereAsBoth() {
        byte[] mail = mail("google-single", answer(PartStat.ACCEPTED, "Yes", "<b>Yes</b>", Optional.empty()));
        assertEquals(
                List.of("text/plain", "text/html", "text/calendar"),
                MimeTree.parse(mail).root().children().stream()
                        .map(MimePart::mediaType)
                        .toList());
    }

    @Test
    void whatTheOrganizerWroteMakesNoHeaderOfItsOwn() {
        String evil = CalendarGoldenTest.text("google-single")
                .replace("SUMMARY:Coffee", "SUMMARY:Coffee\\nBcc: victim@example.com\\n")
                .replace("CN=Bob Example", "CN=\"Bob^nBcc: victim@example.com\"");
        Meeting meeting = ICalendar.read(evil, "", CalendarGoldenTest.LOCAL).orElseThrow();
        byte[] mail = ITip.mail(meeting, answer(PartStat.ACCEPTED, "", "", Optional.empty()), NOW)
                .orElseThrow();
        assertEquals(Optional.empty(), Headers.parse(mail).raw("Bcc"));
        assertFalse(new String(mail, StandardCharsets.US_ASCII).contains("\nBcc"));
    }

    @Test
    void withoutAnOrganizerThereIsNoMail() {
        assertEquals(
                Optional.empty(),
                ITip.mail(
                        CalendarGoldenTest.meeting("strange-lines"),
                        answer(PartStat.ACCEPTED, "", "", Optional.empty()),
                        NOW));
    }

    /** Whoever invites must not choose to whom else the user's answer goes. */
    @Test
    void anOrganizerIsOneAddressOrNone() {
        for (String address : List.of(
                "a@example.com,b@example.com",
                "a@example.com>, <b@example.com",
                "a@example.com; b@example.com",
                "all:a@example.com",
                "a@example.com (and",
                "\"a@example.com")) {
            var meeting = ICalendar.read("""
                BEGIN:VCALENDAR
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:1
                DTSTART:20261201T180000Z
                ORGANIZER;CN=Bo:mailto:%s
                END:VEVENT
                END:VCALENDAR
                """.formatted(address), "", CalendarGoldenTest.LOCAL)
                    .orElseThrow();
            var mail = ITip.mail(meeting, answer(PartStat.ACCEPTED, "", "", Optional.empty()), NOW);
            assertEquals(Optional.empty(), mail, address);
        }
    }

    @Test
    void anIdThatNoHeaderShouldCarryIsLeftOut() {
        Meeting meeting = CalendarGoldenTest.meeting("exchange-weekly");
        for (String id : List.of("<" + "x".repeat(1200) + "@example.com>", "<\u00e4@example.com>")) {
            var said = new ITip.Answer(PartStat.ACCEPTED, ANNA, "", "", Optional.empty(), Optional.of(id));
            var headers = Headers.parse(ITip.mail(meeting, said, NOW).orElseThrow());
            assertEquals(Optional.empty(), headers.raw("In-Reply-To"));
            assertEquals(Optional.empty(), headers.raw("References"));
        }
    }
}
