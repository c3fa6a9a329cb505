/**
 * Whether a certificate that came with signed mail may be trusted: for the ValidateCert command. The only package that
 * knows X.509 beyond our own server's certificate.
 *
 * <p>In: certificates as octets, whom to trust, whom to ask. Out: a {@link org.mailspan.certificate.Verdict}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>No missing authority is fetched: where it lies is the choice of a stranger who sent a mail.
 *   <li>Whether a certificate was taken back ({@code Revocation}) is asked only of one that is good by all else. Then a
 *       trusted authority stands for it, and wrote the addresses in it: nobody else can have this server ask a host of
 *       his choice. Beyond that it is asked only by HTTP, on port 80, of public addresses, each looked up once, without
 *       redirects, and within seconds and megabytes ({@code PublicHttp}).
 *   <li>Lists come first. OCSP tells the authority who reads whose mail, and more and more authorities have none; it is
 *       asked where there is no list. Lists are kept for half an hour, failures for three minutes
 *       ({@code RememberedRevocations}).
 *   <li>The JDK's PKIX judges what was fetched, one certificate at a time with its issuer as the anchor: its own walk
 *       over a chain ends at the first thing that it does not know, and would not see that another certificate is
 *       revoked. It could fetch by itself, but from anywhere.
 *   <li>The question of OCSP and two extensions are written and read by Bouncy Castle, since the JDK has no API for
 *       them. It is loaded when the first certificate is asked about.
 * </ul>
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.certificate;

import org.jspecify.annotations.NullMarked;
