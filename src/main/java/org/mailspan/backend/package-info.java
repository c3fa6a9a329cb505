/**
 * What we need of a server: the SPI, and {@link org.mailspan.backend.Backends}, which turns credentials into the one
 * backend of an account.
 *
 * <p>{@link org.mailspan.backend.Backend} is small: what every host can do. What only some can are the optional
 * interfaces inside it, asked for with {@code instanceof}. In and out go words of EAS ({@code item}) and ids that mean
 * something to the host alone; nothing above knows IMAP. {@link org.mailspan.backend.Delta} has three forms, since
 * hosts differ in what they can tell; the Index turns each into versions. {@code BackendContract} in the tests says
 * what every implementation must do, and runs against each.
 *
 * <p>A mail to be sent may lie on disk ({@link org.mailspan.backend.Spool}, where the system has its temporary
 * files); it is read once for submission and once for the copy, and no backend keeps it. {@link org.mailspan.backend.Assembly} lays it there out of pieces, those of another
 * message streaming from the host.
 *
 * <p>{@link org.mailspan.backend.Query} is what a search asks for, in words of no protocol: a closed set, so that a
 * backend which cannot say one of them does not compile. {@link org.mailspan.backend.AddressBook} is where people are
 * looked up; so far the account's own Sent mail tells ({@link org.mailspan.backend.SentAddresses}), since every host has
 * that and nothing of it is another user's.
 *
 * <p>The rules of {@code Backends} (law 7):
 * <ul>
 *   <li>A good password is kept as a keyed hash and not asked about again for ten minutes after its last use, but for
 *       an hour at most: a phone whose password was changed at the host must not stay in for as long as it polls.
 *   <li>What a phone sends need not be the mail password ({@link org.mailspan.backend.Keys}); the host is asked about what
 *       stands behind it, once for all that the same one stands behind.
 *   <li>Requests with the same credentials share one login. Different passwords for one account do not wait for each
 *       other: a stranger who guesses slowly must not keep the owner out.
 *   <li>A bad password is answered without the host, for five minutes first, twice as long each time after.
 *   <li>A refused password that was good before is "try later" for a quarter of an hour (providers throttle by
 *       refusing), unless a newer one was good in between; then the phone is told.
 *   <li>A host that cannot be reached is asked again after one second, two, four, up to a minute, for each login by
 *       itself: a provider that shuts out one account still serves the others.
 *   <li>All devices of an account share one backend. A new password replaces it; the old one is closed when no request
 *       holds it. One that nobody used or held for a quarter of an hour is closed.
 *   <li>How many may guess says {@code Attempts}, of networks, of users and of all together: 20 of one network, then one
 *       after half a minute, one minute, two, up to a quarter of an hour; 30 for one user, then one after two to five
 *       minutes; 300 of all, then one a second. Who comes with a password that the account has one like, as far as its
 *       name goes ({@link org.mailspan.backend.Keys#named}), does not stand behind those who only guess. It counts
 *       only what somebody was asked about, while it is open and when
 *       it was refused, so neither the phone with an old password nor the one with a good one runs out; and a user whom
 *       strangers guess at is still let in from where that happened before.
 *   <li>A refusal is told after three seconds, and after as many whole ones, up to ten, as the slowest of a day took
 *       ({@code EvenTime}): what the host takes longer over, a user whom it knows perhaps, does not show. One that is
 *       known already is told at once, which tells only that it was sent before.
 *   <li>What was good is forgotten with the process; after a restart the first refusal counts as a bad password.
 * </ul>
 *
 * <p>Imports: item, format, protocol, event
 */
@NullMarked
package org.mailspan.backend;

import org.jspecify.annotations.NullMarked;
