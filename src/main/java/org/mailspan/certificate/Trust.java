package org.mailspan.certificate;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whom to trust, and where it is asked whether they took a certificate back.
 *
 * @param authorities asked at each request
 */
public record Trust(Supplier<Set<X509Certificate>> authorities, RevocationSource revocations) {
    /** Whom the JVM trusts, and the addresses that they wrote into certificates. */
    public static Trust ofThisMachine(InstantSource clock) {
        return new Trust(MailCertificate::systemAuthorities, new RememberedRevocations(new PublicHttp(), clock));
    }
}
