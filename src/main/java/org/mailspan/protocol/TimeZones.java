package org.mailspan.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The TimeZone structure of MS-ASDTYPE 2.7.6, 172 octets in base64, from the rules of a zone and back. It knows one
 * standard and one daylight time, each with the day of the year on which it begins; so it is made for a year, and is
 * exact in that year for every zone. Names are left empty: phones find the zone by its offsets and days.
 */
public final class TimeZones {
    private static final int SIZE = 172;
    private static final int STANDARD_DATE = 68;
    private static final int DAYLIGHT_NAME = 88;
    private static final int DAYLIGHT_DATE = 152;
    private static final int LAST = 5;
    private static final int FIRST_YEAR = 1970;

    private TimeZones() {}

    public static String structure(ZoneId zone, Instant at) {
        return structure(zone.getRules(), at);
    }

    /** As it is in the year of this moment. A zone that changes its offset in another way than twice a year has one. */
    public static String structure(ZoneRules rules, Instant at) {
        var changes = changes(rules, at);
        var octets = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (changes.size() == 2) {
            changes.sort(Comparator.comparingInt(c -> c.getOffsetAfter().getTotalSeconds()));
            var toStandard = changes.getFirst();
            var toDaylight = changes.getLast();
            int standard = minutes(toStandard.getOffsetAfter());
            octets.putInt(0, -standard);
            date(octets, STANDARD_DATE, toStandard, rules);
            date(octets, DAYLIGHT_DATE, toDaylight, rules);
            octets.putInt(SIZE - 4, standard - minutes(toDaylight.getOffsetAfter()));
        } else octets.putInt(0, -minutes(rules.getOffset(at)));
        return Base64.getEncoder().encodeToString(octets.array());
    }

    private static int minutes(ZoneOffset offset) {
        return offset.getTotalSeconds() / 60;
    }

    /** Empty where there are not exactly two that lead from one offset to another and back. */
    private static List<ZoneOffsetTransition> changes(ZoneRules rules, Instant at) {
        int year = at.atOffset(rules.getOffset(at)).getYear();
        var changes = new ArrayList<ZoneOffsetTransition>();
        var next = rules.nextTransition(
                Year.of(year).atDay(1).atStartOfDay(ZoneOffset.UTC).minusDays(1).toInstant());
        while (next != null && next.getDateTimeBefore().getYear() <= year && changes.size() < 3) {
            if (next.getDateTimeBefore().getYear() == year) changes.add(next);
            next = rules.nextTransition(next.getInstant());
        }
        boolean isPair = changes.size() == 2
                && changes.getFirst().getOffsetAfter().equals(changes.getLast().getOffsetBefore())
                && changes.getFirst().getOffsetBefore().equals(changes.getLast().getOffsetAfter());
        if (!isPair) changes.clear();
        return changes;
    }

    /** A SYSTEMTIME without year: the nth such day of the week of the month, 5 for the last. */
    private static void date(ByteBuffer octets, int at, ZoneOffsetTransition change, ZoneRules rules) {
        LocalDateTime local = change.getDateTimeBefore();
        octets.putShort(at + 2, (short) local.getMonthValue());
        octets.putShort(at + 4, (short) (local.getDayOfWeek().getValue() % 7));
        octets.putShort(at + 6, (short) week(local, rules));
        octets.putShort(at + 8, (short) local.getHour());
        octets.putShort(at + 10, (short) local.getMinute());
        octets.putShort(at + 12, (short) local.getSecond());
    }

    /** Where the 4th is the last, the zone's own rule tells which of the two is meant. */
    private static int week(LocalDateTime local, ZoneRules rules) {
        int day = local.getDayOfMonth();
        boolean isLast = day + 7 > local.toLocalDate().lengthOfMonth();
        boolean isFourth = rules.getTransitionRules().stream()
                .anyMatch(rule -> rule.getMonth() == local.getMonth() && rule.getDayOfMonthIndicator() == 22);
        return isLast && !(isFourth && day <= 28) ? LAST : (day - 1) / 7 + 1;
    }

    /** The rules that a client's structure says; empty for what is none. */
    public static Optional<ZoneRules> rules(String structure) {
        try {
            byte[] octets = Base64.getMimeDecoder().decode(structure);
            return octets.length == SIZE
                    ? Optional.of(rules(ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN)))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ZoneRules rules(ByteBuffer octets) {
        int bias = octets.getInt(0);
        var standard = offset(bias + octets.getInt(DAYLIGHT_NAME - 4));
        var daylight = offset(bias + octets.getInt(SIZE - 4));
        boolean changes = octets.getShort(STANDARD_DATE + 2) != 0 && octets.getShort(DAYLIGHT_DATE + 2) != 0;
        if (!changes || standard.equals(daylight)) return ZoneRules.of(changes ? standard : offset(bias));
        var rules = List.of(
                rule(octets, STANDARD_DATE, standard, daylight, standard),
                rule(octets, DAYLIGHT_DATE, standard, standard, daylight));
        return yearly(standard, rules);
    }

    private static ZoneOffset offset(int bias) {
        return ZoneOffset.ofTotalSeconds(Math.multiplyExact(bias, -60));
    }

    private static ZoneOffsetTransitionRule rule(
            ByteBuffer octets, int at, ZoneOffset standard, ZoneOffset before, ZoneOffset after) {
        var month = Month.of(octets.getShort(at + 2));
        int week = octets.getShort(at + 6);
        boolean isOfOneYear = octets.getShort(at) != 0;
        var day = isOfOneYear ? null : DayOfWeek.of((octets.getShort(at + 4) + 6) % 7 + 1);
        int indicator = isOfOneYear ? week : week >= LAST ? -1 : (week - 1) * 7 + 1;
        // Windows writes midnight at the end of a day as 23:59:59.999.
        boolean isEndOfDay = octets.getShort(at + 8) == 23 && octets.getShort(at + 10) == 59;
        var time = isEndOfDay ? LocalTime.MIDNIGHT : LocalTime.of(octets.getShort(at + 8), octets.getShort(at + 10));
        return ZoneOffsetTransitionRule.of(
                month, indicator, day, time, isEndOfDay, TimeDefinition.WALL, standard, before, after);
    }

    /** The rules of a zone that changes between two times in the same way in every year, since computers count time. */
    public static ZoneRules yearly(ZoneOffset standard, List<ZoneOffsetTransitionRule> rules) {
        var ordered = rules.stream()
                .sorted(Comparator.comparing(rule -> rule.createTransition(FIRST_YEAR)))
                .toList();
        var first =
                ordered.stream().map(rule -> rule.createTransition(FIRST_YEAR)).toList();
        return ZoneRules.of(standard, first.getFirst().getOffsetBefore(), List.of(), first, ordered);
    }
}
