package org.mailspan.command;

import java.io.ByteArrayInputStream;
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
import java.util.stream.IntStream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What ValidateCert reads of X.509: one certificate, whether it is for mail, and whom this machine trusts. */
final class MailCertificate {
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

    private MailCertificate() {}

    /** @param text base64, in lines or not (MS-ASCMD_R1117); some clients send the octets themselves */
    static Optional<X509Certificate> read(byte[] text) {
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

    /** The authorities that the JVM trusts, read when first asked for. */
    static Set<X509Certificate> systemAuthorities() {
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
