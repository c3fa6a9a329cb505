/**
 * Passwords that the bridge makes, one for each device, so that the mail password is in no phone and one device can
 * be shut out alone.
 *
 * <p>In: what a phone sent, from {@link org.mailspan.backend.Backends} (as its {@link org.mailspan.backend.Keys}, so
 * after the limits on attempts and once for each login, not for each request); the owner's wishes, from the command
 * line. Out: the mail password, to the host alone.
 *
 * <p>Decisions:
 * <ul>
 *   <li>{@link org.mailspan.password.AppPassword} has an id in front, so that one row is looked up and one hash
 *       computed, however many there are; and a check, so that what looks like one is one: the mail host is never
 *       asked about it, revoked or mistyped elsewhere as it may be.
 *   <li>No such row means the same answer as a wrong password, and no hash ({@link org.mailspan.password.SlowHash}): one
 *       runs at a time, and three hundred guesses at once made a phone that had the right password wait a minute behind
 *       them. An unknown user and a wrong password still take the same, unless a guess hits an id (one of 279,841) that
 *       the user has.
 *   <li>The first DeviceId that comes with a password is bound to it. Whoever reads it off the phone has to read
 *       that too; and a second device shows up in the log as a refused login (401, so that its user is asked for a
 *       password of its own). A phone whose account was removed and set up again may have another id: make it
 *       another password.
 *   <li>Behind all app passwords of an account stands one mail password, sealed ({@link
 *       org.mailspan.password.MailKey}) with a key that lies in a file of its own, or comes from systemd: a copy of
 *       the data directory's databases alone opens nothing. Where both lie together, as by default, the key helps
 *       against a stray backup or a careless copy of decisions.db, not against who has the machine: the bridge has
 *       to have the password at hand.
 *   <li>When the host refuses a stored mail password, phones get "later" for a quarter of an hour, as with any
 *       password that was good (law 7), then 401: of all answers only that one has a phone tell its owner. The log
 *       names the remedy, and after {@code mailspan password renew} the same app passwords work again at once.
 *   <li>A password that is taken back is refused within half a second, and what is held for its device ends: the
 *       store tells {@link org.mailspan.password.AppPasswords} of changes that another process made.
 *   <li>With the last app password of an account its mail password is removed: nothing is kept that nobody needs.
 *   <li>Nothing of Argon2 or of the key is loaded before the first app password comes.
 * </ul>
 *
 * <p>Imports: backend, store
 */
@NullMarked
package org.mailspan.password;

import org.jspecify.annotations.NullMarked;
