package org.mailspan.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/** Dates of mail: RFC 5322 3.3 with its obsolete forms, in whatever order the words come. */
final class MailDates {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int LONGEST = 200;
    private static final Pattern COMMENT = Pattern.compile("\\([^)]*\\)?");

    private int day;
    private int month;
    private int year = -1;
    private int hour = -1;
    private int minute;
    private int second;
    private int zoneMinutes;

    private MailDates() {}

    static Optional<Instant> parse(String text) {
        if (text.length() > LONGEST) return Optional.empty();
        var date = new MailDates();
        var words = new StringTokenizer(withoutComments(text).toLowerCase(Locale.ROOT), " \t\r\n,");
        while (words.hasMoreTokens()) if (!date.take(words.nextToken())) return Optional.empty();
        return date.instant();
    }

    private static String withoutComments(String text) {
        return text.indexOf('(') < 0 ? text : COMMENT.matcher(text).replaceAll(" ");
    }

    private Optional<Instant> instant() {
        if (day == 0 || month == 0 || year < 0 || hour < 0) return Optional.empty();
        try {
            var local = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59));
            return Optional.of(local.toInstant(ZoneOffset.UTC).minusSeconds(zoneMinutes * 60L));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private boolean take(String word) {
        char first = word.charAt(0);
        // with a colon as ISO 8601 has it, too
        if (first == '+' || first == '-') return zone(word.replace(":", ""));
        if (word.indexOf(':') > 0) return time(word);
        if (first >= '0' && first <= '9') return number(word);
        int place = word.length() < 3 ? -1 : MONTHS.indexOf(word.substring(0, 3));
        if (month == 0 && place >= 0 && place % 3 == 0) month = place / 3 + 1;
        else if (hour >= 0) named(word);
        return true;
    }

    private boolean number(String word) {
        if (!isNumber(word, 4)) return dashed(word);
        int value = Integer.parseInt(word);
        if (day == 0 && word.length() <= 2) day = value;
        else if (year < 0) year = fullYear(value, word.length());
        return true;
    }

    /** {@code 21-Nov-2026}, as some programs write it. */
    private boolean dashed(String word) {
        String[] parts = word.split("-", 4);
        if (parts.length != 3 || !isNumber(parts[0], 2) || !isNumber(parts[2], 4)) return false;
        return take(parts[0]) && take(parts[1].isEmpty() ? "x" : parts[1]) && take(parts[2]);
    }

    /** RFC 5322 4.3. */
    private static int fullYear(int value, int digits) {
        if (digits > 3) return value;
        return digits == 3 || value >= 50 ? 1900 + value : 2000 + value;
    }

    private boolean time(String word) {
        if (hour >= 0) return true;
        String[] parts = word.split(":", 5);
        if (parts.length > 2) parts[2] = parts[2].split("\\.", 2)[0];
        for (int i = 0; i < Math.min(parts.length, 3); i++) if (!isNumber(parts[i], 2)) return false;
        hour = Integer.parseInt(parts[0]);
        minute = Integer.parseInt(parts[1]);
        second = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
        return true;
    }

    private boolean zone(String word) {
        if (!isNumber(word.substring(1), 4)) return true;
        int digits = Integer.parseInt(word.substring(1));
        int minutes = word.length() <= 3 ? digits * 60 : digits / 100 * 60 + digits % 100;
        zoneMinutes = word.charAt(0) == '-' ? -minutes : minutes;
        return true;
    }

    private static boolean isNumber(String word, int longest) {
        if (word.isEmpty() || word.length() > longest) return false;
        for (int i = 0; i < word.length(); i++) if (word.charAt(i) < '0' || word.charAt(i) > '9') return false;
        return true;
    }

    /** RFC 5322 4.3: the zones of North America; all others, the military ones too, say nothing. */
    private void named(String word) {
        zoneMinutes = switch (word) {
            case "edt" -> -4 * 60;
            case "est", "cdt" -> -5 * 60;
            case "cst", "mdt" -> -6 * 60;
            case "mst", "pdt" -> -7 * 60;
            case "pst" -> -8 * 60;
            default -> zoneMinutes;
        };
        int sign = Math.max(word.indexOf('+'), word.indexOf('-'));
        if (sign > 0) zone(word.substring(sign));
    }
}
