/**
 * One account at any IMAP host, and mail out over SMTP: the {@link org.mailspan.backend.Backend} that people have.
 *
 * <p>In: a login, names of folders, entries (UIDs) as {@code changes} told them. Out: deltas, items, new ids, signals.
 * Angus Mail's protocol layer ({@code IMAPProtocol}, {@code Response}) speaks to the host; its {@code Message} and {@code
 * Folder} objects are not used: they are an order of magnitude slower, address by sequence number, and show wrong messages
 * after VANISHED. No type of Angus leaves this package.
 *
 * <h2>Who does what</h2>
 *
 * <ul>
 *   <li>{@link org.mailspan.backend.imap.ImapLogin} opens an {@link org.mailspan.backend.imap.ImapConnection}: one socket,
 *       one thread at a time, whose answers are handed on row by row. {@link org.mailspan.backend.imap.ImapConnections}
 *       lends them: two for work beside one for the watch, shared by all devices (law 7).
 *   <li>{@link org.mailspan.backend.imap.ImapChanges}: QRESYNC, CONDSTORE with a UID list, or the whole listing, by what
 *       the host can and not by its name. The token is how a folder stood before it was listed, so that a change is seen
 *       twice rather than never.
 *   <li>{@link org.mailspan.backend.imap.ImapReader}: two phases per window, metadata and then one FETCH per distinct
 *       section; messages are converted on other threads while the next ones are read.
 *   <li>{@link org.mailspan.backend.imap.ImapMove} and {@link org.mailspan.backend.imap.ImapExpunge}: MOVE or COPY, UID
 *       EXPUNGE or the careful way; exactly the messages that were named (law 2).
 *   <li>{@link org.mailspan.backend.imap.ImapWatch}: NOTIFY, else IDLE on the inbox and a STATUS round over the folders of
 *       interest, else polling. It says "look", never what.
 *   <li>{@link org.mailspan.backend.imap.ImapErrors}: the one place where NO, BAD, BYE and their codes become a kind.
 *   <li>{@link org.mailspan.backend.imap.SmtpSubmission}: success only after the 250 (law 1); then a copy in Sent, unless
 *       the host files its own.
 * </ul>
 *
 * <h2>Decisions</h2>
 *
 * <ul>
 *   <li>Work that may be done twice (reads, flags, UID EXPUNGE, MOVE) is repeated once when a kept connection proves dead;
 *       what may not (COPY) is begun on a connection that has just answered a NOOP.
 *   <li>UIDs belong to a UIDVALIDITY: work on entries of a folder that was made anew meanwhile finds nothing.
 *   <li>Special folders that a host lacks are made once: Android cannot delete without a Deleted Items folder.
 *   <li>The header itself is fetched instead of ENVELOPE: one parser for all hosts, raw 8-bit text kept.
 * </ul>
 *
 * <p>Hosts that code takes account of are named there with a date: Dovecot 2.3 (an open folder that was deleted; MOVE with
 * EXPUNGEISSUED), Cyrus (VANISHED above the highest UID), GreenMail (sizes, flags in IDLE), Gmail (delete is a move).
 *
 * <p>Imports: backend, event, format, item, protocol
 */
@NullMarked
package org.mailspan.backend.imap;

import org.jspecify.annotations.NullMarked;
