package org.mailspan.store;

import java.time.Instant;

/**
 * The password of a mailbox behind its app passwords.
 *
 * @param sealed with a key that is not in the store
 */
public record MailPasswordRow(String account, byte[] sealed, Instant changed) {}
