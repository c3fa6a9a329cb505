package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.mailspan.store.Place;

/** The age filter of mail, MS-ASCMD 2.2.3.68.2. */
public final class Filter {
    public static final int ALL = 0;

    private Filter() {}

    /** Whether mail may be filtered so: 6 to 8 are for calendar and tasks only and get Status 4. */
    public static boolean fitsMail(int filterType) {
        return filterType >= 0 && filterType <= 5;
    }

    /**
     * The edge of the window. It moves by whole hours, so that most Syncs have no edge to move.
     *
     * @return empty for a type that does not fit mail
     */
    static Optional<Place> cutoff(int filterType, Instant now) {
        long hour = now.getEpochSecond() / 3600 * 3600;
        return switch (filterType) {
            case ALL -> Optional.of(Place.BOTTOM);
            case 1 -> Optional.of(Place.at(hour - Duration.ofDays(1).toSeconds()));
            case 2 -> Optional.of(Place.at(hour - Duration.ofDays(3).toSeconds()));
            case 3 -> Optional.of(Place.at(hour - Duration.ofDays(7).toSeconds()));
            case 4 -> Optional.of(Place.at(hour - Duration.ofDays(14).toSeconds()));
            case 5 ->
                Optional.of(Place.at(LocalDateTime.ofEpochSecond(hour, 0, ZoneOffset.UTC)
                        .minusMonths(1)
                        .toEpochSecond(ZoneOffset.UTC)));
            default -> Optional.empty();
        };
    }
}
