package org.mailspan.format;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Set;

/**
 * How a meeting recurs, in the few ways that EAS has for it (MS-ASEMAIL 2.2.2.80).
 *
 * @param every each, every second, ... day, week, month or year
 * @param calendarType MS-ASEMAIL 2.2.2.15
 */
public record Recurrence(
        Pattern pattern, int every, End end, int calendarType, boolean isLeapMonth, DayOfWeek firstDayOfWeek) {
    /** A week of 5 is the last one of the month. */
    public sealed interface Pattern {
        record Daily() implements Pattern {}

        record Weekly(Set<DayOfWeek> days) implements Pattern {}

        record MonthlyOnDay(int day) implements Pattern {}

        record MonthlyInWeek(int week, Set<DayOfWeek> days) implements Pattern {}

        record YearlyOnDay(int month, int day) implements Pattern {}

        record YearlyInWeek(int month, int week, Set<DayOfWeek> days) implements Pattern {}
    }

    /** When it is over. */
    public sealed interface End {
        record Never() implements End {}

        record Until(Instant last) implements End {}

        record After(int occurrences) implements End {}
    }
}
