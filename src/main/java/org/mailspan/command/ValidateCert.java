package org.mailspan.command;

import static org.mailspan.wbxml.ValidateCert.*;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.mailspan.certificate.CertificateCheck;
import org.mailspan.certificate.MailCertificate;
import org.mailspan.certificate.RevocationSource;
import org.mailspan.certificate.Verdict;
import org.mailspan.protocol.Status;
import org.mailspan.wbxml.Element;

/**
 * Says of certificates that came with signed mail whether they may be trusted, MS-ASCMD 2.2.1.22. No missing authority is
 * fetched: where it lies is the sender's choice. Whether a certificate was taken back is asked only when it is good by
 * all else, of those whom a trusted authority named.
 */
final class ValidateCert implements Command {
    /**
     * MS-ASCMD 2.2.3.177.18: the first two of the command, all of a certificate. Not 12, that it is for another address:
     * a request does not tell whose it should be.
     */
    enum ValidateCertStatus implements Status {
        Success(1),
        ProtocolError(2),
        InvalidSignature(3),
        UntrustedSource(4),
        InvalidChain(5),
        NotForSigningMail(6),
        /** Or not valid yet. */
        Expired(7),
        ExpiredInChain(8),
        WrongUseInChain(9),
        InvalidCertificate(10),
        /** One that is no authority stands where one must. */
        WrongRoleInChain(11),
        Revoked(13),
        RevocationServerOffline(14),
        RevokedInChain(15),
        RevocationUnknown(16),
        UnknownError(17);

        private final int code;

        ValidateCertStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** MS-ASCMD_R5661, R5662. */
    private static final int MOST_CERTIFICATES = 100;

    private final Supplier<Set<X509Certificate>> anchors;
    private final RevocationSource revocations;
    private final InstantSource clock;

    /** @param anchors whom to trust; asked at each request */
    ValidateCert(Supplier<Set<X509Certificate>> anchors, RevocationSource revocations, InstantSource clock) {
        this.anchors = anchors;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * @param asked what is to be checked, empty where it is no certificate
     * @param chain what may help to reach an authority
     */
    private record Request(
            List<Optional<X509Certificate>> asked, List<Optional<X509Certificate>> chain, boolean revocation) {}

    @Override
    public Reply handle(Call call) {
        Optional<Request> request =
                call.request().filter(root -> root.tag().equals(ValidateCert)).flatMap(root -> read(root));
        if (request.isEmpty())
            return new Reply.Document(Element.of(ValidateCert, status(ValidateCertStatus.ProtocolError)));
        List<Element> results = results(request.get()).stream()
                .map(result -> Element.of(Certificate, status(result)))
                .toList();
        return new Reply.Document(Element.of(ValidateCert, status(ValidateCertStatus.Success), results));
    }

    private static Optional<Request> read(Element root) {
        List<Element> asked = root.all(Certificates, Certificate).toList();
        List<Element> chain = root.all(CertificateChain, Certificate).toList();
        boolean valid = !asked.isEmpty()
                && asked.size() + chain.size() <= MOST_CERTIFICATES
                && root.text(CheckCRL)
                        .map(value -> Set.of("", "0", "1").contains(value.strip()))
                        .orElse(true);
        if (!valid) return Optional.empty();
        return Optional.of(new Request(
                asked.stream().map(one -> MailCertificate.read(one.bytes())).toList(),
                chain.stream().map(one -> MailCertificate.read(one.bytes())).toList(),
                root.flag(CheckCRL).orElse(false)));
    }

    private List<ValidateCertStatus> results(Request request) {
        var given = new ArrayList<X509Certificate>();
        request.chain.forEach(one -> one.ifPresent(given::add));
        boolean chainIsWhole = given.size() == request.chain.size();
        // A phone may send the whole chain as certificates to be checked.
        request.asked.forEach(one -> one.ifPresent(given::add));
        var check = new CertificateCheck(
                anchors.get(), given, chainIsWhole, revocations, request.revocation, clock.instant());
        return request.asked.stream()
                .map(one -> status(one.map(check::result).orElse(Verdict.INVALID_CERTIFICATE)))
                .toList();
    }

    private static ValidateCertStatus status(Verdict verdict) {
        return switch (verdict) {
            case GOOD -> ValidateCertStatus.Success;
            case INVALID_SIGNATURE -> ValidateCertStatus.InvalidSignature;
            case UNTRUSTED_SOURCE -> ValidateCertStatus.UntrustedSource;
            case INVALID_CHAIN -> ValidateCertStatus.InvalidChain;
            case NOT_FOR_MAIL -> ValidateCertStatus.NotForSigningMail;
            case EXPIRED -> ValidateCertStatus.Expired;
            case EXPIRED_IN_CHAIN -> ValidateCertStatus.ExpiredInChain;
            case WRONG_USE_IN_CHAIN -> ValidateCertStatus.WrongUseInChain;
            case INVALID_CERTIFICATE -> ValidateCertStatus.InvalidCertificate;
            case WRONG_ROLE_IN_CHAIN -> ValidateCertStatus.WrongRoleInChain;
            case REVOKED -> ValidateCertStatus.Revoked;
            case REVOCATION_SERVER_OFFLINE -> ValidateCertStatus.RevocationServerOffline;
            case REVOKED_IN_CHAIN -> ValidateCertStatus.RevokedInChain;
            case REVOCATION_UNKNOWN -> ValidateCertStatus.RevocationUnknown;
            case UNKNOWN_ERROR -> ValidateCertStatus.UnknownError;
        };
    }

    private static Element status(ValidateCertStatus status) {
        return Element.of(org.mailspan.wbxml.ValidateCert.Status, status.code());
    }
}
