package org.mailspan.device;

import org.mailspan.store.WipeRow.Kind;

/** How far a device is let in, apart from what its policy key says. */
public sealed interface Admission {
    record Allowed() implements Admission {}

    /**
     * Its owner wants to be asked. It may provision itself, so that it tells what it is.
     *
     * @param isNews whether nobody was told of it
     */
    record Quarantined(boolean isNews) implements Admission {}

    record Blocked(boolean isNews) implements Admission {}

    /** It is to wipe itself, and hears so at its Provision. */
    record Wiping(Kind kind) implements Admission {}

    /** New, and its account has as many as it may have. */
    record TooMany() implements Admission {}
}
