/**
 * What HTTPS shows and believes: our own certificate and its key, whose certificates phones may show, and the rules by
 * which TLS is spoken. It knows no HTTP, no sockets and no server.
 *
 * <p>In: files, as their owner or an authority wrote them ({@link org.mailspan.http.tls.TlsFiles}, {@link
 * org.mailspan.http.tls.PhoneCertificates}), and what answers an authority that looks ({@link
 * org.mailspan.http.tls.Challenges}). Out: a context for handshakes, with what it trusts ({@link
 * org.mailspan.http.tls.Tls#load}); whose a phone's certificate is ({@link org.mailspan.http.tls.CertificateUser}); the name
 * that our own one gives us ({@link org.mailspan.http.tls.CertificateName}); of files that cannot be used, a sentence that
 * says which and why, for whoever serves and for whoever only checks.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>TLS 1.3 and 1.2 with forward secrecy and authenticated encryption, the server's order, {@code http/1.1} and no
 *       other protocol ({@link org.mailspan.http.tls.TlsRules}). HTTP/2 would bring a phone nothing: it has one request
 *       waiting and one at work. No client begins a second handshake; sessions end after eight hours.
 *   <li>Which certificate is shown is decided in the handshake ({@code HostKeys}): the own one, or to an authority that
 *       asks by {@code acme-tls/1} the one that answers it, while it looks. Where the own one is awaited and not there,
 *       phones are refused: a makeshift one teaches people to say yes to any.
 *   <li>Keys are read by Bouncy Castle ({@code Pem}), in each form that people have them: the JDK reads PKCS#8 alone. A
 *       chain may stand in its file in any order; whether the key fits is tried.
 *   <li>A phone's wrong certificate ends in the handshake ({@link org.mailspan.http.tls.PhoneTrust}), and none at all
 *       completes it; what then may be asked is for {@code http} to say. A certificate with a mail address or principal name
 *       goes with that user's login alone; one without is a device's, and anybody's.
 *   <li>The list of revoked ones is our own look-up and not the JDK's, which lets nobody in once a list is a day too old;
 *       here what it names stays out, and {@code check} says that it is old.
 *   <li>A change of a file makes a new SSLContext, so that no session of before is resumed. Nothing in here watches the
 *       files: {@link org.mailspan.http.tls.Tls#stamps} tells whether they are others.
 *   <li>Words out of a stranger's certificate are handed on as they are; who logs them makes them printable.
 * </ul>
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.http.tls;

import org.jspecify.annotations.NullMarked;
