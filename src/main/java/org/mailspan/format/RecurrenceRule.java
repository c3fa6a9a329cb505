package org.mailspan.format;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.fortuna.ical4j.model.Recur;
import net.fortuna.ical4j.model.WeekDay;
import org.mailspan.format.Recurrence.End;

/**
 * RRULE (RFC 5545 3.3.10) as a {@link Recurrence}. It is read, never run: a rule that means an event in each second
 * costs no more than another. Empty where EAS has no words for it.
 */
final class RecurrenceRule {
    private static final int LONGEST = 500;
    private static final int LAST = 5;

    /** Exchange's own "for ever"; years of more than four digits, which a rule can have, no phone can read. */
    private static final Instant LAST_MOMENT = Instant.parse("4501-01-01T00:00:00Z");

    private static final int MOST = 32_767;
    private static final Pattern SCALE = Pattern.compile("RSCALE=(\\w{1,20})", Pattern.CASE_INSENSITIVE);

    private final Recur<Temporal> rule;
    private final LocalDateTime start;
    private final ZoneRules zone;

    private RecurrenceRule(String text, LocalDateTime start, ZoneRules zone) {
        this.rule = new Recur<>(text, true);
        this.start = start;
        this.zone = zone;
    }

    /** @param start of the first meeting, on the clock of the zone */
    static Optional<Recurrence> read(String text, LocalDateTime start, ZoneRules zone) {
        Optional<Integer> calendar = calendarType(text);
        if (text.length() > LONGEST || calendar.isEmpty()) return Optional.empty();
        try {
            var read = new RecurrenceRule(text, start, zone);
            return read.pattern().map(pattern -> read.recurrence(pattern, calendar.get()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> calendarType(String text) {
        Matcher scale = SCALE.matcher(text);
        if (!scale.find()) return Optional.of(0);
        return switch (scale.group(1).toUpperCase(Locale.ROOT)) {
            case "GREGORIAN" -> Optional.of(1);
            case "HEBREW" -> Optional.of(8);
            case "CHINESE" -> Optional.of(15);
            default -> Optional.empty();
        };
    }

    private Recurrence recurrence(Recurrence.Pattern pattern, int calendar) {
        boolean isLeap = rule.getMonthList().stream().anyMatch(month -> month.isLeapMonth());
        var first = rule.getWeekStartDay() == null ? DayOfWeek.MONDAY : day(rule.getWeekStartDay());
        return new Recurrence(pattern, Math.clamp(rule.getInterval(), 1, MOST), end(), calendar, isLeap, first);
    }

    private End end() {
        if (rule.getCount() > 0) return new End.After(rule.getCount());
        Instant last = rule.getUntil() == null ? Instant.MAX : until(rule.getUntil());
        return last.isAfter(LAST_MOMENT) ? new End.Never() : new End.Until(last);
    }

    /** Until a day: until that day's meeting has begun. */
    private Instant until(Temporal until) {
        LocalDateTime local = switch (until) {
            case LocalDate day -> day.atTime(start.toLocalTime());
            case LocalDateTime time -> time;
            default -> LocalDateTime.MIN;
        };
        return local.equals(LocalDateTime.MIN) ? Instant.from(until) : local.toInstant(zone.getOffset(local));
    }

    private Optional<Recurrence.Pattern> pattern() {
        if (!rule.getYearDayList().isEmpty()
                || !rule.getWeekNoList().isEmpty()
                || rule.getHourList().size() > 1
                || rule.getMinuteList().size() > 1) return Optional.empty();
        return switch (rule.getFrequency()) {
            case DAILY -> daily();
            case WEEKLY -> hasDates() ? Optional.empty() : Optional.of(new Recurrence.Pattern.Weekly(daysOrStart()));
            case MONTHLY -> monthly();
            case YEARLY -> yearly();
            case SECONDLY, MINUTELY, HOURLY -> Optional.empty();
        };
    }

    private boolean hasDates() {
        return !rule.getMonthDayList().isEmpty()
                || !rule.getMonthList().isEmpty()
                || !rule.getSetPosList().isEmpty();
    }

    private Optional<Recurrence.Pattern> daily() {
        if (hasDates()) return Optional.empty();
        if (rule.getDayList().isEmpty()) return Optional.of(new Recurrence.Pattern.Daily());
        return rule.getInterval() > 1 ? Optional.empty() : Optional.of(new Recurrence.Pattern.Weekly(days()));
    }

    private Optional<Recurrence.Pattern> monthly() {
        if (!rule.getMonthList().isEmpty()) return Optional.empty();
        if (!rule.getDayList().isEmpty()) return week().map(week -> new Recurrence.Pattern.MonthlyInWeek(week, days()));
        return dayOfMonth()
                .map(day -> day > 0
                        ? new Recurrence.Pattern.MonthlyOnDay(day)
                        : new Recurrence.Pattern.MonthlyInWeek(LAST, EnumSet.allOf(DayOfWeek.class)));
    }

    private Optional<Recurrence.Pattern> yearly() {
        var months = rule.getMonthList();
        if (months.size() > 1) return Optional.empty();
        int month = months.isEmpty() ? start.getMonthValue() : months.getFirst().getMonthOfYear();
        if (!rule.getDayList().isEmpty())
            return months.isEmpty()
                    ? Optional.empty()
                    : week().map(week -> new Recurrence.Pattern.YearlyInWeek(month, week, days()));
        return dayOfMonth()
                .map(day -> day > 0
                        ? new Recurrence.Pattern.YearlyOnDay(month, day)
                        : new Recurrence.Pattern.YearlyInWeek(month, LAST, EnumSet.allOf(DayOfWeek.class)));
    }

    /** -1 for the last one of the month. */
    private Optional<Integer> dayOfMonth() {
        List<Integer> days = rule.getMonthDayList();
        if (days.isEmpty()) return Optional.of(start.getDayOfMonth());
        return days.size() > 1 || !rule.getSetPosList().isEmpty() || days.getFirst() < -1
                ? Optional.empty()
                : Optional.of(days.getFirst());
    }

    /** {@code BYDAY=2MO}, or {@code BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1}. */
    private Optional<Integer> week() {
        List<Integer> positions = rule.getSetPosList();
        var offsets =
                rule.getDayList().stream().map(WeekDay::getOffset).distinct().toList();
        if (!rule.getMonthDayList().isEmpty() || positions.size() > 1 || offsets.size() > 1) return Optional.empty();
        int week = offsets.getFirst();
        if (week == 0 && positions.size() == 1) week = positions.getFirst();
        else if (rule.getDayList().size() > 1) return Optional.empty();
        return switch (week) {
            case -1 -> Optional.of(LAST);
            case 1, 2, 3, 4, 5 -> Optional.of(week);
            default -> Optional.empty();
        };
    }

    private Set<DayOfWeek> daysOrStart() {
        return rule.getDayList().isEmpty() ? EnumSet.of(start.getDayOfWeek()) : days();
    }

    private Set<DayOfWeek> days() {
        var days = EnumSet.noneOf(DayOfWeek.class);
        rule.getDayList().forEach(day -> days.add(day(day)));
        return days;
    }

    private static DayOfWeek day(WeekDay day) {
        return switch (day.getDay()) {
            case MO -> DayOfWeek.MONDAY;
            case TU -> DayOfWeek.TUESDAY;
            case WE -> DayOfWeek.WEDNESDAY;
            case TH -> DayOfWeek.THURSDAY;
            case FR -> DayOfWeek.FRIDAY;
            case SA -> DayOfWeek.SATURDAY;
            case SU -> DayOfWeek.SUNDAY;
        };
    }
}
