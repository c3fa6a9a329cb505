package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.format.Recurrence.End;
import org.mailspan.format.Recurrence.Pattern;

/** Rules of recurrence in EAS's words, and those that it has none for. */
final class RecurrenceRuleTest {
    private static final ZoneRules BERLIN = ZoneId.of("Europe/Berlin").getRules();
    /** A Thursday. */
    private static final LocalDateTime START = LocalDateTime.of(2026, 11, 26, 9, 0);

    private static Optional<Recurrence> read(String rule) {
        return RecurrenceRule.read(rule, START, BERLIN);
    }

    private static Pattern pattern(String rule) {
        return read(rule)
                .orElseThrow(() -> new AssertionError("nothing: " + rule))
                .pattern();
    }

    @Test
    void patternsAreTold() {
        var thursday = EnumSet.of(DayOfWeek.THURSDAY);
        var workdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
        assertEquals(new Pattern.Daily(), pattern("FREQ=DAILY;INTERVAL=3"));
        assertEquals(new Pattern.Weekly(workdays), pattern("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"));
        assertEquals(new Pattern.Weekly(thursday), pattern("FREQ=WEEKLY"));
        assertEquals(new Pattern.MonthlyOnDay(26), pattern("FREQ=MONTHLY"));
        assertEquals(new Pattern.MonthlyOnDay(31), pattern("FREQ=MONTHLY;BYMONTHDAY=31"));
        assertEquals(
                new Pattern.MonthlyInWeek(5, EnumSet.allOf(DayOfWeek.class)), pattern("FREQ=MONTHLY;BYMONTHDAY=-1"));
        assertEquals(new Pattern.MonthlyInWeek(4, thursday), pattern("FREQ=MONTHLY;BYDAY=4TH"));
        assertEquals(new Pattern.MonthlyInWeek(5, thursday), pattern("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1"));
        assertEquals(new Pattern.MonthlyInWeek(5, workdays), pattern("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"));
        assertEquals(new Pattern.YearlyOnDay(11, 26), pattern("FREQ=YEARLY"));
        assertEquals(new Pattern.YearlyOnDay(2, 29), pattern("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"));
        assertEquals(new Pattern.YearlyInWeek(11, 4, thursday), pattern("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=DAILY|Never[]",
                "FREQ=DAILY;COUNT=10|After[occurrences=10]",
                "FREQ=DAILY;UNTIL=20261224T080000Z|Until[last=2026-12-24T08:00:00Z]",
                "FREQ=DAILY;UNTIL=20261224|Until[last=2026-12-24T08:00:00Z]",
                "FREQ=DAILY;UNTIL=99991231T235959Z|Never[]",
                "FREQ=DAILY;UNTIL=+99999991231|Never[]",
                "FREQ=DAILY;UNTIL=20260701T090000|Until[last=2026-07-01T07:00:00Z]",
            })
    void theEndIsTold(String rule, String end) {
        assertEquals(end, read(rule).orElseThrow().end().toString());
    }

    @Test
    void intervalAndFirstDayOfTheWeekAreTold() {
        assertEquals(1, read("FREQ=WEEKLY").orElseThrow().every());
        assertEquals(2, read("FREQ=WEEKLY;INTERVAL=2;WKST=SU").orElseThrow().every());
        assertEquals(DayOfWeek.MONDAY, read("FREQ=WEEKLY").orElseThrow().firstDayOfWeek());
        assertEquals(DayOfWeek.SUNDAY, read("FREQ=WEEKLY;WKST=SU").orElseThrow().firstDayOfWeek());
        assertEquals(
                8,
                read("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8")
                        .orElseThrow()
                        .calendarType());
        assertTrue(read("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8")
                .orElseThrow()
                .isLeapMonth());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "FREQ=",
                "FREQ=WEEKLY;BYDAY=XX",
                "FREQ=WEEKLY;COUNT=99999999999",
                "FREQ=WEEKLY;UNTIL=never",
                "FREQ=HOURLY",
                "FREQ=SECONDLY;INTERVAL=1",
                "FREQ=DAILY;BYMONTH=1",
                "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
                "FREQ=DAILY;BYHOUR=9,17",
                "FREQ=MONTHLY;BYMONTHDAY=1,15",
                "FREQ=MONTHLY;BYMONTHDAY=-2",
                "FREQ=MONTHLY;BYDAY=MO",
                "FREQ=MONTHLY;BYDAY=1MO,3MO",
                "FREQ=MONTHLY;BYDAY=-2MO",
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
                "FREQ=YEARLY;BYDAY=20MO",
                "FREQ=YEARLY;BYYEARDAY=100",
                "FREQ=YEARLY;BYWEEKNO=20",
                "FREQ=YEARLY;BYMONTH=1,7",
                "FREQ=YEARLY;BYMONTH=13",
                "RSCALE=ETHIOPIC;FREQ=YEARLY",
            })
    void whatEasHasNoWordsForIsNoRecurrence(String rule) {
        assertEquals(Optional.empty(), read(rule));
    }

    @Test
    void aRuleThatMeansAnEventInEachSecondCostsNothing() {
        Instant before = Instant.now();
        read("FREQ=SECONDLY;BYSECOND=" + "0,1,2,3,".repeat(30) + "4;COUNT=2000000000");
        read("FREQ=SECONDLY;BYSECOND=" + "0,1,2,3,".repeat(100_000));
        read("FREQ=DAILY;COUNT=2000000000;BYDAY=" + "MO,".repeat(100) + "TU");
        assertTrue(Duration.between(before, Instant.now()).toSeconds() < 5);
        assertEquals(
                new End.After(2_000_000_000),
                read("FREQ=DAILY;COUNT=2000000000").orElseThrow().end());
    }
}
