package org.mailspan.device;

import org.mailspan.store.WipeRow.Kind;

/**
 * A wipe that a device is to carry out now.
 *
 * @param name no other order has it
 */
public record Order(String account, String deviceId, String name, Kind kind) {}
