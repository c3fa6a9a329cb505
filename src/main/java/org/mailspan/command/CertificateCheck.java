package org.mailspan.command;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mailspan.command.ValidateCert.ValidateCertStatus;

/**
 * The certificates of one ValidateCert request. The way from one of them to an authority is sought by name and
 * signature, and then judged by the JDK's PKIX (RFC 5280). The JDK could seek it too, but says "no path" of all that
 * can be wrong, and a request can be made for it to seek without end; here each certificate is tried once, and the
 * whole has a limit.
 */
final class CertificateCheck {
    /** Longer ones are not in use, and each step costs signatures. */
    private static final int LONGEST_PATH = 10;

    /** Of one request: a hundred certificates with four above each, and room for wrong guesses. */
    private static final int MOST_SIGNATURES = 600;

    private final Set<X509Certificate> anchors;
    private final List<X509Certificate> given;
    private final boolean chainIsWhole;
    private final Date now;
    private int signatures;

    /**
     * @param given all that the client sent
     * @param chainIsWhole false if something of the chain was no certificate
     */
    CertificateCheck(Set<X509Certificate> anchors, List<X509Certificate> given, boolean chainIsWhole, Instant now) {
        this.anchors = anchors;
        this.given = given;
        this.chainIsWhole = chainIsWhole;
        this.now = Date.from(now);
    }

    ValidateCertStatus result(X509Certificate certificate) {
        try {
            return switch (way(certificate)) {
                case Way.Found(List<X509Certificate> path, X509Certificate anchor) -> judged(path, anchor);
                case Way.Forged _ -> ValidateCertStatus.InvalidSignature;
                case Way.TooLong _ -> ValidateCertStatus.UnknownError;
                case Way.NoAuthority _ ->
                    chainIsWhole ? ValidateCertStatus.UntrustedSource : ValidateCertStatus.InvalidChain;
            };
        } catch (CertPathValidatorException wrong) {
            // PKIX looks at the key's uses first; of one that is no authority at all that is not the point.
            boolean person = wrong.getIndex() > 0
                    && wrong.getCertPath().getCertificates().get(wrong.getIndex()) instanceof X509Certificate one
                    && one.getBasicConstraints() < 0;
            return person && wrong.getReason() == PKIXReason.INVALID_KEY_USAGE
                    ? ValidateCertStatus.WrongRoleInChain
                    : status(wrong.getReason(), wrong.getIndex() > 0);
        } catch (CertificateException unreadable) {
            return ValidateCertStatus.InvalidCertificate;
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException broken) {
            throw new IllegalStateException("PKIX", broken);
        }
    }

    private sealed interface Way {
        /** @param path the certificate, and those above it up to the one that the anchor signed */
        record Found(List<X509Certificate> path, X509Certificate anchor) implements Way {}

        record NoAuthority() implements Way {}

        /** One is there by name, and did not sign it. */
        record Forged() implements Way {}

        record TooLong() implements Way {}
    }

    private Way way(X509Certificate certificate) {
        var open = new ArrayList<List<X509Certificate>>();
        var seen = new HashSet<>(Set.of(certificate));
        open.add(List.of(certificate));
        boolean forged = false;
        // Shortest first: a root that was signed across is reached by its own, and not by the way around.
        for (int i = 0; i < open.size(); i++) {
            List<X509Certificate> path = open.get(i);
            X509Certificate last = path.getLast();
            Optional<X509Certificate> anchor = signers(last, anchors).findFirst();
            if (anchor.isPresent()) return new Way.Found(path, anchor.get());
            List<X509Certificate> above = signers(last, given).toList();
            if (signatures > MOST_SIGNATURES) return new Way.TooLong();
            forged |= above.isEmpty() && (isNamed(last, anchors) || isNamed(last, given));
            if (path.size() == LONGEST_PATH) continue;
            for (X509Certificate one : above) if (seen.add(one)) open.add(joined(path, one));
        }
        return forged ? new Way.Forged() : new Way.NoAuthority();
    }

    private Stream<X509Certificate> signers(X509Certificate signed, Collection<X509Certificate> candidates) {
        return candidates.stream()
                .filter(one -> one.getSubjectX500Principal().equals(signed.getIssuerX500Principal()))
                .filter(one -> hasSigned(one, signed));
    }

    private static boolean isNamed(X509Certificate signed, Collection<X509Certificate> candidates) {
        return candidates.stream()
                .anyMatch(one -> one.getSubjectX500Principal().equals(signed.getIssuerX500Principal()));
    }

    private boolean hasSigned(X509Certificate issuer, X509Certificate signed) {
        if (++signatures > MOST_SIGNATURES) return false;
        try {
            signed.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException notByIt) {
            return false;
        }
    }

    private static List<X509Certificate> joined(List<X509Certificate> path, X509Certificate one) {
        var longer = new ArrayList<>(path);
        longer.add(one);
        return List.copyOf(longer);
    }

    private ValidateCertStatus judged(List<X509Certificate> path, X509Certificate anchor)
            throws CertPathValidatorException, CertificateException, InvalidAlgorithmParameterException,
                    NoSuchAlgorithmException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        if (!MailCertificate.isForMail(path.getFirst())) return ValidateCertStatus.NotForSigningMail;
        for (X509Certificate authority : path.subList(1, path.size()))
            if (!MailCertificate.allowsMail(authority)) return ValidateCertStatus.WrongUseInChain;
        return ValidateCertStatus.Success;
    }

    private static ValidateCertStatus status(CertPathValidatorException.Reason reason, boolean inChain) {
        if (reason instanceof BasicReason basic)
            return switch (basic) {
                case EXPIRED, NOT_YET_VALID -> inChain ? ValidateCertStatus.ExpiredInChain : ValidateCertStatus.Expired;
                case INVALID_SIGNATURE, ALGORITHM_CONSTRAINED -> ValidateCertStatus.InvalidSignature;
                case REVOKED -> inChain ? ValidateCertStatus.RevokedInChain : ValidateCertStatus.Revoked;
                case UNDETERMINED_REVOCATION_STATUS -> ValidateCertStatus.RevocationUnknown;
                case UNSPECIFIED -> ValidateCertStatus.UnknownError;
            };
        if (reason instanceof PKIXReason pkix)
            return switch (pkix) {
                case NOT_CA_CERT, PATH_TOO_LONG -> ValidateCertStatus.WrongRoleInChain;
                case INVALID_KEY_USAGE, INVALID_POLICY, INVALID_NAME -> ValidateCertStatus.WrongUseInChain;
                case NAME_CHAINING -> ValidateCertStatus.InvalidChain;
                case UNRECOGNIZED_CRIT_EXT ->
                    inChain ? ValidateCertStatus.InvalidChain : ValidateCertStatus.InvalidCertificate;
                case NO_TRUST_ANCHOR -> ValidateCertStatus.UntrustedSource;
            };
        return ValidateCertStatus.UnknownError;
    }
}
