package org.mailspan.sync;

import org.mailspan.item.Item;

/** What came of a {@link ClientCommand}. */
public sealed interface Answer {
    Result result();

    enum Result {
        DONE,
        NOT_FOUND,
        /** The item is not one that can be taken: malformed, or of a kind that this folder does not hold. */
        INVALID,
        /** The mailbox is full. */
        FULL,
        /** The host does not allow it, or there is nowhere to move it. */
        REFUSED,
        /** The answer is full: the device is to ask again. */
        LATER
    }

    record Added(String clientId, Result result) implements Answer {}

    record Changed(String serverId, Result result) implements Answer {}

    record Deleted(String serverId, Result result) implements Answer {}

    /** @param item empty unless the result is DONE */
    record Fetched(String serverId, Result result, Item item) implements Answer {}
}
