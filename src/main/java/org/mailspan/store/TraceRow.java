package org.mailspan.store;

import java.time.Instant;

/** Somebody's order that what a device says is written down, mail too, until a time. */
public record TraceRow(String account, String device, Instant until) {}
