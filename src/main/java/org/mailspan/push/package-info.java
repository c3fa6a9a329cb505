/**
 * Waiting: who waits ({@link org.mailspan.push.HeldRequests}), what wakes them ({@link org.mailspan.push.ChangeHub}),
 * and who looks out ({@link org.mailspan.push.Watchers}, one per account).
 *
 * <p>In: signals of backends, which say "look" and nothing else. Out: names of folders worth a look. A request that waits
 * is one parked virtual thread; it subscribes, looks, then waits, so that nothing is missed in between. An arrival wakes
 * at once; changes of flags and deletions are gathered for a while (MS-ASCMD 3.1.5.8: a Ping need not end early for them,
 * and each answer costs battery).
 *
 * <p>Who is woken knows since when ({@code Woken.nanos}): of all devices of an account that one signal wakes, the first
 * asks the host, and the others take what it found.
 *
 * <p>A watcher is forgotten when its account was not waited for during the time of lingering: an account takes memory
 * only while somebody waits.
 *
 * <p>What stands between phone and bridge cuts connections that are silent for too long, and tells nobody. At what age is
 * learned by device and network ({@link org.mailspan.push.Lifetimes}) from requests whose connection ended: two of the same
 * age are a pattern, one is a person in a lift.
 *
 * <p>What somebody decides of a device or its login recalls what it waits with. A request that was judged before and
 * comes to wait after it ends at once: it brings the count of recalls from before it was judged.
 *
 * <p>Locks here guard fields only. None is held while a host or a client is spoken to.
 *
 * <p>Imports: backend
 */
@NullMarked
package org.mailspan.push;

import org.jspecify.annotations.NullMarked;
