package org.mailspan.store;

import java.time.Instant;

/** A device as it told of itself. {@code information} is its DeviceInformation as a WBXML document, empty before it came. */
public record DeviceRow(
        String account,
        String id,
        String type,
        String userAgent,
        String version,
        byte[] information,
        Instant firstSeen,
        Instant lastSeen) {}
