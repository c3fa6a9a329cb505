package org.mailspan.command;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.protocol.DataTypes;

/** The dates of KQL: a day, a month, a moment, or a word such as {@code yesterday}. */
record KqlDates(LocalDate today, ZoneId zone) {
    private static final List<DateTimeFormatter> FORMS = List.of(
            DateTimeFormatter.ISO_LOCAL_DATE,
            DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT),
            DateTimeFormatter.ofPattern("d.M.uuuu", Locale.ROOT));

    /** Sums with later ones would overflow at last. */
    private static final int LAST_YEAR = 9999;

    /** Days begin where the bridge is, as nobody tells where the phone is. */
    static KqlDates at(InstantSource clock) {
        var zone = ZoneId.systemDefault();
        return new KqlDates(LocalDate.ofInstant(clock.instant(), zone), zone);
    }

    /** From its first moment to the one after its last. */
    record Span(Instant from, Instant to) {}

    Optional<Span> span(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate month = today.withDayOfMonth(1);
        LocalDate year = today.withDayOfYear(1);
        return switch (word) {
            case "today" -> Optional.of(days(today, today.plusDays(1)));
            case "yesterday" -> Optional.of(days(today.minusDays(1), today));
            case "this week" -> Optional.of(days(week, week.plusWeeks(1)));
            case "last week" -> Optional.of(days(week.minusWeeks(1), week));
            case "this month" -> Optional.of(days(month, month.plusMonths(1)));
            case "last month" -> Optional.of(days(month.minusMonths(1), month));
            case "this year" -> Optional.of(days(year, year.plusYears(1)));
            case "last year" -> Optional.of(days(year.minusYears(1), year));
            default -> written(word.toUpperCase(Locale.ROOT));
        };
    }

    private Span days(LocalDate from, LocalDate to) {
        return new Span(
                from.atStartOfDay(zone).toInstant(), to.atStartOfDay(zone).toInstant());
    }

    private Optional<Span> written(String text) {
        Optional<Instant> moment = DataTypes.parseDateTime(text);
        if (moment.isPresent())
            return moment.map(at -> new Span(at, at.plusSeconds(1))).filter(KqlDates::isSound);
        for (DateTimeFormatter form : FORMS) {
            Optional<LocalDate> day = day(text, form);
            if (day.isPresent())
                return day.map(one -> days(one, one.plusDays(1))).filter(KqlDates::isSound);
        }
        return month(text).filter(KqlDates::isSound);
    }

    /** A host understands years of four digits. */
    private static boolean isSound(Span span) {
        return span.from.isAfter(Instant.parse("1900-01-01T00:00:00Z"))
                && span.to.isBefore(Instant.parse("9000-01-01T00:00:00Z"));
    }

    private static Optional<LocalDate> day(String text, DateTimeFormatter form) {
        try {
            return Optional.of(LocalDate.parse(text, form)).filter(day -> Math.abs(day.getYear()) <= LAST_YEAR);
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }

    private Optional<Span> month(String text) {
        try {
            LocalDate first = YearMonth.parse(text).atDay(1);
            return Optional.of(days(first, first.plusMonths(1)));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
