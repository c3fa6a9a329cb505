package org.mailspan.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The data types of MS-ASDTYPE that elements are written in. */
public final class DataTypes {
    private static final DateTimeFormatter DASHED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private DataTypes() {}

    /** {@code 2026-11-21T05:47:00.000Z}, MS-ASDTYPE 2.3: mail, contacts, tasks. */
    public static String dateTime(Instant value) {
        return DASHED.format(value);
    }

    /** {@code 20261121T054700Z}, MS-ASDTYPE 2.6.5: calendar. */
    public static String compactDateTime(Instant value) {
        return COMPACT.format(value);
    }

    /** Either form, as clients send both. */
    public static Optional<Instant> parseDateTime(String text) {
        try {
            String t = text.strip();
            return Optional.of(t.indexOf('-') < 0 ? Instant.from(COMPACT.parse(t)) : Instant.parse(t));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** MS-ASDTYPE 2.1: 1 is true, 0 is false; an element without content is true (quirk B3). */
    public static boolean bool(String text) {
        return !text.strip().equals("0");
    }
}
