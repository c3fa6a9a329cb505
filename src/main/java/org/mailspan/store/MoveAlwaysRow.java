package org.mailspan.store;

import java.time.Instant;

/**
 * A conversation that is always moved, MS-ASCON 3.2.5.3.
 *
 * @param conversation the ConversationId in 32 hexadecimal digits
 * @param folder where to
 * @param since messages that were received before are left where they are
 */
public record MoveAlwaysRow(String account, String conversation, long folder, Instant since) {}
