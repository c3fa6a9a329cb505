/**
 * A certificate from an authority that gives them out by itself (ACME, RFC 8555), and the next one in time.
 *
 * <p>In: the authority's address and the names ({@link org.mailspan.acme.AcmeSettings}). Out: one PEM file, which {@code
 * http} serves and looks at like any other, and events. {@link org.mailspan.acme.Renewals} is all that others see; {@code
 * AcmeServer} is the only class that knows acme4j, {@code Kept} the only one that knows files, {@code Schedule} says when.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>acme4j (Apache-2.0, 158 KB, with jose4j 300 KB; the rest was here) and no client of our own: nonces, signatures and
 *       problem documents are much to get wrong, and authorities change. Nothing of it is loaded, nor this package, unless
 *       {@code acme.directory} is set; sessions last for one time of asking. Its search for providers on the classpath is
 *       gone around ({@code OneProvider}).
 *   <li>The authority looks at port 443 by the protocol {@code acme-tls/1} (RFC 8737), in a handshake of the listener that
 *       phones use, or at port 80 ({@code acme.http}). That one is open while the authority looks and not otherwise: a
 *       server that answers nobody cannot be attacked. Where both are there they take turns after failures.
 *   <li>Until the first certificate is there HTTPS refuses the handshakes of phones. A makeshift one would have them ask
 *       their users whether to believe it, and whoever has said yes once says it to a thief too.
 *   <li>Renewed after two thirds of its life, or when the authority suggests (RFC 9773), at a moment that follows from the
 *       serial number: not the same for all the world, and the same after a restart.
 *   <li>After a failure it waits for 15 minutes, then twice as long each time, up to 12 hours, and longer where the
 *       authority says so (Retry-After). When it was asked last is on disk, so that a service which starts over and over
 *       asks four times an hour at most. A good certificate is never asked for again by a restart.
 *   <li>A new key for each certificate, P-256. Account and certificates lie in the data directory, for its owner alone.
 *       Losing them costs one certificate more.
 * </ul>
 *
 * <p>Imports: event, http.tls
 */
@NullMarked
package org.mailspan.acme;

import org.jspecify.annotations.NullMarked;
