package org.mailspan.store;

import java.time.Instant;

/** Something that happened with a device. */
public record DeviceLogRow(String account, String device, Instant at, String what) {}
