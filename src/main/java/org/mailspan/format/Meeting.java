package org.mailspan.format;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.mailspan.item.Location;

/**
 * A meeting as a message of iTIP (RFC 5546) tells of it.
 *
 * @param uid at most 300 characters (MS-ASCAL 2.2.2.46), never empty
 * @param instance when the one instance of a series begins that is meant, were it no exception
 * @param organizer no address where there is none
 * @param recurrence empty too for a series that EAS has no words for
 * @param reminder seconds before the start
 * @param sensitivity MS-ASEMAIL 2.2.2.71
 * @param busyStatus MS-ASEMAIL 2.2.2.14
 * @param proposed of a counter proposal; {@code times} are then those that it is to replace, as far as it says
 */
public record Meeting(
        Method method,
        String uid,
        int sequence,
        Times times,
        Optional<Instant> instance,
        Instant stamp,
        String summary,
        Optional<Location> location,
        Mailbox organizer,
        List<Attendee> attendees,
        boolean isSeries,
        Optional<Recurrence> recurrence,
        OptionalInt reminder,
        int sensitivity,
        int busyStatus,
        boolean disallowsCounter,
        Optional<Times> proposed) {
    public static final int LONGEST_UID = 300;

    public Meeting {
        attendees = List.copyOf(attendees);
    }

    /** The methods that speak to a person who uses a phone. */
    public enum Method {
        REQUEST,
        CANCEL,
        REPLY,
        COUNTER
    }

    /** What an attendee says, PARTSTAT. */
    public enum PartStat {
        NEEDS_ACTION,
        ACCEPTED,
        TENTATIVE,
        DECLINED,
        /** Delegated, or a word that nobody knows. */
        OTHER
    }

    public record Attendee(Mailbox mailbox, PartStat partStat, boolean rsvp) {}

    /**
     * From when to when; of all-day meetings from midnight to midnight.
     *
     * @param zone in which it was made
     */
    public record Times(Instant start, Instant end, boolean allDay, ZoneRules zone) {
        public Times {
            if (end.isBefore(start)) end = start;
        }

        /** On the clock of the zone. */
        LocalDateTime local(Instant time) {
            return LocalDateTime.ofInstant(time, zone.getOffset(time));
        }

        LocalDate firstDay() {
            return local(start).toLocalDate();
        }

        /** The day after the last one, as iCalendar counts. */
        LocalDate dayAfter() {
            return local(end).toLocalDate();
        }
    }
}
