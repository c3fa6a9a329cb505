package org.mailspan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.support.Shows;

/** The TimeZone structure against what Windows has for its zones, and against the rules it was made of. */
@Shows({"MS-ASDTYPE_R105", "MS-ASDTYPE_R111", "MS-ASDTYPE_R113", "MS-ASDTYPE_R118", "MS-ASDTYPE_R120", "MS-ASDTYPE_R121"
})
final class TimeZonesTest {
    private static final Instant IN_2026 = Instant.parse("2026-11-21T00:00:00Z");

    /** Bias, standard date and bias, daylight date and bias; a date as month, day of the week, week, hour. */
    private static String fields(String structure) {
        var octets = ByteBuffer.wrap(Base64.getDecoder().decode(structure)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(172, octets.capacity());
        return "%d %s %d %s %d"
                .formatted(
                        octets.getInt(0), date(octets, 68), octets.getInt(84), date(octets, 152), octets.getInt(168));
    }

    private static String date(ByteBuffer octets, int at) {
        return "%d/%d/%d/%d"
                .formatted(
                        octets.getShort(at + 2),
                        octets.getShort(at + 4),
                        octets.getShort(at + 6),
                        octets.getShort(at + 8));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, -60 10/0/5/3 0 3/0/5/2 -60",
        "Europe/London, 0 10/0/5/2 0 3/0/5/1 -60",
        "America/Los_Angeles, 480 11/0/1/2 0 3/0/2/2 -60",
        "America/New_York, 300 11/0/1/2 0 3/0/2/2 -60",
        "Asia/Kolkata, -330 0/0/0/0 0 0/0/0/0 0",
        "Asia/Tokyo, -540 0/0/0/0 0 0/0/0/0 0",
        "Australia/Sydney, -600 4/0/1/3 0 10/0/1/2 -60",
        "Australia/Lord_Howe, -630 4/0/1/2 0 10/0/1/2 -30",
        "Europe/Dublin, 0 10/0/5/2 0 3/0/5/1 -60",
        "Europe/Moscow, -180 0/0/0/0 0 0/0/0/0 0",
        "Etc/UTC, 0 0/0/0/0 0 0/0/0/0 0",
    })
    void aZoneHasTheFieldsThatWindowsHasForIt(String zone, String expected) {
        assertEquals(expected, fields(TimeZones.structure(ZoneId.of(zone), IN_2026)));
    }

    @Test
    void aZoneWhoseSummerTimeEndedHasItInTheYearsBefore() {
        assertEquals(
                "-180 10/0/5/3 0 3/0/5/2 -60",
                fields(TimeZones.structure(ZoneId.of("Europe/Moscow"), Instant.parse("2010-06-01T00:00:00Z"))));
        assertEquals(
                "-240 0/0/0/0 0 0/0/0/0 0",
                fields(TimeZones.structure(ZoneId.of("Europe/Moscow"), Instant.parse("2012-06-01T00:00:00Z"))));
    }

    @Test
    void everyZoneOfTheWorldIsReadBackExactlyAllThroughItsYear() {
        var wrong = new TreeSet<String>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            var zone = ZoneId.of(id);
            ZoneRules read = TimeZones.rules(TimeZones.structure(zone, IN_2026)).orElseThrow();
            Instant last = LocalDate.of(2027, 1, 1).atStartOfDay(zone).toInstant();
            for (var at = LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant();
                    at.isBefore(last);
                    at = at.plus(Duration.ofHours(3)))
                if (!read.getOffset(at).equals(zone.getRules().getOffset(at))) wrong.add(id);
        }
        assertEquals(new TreeSet<>(), wrong);
    }

    /** Pacific time with its names, as Outlook writes it. */
    @Test
    void namesAndTheEndOfADayAreRead() {
        var octets = ByteBuffer.allocate(172).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 240);
        for (int i = 0; i < "Chile".length(); i++) octets.putChar(4 + 2 * i, "Chile".charAt(i));
        octets.putShort(70, (short) 4).putShort(72, (short) 6).putShort(74, (short) 1);
        octets.putShort(76, (short) 23)
                .putShort(78, (short) 59)
                .putShort(80, (short) 59)
                .putShort(82, (short) 999);
        octets.putShort(154, (short) 9).putShort(156, (short) 6).putShort(158, (short) 1);
        octets.putShort(160, (short) 23).putShort(162, (short) 59).putInt(168, -60);
        var rules = TimeZones.rules(Base64.getEncoder().encodeToString(octets.array()))
                .orElseThrow();
        assertEquals(
                "-03:00", rules.getOffset(Instant.parse("2026-01-15T00:00:00Z")).toString());
        assertEquals(
                "-04:00", rules.getOffset(Instant.parse("2026-07-15T00:00:00Z")).toString());
        assertEquals(
                "-03:00", rules.getOffset(Instant.parse("2026-04-05T02:59:59Z")).toString());
        assertEquals(
                "-04:00", rules.getOffset(Instant.parse("2026-04-05T03:00:00Z")).toString());
    }

    @Test
    void whatIsNoStructureIsNoZone() {
        byte[] random = new byte[172];
        Arrays.fill(random, (byte) 0x7F);
        byte[] badMonth = new byte[172];
        badMonth[70] = 13;
        badMonth[154] = 1;
        badMonth[168] = 60;
        for (String text : new String[] {
            "",
            "%%%",
            "AAAA",
            Base64.getEncoder().encodeToString(random),
            Base64.getEncoder().encodeToString(badMonth)
        }) assertEquals(Optional.empty(), TimeZones.rules(text), text);
    }
}
