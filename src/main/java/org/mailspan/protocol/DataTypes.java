package org.mailspan.protocol;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The data types of MS-ASDTYPE that elements are written in. */
public final class DataTypes {
    private static final DateTimeFormatter DASHED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Years have four digits in both forms. What is beyond has no place in an answer, and overflows in sums. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    private DataTypes() {}

    /**
     * {@code 2026-11-21T05:47:00.000Z}, MS-ASDTYPE 2.3: mail, contacts, tasks. Every item has one or two, and the
     * formatter of the JDK takes as long as the rest of a header.
     */
    public static String dateTime(Instant value) {
        LocalDateTime utc = LocalDateTime.ofInstant(value, ZoneOffset.UTC);
        if (utc.getYear() < 1000 || utc.getYear() > 9999) return DASHED.format(value);
        var text = new byte["uuuu-MM-ddTHH:mm:ss.SSSZ".length()];
        number(text, 0, 4, utc.getYear(), '-');
        number(text, 5, 2, utc.getMonthValue(), '-');
        number(text, 8, 2, utc.getDayOfMonth(), 'T');
        number(text, 11, 2, utc.getHour(), ':');
        number(text, 14, 2, utc.getMinute(), ':');
        number(text, 17, 2, utc.getSecond(), '.');
        number(text, 20, 3, utc.getNano() / 1_000_000, 'Z');
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void number(byte[] text, int at, int digits, int number, char then) {
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--, rest /= 10) text[i] = (byte) ('0' + rest % 10);
        text[at + digits] = (byte) then;
    }

    /** {@code 20261121T054700Z}, MS-ASDTYPE 2.6.5: calendar. */
    public static String compactDateTime(Instant value) {
        return COMPACT.format(value);
    }

    /** Either form, as clients send both. */
    public static Optional<Instant> parseDateTime(String text) {
        try {
            String t = text.strip();
            Instant moment = t.indexOf('-') < 0 ? Instant.from(COMPACT.parse(t)) : Instant.parse(t);
            return Optional.of(moment).filter(one -> !one.isBefore(FIRST) && one.isBefore(AFTER_LAST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** MS-ASDTYPE 2.1: 1 is true, 0 is false; an element without content is true (quirk B3). */
    public static boolean bool(String text) {
        return !text.strip().equals("0");
    }
}
