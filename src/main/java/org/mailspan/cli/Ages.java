package org.mailspan.cli;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in words. */
final class Ages {
    private Ages() {}

    static String of(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) return "just now";
        if (age.toHours() < 1) return words(age.toMinutes(), "minute");
        if (age.toDays() < 2) return words(age.toHours(), "hour");
        return words(age.toDays(), "day");
    }

    private static String words(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s") + " ago";
    }
}
