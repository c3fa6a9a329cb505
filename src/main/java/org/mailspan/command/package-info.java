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
 *       ({@code FetchRequest}, {@code SyncCollection}). Where an answer may have to be waited for, the command is a {@link
 *       org.mailspan.command.WaitingCommand} and gives a {@link org.mailspan.command.Vigil} instead.
 *   <li>One line in the table of {@link org.mailspan.command.Commands}: the header of OPTIONS and both forms of URL
 *       follow. If its answer has a Status at the root, also one in {@link org.mailspan.command.Refusals}.
 *   <li>One test, {@code FolderCreateTest}: requests and answers as elements against the host in memory, and every
 *       answer against its schema. And a dialogue for each status, in the oldest and the newest version that has it:
 *       a test names those that have none.
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
 *   <li>Mail goes out through {@code Outbox}, which knows a repeated one, drafts that a Sync sends too
 *       ({@code DraftSubmission}). What the server adds (the original of a reply
 *       or a forward, {@code Enclosure}) is laid on disk and complete before the first octet goes to the submission
 *       server: an attachment never lies in the heap, the size is known to both hosts, and an IMAP host that fails
 *       midway cannot cut a mail in two. The file has no name any more while it is used.
 *   <li>What is long is never in the heap as a whole. An attachment in the document of ItemOperations, and a message as
 *       MIME of more than 1 MiB (also in Sync), is read into a file first ({@code Laid}, {@code LongMail}) and written
 *       from there while the answer goes out: so a host that fails midway is a status or a 503, and never half an
 *       answer that says 1. The price is that the device hears nothing while the host gives it, as with parts. GetAttachment has no
 *       status to keep, so it streams, and is cut off when the host fails (the connection ends within the chunks).
 *   <li>A long message that cannot be read in a Sync goes out without its Data, as a cut one: law 5.
 *   <li>Nothing here holds state but {@code LastRequests}, {@code Restless} and {@code MailSearch}, caches, and the turns of {@code Outbox} and
 *       {@code MeetingResponse}.
 *   <li>Ids in a form that is not ours, as after a change of servers, are answered as folders that went: Sync 12, Ping 7,
 *       GetItemEstimate 2. Only a FolderSync leads out of that, and phones repeat at once what is a break of the protocol.
 *   <li>A folder that the host does not open ends neither a Ping nor the wait of a Sync, unless it went and the device was
 *       not told so yet: they would come again at once (quirks D10, H6). Nor does one that it cannot open now, as long as it
 *       still lists its folders; that one is looked at again each minute. What else is told meanwhile has its Status with
 *       it.
 *   <li>Limits of MS-ASCMD 3.1.5.10 hold but for the 200 commands of a Sync collection: Gmail sends drafts by the hundred
 *       (quirk E17).
 *   <li>Options for SMS are taken beside those for mail, and nothing comes of them; alone they leave those for mail as
 *       they were. GetItemEstimate without Options counts by those that the Sync has, not without a filter
 *       (MS-ASCMD_R3543): what is asked is what the next Sync brings.
 *   <li>A change of what only the server says of a mail (its sender, conversation, whether by Bcc) is refused with all
 *       that came with it; of other fields that a phone cannot change nothing is done and nothing said, as some send them
 *       along.
 *   <li>Search and Find are one search ({@code MailSearch}, {@code GalSearch}), and both read what is typed as KQL
 *       ({@code Kql}), as Exchange does. A search of everything leaves out Deleted Items and junk, where old and unwanted
 *       mail would hide what is sought, and has Drafts (MS-ASCMD_R5421); a folder that is named is always searched, and
 *       a conversation everywhere.
 *   <li>A search that is not done in time is answered with what was found: Status 10 in Search, which names it; Find has
 *       no such status, so it shows what there is, and is 503 where that is nothing.
 *   <li>ConversationMode of a collection that is not of mail: Status 4 in Sync (MS-ASCMD_R2117) and in GetItemEstimate
 *       (MS-ASCON_R336; MS-ASCMD_R2100 says 103 for it).
 *   <li>A BodyPartPreference of another type than HTML is Status 164 (MS-ASCON_R241), unless HTML is asked for as well
 *       (MS-ASAIRS_R383); one without a type is overlooked, since evo sends that (quirk F13).
 *   <li>ResolveRecipients looks into the same address book as those two. Nobody's calendar, certificate or picture is
 *       known there, and of each that is asked for it is said so.
 *   <li>ValidateCert trusts whom the JVM trusts; what it asks and of whom says {@code certificate}. Without CheckCRL the
 *       same is asked, and only a certain revocation counts (MS-ASCMD_R686, R895).
 *   <li>Out of office is read and set where the backend is {@code Backend.OutOfOffice}. Elsewhere it is off, and a Set
 *       is denied rather than lost.
 *   <li>An answered invitation is handed to {@code Calendars}, which so far has no calendar to enter it in.
 * </ul>
 *
 * <p>Imports: sync, push, device, store, format, backend, certificate, item, protocol, wbxml, event
 */
@NullMarked
package org.mailspan.command;

import org.jspecify.annotations.NullMarked;
