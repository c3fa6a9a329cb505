package org.mailspan.store;

import java.time.Instant;

/**
 * A password that was made for one device.
 *
 * @param id its first letters; tells it from the others of its account
 * @param name what its owner calls the device; may be empty
 * @param memory of the hash, in KiB
 * @param passes of the hash
 * @param device the DeviceId that used it first; empty before
 * @param used when it was last looked at, to the hour; EPOCH for never
 */
public record AppPasswordRow(
        String account,
        String id,
        String name,
        byte[] salt,
        int memory,
        int passes,
        byte[] hash,
        String device,
        Instant made,
        Instant used) {
    public AppPasswordRow usedBy(String deviceId) {
        return new AppPasswordRow(account, id, name, salt, memory, passes, hash, deviceId, made, used);
    }

    public AppPasswordRow usedAt(Instant now) {
        return new AppPasswordRow(account, id, name, salt, memory, passes, hash, device, made, now);
    }
}
