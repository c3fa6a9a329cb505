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
 *
 * <p>{@link org.mailspan.support.Dialogue} is a script of requests and expected answers, in the form in which a log
 * shows them; {@link org.mailspan.support.Schemas} holds every answer of the tests against the specification's schemas; and
 * {@link org.mailspan.support.Shows} names the requirements that a test shows, from which
 * {@link org.mailspan.support.RequirementIndex} writes the table of all. That table counts apart what the structure of
 * answers alone shows ({@link org.mailspan.support.RequirementRules}): it is true, and says little of behaviour.
 */
@NullMarked
package org.mailspan.support;

import org.jspecify.annotations.NullMarked;
