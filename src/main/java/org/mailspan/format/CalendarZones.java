package org.mailspan.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import net.fortuna.ical4j.model.Recur;
import net.fortuna.ical4j.model.WeekDay;
import net.fortuna.ical4j.transform.recurrence.Frequency;
import org.mailspan.format.CalendarReader.Component;
import org.mailspan.format.CalendarReader.Property;
import org.mailspan.protocol.TimeZones;

/**
 * The time zones of one calendar text. A TZID is a zone of the Olson database if it ends like one of its regions; else
 * its VTIMEZONE says it, made into rules without being run; else it is a name of Windows. ical4j's registry would keep
 * the rules of every VTIMEZONE that ever arrived in a provider of the whole process, so it is not asked.
 */
final class CalendarZones {
    private static final Set<String> OLSON = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** Each part of one may be where the name of a region begins. */
    private static final int LONGEST_ID = 255;

    private final Component calendar;
    private final ZoneRules local;

    /** @param local for times without a zone, unless the calendar names one */
    CalendarZones(Component calendar, ZoneId local) {
        this.calendar = calendar;
        this.local = olson(calendar.text("X-WR-TIMEZONE")).orElse(local).getRules();
    }

    /** Of times that name none; the one zone that the calendar describes if it describes one. */
    ZoneRules ofDays(LocalDateTime at) {
        var zones = calendar.parts("VTIMEZONE").toList();
        return zones.size() == 1 && calendar.first("X-WR-TIMEZONE").isEmpty()
                ? named(zones.getFirst().text("TZID"), at)
                : local;
    }

    ZoneRules floating() {
        return local;
    }

    /** @param at when the rules must hold */
    ZoneRules named(String id, LocalDateTime at) {
        return olson(id)
                .map(ZoneId::getRules)
                .or(() -> calendar.parts("VTIMEZONE")
                        .filter(zone -> zone.text("TZID").equals(id))
                        .findFirst()
                        .flatMap(zone -> described(zone, at)))
                .or(() -> windows(id).or(() -> plain(id)).map(ZoneId::getRules))
                .orElse(local);
    }

    /** {@code Europe/Berlin}, {@code /freeassociation.sourceforge.net/Europe/Berlin}, and what stands for UTC. */
    private static Optional<ZoneId> olson(String id) {
        if (id.equalsIgnoreCase("UTC") || id.equals("Z")) return Optional.of(ZoneOffset.UTC);
        if (id.length() > LONGEST_ID) return Optional.empty();
        for (String rest = id; rest.indexOf('/') >= 0; rest = rest.substring(rest.indexOf('/') + 1)) {
            if (rest.indexOf('/') > 0 && OLSON.contains(rest)) return Optional.of(ZoneId.of(rest));
        }
        return Optional.empty();
    }

    private static Optional<ZoneId> windows(String id) {
        return Optional.ofNullable(Windows.NAMES.getProperty(id)).flatMap(CalendarZones::olson);
    }

    /** {@code GMT}, {@code CET}, {@code EST5EDT}: last, since others call zones of their own so, and describe them. */
    private static Optional<ZoneId> plain(String id) {
        return OLSON.contains(id) ? Optional.of(ZoneId.of(id)) : Optional.empty();
    }

    /** ical4j's table, read when a name of Windows comes that nothing else explains. */
    private static final class Windows {
        private static final String TABLE = "/net/fortuna/ical4j/transform/compliance/msTimezoneNames";
        static final Properties NAMES = new Properties();

        static {
            try (InputStream table = CalendarZones.class.getResourceAsStream(TABLE)) {
                if (table != null) NAMES.load(table);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** STANDARD or DAYLIGHT: since when it holds, and what then becomes of the clock. */
    private record Observance(boolean daylight, LocalDateTime since, ZoneOffset from, ZoneOffset to, String rule) {
        /** A rule that is over by then is no rule any more. */
        Optional<ZoneOffsetTransitionRule> yearly(ZoneOffset standard, LocalDateTime at) {
            if (rule.isEmpty() || from.equals(to)) return Optional.empty();
            var recur = new Recur<Temporal>(rule, true);
            if (recur.getFrequency() != Frequency.YEARLY
                    || recur.getMonthList().size() != 1
                    || recur.getUntil() != null && isOver(recur.getUntil(), at)) return Optional.empty();
            Month month = Month.of(recur.getMonthList().getFirst().getMonthOfYear());
            int day = dayOfMonth(recur);
            DayOfWeek weekDay = recur.getDayList().isEmpty()
                    ? null
                    : WeekDay.getDayOfWeek(recur.getDayList().getFirst());
            return Optional.of(ZoneOffsetTransitionRule.of(
                    month, day, weekDay, since.toLocalTime(), false, TimeDefinition.WALL, standard, from, to));
        }

        private static boolean isOver(Temporal until, LocalDateTime at) {
            int year = until instanceof Instant time
                    ? time.atOffset(ZoneOffset.UTC).getYear()
                    : until.get(ChronoField.YEAR);
            return year < at.getYear();
        }

        /** The day from which on the day of the week is looked for; -1 is the last one of the month. */
        private int dayOfMonth(Recur<Temporal> recur) {
            List<Integer> days = recur.getMonthDayList();
            if (!days.isEmpty())
                return days.stream().min(Comparator.naturalOrder()).get();
            if (recur.getDayList().isEmpty()) return since.getDayOfMonth();
            int week = recur.getDayList().getFirst().getOffset();
            return week > 0 ? (week - 1) * 7 + 1 : week < 0 ? (week + 1) * 7 - 1 : 1;
        }
    }

    private static Optional<ZoneRules> described(Component zone, LocalDateTime at) {
        try {
            var all = zone.components().stream()
                    .map(CalendarZones::observance)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Observance::since))
                    .toList();
            var standard = latest(all, false, at);
            var daylight = latest(all, true, at);
            if (standard.isEmpty() || daylight.isEmpty())
                return standard.or(() -> daylight).map(only -> ZoneRules.of(only.to));
            var toStandard = standard.get().yearly(standard.get().to, at);
            var toDaylight = daylight.get().yearly(standard.get().to, at);
            if (toStandard.isPresent() && toDaylight.isPresent())
                return Optional.of(TimeZones.yearly(standard.get().to, List.of(toStandard.get(), toDaylight.get())));
            boolean isStandard = standard.get().since.isAfter(daylight.get().since);
            return Optional.of(ZoneRules.of(isStandard ? standard.get().to : daylight.get().to));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The one that holds then, else the first. */
    private static Optional<Observance> latest(List<Observance> all, boolean daylight, LocalDateTime at) {
        var kind = all.stream().filter(one -> one.daylight == daylight).toList();
        return kind.stream()
                .filter(one -> !one.since.isAfter(at))
                .reduce((earlier, later) -> later)
                .or(() -> kind.stream().findFirst());
    }

    private static Optional<Observance> observance(Component part) {
        boolean daylight = part.name().equals("DAYLIGHT");
        if (!daylight && !part.name().equals("STANDARD")) return Optional.empty();
        var from = offset(part.text("TZOFFSETFROM"));
        var to = offset(part.text("TZOFFSETTO"));
        var since = part.first("DTSTART").map(Property::value).flatMap(CalendarTimes::local);
        if (to.isEmpty()) return Optional.empty();
        return Optional.of(new Observance(
                daylight,
                since.orElse(LocalDateTime.of(1601, 1, 1, 0, 0)),
                from.orElse(to.get()),
                to.get(),
                part.text("RRULE")));
    }

    private static Optional<ZoneOffset> offset(String text) {
        try {
            return Optional.of(ZoneOffset.of(text.strip()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
