package org.mailspan.format;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.Cn;
import net.fortuna.ical4j.model.property.Attendee;
import net.fortuna.ical4j.model.property.Comment;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Method;
import net.fortuna.ical4j.model.property.Organizer;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RecurrenceId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.format.Meeting.Times;

/**
 * Writes an attendee's answer to an invitation: a mail with a REPLY, or a COUNTER where another time is proposed (RFC
 * 5546 3.2.3, 3.2.7, RFC 6047).
 */
public final class ITip {
    private static final String BOUNDARY = "=_itip_";

    private ITip() {}

    /**
     * What the user says to a meeting.
     *
     * @param me as the organizer knows the user
     * @param text of the user's own, plain; may be empty
     * @param html the same where the user wrote HTML, else empty
     * @param inReplyTo message id of the invitation
     */
    public record Answer(
            PartStat partStat,
            Mailbox me,
            String text,
            String html,
            Optional<Times> proposed,
            Optional<String> inReplyTo) {
        /** A text that came as HTML, with what it says as plain text. */
        public static String plain(String html) {
            return Html.text(html, Long.MAX_VALUE, Html.Links.Shown);
        }
    }

    /** The mail but for what {@link Compose} adds. Empty where the organizer has no address. */
    public static Optional<byte[]> mail(Meeting meeting, Answer answer, Instant now) {
        if (!meeting.organizer().isAddress()) return Optional.empty();
        return Optional.of(
                message(meeting, answer, calendar(meeting, answer, now)).getBytes(StandardCharsets.UTF_8));
    }

    private static String message(Meeting meeting, Answer answer, String calendar) {
        var out = new StringBuilder();
        out.append("From: ").append(HeaderText.mailbox(answer.me)).append("\r\n");
        out.append("To: ").append(HeaderText.mailbox(meeting.organizer())).append("\r\n");
        out.append("Subject: ")
                .append(HeaderText.words(prefix(answer) + meeting.summary()))
                .append("\r\n");
        answer.inReplyTo
                .filter(Threading::isSound)
                .ifPresent(id -> out.append("In-Reply-To: ")
                        .append(id)
                        .append("\r\nReferences: ")
                        .append(id)
                        .append("\r\n"));
        String boundary = BOUNDARY + Integer.toHexString(calendar.hashCode());
        out.append("Content-Class: urn:content-classes:calendarmessage\r\nMIME-Version: 1.0\r\n");
        out.append("Content-Type: multipart/alternative; boundary=\"")
                .append(boundary)
                .append("\"\r\n\r\n");
        part(out, boundary, "text/plain; charset=utf-8", answer.text);
        if (!answer.html.isEmpty()) part(out, boundary, "text/html; charset=utf-8", answer.html);
        part(
                out,
                boundary,
                "text/calendar; charset=utf-8; method=" + method(answer).getValue(),
                calendar);
        return out.append("--").append(boundary).append("--\r\n").toString();
    }

    /** In base64: a mail server that recodes text, or strips blanks at its ends, breaks folded lines. */
    private static void part(StringBuilder out, String boundary, String type, String text) {
        out.append("--").append(boundary).append("\r\nContent-Type: ").append(type);
        out.append("\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        out.append(Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append("\r\n");
    }

    /** As Outlook begins them. */
    private static String prefix(Answer answer) {
        if (answer.proposed.isPresent()) return "New Time Proposed: ";
        return switch (answer.partStat) {
            case ACCEPTED -> "Accepted: ";
            case DECLINED -> "Declined: ";
            case TENTATIVE, NEEDS_ACTION, OTHER -> "Tentative: ";
        };
    }

    private static Method method(Answer answer) {
        return answer.proposed.isPresent() ? ImmutableMethod.COUNTER : ImmutableMethod.REPLY;
    }

    /** Times in UTC, so that no VTIMEZONE has to go with them; days as days. */
    private static String calendar(Meeting meeting, Answer answer, Instant now) {
        var properties = new ArrayList<Property>();
        properties.add(new Uid(meeting.uid()));
        properties.add(new Sequence(meeting.sequence()));
        properties.add(new DtStamp(now));
        Times times = answer.proposed.orElse(meeting.times());
        times(properties, times);
        meeting.instance().ifPresent(instance -> properties.add(instance(meeting.times(), instance)));
        properties.add(named(new Organizer(uri(meeting.organizer())), meeting.organizer()));
        var attendee = new Attendee(uri(answer.me));
        attendee.add(partStat(answer));
        properties.add(named(attendee, answer.me));
        properties.add(new Summary(meeting.summary()));
        if (!answer.text.isEmpty()) properties.add(new Comment(answer.text));
        var head = List.<Property>of(new ProdId("-//Mailspan//EN"), ImmutableVersion.VERSION_2_0, method(answer));
        var event = new VEvent(new PropertyList(properties));
        var out = new StringWriter();
        try {
            new CalendarOutputter(false)
                    .output(new Calendar(new PropertyList(head), new ComponentList<>(List.of(event))), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void times(List<Property> properties, Times times) {
        if (times.allDay()) {
            properties.add(new DtStart<>(times.firstDay()));
            properties.add(new DtEnd<>(times.dayAfter()));
        } else {
            properties.add(new DtStart<>(times.start()));
            properties.add(new DtEnd<>(times.end()));
        }
    }

    private static Property instance(Times times, Instant instance) {
        LocalDate day = times.local(instance).toLocalDate();
        return times.allDay() ? new RecurrenceId<>(day) : new RecurrenceId<>(instance);
    }

    private static <P extends Property> P named(P person, Mailbox mailbox) {
        if (!mailbox.name().isBlank()) person.add(new Cn(mailbox.name()));
        return person;
    }

    private static net.fortuna.ical4j.model.parameter.PartStat partStat(Answer answer) {
        return switch (answer.partStat) {
            case ACCEPTED -> net.fortuna.ical4j.model.parameter.PartStat.ACCEPTED;
            case DECLINED -> net.fortuna.ical4j.model.parameter.PartStat.DECLINED;
            case TENTATIVE, NEEDS_ACTION, OTHER -> net.fortuna.ical4j.model.parameter.PartStat.TENTATIVE;
        };
    }

    private static URI uri(Mailbox mailbox) {
        try {
            return new URI("mailto", mailbox.address(), null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address: " + mailbox.address(), e);
        }
    }
}
