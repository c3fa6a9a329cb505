/**
 * What the demo needs beside the bridge: a mail host with sample mail, and a certificate.
 *
 * <p>In: the sample messages of the resources, {@code *.eml}, which are our own texts; {@link org.mailspan.cli.demo.Samples}
 * is the table of them. Out: ports and an account to log in with.
 *
 * <p>Decisions: the host is GreenMail, in this process, so that the demo needs nothing installed and leaves nothing behind;
 * it is a poor host (no CONDSTORE, no SPECIAL-USE), which is no harm for looking around. Its interface wants
 * jakarta.mail messages, which is why that library is used here outside of {@code format} and {@code backend.imap}; messages
 * are only handed through. The samples have no Date, To and Message-ID: those are set when they are delivered, so that the
 * mailbox always looks like one of this week.
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.cli.demo;

import org.jspecify.annotations.NullMarked;
