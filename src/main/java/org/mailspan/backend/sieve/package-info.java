/**
 * Out of office by a Sieve script, brought to the host by ManageSieve (RFC 5804).
 *
 * <p>In: an {@code Absence}, credentials, whom the user knows. Out: a script at the host that answers with {@code
 * vacation} (RFC 5230), and the {@code Absence} as it stands. {@link org.mailspan.backend.sieve.SieveAnswering} is
 * the door. Nothing is kept here: what the phone set is written into the script itself, as comments ({@code Memo}),
 * so that the host alone knows it, and every other phone and a new machine with it.
 *
 * <h2>The user's own scripts</h2>
 *
 * <ul>
 *   <li>No script but ours, {@code mailspan-oof}, is ever written or deleted, and one of that name which we did not
 *       write is left alone too. A host runs one script: while the user is away it is ours, which answers and then
 *       includes the one that was active before (RFC 6609); when the user is back, that one is made the active one
 *       again. Edits to it meanwhile, in webmail say, count at once; if it is deleted, nothing breaks ({@code
 *       :optional}). A block inside the user's script was not taken: webmail programs write their scripts anew from
 *       what they understand of them, and one mistake there would cost somebody their filters.
 *   <li>Where the host has no {@code include} and another script is active, out of office is not offered.
 *   <li>Two {@code vacation}s in one run are an error, after which Dovecot files nothing as the user wants it. So if
 *       the user's script may answer by itself ({@code OtherScript}), it is on, and cannot be set from the phone:
 *       whoever made it has the means to end it. What webmail programs leave behind when it is switched off, or its
 *       end has passed, does not count.
 *   <li>Who activates another script while ours answers has switched it off, and that is what phones are then told. A
 *       script that is active without a name (a file that somebody made by hand, which Dovecot puts aside under a
 *       name when another is activated) is found again by that name and included.
 * </ul>
 *
 * <h2>Who gets which answer</h2>
 *
 * <ul>
 *   <li>Internal is who sends from a domain of the account's own addresses; the envelope tells, since that is where
 *       the answer goes: who forges a From line learns nothing.
 *   <li>Sieve knows no address book. Known is, as for the address list elsewhere, to whom the user has written of
 *       late; their addresses are written into the script when it is made, but only if they get another answer than
 *       strangers.
 *   <li>A group that is enabled without a text gets no answer, as with Exchange.
 *   <li>Mailing lists, robots, bounces, copies and one answer per sender are the host's business: {@code vacation}
 *       does all that. What is marked as spam is not answered; the user's own script, which may throw it away, runs
 *       only later. Later, since its rules often end in {@code stop}, and a colleague whose mail is filed is to be
 *       answered all the same. Each absence has a {@code :handle} of its own: who was answered in the last one is
 *       answered again.
 *   <li>Times are compared as text, in UTC and without a zone, so that {@code Z} and {@code +00:00} do not differ.
 * </ul>
 *
 * <h2>The conversation</h2>
 *
 * <ul>
 *   <li>{@code SieveWire} sends verbs of an enum and arguments that are quoted or counted, nothing else, so no name
 *       or text can become a command. {@code SieveReader} limits what a host may say; the whole conversation has a
 *       time after which its socket is closed, whatever it waits for. No library: the one that there is for Java is
 *       old, and larger than this.
 *   <li>One conversation per account at a time, and none is kept open: phones ask when a person looks at the page.
 *   <li>Never a LOGIN upwards: the password is good, as the mail host let it in. A refusal here means that this
 *       account has no ManageSieve, and is not tried again for a while (law 7).
 *   <li>Where the owner named no host, the one of IMAP is tried, and if it never answered this is no failure: it is
 *       not offered, and not tried again for a while. One that the owner named, or that has answered once, can be
 *       unavailable. A referral (RFC 5804 1.3) is not followed: it would carry a password to a host nobody named.
 * </ul>
 *
 * <p>Imports: backend, backend.imap, format, event
 */
@NullMarked
package org.mailspan.backend.sieve;

import org.jspecify.annotations.NullMarked;
