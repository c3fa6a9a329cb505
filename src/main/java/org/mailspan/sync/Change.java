package org.mailspan.sync;

import org.mailspan.store.ItemRow;

/** One thing that a device has to be told of a collection. */
sealed interface Change {
    ItemRow row();

    /** An item seen since the last answer. */
    record Added(ItemRow row) implements Change {}

    /** An item that a first sync, or a widened filter, has come down to. */
    record Reached(ItemRow row) implements Change {}

    /** An item older than the filter, of a conversation that reaches into it. */
    record Elder(ItemRow row) implements Change {}

    record Changed(ItemRow row) implements Change {}

    record Deleted(ItemRow row) implements Change {}

    /** An item that grew older than the filter: it leaves the device, not the host. */
    record Aged(ItemRow row) implements Change {}
}
