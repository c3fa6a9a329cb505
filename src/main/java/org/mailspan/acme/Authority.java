package org.mailspan.acme;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who gives out certificates: what is asked of an ACME server, without its protocol. */
interface Authority {
    /**
     * @param account the key by which it knows us
     * @param host the key that the certificate is for
     * @param replaced the certificate that this one comes after
     * @return the certificate, then those between it and the root
     */
    List<X509Certificate> issue(
            KeyPair account, KeyPair host, List<String> names, Way way, Optional<X509Certificate> replaced)
            throws Refused, InterruptedException;

    /**
     * When it suggests to renew a certificate (RFC 9773); empty if it suggests nothing.
     *
     * @throws Refused if it cannot be asked
     */
    Optional<Window> window(KeyPair account, X509Certificate certificate) throws Refused, InterruptedException;

    /** From when until when. */
    record Window(Instant start, Instant end) {}
}
