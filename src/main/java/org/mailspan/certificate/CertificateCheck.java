package org.mailspan.certificate;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates of one ValidateCert request. The way from one of them to an authority is sought by name and
 * signature, and then judged by the JDK's PKIX (RFC 5280). The JDK could seek it too, but says "no path" of all that
 * can be wrong, and a request can be made for it to seek without end; here each certificate is tried once, and the
 * whole has a limit.
 */
public final class CertificateCheck {
    /** Longer ones are not in use, and each step costs signatures. */
    private static final int LONGEST_PATH = 10;

    /** Of one request: a hundred certificates with four above each, and room for wrong guesses. */
    private static final int MOST_SIGNATURES = 600;

    private final Set<X509Certificate> anchors;
    private final List<X509Certificate> given;
    private final boolean chainIsWhole;
    private final Date now;
    private final Revocation revocation;
    private final boolean insists;
    private final Map<X509Certificate, Revocation.Standing> standings = new HashMap<>();
    private int signatures;

    /**
     * @param given all that the client sent
     * @param chainIsWhole false if something of the chain was no certificate
     * @param insists whether a certificate is good only if nobody took it back for certain (MS-ASCMD_R893, R895)
     */
    public CertificateCheck(
            Set<X509Certificate> anchors,
            List<X509Certificate> given,
            boolean chainIsWhole,
            RevocationSource source,
            boolean insists,
            Instant now) {
        this.anchors = anchors;
        this.given = given;
        this.chainIsWhole = chainIsWhole;
        this.now = Date.from(now);
        this.revocation = new Revocation(source, this.now);
        this.insists = insists;
    }

    public Verdict result(X509Certificate certificate) {
        try {
            return switch (way(certificate)) {
                case Way.Found(List<X509Certificate> path, X509Certificate anchor) -> judged(path, anchor);
                case Way.Forged _ -> Verdict.INVALID_SIGNATURE;
                case Way.TooLong _ -> Verdict.UNKNOWN_ERROR;
                case Way.NoAuthority _ -> chainIsWhole ? Verdict.UNTRUSTED_SOURCE : Verdict.INVALID_CHAIN;
            };
        } catch (CertPathValidatorException wrong) {
            // PKIX looks at the key's uses first; of one that is no authority at all that is not the point.
            boolean person = wrong.getIndex() > 0
                    && wrong.getCertPath().getCertificates().get(wrong.getIndex()) instanceof X509Certificate one
                    && one.getBasicConstraints() < 0;
            return person && wrong.getReason() == PKIXReason.INVALID_KEY_USAGE
                    ? Verdict.WRONG_ROLE_IN_CHAIN
                    : status(wrong.getReason(), wrong.getIndex() > 0);
        } catch (CertificateException unreadable) {
            return Verdict.INVALID_CERTIFICATE;
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

    private Verdict judged(List<X509Certificate> path, X509Certificate anchor)
            throws CertPathValidatorException, CertificateException, InvalidAlgorithmParameterException,
                    NoSuchAlgorithmException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        if (!MailCertificate.isForMail(path.getFirst())) return Verdict.NOT_FOR_MAIL;
        for (X509Certificate authority : path.subList(1, path.size()))
            if (!MailCertificate.allowsMail(authority)) return Verdict.WRONG_USE_IN_CHAIN;
        return standing(path, anchor);
    }

    /** Whatever is revoked outweighs what is not known. */
    private Verdict standing(List<X509Certificate> path, X509Certificate anchor) {
        Verdict worst = Verdict.GOOD;
        for (int i = 0; i < path.size(); i++) {
            X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
            Verdict one = switch (standings.computeIfAbsent(path.get(i), asked -> revocation.of(asked, issuer))) {
                case GOOD -> Verdict.GOOD;
                case REVOKED -> i == 0 ? Verdict.REVOKED : Verdict.REVOKED_IN_CHAIN;
                case OFFLINE -> Verdict.REVOCATION_SERVER_OFFLINE;
                case UNKNOWN -> Verdict.REVOCATION_UNKNOWN;
            };
            if (one == Verdict.REVOKED || one == Verdict.REVOKED_IN_CHAIN) return one;
            if (worst == Verdict.GOOD && insists) worst = one;
        }
        return worst;
    }

    private static Verdict status(CertPathValidatorException.Reason reason, boolean inChain) {
        if (reason instanceof BasicReason basic)
            return switch (basic) {
                case EXPIRED, NOT_YET_VALID -> inChain ? Verdict.EXPIRED_IN_CHAIN : Verdict.EXPIRED;
                case INVALID_SIGNATURE, ALGORITHM_CONSTRAINED -> Verdict.INVALID_SIGNATURE;
                case REVOKED -> inChain ? Verdict.REVOKED_IN_CHAIN : Verdict.REVOKED;
                case UNDETERMINED_REVOCATION_STATUS -> Verdict.REVOCATION_UNKNOWN;
                case UNSPECIFIED -> Verdict.UNKNOWN_ERROR;
            };
        if (reason instanceof PKIXReason pkix)
            return switch (pkix) {
                case NOT_CA_CERT, PATH_TOO_LONG -> Verdict.WRONG_ROLE_IN_CHAIN;
                case INVALID_KEY_USAGE, INVALID_POLICY, INVALID_NAME -> Verdict.WRONG_USE_IN_CHAIN;
                case NAME_CHAINING -> Verdict.INVALID_CHAIN;
                case UNRECOGNIZED_CRIT_EXT -> inChain ? Verdict.INVALID_CHAIN : Verdict.INVALID_CERTIFICATE;
                case NO_TRUST_ANCHOR -> Verdict.UNTRUSTED_SOURCE;
            };
        return Verdict.UNKNOWN_ERROR;
    }
}
