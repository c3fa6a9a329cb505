/**
 * What the tests stand on: real mail hosts, a witness that looks at them from beside, and mail to fill them with.
 *
 * <p>{@link org.mailspan.support.MailHost} is one host; {@link org.mailspan.support.DovecotHost} runs the machine's own
 * Dovecot 2.3 in a temporary directory (everything a good host can do), {@link org.mailspan.support.GreenMailHost} is
 * GreenMail in this JVM (a poor host, and the submission server of both). Each starts once per JVM, in less than a
 * second; tests are kept apart by {@link org.mailspan.support.MailHost#newUser()}, never by a restart. Without Dovecot
 * its tests are skipped with the reason, or fail with {@code -Dmailspan.hosts=required}.
 *
 * <p>{@link org.mailspan.support.ImapWitness} speaks IMAP over a bare socket and {@link org.mailspan.support.Mails}
 * writes MIME by hand: neither uses Angus nor our own code, so that a fault there cannot hide itself by being made
 * twice.
 */
@NullMarked
package org.mailspan.support;

import org.jspecify.annotations.NullMarked;
