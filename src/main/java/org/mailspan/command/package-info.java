/**
 * One class per command of MS-ASCMD 2.2.1, named as there, and the words they share: {@link org.mailspan.command.Call}
 * in, {@link org.mailspan.command.Reply} out.
 *
 * <h2>To add a command</h2>
 *
 * <ol>
 *   <li>One file, {@code FolderCreate.java}: a package-private final class that is a
 *       {@link org.mailspan.command.Command}. Every answer that it can give is a constant of the status enum in it,
 *       named and numbered as its section says, with the section in its comment. Numbers below 100 mean something else
 *       in each command, so there is no common list.
 *   <li>{@code handle} parses all of the request, then acts, then renders all of the answer. A request that breaks the
 *       protocol is known before anything was done. Requests too long for that get a class of their own
 *       ({@code FetchRequest}, {@code SyncCollection}).
 *   <li>One line in the table of {@link org.mailspan.command.Commands}: the header of OPTIONS and both forms of URL
 *       follow. If its answer has a Status at the root, also one in {@link org.mailspan.command.Refusals}.
 *   <li>One test, {@code FolderCreateTest}: requests and answers as elements against the host in memory, and every
 *       answer against its schema.
 * </ol>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>Outcomes come from below as sealed types, a host's failures as kinds; an exhaustive switch makes statuses of
 *       them, so that a new outcome stops the build until somebody has chosen its number.
 *   <li>A kind for which the command has no status is thrown: the endpoint answers 401, 503 or 507. A host that cannot
 *       be asked (UNAVAILABLE) is one of them where a status would make phones ask again at once.
 *   <li>Items are written in the shape of 16.1 and reshaped in {@code item}; a command asks for the version only where
 *       the command itself differs (statuses above 100 are HTTP statuses below 14.0, MS-ASCMD_R7461).
 *   <li>A class and the code page of its tags often have one name. A file imports the tags of its own page statically,
 *       and spells the few twins out ({@code org.mailspan.wbxml.Ping.Status}).
 *   <li>Mail goes out through {@code Outbox}, which knows a repeated one. What the server adds (the original of a reply
 *       or a forward, {@code Enclosure}) is laid on disk and complete before the first octet goes to the submission
 *       server: an attachment never lies in the heap, the size is known to both hosts, and an IMAP host that fails
 *       midway cannot cut a mail in two. The file has no name any more while it is used.
 *   <li>Nothing here holds state but {@code LastRequests} and {@code MailSearch}, caches, and the turns of {@code Outbox} and
 *       {@code MeetingResponse}.
 *   <li>Search and Find are one search ({@code MailSearch}, {@code GalSearch}), and both read what is typed as KQL
 *       ({@code Kql}), as Exchange does. A search of everything leaves out Deleted Items and junk, where old and unwanted
 *       mail would hide what is sought, and has Drafts (MS-ASCMD_R5421); a folder that is named is always searched, and
 *       a conversation everywhere.
 *   <li>A search that is not done in time is answered with what was found: Status 10 in Search, which names it; Find has
 *       no such status, so it shows what there is, and is 503 where that is nothing.
 *   <li>ResolveRecipients looks into the same address book as those two. Nobody's calendar, certificate or picture is
 *       known there, and of each that is asked for it is said so.
 *   <li>ValidateCert asks no other host, neither for a missing authority nor for revocations: where to ask stands in
 *       the certificate, and a stranger wrote it. It trusts whom the JVM trusts.
 *   <li>Out of office is read and set where the backend is {@code Backend.OutOfOffice}. Elsewhere it is off, and a Set
 *       is denied rather than lost.
 *   <li>An answered invitation is handed to {@code Calendars}, which so far has no calendar to enter it in.
 * </ul>
 *
 * <p>Imports: sync, push, device, store, format, backend, item, protocol, wbxml, event
 */
@NullMarked
package org.mailspan.command;

import org.jspecify.annotations.NullMarked;
