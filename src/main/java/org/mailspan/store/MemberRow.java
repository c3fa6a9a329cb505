package org.mailspan.store;

/**
 * To which conversation an item belongs.
 *
 * @param conversation the ConversationId in 32 hexadecimal digits
 * @param learned the batch in which this became known
 */
public record MemberRow(long folder, long key, String conversation, long learned) {}
