package org.mailspan.format;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The values of iCalendar that tell of time, RFC 5545 3.3. */
final class CalendarTimes {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final Pattern WEEKS = Pattern.compile("([+-]?)P(\\d{1,4})W");

    /** What Windows, and XML, can say. */
    private static final int FIRST_YEAR = 1601;

    private static final int LAST_YEAR = 4500;

    private CalendarTimes() {}

    static boolean isDate(String value) {
        return value.strip().length() == 8;
    }

    static boolean isUtc(String value) {
        return value.strip().toUpperCase(Locale.ROOT).endsWith("Z");
    }

    /** What the clock shows; midnight for a date. Empty for what is none, or in no sensible year. */
    static Optional<LocalDateTime> local(String value) {
        try {
            String text = value.strip().toUpperCase(Locale.ROOT);
            LocalDateTime time = isDate(text)
                    ? LocalDate.parse(text, DATE).atStartOfDay()
                    : LocalDateTime.parse(isUtc(text) ? text.substring(0, text.length() - 1) : text, TIME);
            return time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code -PT15M}, {@code P1DT2H}, {@code P1W}. */
    static Optional<Duration> duration(String value) {
        String text = value.strip().toUpperCase(Locale.ROOT);
        try {
            var weeks = WEEKS.matcher(text);
            return Optional.of(Duration.parse(
                    weeks.matches() ? weeks.group(1) + "P" + 7 * Integer.parseInt(weeks.group(2)) + "D" : text));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
