/**
 * What changed since a Sync key, and what a device's changes do: the engine behind Sync, GetItemEstimate, Ping,
 * MoveItems and FolderSync.
 *
 * <p>In: a {@link org.mailspan.sync.Session}, collections, keys, the client's commands as items. Out: keys, items,
 * outcomes. No element is read or written here, and no status number is known: the commands turn the sealed outcomes into
 * theirs.
 *
 * <h2>How it works</h2>
 *
 * <ul>
 *   <li>{@link org.mailspan.sync.Index}: what each folder holds, one for all devices of an account; a version counts the
 *       refreshes that found something. All that is done at a host to a folder is done in the folder's turn.
 *   <li>{@link org.mailspan.sync.Window}: which changes come next for one device, by questions to the Index.
 *   <li>{@link org.mailspan.sync.SyncEngine}: key check, the client's changes, the server's changes, the next key.
 *   <li>{@link org.mailspan.sync.Hierarchy}: the same for folders. {@code HostFolders} asks for them and finds renamed
 *       ones again by {@code KeptFolders} and {@code Successors}, {@code FolderMerge} enters them, {@code KnownFolders} is what a device was told,
 *       {@code FolderChanges} what it does to them.
 *   <li>{@code Drafter}: what devices write. Mail that they send goes out by a {@link org.mailspan.sync.Submission}, which the
 *       command lends, since there is one way out for all mail.
 *   <li>{@link org.mailspan.sync.Emptying}: all that a folder holds, deleted.
 *   <li>{@link org.mailspan.sync.Conversations}: to which conversations items belong, learned where a device or a rule
 *       asks; {@link org.mailspan.sync.Elders}: what a filter would cut off of them; {@link
 *       org.mailspan.sync.ConversationMoves}: conversations that are always moved.
 *   <li>{@link org.mailspan.sync.Finder}: search. What is found and was never listed is entered in the Index, so that a
 *       result has an id that all commands take, also in a folder that no device synchronises.
 * </ul>
 *
 * <h2>Decisions</h2>
 *
 * <ul>
 *   <li>An answer is built whole before its first octet is written, rather than streamed: so every status is true, the
 *       next state is durable before the client can see its key, and a host that fails midway costs a shorter answer
 *       with MoreAvailable instead of a torn document. Memory and silence are bounded by a budget of octets and of
 *       seconds per answer (Gmail gives up after 30 s of silence, quirk A11): when either is used up, the answer is cut
 *       there and MoreAvailable says so.
 *   <li>The document is made while the state is being saved, within the turn of its device, and given when that is durable:
 *       the disk costs an answer nothing, since making one takes longer.
 *   <li>While an answer is on its way, {@link org.mailspan.sync.ReadAhead} reads the windows that come next: host, bridge
 *       and phone work at once, which made a first sync half as fast again. It holds octets within a sixteenth of the heap,
 *       for half a minute; a phone that does not come back has cost two windows of reading.
 *   <li>What one device of an account is told is kept for two minutes for the others ({@code SharedReads}), and those that
 *       come while it is being read wait for it: an arrival that wakes three devices is read once, and three devices that
 *       begin at the same time cost the host one, in half the time (2026-11). The key is all that makes an item: account,
 *       folder, the entry with its stamp, and how the body is wanted. One whose flag changed is read again rather than
 *       patched, since what a flag does to an item is the backend's to know. What a device opens by its id, fetches
 *       within a Sync or finds comes from there too; of a mail that went away at the host meanwhile, it hears by the next
 *       Sync. Within a thirty-second of the heap, the eldest go; a device that begins alone leaves nothing behind, since
 *       nobody will ask for it. {@code reads.shared = off} switches it off.
 *   <li>Many folders are asked about by one glance, where the host can tell; only those in which something happened are
 *       asked for themselves. Where it cannot tell of flags (no CONDSTORE), a Ping of many folders is content with where
 *       something came or went, and has the inbox and four others, in turns, listed for their flags: two hundred cost 400
 *       round trips each time, now a few. A Sync still asks for all that it names, and a folder of which a watch tells
 *       by name is listed.
 *   <li>New items go by the mark of their first sight, which never moves, and changes go by the mark of the last change.
 *       With one mark for both, an item that changed while it waited for its window would be passed over.
 *   <li>A flag of a mail is a boolean, so a phone and the host can never have changed it to two different values since
 *       the phone's last answer: Conflict (MS-ASCMD 2.2.3.34) has to decide of drafts alone. There the folder is looked at
 *       before the change is done; whatever happened to the draft since the device was told of it is a conflict, a mark
 *       too, since the Index does not know what of a row changed.
 *   <li>A draft is changed by filing what it becomes and deleting what it was ({@code Drafter}), so that whatever breaks
 *       between costs an old version too many and never the text. Its key stays. What was filed carries a mark of its
 *       request and its content, by which a repeated request finds it, in whatever state the bridge was lost; and an
 *       attachment is called by what it is, so that one that is added twice is there once. What says only what is there
 *       already is not filed again.
 *   <li>A draft that cannot be saved or sent is not owed: to tell the device how it is at the host would take the user's
 *       text from the only place that has it.
 *   <li>A draft that was sent is told as deleted to its device too: nowhere is said that it removes its copy by itself.
 *       What was sent is known by the draft's id for a day, so a deletion that fails does not send twice.
 *   <li>Mail programs save a draft as a new message and delete the one before: a new message in Drafts takes over the key of
 *       the one with its Message-ID ({@code Replacements}), and the device is told of a change, with the whole draft. That
 *       holds where both steps come in one listing, and where the new message is seen first. A program that deletes first
 *       and is caught between shows as a deletion and a new draft.
 *   <li>A device does to its own copy what it asks for before it is answered. What the host refuses is therefore owed:
 *       kept in the state of that device alone, and told with the next answer as the item is (a Change, or an Add under
 *       the same id of an item that it deleted). No other device hears of it. A state keeps what it owes until an answer
 *       that tells it is acknowledged by its key, so a lost answer or a restart loses nothing.
 *   <li>A deletion that is to be a move, where the host has no folder for it and makes none, is refused like any other:
 *       to delete for good is not what was asked (law 1). Backends make the folder where they can.
 *   <li>A move is entered in one transaction: both folders, what the device need not be told, and where each item went.
 *       That last is kept by device, for days, apart from the rows of what is gone: those are purged as soon as every
 *       device has been told, and the answer to a MoveItems may be asked for again later than that.
 *   <li>Of a flag for follow-up a host keeps one bit. Its dates, its reminder and that it is completed are kept in the
 *       store as the device said them, and laid over the item while the host's bit agrees; else the next Change of
 *       anything, which names the whole flag, would take them from the phone that set them. They go along when an item
 *       is moved through the bridge, and a new date is a change of the item for all other devices.
 *   <li>That a message was answered or forwarded is a flag of the host; when, and whether all were answered, is kept in
 *       the store of what went through the bridge, and laid over the item while the flag stands. The device that did it
 *       is told too, by one Change without a body, since its own copy does not say so; below 14.0 it is not, since
 *       there is no element to say it.
 *   <li>That one FETCH lacks an item proves nothing: the item is owed and the folder is listed anew. If it is listed and
 *       still not read, it is given up, or the device would be sent round for it for ever.
 *   <li>Client fetches draw on the same budget as the window. What does not fit is answered to be asked for again.
 *   <li>A renamed folder keeps its id, and devices keep what they have of it, wherever it was renamed. The host's own id
 *       (MAILBOXID) decides; where it has none, UIDVALIDITY and then the messages: a name that came is a name that went
 *       only if the ids and dates of most messages are the same and no other folder could be meant. It is asked for when
 *       a new name is listed and not before. A folder of which no device has anything needs no more than UIDVALIDITY.
 *   <li>After a move to another host nothing of that holds, and names have another separator, another prefix or another
 *       language. Of the names that went and came in one refresh ({@code Successors}) two are one folder if they have the
 *       same path but for the inbox or mere nodes before it, else the same use (Sent, Deleted Items, Drafts), else if half
 *       of the newest items that devices know are among those of the other, by what {@code Healing} knows them by; and if
 *       no other folder could be meant. Its items are then matched like those of any folder that is numbered anew. A
 *       wrong guess costs a name, for what is not known again is deleted and added as it would have been. Never under one
 *       UIDVALIDITY, where equal ids would pass for equal items. While no name went and none came it costs nothing; only
 *       the last step lists folders, those that came and are not found by then.
 *   <li>A wish about a folder that is fulfilled already is answered with success (a lost answer, a crash, another client
 *       of the same person that was faster), unless the device was told of what is in its way. So nothing has to be
 *       remembered of requests, and none makes a second folder.
 *   <li>FolderDelete takes the folders below along, deepest first, but only those that the device was told of: else it
 *       is refused until it was (law 1). A folder that was made anew under the old name is not the one that was meant.
 *       The device is told of the folders below as others are, since not all take these for granted.
 *   <li>What a host makes of a name (a slash becomes an underscore) is told as an Update by the next FolderSync.
 *   <li>Emptying a folder that the device synchronises deletes what the Index has of it, so nothing that came since anybody
 *       looked; any other folder is listed first, for what the Index has of it may be old or nothing. And it leaves
 *       Sync states alone, so that each device is told by Sync, the asking one too: whether that removed its copies
 *       already is nowhere said, a deletion too many is passed over by all, one too few leaves ghosts.
 *   <li>ConversationMode: the conversation of each item is asked of the host once, by a few header fields, newest items
 *       first, for all devices; three seconds of it for each request. A Sync without news asks nothing, one with an arrival
 *       asks for the arrival. Not by THREAD (RFC 5256), which joins by subject and would not agree with ConversationId, and
 *       not by a search for each conversation, which costs the host the folder each time.
 *   <li>What a device has below its filter for that cannot be told from marks, since an item may go by which it came. So
 *       the keys of these items are kept in its state: as many as old conversations that are still alive have messages.
 *       They come after all that is within the filter, without their bodies (MS-ASCMD_R2108), and leave when the filter's
 *       edge moves, not before (MS-ASCON_R223).
 *   <li>A device says ConversationMode once: it stays until the device says otherwise, for Ping has no word for it, and a
 *       request that leaves it out must not cost a reload.
 *   <li>What is always moved (MS-ASCON 3.2.5.3) is moved when it is first seen, in whichever folder somebody looks at,
 *       before anybody is told of it. Only what the host received since the rule was made, and each message once: else
 *       nobody could ever put one elsewhere. Not out of Deleted Items, junk, Drafts and Sent, where mail lies for what was
 *       done with it. EAS has no word to end such a rule; naming the inbox as the folder does. The rules lie in the cache
 *       until there is a place for what people decide: losing them loses no mail.
 *   <li>A Move of a conversation leaves Sent Items alone (MS-ASCON_R215), and Drafts as well: what its author has not sent
 *       is not his to lose.
 *   <li>A folder that the host numbers anew (another UIDVALIDITY, another host, a backup that was brought back) keeps its
 *       items ({@code Healing}): they are known again by EMAILID (Gmail: X-GM-MSGID), else by Message-ID, INTERNALDATE and size, else by
 *       Message-ID and size where only one can be meant ({@code Rematch}). What they are known by is noted when a device
 *       is told of them, in the transaction that saves its state; it is at hand then and costs no question, and of items
 *       that no device has nobody needs it. What is not known again is a deletion and a new item, as it was before:
 *       never one taken for another. A row keeps the date that it had, since devices' windows run along it.
 *   <li>Of two copies of one message (equal in all three) it does not matter which is which; they keep their order where
 *       there are as many as before. By Message-ID and size alone copies are not matched.
 *   <li>Before a device's changes are done it is asked whether ids still mean what they did ({@code Index.settle}), which
 *       costs no round trip where the folder is open anyway: so a deletion that meets a new UIDVALIDITY deletes what was
 *       meant, and one that meets a restored backup not what has the number now.
 *   <li>Once a day, when a refresh found nothing, a folder is counted against the host ({@code Audit}): one UID SEARCH, and
 *       the rows of the folder. Only where that differs twice is it listed whole. Flags are trusted to CONDSTORE.
 *   <li>An item that comes back after it was gone (its {@code \Deleted} mark was lifted) is a new item with a new key: a
 *       key that a device was told the deletion of is never given again.
 * </ul>
 *
 * <p>Imports: backend, store, format, item, protocol, event
 */
@NullMarked
package org.mailspan.sync;

import org.jspecify.annotations.NullMarked;
