package org.mailspan.store;

import java.util.List;

/**
 * What one device has of a collection by its conversations, MS-ASCON 3.1.4.9.
 *
 * @param on whether a conversation of which one item is within the filter is wholly within
 * @param upTo the batch up to which what was learned of conversations ({@link LearnedRow}) was looked at
 * @param kept keys of items that the device has though they are older than its filter. Never changed; not copied, since
 *     the states of one plan share one list
 */
public record ConversationMode(boolean on, long upTo, List<Long> kept) {
    /** Nothing was looked at. */
    public static final long NEVER = -1;

    public static final ConversationMode OFF = new ConversationMode(false, NEVER, List.of());
}
