package org.mailspan.acme;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What an authority is shown that looks by TLS (RFC 8737 3); acme4j makes one for RSA keys alone. */
final class ChallengeCertificate {
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
    private static final Duration LIFE = Duration.ofDays(1);

    private ChallengeCertificate() {}

    /** @param validation the digest of what proves that the account's owner asks */
    static X509Certificate of(String name, byte[] validation, KeyPair keys) throws IOException {
        var nobody = new X500Principal("CN=challenge");
        Instant now = Instant.now();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            nobody,
                            BigInteger.ONE,
                            Date.from(now.minus(LIFE)),
                            Date.from(now.plus(LIFE)),
                            nobody,
                            keys.getPublic())
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
                    .addExtension(ACME_IDENTIFIER, true, new DEROctetString(validation));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | CertificateException impossible) {
            throw new IOException("the certificate for the authority cannot be made", impossible);
        }
    }
}
