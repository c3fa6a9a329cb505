package org.mailspan.certificate;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** What ValidateCert reads of X.509: one certificate, whether it is for mail, whom to ask, and whom this machine trusts. */
public final class MailCertificate {
    /** Far more than any in use; one with thousands of names costs time and tells nothing. */
    private static final int MOST_OCTETS = 64 << 10;

    /** RFC 5280 4.2.1.12. */
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

    private static final String ANY_PURPOSE = "2.5.29.37.0";

    /**
     * Bits of RFC 5280 4.2.1.3 that a certificate of mail may have: digitalSignature, nonRepudiation, and for those to
     * whom mail is encrypted keyEncipherment, dataEncipherment, keyAgreement.
     */
    private static final int USES_FOR_MAIL = 5;

    /** Each costs a question. */
    private static final int MOST_ADDRESSES = 3;

    private MailCertificate() {}

    /** @param text base64, in lines or not (MS-ASCMD_R1117); some clients send the octets themselves */
    public static Optional<X509Certificate> read(byte[] text) {
        if (text.length == 0 || text.length > MOST_OCTETS) return Optional.empty();
        try {
            byte[] der = text[0] == 0x30 && text.length > 1 && text[1] < 0
                    ? text
                    : Base64.getMimeDecoder().decode(text);
            var read = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return read instanceof X509Certificate one ? Optional.of(one) : Optional.empty();
        } catch (CertificateException | IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    static boolean isForMail(X509Certificate certificate) throws CertificateParsingException {
        boolean @Nullable [] uses = certificate.getKeyUsage();
        return allowsMail(certificate)
                && (uses == null
                        || IntStream.range(0, Math.min(USES_FOR_MAIL, uses.length))
                                .anyMatch(use -> uses[use]));
    }

    /** Of an authority: whether it may give out certificates for mail. */
    static boolean allowsMail(X509Certificate certificate) throws CertificateParsingException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        return purposes == null || purposes.contains(EMAIL_PROTECTION) || purposes.contains(ANY_PURPOSE);
    }

    /** Where the authority gives out its list of revoked ones (RFC 5280 4.2.1.13). */
    static List<URI> revocationLists(X509Certificate certificate) {
        return addresses(
                certificate,
                extensions -> Stream.ofNullable(CRLDistPoint.fromExtensions(extensions))
                        .flatMap(points -> Arrays.stream(points.getDistributionPoints()))
                        .map(DistributionPoint::getDistributionPoint)
                        .filter(name -> name != null && name.getType() == DistributionPointName.FULL_NAME)
                        .flatMap(name -> Arrays.stream(
                                GeneralNames.getInstance(name.getName()).getNames())));
    }

    /** Where it answers by OCSP (RFC 5280 4.2.2.1). */
    static List<URI> responders(X509Certificate certificate) {
        return addresses(
                certificate,
                extensions -> Stream.ofNullable(AuthorityInformationAccess.fromExtensions(extensions))
                        .flatMap(access -> Arrays.stream(access.getAccessDescriptions()))
                        .filter(one -> one.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                        .map(AccessDescription::getAccessLocation));
    }

    private static List<URI> addresses(X509Certificate certificate, Function<Extensions, Stream<GeneralName>> names) {
        try {
            Extensions extensions = new JcaX509CertificateHolder(certificate).getExtensions();
            return Stream.ofNullable(extensions)
                    .flatMap(names)
                    .flatMap(name -> uri(name).stream())
                    .limit(MOST_ADDRESSES)
                    .toList();
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    private static Optional<URI> uri(GeneralName name) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) return Optional.empty();
        try {
            return Optional.of(new URI(name.getName().toString()));
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    /** The authorities that the JVM trusts, read when first asked for. */
    public static Set<X509Certificate> systemAuthorities() {
        return Trusted.AUTHORITIES;
    }

    private static final class Trusted {
        private static final Set<X509Certificate> AUTHORITIES = authorities();

        private static Set<X509Certificate> authorities() {
            try {
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                return Set.copyOf(Arrays.stream(factory.getTrustManagers())
                        .filter(X509TrustManager.class::isInstance)
                        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                        .toList());
            } catch (GeneralSecurityException broken) {
                throw new IllegalStateException("the trusted authorities cannot be read", broken);
            }
        }
    }
}
