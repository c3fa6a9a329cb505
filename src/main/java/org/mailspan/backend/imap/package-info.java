/**
 * One IMAP account and its submission server behind the SPI, by Angus Mail's protocol layer.
 *
 * <p>In: credentials, names of folders, entries, items to lay over messages, mail to send. Out: deltas, items, streams,
 * signals. {@link org.mailspan.backend.imap.ImapConnector} is the door; no word of IMAP leaves this package.
 *
 * <h2>How it works</h2>
 *
 * <ul>
 *   <li>{@code ImapConnection} is one socket; {@code ImapLogin} makes them, past the {@code LoginGate} of the host and on
 *       the {@code ImapTerms} that it grants; {@code ImapConnections} lends them, two for work and one for the watch by
 *       default (law 7); what work leaves over, never its last one, the watch may have until work asks for it
 *       ({@code Permits}). {@code ImapRow} is one response, {@code FetchRow} one message in it;
 *       {@code ImapErrors} alone says what a refusal means.
 *   <li>{@code Unchanged}: where nothing changed, of many folders in one round trip ({@code Statuses}).
 *       {@code ImapChanges} and its three kinds: what changed. {@code Journal}: what a host said by itself of the
 *       folder that is open, so that mostly nothing else need be asked.
 *   <li>{@code ImapWindow} and {@code ImapReader}: messages, in two phases. {@code ImapParts}: parts as streams.
 *       {@code ImapFlags}, {@code ImapExpunge}, {@code ImapMove}: what is done to messages. {@code FolderTree}: what a
 *       host's list means. {@code FolderEdits} makes, renames and deletes folders, {@code FolderIdentities} tells them
 *       apart.
 *   <li>{@code ImapSearches}: many folders, one after the other; {@code ImapSearch}: one; {@code SearchKeys}: what is said
 *       to the host.
 *   <li>{@code ImapWatch} keeps one of three kinds of {@code Watching} alive; where IDLE is all there is,
 *       {@code SpareIdles} has it on more folders than the inbox. {@code MailOut} sends, {@code ImapDrafts} files drafts.
 * </ul>
 *
 * <h2>Decisions</h2>
 *
 * <ul>
 *   <li>A folder whose UIDNEXT or HIGHESTMODSEQ is lower than it was went back in time (a restored backup): its UIDs may be
 *       given to other messages though UIDVALIDITY is the same, so it is listed whole and without a generation. An index
 *       that was built anew at the host looks the same, and costs that one listing.
 *   <li>What is begun under one UIDVALIDITY and repeated under another is not done, and said to be: the host is "not
 *       available", the request comes again, and finds the items under their new ids.
 *   <li>Angus connects, does TLS, logs in, frames responses and quotes arguments ({@code IMAPProtocol}, extended by
 *       {@code ImapWire}). Its FetchResponse and BODYSTRUCTURE are not used: they parse while they read, so that one
 *       odd structure loses the row with its UID, and they drop Content-Location. Its folders and messages are not used
 *       either: seven times slower here, and wrong after VANISHED. Nor is its reader ({@code Responses} tells why).
 *   <li>A BODYSTRUCTURE is not believed where it shows that the host could not read a header (an empty type, or the one
 *       empty part of a multipart whose boundary never comes): the message is read instead, unless it is large.
 *   <li>The sections of a window are asked for in one go, conversions run beside the reading in batches: a first sync is
 *       bound by CPU on both sides, and neither may wait for the other.
 *   <li>Angus hides its socket. {@code SocketHooks} keeps hold of it: only the socket can limit one read (that is how
 *       an IDLE is timed, without a second thread) and be cut while another thread reads. It also checks the name in
 *       the certificate during the handshake, and turns off Angus' second try with the system's trust after our
 *       refusal.
 *   <li>Six logins at once at a host, of all its accounts; who waits for 20 s is told to try later. Passwords that nobody
 *       knows to be right have six of their own: who tries out passwords holds up no account that is served. A host that
 *       turns logins away gets one at a time, and from the second account on 1, 2, 4 ... 60 s of peace first; each that it
 *       lets in makes up for one of them.
 *   <li>Compression (RFC 4978) where the host's address is not of this machine or its own network, and the settings do not
 *       say otherwise: the address is known before the first octet, and a round trip tells nothing of octets. 2,000
 *       messages of 9 KB (generated; people's may shrink less) took 2.4 MB instead of 12.8, the listing 12 KB instead of
 *       150; 0.2 s of CPU more here, 0.3 s at the host (Dovecot 2.3.19, 2026-11). That is a gain on a line of up to some
 *       100 Mbit/s, and a loss on loopback. TLS does not compress, so nothing is done twice.
 *   <li>Not through Angus' {@code compress}, which puts its own reader under ours and holds a deflater for ever.
 *       {@code Inflating} costs a connection 40 KB; {@code Deflating} stores commands as they are and makes a deflater
 *       (260 KB) for an APPEND alone: 34 KB of RSS for each connection, measured with 300, all while it works. The watch
 *       is not compressed: it hears a line now and then, and the host would hold 300 KB for each account.
 *   <li>ENABLE (twice where there is UTF8=ACCEPT), ID and COMPRESS are asked in one go: a login costs one round trip
 *       for all of them, and what a host refuses is done without. ID says name and version.
 *   <li>Literals go without a question where LITERAL+ or, up to 4096 octets, LITERAL- lets them (RFC 7888);
 *       {@code SizedArgument} knows how long they are. Arguments of which nobody knows wait to be asked for.
 *   <li>Folders of other users and shared ones (RFC 2342) are left out unless {@code folders.shared} is on: phones load
 *       what they are shown. Then NOTIFY is asked for their subtrees too, which PERSONAL leaves out.
 *   <li>PREVIEW (RFC 8970) is not used. Only Find asks for previews without bodies. With LAZY a host may have none, and then
 *       the texts are fetched all the same; without, it reads the message for it, as for the section. What would be
 *       saved is one round trip for twenty results and the start of their texts; a preview cut from these agrees with
 *       what Sync tells, and structure and header are needed in any case.
 *   <li>A remote id is {@code UIDVALIDITY.UID}: an id from before a folder was made anew hits nothing, after a restart
 *       too (law 2).
 *   <li>The token of a listing is how the folder stood before it was listed: what happens meanwhile is seen twice.
 *   <li>"Did anything change?" is STATUS for a folder that is not open, and NOOP for the open one, whose STATUS Dovecot
 *       answers from what the connection has seen, for as long as it has it open; so one that a watch left open is
 *       opened anew. Under QRESYNC what NOOP tells is then all that is asked about: one
 *       change in a maildir of 60,000 messages took 150 ms by SELECT and CHANGEDSINCE, 1 ms this way; in an mdbox of
 *       100,000 it took 4 ms, now 0.3 (Dovecot 2.3.19, 2026-11).
 *   <li>A plain host (no CONDSTORE) has no cheap way to tell of a changed flag. At every look the newest 200 messages are listed,
 *       and all of them every ten minutes ({@code PlainChanges}), since the whole took 66 ms in a folder of 10,000. What comes and goes is
 *       known at once, only a flag that another client sets on an older message may be told ten minutes late. The time of the last
 *       whole listing stands in the token, so it outlives a restart.
 *   <li>A message is converted as the Index knows it: flags and date of the entry, not those of the fetch. Newer flags
 *       come with the next listing, once.
 *   <li>Work that may be done twice is done again on a new connection if a kept one proves dead. COPY may not, so it
 *       has its connection prove with a NOOP that it lives; MOVE may, since it passes over what is gone. A move that
 *       was cut off after the host had done it is told as "gone": the message shows up in the target by itself.
 *   <li>A host need not tell what messages became (no UIDPLUS, or UIDPLUS and no COPYUID all the same). Until it has
 *       told for a target once, a move is prepared for being looked up ({@code Landing}): two round trips, once. A COPY
 *       whose copies are not there is undone and refused; one whose copies cannot be told apart is believed, since a
 *       message left in both folders would be copied once more by each repetition.
 *   <li>An APPEND of a draft whose answer was lost is not done again before the draft was looked for by the mark in its
 *       header. By that it is found, too, where the host does not tell its UID (no UIDPLUS); where a host does not search
 *       strange headers, the only message that came is taken. A phone that repeats a request to such a host (Gmail) may
 *       make a second draft, if it wrote the Message-ID itself.
 *   <li>A change of folders is decided by the list before it, and after a NO by the list again: hosts seldom say why. It
 *       is never repeated by itself. Folders that the host marks with a use (RFC 6154) are not renamed or deleted.
 *   <li>Mail goes to all recipients or to none. After the 250 nothing is an error any more: a copy in Sent that fails
 *       three times is an event. A connection that breaks after the data and before the 250 counts as not sent unless the mail lies
 *       in Sent; it may then be sent twice, which is better than never.
 *   <li>A search has a time for all folders and is cut off, with its connection, when that is up: a host without an index
 *       reads every message, and hosts that say "still here" never fall silent. Each folder is a loan of its own, so
 *       that other requests of the account wait for one folder at most. UIDs are sought first, by SORT where the host
 *       can; dates and flags are asked for no more messages than are wanted.
 *   <li>Search keys know days only, in a zone of the host's choice. The messages of the days around a moment are looked
 *       up, and named by UID in the search. A conversation's name is a digest: one of its messages is met among the
 *       newest, then the host is asked for who names the Message-ID that began it.
 *   <li>{@code ImapConversations}: a FETCH of the few fields that decide on a conversation, two thousand messages at a time.
 *       A message at which the host hangs up is found by halves and left out (law 5).
 *   <li>Texts of a search are quoted or sent as literals by Angus, in UTF-8, and where the host does not know that, in
 *       Latin 1. X-GM-RAW is not used: what a person types would have another meaning on Gmail alone, and its TEXT is
 *       as quick.
 *   <li>IDLE over a spare connection goes to the folder in which mail arrived last, and by name where none has. A
 *       folder that loses it, because work needs the connection or the host cuts it, is looked at at once and then in
 *       rounds. A request waits one DONE for the connection, and for a dead one a quarter of its patience.
 *   <li>{@code Glances} asks the host, and is not answered from what a watch has heard: Dovecot tells half a second
 *       late, and who pulls to refresh right after a delivery must see it. Where there is no CONDSTORE it tells
 *       nothing but where messages came or went ({@code settled}), as no number shows that a flag changed.
 *   <li>A folder called Sync Issues is shown under another name, here and not in {@code device}: AOSP deletes it with
 *       all below (quirk D6), and no host needs the name.
 *   <li>Drafts, Sent and Trash are made where they are missing (quirks D2, J2), once, and again after somebody deleted
 *       them; a refusal is no error.
 *   <li>A greeting PREAUTH is refused: it would let anybody in with any password, and is how STARTTLS is stripped.
 *   <li>A part of a message that a host cannot read (NO to its FETCH) is asked for alone, and the message becomes a
 *       stub (law 5). So does one at which the host hangs up or falls silent, found by halving after the second time, if
 *       that happens once more when it is alone and the host answers otherwise: a stub stays on the phone, and two cuts
 *       in a row are only bad weather. Silences get a sixth of the patience after the first one. The search may outlast
 *       the phone; what it found is remembered for when it asks again.
 *   <li>INUSE, UNAVAILABLE and LIMIT to a FETCH are about the moment, unless the host gives away another message in
 *       between: no stubs are made of a rate limit. LIMIT is "later" for what only reads, and where the words speak of
 *       pace (Yahoo); else it is a limit of the mailbox, and stays.
 *   <li>A COPY that was cut off is remembered with how the target was: who asks again finds its copies there, and makes
 *       no others. Where the originals may not be deleted the copies are taken back, or, if that is refused too,
 *       remembered likewise. Not asked before by MYRIGHTS or PERMANENTFLAGS: few hosts have ACL, and neither tells all.
 * </ul>
 *
 * <h2>Hosts, as seen 2026-11</h2>
 *
 * <ul>
 *   <li>Dovecot: COPY and MOVE of messages some of which were expunged unseen fail as a whole with EXPUNGEISSUED, and
 *       succeed when asked again. An open folder that was deleted answers NOOP with an untagged NO and STORE with
 *       SERVERBUG; a SELECT mends it. IDLE and NOTIFY tell half a second late. Panics when several sessions create the
 *       first folders of an account at once. Lists what DELETE left of a Maildir++ folder with others below it without
 *       Noselect, though it cannot be opened.
 *   <li>GreenMail: searches whole addresses, knows no brackets among search keys, sorts nothing by a text that is not
 *       ASCII.
 *   <li>GreenMail: leaves out the space before the literal of a partial section; does not tell of flags in IDLE; an
 *       arrival between EXAMINE and IDLE is told only later, so a watch is unsure until its IDLE has begun. Answers a
 *       RENAME to a level further up by OK, and does not do it.
 *   <li>Gmail ({@code Gmail}): EXPUNGE takes off a label; deleted is what goes through the Trash. All Mail, Important and
 *       Starred are hidden unless {@code folders.views} is on. What lies under several labels is found once by a search, by
 *       X-GM-MSGID: in the inbox if it is there, in a view only if it is nowhere else. Files sent mail itself. Has
 *       LITERAL-, no QRESYNC.
 *   <li>NetEase (163.com, 126.com): opens no folder before ID.
 *   <li>Yahoo sends HIGHESTMODSEQ without CONDSTORE; iCloud advertises QRESYNC and does not enable it; Cyrus does not
 *       tell under {@code *} that the highest messages vanished; M365 stops to push without a word.
 * </ul>
 *
 * <p>Imports: backend, format, item, protocol, event
 */
@NullMarked
package org.mailspan.backend.imap;

import org.jspecify.annotations.NullMarked;
