package org.mailspan.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Whether certificates were taken back by those who gave them out: by their lists (RFC 5280 5), else by OCSP (RFC 6960).
 * What comes is fetched here, within bounds, and judged by the JDK, which is kept from fetching anything: it would go
 * wherever a certificate says. Only certificates that a trusted authority stands for are asked about, so the addresses
 * are an authority's too.
 */
final class Revocation {
    /** For all certificates of one request. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    enum Standing {
        GOOD,
        REVOKED,
        /** Nobody who should know could be reached. */
        OFFLINE,
        /** No way to ask is named, or the answer is none, or is not to be believed. */
        UNKNOWN
    }

    private final RevocationSource source;
    private final Date now;
    private final long end = System.nanoTime() + PATIENCE.toNanos();

    Revocation(RevocationSource source, Date now) {
        this.source = source;
        this.now = now;
    }

    Standing of(X509Certificate certificate, X509Certificate issuer) {
        List<URI> lists = MailCertificate.revocationLists(certificate);
        List<URI> responders = MailCertificate.responders(certificate);
        boolean answered = false;
        for (URI list : lists) {
            Optional<byte[]> answer = ask(list, RevocationSource.NO_QUESTION);
            answered |= answer.isPresent();
            Standing standing =
                    answer.map(octets -> byList(certificate, issuer, octets)).orElse(Standing.UNKNOWN);
            if (standing != Standing.UNKNOWN) return standing;
        }
        for (URI responder : responders) {
            Optional<byte[]> answer = question(certificate, issuer).flatMap(question -> ask(responder, question));
            answered |= answer.isPresent();
            Standing standing =
                    answer.map(octets -> byAnswer(certificate, issuer, octets)).orElse(Standing.UNKNOWN);
            if (standing != Standing.UNKNOWN) return standing;
        }
        boolean nowhere = lists.isEmpty() && responders.isEmpty();
        return answered || nowhere ? Standing.UNKNOWN : Standing.OFFLINE;
    }

    private Optional<byte[]> ask(URI address, byte[] question) {
        if (System.nanoTime() - end > 0) return Optional.empty();
        try {
            return Optional.of(source.answer(address, question));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> question(X509Certificate certificate, X509Certificate issuer) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var id = new JcaCertificateID(digests.get(CertificateID.HASH_SHA1), issuer, certificate.getSerialNumber());
            return Optional.of(new OCSPReqBuilder().addRequest(id).build().getEncoded());
        } catch (OperatorCreationException | OCSPException | GeneralSecurityException | IOException _) {
            return Optional.empty();
        }
    }

    private Standing byList(X509Certificate certificate, X509Certificate issuer, byte[] list) {
        try {
            var read = CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list));
            if (!(read instanceof X509CRL crl)) return Standing.UNKNOWN;
            var lists = CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(crl)));
            return judged(certificate, issuer, Map.of(), Optional.of(lists));
        } catch (GeneralSecurityException _) {
            return Standing.UNKNOWN;
        }
    }

    private Standing byAnswer(X509Certificate certificate, X509Certificate issuer, byte[] answer) {
        try {
            return judged(certificate, issuer, Map.of(certificate, answer), Optional.empty());
        } catch (GeneralSecurityException _) {
            return Standing.UNKNOWN;
        }
    }

    /** The issuer stands for itself here: that it may was found out before. */
    private Standing judged(
            X509Certificate certificate,
            X509Certificate issuer,
            Map<X509Certificate, byte[]> answers,
            Optional<CertStore> lists)
            throws GeneralSecurityException {
        var validator = CertPathValidator.getInstance("PKIX");
        if (!(validator.getRevocationChecker() instanceof PKIXRevocationChecker checker)) return Standing.UNKNOWN;
        // With the one there is no fallback to the other, so nothing is left for which the JDK would ask the net.
        checker.setOptions(
                lists.isPresent()
                        ? EnumSet.of(Option.NO_FALLBACK, Option.PREFER_CRLS)
                        : EnumSet.of(Option.NO_FALLBACK));
        checker.setOcspResponses(answers);
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.setDate(now);
        parameters.addCertPathChecker(checker);
        lists.ifPresent(parameters::addCertStore);
        try {
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return Standing.GOOD;
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED ? Standing.REVOKED : Standing.UNKNOWN;
        }
    }
}
