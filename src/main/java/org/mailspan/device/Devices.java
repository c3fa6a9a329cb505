package org.mailspan.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.Store;
import org.mailspan.wbxml.Element;

/** The devices that were seen, and what they told of themselves. */
public final class Devices {
    private static final Duration LOST = Duration.ofDays(120);

    /** How old {@code lastSeen} may be. */
    private static final Duration FRESH = Duration.ofHours(1);

    private final Store store;
    private final InstantSource clock;

    public Devices(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Forgets devices that stayed away for long; one that comes back after all loads its mail anew. */
    public void forgetLost() {
        Instant limit = clock.instant().minus(LOST);
        store.update(rows -> rows.forgetDevices(limit));
    }

    /** Enters a visit, if it tells something new. */
    void saw(Visit visit) {
        Instant now = clock.instant();
        Optional<DeviceRow> known = store.read(rows -> rows.device(visit.account(), visit.deviceId()));
        if (known.isPresent() && !isNews(known.get(), row(visit, known.get(), now))) return;
        store.update(rows -> {
            // Read again: DeviceInformation may have come in between.
            DeviceRow before = rows.device(visit.account(), visit.deviceId())
                    .orElseGet(() -> unknown(visit.account(), visit.deviceId(), now));
            rows.putDevice(row(visit, before, now));
        });
    }

    private static boolean isNews(DeviceRow known, DeviceRow now) {
        return !known.type().equals(now.type())
                || !known.userAgent().equals(now.userAgent())
                || !known.version().equals(now.version())
                || now.lastSeen().isAfter(known.lastSeen().plus(FRESH));
    }

    /** What a visit leaves out (OPTIONS and Ping of some say less) stays as it was told before. */
    private static DeviceRow row(Visit visit, DeviceRow before, Instant now) {
        return new DeviceRow(
                before.account(),
                before.id(),
                visit.deviceType().isEmpty() ? before.type() : visit.deviceType(),
                visit.userAgent().isEmpty() ? before.userAgent() : visit.userAgent(),
                visit.version().text(),
                before.information(),
                before.firstSeen(),
                now);
    }

    private static DeviceRow unknown(String account, String id, Instant now) {
        return new DeviceRow(account, id, "", "", "", new byte[0], now, now);
    }

    /**
     * Keeps what a device tells of itself, MS-ASCMD 2.2.3.45.
     *
     * @param set the Set element of a DeviceInformation
     * @return whether its values are such as can be kept; if not, nothing was changed
     */
    public boolean inform(String account, String deviceId, Element set) {
        if (!DeviceInformation.isSound(set)) return false;
        Instant now = clock.instant();
        Optional<DeviceRow> known = store.read(rows -> rows.device(account, deviceId));
        if (known.isPresent()
                && Arrays.equals(
                        informed(known.get(), set).information(), known.get().information())) return true;
        store.update(rows -> {
            DeviceRow before = rows.device(account, deviceId).orElseGet(() -> unknown(account, deviceId, now));
            rows.putDevice(informed(before, set));
        });
        return true;
    }

    private static DeviceRow informed(DeviceRow row, Element set) {
        return new DeviceRow(
                row.account(),
                row.id(),
                row.type(),
                row.userAgent(),
                row.version(),
                DeviceInformation.merged(row.information(), set),
                row.firstSeen(),
                row.lastSeen());
    }
}
