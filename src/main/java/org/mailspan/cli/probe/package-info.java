/**
 * Asks servers from outside what they can, and says it in sentences.
 *
 * <p>In: the address of a mail host or of an EAS server, and credentials. Out: {@link org.mailspan.cli.probe.Finding}s, one
 * for each thing looked at, with a remedy where one is needed; the commands {@code check} and {@code probe} print them.
 *
 * <p>{@link org.mailspan.cli.probe.MailHostKnock} speaks to a mail host up to the login, over a bare socket: it has to tell
 * apart a wrong name, a closed port, a port that speaks TLS and one that does not, a certificate that is old, or for
 * another name, or from nobody known. A mail library turns all of these into "could not connect".
 * {@link org.mailspan.cli.probe.SieveProbe} asks the same of the host for out of office, which many owners do not have.
 * {@link org.mailspan.cli.probe.DnsRecords} looks whether phones are led here, where the owner said under which name.
 * {@link org.mailspan.cli.probe.EasProbe} is a small EAS client, for any EAS server: it does what a phone does in its first
 * minute, so that an owner learns whether a phone would work before a phone is at hand.
 *
 * <p>Imports: wbxml, protocol, backend, backend.imap, backend.sieve
 */
@NullMarked
package org.mailspan.cli.probe;

import org.jspecify.annotations.NullMarked;
