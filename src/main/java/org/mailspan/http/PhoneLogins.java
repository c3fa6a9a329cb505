package org.mailspan.http;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.http.tls.CertificateUser;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.PhoneTrust;

/**
 * Looks at the certificate of a phone before anything else of its request, and lets it log in where that is enough
 * (MS-ASHTTP 2.2.1.1.2.2). The handshake has judged it already; here is what may have changed since, and who it is.
 */
final class PhoneLogins {
    private final PhoneCertificates wanted;
    private final Supplier<Optional<PhoneTrust>> trust;
    private final KeptLogins kept;

    PhoneLogins(PhoneCertificates wanted, Supplier<Optional<PhoneTrust>> trust, KeptLogins kept) {
        this.wanted = wanted;
        this.trust = trust;
        this.kept = kept;
    }

    /** A handshake without a certificate is completed (MS-ASHTTP_R1417); what comes after it is refused. */
    void admit(Wire wire) throws Refusal {
        List<X509Certificate> chain = wire.certificates();
        if (chain.isEmpty()) {
            if (wanted.use().needsCertificate())
                throw new Refusal(403, "phones show a certificate here, and this one has none");
            return;
        }
        CertificateUser user = CertificateUser.of(chain.getFirst());
        String named = user.login().orElse("nobody");
        Optional<String> fault = trust.get().flatMap(it -> it.fault(chain, Instant.now()));
        if (fault.isPresent()) throw new Refusal(403, "the certificate of " + named + " " + fault.get());
        Optional<Credentials> sent =
                wire.credentials().filter(it -> !it.password().isEmpty());
        if (sent.isPresent() && !user.isFor(sent.get().user(), wanted.domain()))
            throw new Refusal(403, "the certificate of " + named + " is not that of this login");
        if (sent.isEmpty() && !wanted.use().needsLogin()) wire.logIn(known(user));
    }

    private Credentials known(CertificateUser user) throws Refusal {
        String login = user.login()
                .orElseThrow(() -> new Refusal(
                        403,
                        "the certificate names no user: neither by mail address, nor by principal or common name"));
        try {
            return kept.of(login)
                    .orElseThrow(() ->
                            new Refusal(403, "no mail password is kept for " + login + ", whose certificate this is"));
        } catch (BackendException later) {
            throw new Refusal(503, "the kept mail password of " + login + " cannot be read now");
        }
    }
}
