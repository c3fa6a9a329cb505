package org.mailspan.store;

import java.time.Instant;

/**
 * An order to wipe a device.
 *
 * @param name no other order has it
 * @param delivered when the device was told first; {@link Instant#EPOCH} for not yet, as {@code acknowledged}
 * @param status as the device acknowledged it, 0 before
 */
public record WipeRow(
        String account,
        String device,
        String name,
        Kind kind,
        State state,
        Instant ordered,
        Instant delivered,
        Instant acknowledged,
        int status) {
    public enum Kind {
        /** All that is on the device. */
        DEVICE,
        /** The account and what came from it (16.1). */
        ACCOUNT
    }

    public enum State {
        PENDING,
        /** This file may be an old copy, so the order may have been carried out: it waits for its owner. */
        DOUBTFUL,
        CANCELLED,
        /** Acknowledged: over for good. */
        DONE
    }

    public WipeRow in(State state) {
        return new WipeRow(account, device, name, kind, state, ordered, delivered, acknowledged, status);
    }
}
