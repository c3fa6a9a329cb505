package org.mailspan.item;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/** Where something takes place, MS-ASAIRS 2.2.2.28: of that what iCalendar tells. */
public record Location(String displayName, Optional<Point> point) {
    public record Point(double latitude, double longitude) {}

    static @Nullable Location read(Element element) {
        Optional<Point> point = number(element, AirSyncBase.Latitude)
                .flatMap(latitude -> number(element, AirSyncBase.Longitude).map(l -> new Point(latitude, l)));
        return new Location(element.text(AirSyncBase.DisplayName).orElse(""), point);
    }

    private static Optional<Double> number(Element element, AirSyncBase tag) {
        try {
            return element.text(tag).map(String::strip).map(Double::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Element write(Location location) {
        return Element.of(
                AirSyncBase.Location,
                location.displayName.isEmpty() ? null : Element.of(AirSyncBase.DisplayName, location.displayName),
                location.point.map(p -> Element.of(AirSyncBase.Latitude, p.latitude)),
                location.point.map(p -> Element.of(AirSyncBase.Longitude, p.longitude)));
    }
}
