package org.mailspan.format;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.mailspan.format.CalendarReader.Component;
import org.mailspan.format.CalendarReader.Property;
import org.mailspan.format.Meeting.Attendee;
import org.mailspan.format.Meeting.Method;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.format.Meeting.Times;
import org.mailspan.item.Location;

/** Reads the meeting out of an iCalendar text, RFC 5545, with what Outlook and Exchange put into it besides. */
final class ICalendar {
    private static final int MOST_ATTENDEES = 5000;
    private static final int LONGEST_TEXT = 8192;
    private static final int MOST_SECONDS = 65_535;
    private static final Duration LONGEST = Duration.ofDays(50_000);

    private final Component event;
    private final Method method;
    private final CalendarZones zones;

    private ICalendar(Component event, Method method, CalendarZones zones) {
        this.event = event;
        this.method = method;
        this.zones = zones;
    }

    /**
     * Empty for a text that is none, tells of no event that can be placed in time, or of one that nobody is asked about
     * (PUBLISH). Of a series with its exceptions it is the series.
     *
     * @param method parameter of the Content-Type, for a calendar without METHOD
     * @param local the zone of times that name none
     */
    static Optional<Meeting> read(String text, String method, ZoneId local) {
        try {
            var calendar = CalendarReader.read(text);
            if (calendar.isEmpty()) return Optional.empty();
            var events = calendar.get().parts("VEVENT").toList();
            var event = events.stream()
                    .filter(one -> one.first("RECURRENCE-ID").isEmpty())
                    .findFirst()
                    .or(() -> events.stream().findFirst());
            var asked = method(calendar.get().text("METHOD")).or(() -> method(method));
            if (event.isEmpty() || asked.isEmpty()) return Optional.empty();
            return new ICalendar(event.get(), asked.get(), new CalendarZones(calendar.get(), local)).meeting();
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private static Optional<Method> method(String name) {
        return switch (name.strip().toUpperCase(Locale.ROOT)) {
            case "REQUEST" -> Optional.of(Method.REQUEST);
            case "CANCEL" -> Optional.of(Method.CANCEL);
            case "REPLY" -> Optional.of(Method.REPLY);
            case "COUNTER" -> Optional.of(Method.COUNTER);
            default -> Optional.empty();
        };
    }

    private Optional<Meeting> meeting() {
        String uid = event.text("UID");
        if (uid.isEmpty() || uid.length() > Meeting.LONGEST_UID) return Optional.empty();
        return times("DTSTART", "DTEND").map(times -> meeting(uid, times));
    }

    private Meeting meeting(String uid, Times times) {
        boolean counters = method == Method.COUNTER;
        Optional<Times> replaced =
                counters ? times("X-MS-OLK-ORIGINALSTART", "X-MS-OLK-ORIGINALEND") : Optional.empty();
        var rule = event.first("RRULE").map(Property::value);
        return new Meeting(
                method,
                uid,
                number(event.text("SEQUENCE")),
                replaced.orElse(times),
                event.first("RECURRENCE-ID").flatMap(this::instant),
                event.first("DTSTAMP")
                        .or(() -> event.first("CREATED"))
                        .flatMap(this::instant)
                        .orElse(times.start()),
                Utf8.first(Texts.line(event.text("SUMMARY")), LONGEST_TEXT),
                location(),
                event.first("ORGANIZER").map(ICalendar::mailbox).orElse(new Mailbox("", "")),
                event.all("ATTENDEE")
                        .limit(MOST_ATTENDEES)
                        .map(ICalendar::attendee)
                        .toList(),
                rule.isPresent(),
                rule.flatMap(text -> RecurrenceRule.read(text, times.local(times.start()), times.zone())),
                reminder(),
                sensitivity(),
                busyStatus(),
                event.text("X-MICROSOFT-DISALLOW-COUNTER").equalsIgnoreCase("TRUE"),
                counters ? Optional.of(times) : Optional.empty());
    }

    private Optional<Times> times(String start, String end) {
        var first = event.first(start);
        var local = first.map(Property::value).flatMap(CalendarTimes::local);
        if (local.isEmpty()) return Optional.empty();
        ZoneRules zone = zone(first.get(), local.get());
        boolean isDate = CalendarTimes.isDate(first.get().value());
        boolean allDay = isDate || event.text("X-MICROSOFT-CDO-ALLDAYEVENT").equalsIgnoreCase("TRUE");
        Instant from = instant(first.get(), local.get(), zone);
        Instant to = event.first(end)
                .flatMap(last ->
                        CalendarTimes.local(last.value()).map(time -> isDate ? at(time, zone) : instant(last, time)))
                .or(() -> event.first("DURATION")
                        .flatMap(duration -> CalendarTimes.duration(duration.value()))
                        .flatMap(duration -> after(from, duration, zone)))
                .orElseGet(() -> isDate ? at(local.get().plusDays(1), zone) : from);
        return Optional.of(new Times(from, to, allDay, zone));
    }

    /**
     * A day is as long as the day is (RFC 5545 3.3.6); hours are exact. Empty for a length that no meeting has: it
     * would lead into years that no phone can read.
     */
    private static Optional<Instant> after(Instant from, Duration duration, ZoneRules zone) {
        if (duration.abs().compareTo(LONGEST) > 0) return Optional.empty();
        boolean isOfDays =
                duration.toSecondsPart() == 0 && duration.toMinutesPart() == 0 && duration.toHoursPart() == 0;
        var start = LocalDateTime.ofInstant(from, zone.getOffset(from));
        return Optional.of(isOfDays ? at(start.plusDays(duration.toDays()), zone) : from.plus(duration));
    }

    private ZoneRules zone(Property time, LocalDateTime at) {
        String id = time.parameter("TZID");
        if (!id.isEmpty()) return zones.named(id, at);
        if (CalendarTimes.isDate(time.value()) || CalendarTimes.isUtc(time.value())) return zones.ofDays(at);
        return zones.floating();
    }

    private Optional<Instant> instant(Property time) {
        return CalendarTimes.local(time.value()).map(local -> instant(time, local));
    }

    private Instant instant(Property time, LocalDateTime local) {
        return instant(time, local, zone(time, local));
    }

    private static Instant instant(Property time, LocalDateTime local, ZoneRules zone) {
        return CalendarTimes.isUtc(time.value()) ? local.toInstant(ZoneOffset.UTC) : at(local, zone);
    }

    private static Instant at(LocalDateTime local, ZoneRules zone) {
        return local.toInstant(zone.getOffset(local));
    }

    private Optional<Location> location() {
        String name = Utf8.first(Texts.line(event.text("LOCATION")), LONGEST_TEXT);
        return name.isEmpty() ? Optional.empty() : Optional.of(new Location(name, point()));
    }

    /** RFC 5545 3.8.1.6. */
    private Optional<Location.Point> point() {
        String[] numbers = event.text("GEO").split(";", 3);
        try {
            if (numbers.length != 2) return Optional.empty();
            var point = new Location.Point(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
            boolean isOnEarth = Math.abs(point.latitude()) <= 90 && Math.abs(point.longitude()) <= 180;
            return isOnEarth ? Optional.of(point) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Mailbox mailbox(Property person) {
        String value = person.value().strip();
        String address = value.regionMatches(true, 0, "mailto:", 0, 7) ? value.substring(7) : value;
        return new Mailbox(Texts.line(person.parameter("CN")), Texts.line(address));
    }

    private static Attendee attendee(Property person) {
        var partStat = switch (person.parameter("PARTSTAT").toUpperCase(Locale.ROOT)) {
            case "", "NEEDS-ACTION" -> PartStat.NEEDS_ACTION;
            case "ACCEPTED" -> PartStat.ACCEPTED;
            case "TENTATIVE" -> PartStat.TENTATIVE;
            case "DECLINED" -> PartStat.DECLINED;
            default -> PartStat.OTHER;
        };
        return new Attendee(mailbox(person), partStat, person.parameter("RSVP").equalsIgnoreCase("TRUE"));
    }

    /** The first alarm that is so long before the start; what the field cannot hold is no reminder. */
    private OptionalInt reminder() {
        return event.parts("VALARM")
                .flatMap(alarm -> alarm.first("TRIGGER").stream())
                .filter(trigger -> !trigger.parameter("RELATED").equalsIgnoreCase("END"))
                .flatMap(trigger -> CalendarTimes.duration(trigger.value()).stream())
                .map(before -> -before.toSeconds())
                .filter(seconds -> seconds >= 0 && seconds <= MOST_SECONDS)
                .mapToInt(Long::intValue)
                .findFirst();
    }

    private int sensitivity() {
        return switch (event.text("CLASS").toUpperCase(Locale.ROOT)) {
            case "PERSONAL" -> 1;
            case "PRIVATE" -> 2;
            case "CONFIDENTIAL" -> 3;
            default -> 0;
        };
    }

    /** What Exchange means it to be once accepted; of others whether it takes time at all. */
    private int busyStatus() {
        String intended = event.text("X-MICROSOFT-CDO-INTENDEDSTATUS");
        return switch (intended.toUpperCase(Locale.ROOT)) {
            case "FREE" -> 0;
            case "TENTATIVE" -> 1;
            case "BUSY" -> 2;
            case "OOF" -> 3;
            case "WORKINGELSEWHERE" -> 4;
            default -> event.text("TRANSP").equalsIgnoreCase("TRANSPARENT") ? 0 : 2;
        };
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
