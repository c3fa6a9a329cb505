package org.mailspan.support;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate and its key, from which others are given out: of authorities and of people, right and wrong ones. */
public record TestAuthority(X509Certificate certificate, KeyPair keys) {
    private static final AtomicLong SERIALS = new AtomicLong(1);
    private static final String UNKNOWN = "1.3.6.1.4.1.99999.1";

    /**
     * What a certificate says.
     *
     * @param authority whether it is one
     * @param pathLength how many may be below it; none is said if negative
     * @param usage bits of {@link KeyUsage}; none are said if 0
     */
    public record Says(
            String name,
            boolean authority,
            int pathLength,
            int usage,
            Optional<KeyPurposeId> purpose,
            Instant from,
            Instant until,
            boolean strange) {
        public static Says authority(String name, Instant now) {
            return new Says(
                    name,
                    true,
                    -1,
                    KeyUsage.keyCertSign | KeyUsage.cRLSign,
                    Optional.empty(),
                    now.minusSeconds(1_000_000),
                    now.plusSeconds(1_000_000),
                    false);
        }

        public static Says person(String name, Instant now) {
            return new Says(
                    name,
                    false,
                    -1,
                    KeyUsage.digitalSignature,
                    Optional.of(KeyPurposeId.id_kp_emailProtection),
                    now.minusSeconds(1_000),
                    now.plusSeconds(1_000),
                    false);
        }

        public Says as(boolean authority, int pathLength) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange);
        }

        public Says to(int usage) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange);
        }

        public Says to(KeyPurposeId purpose) {
            return new Says(name, authority, pathLength, usage, Optional.of(purpose), from, until, strange);
        }

        public Says during(Instant from, Instant until) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange);
        }

        /** With an extension that nobody knows and everybody must. */
        public Says strangely() {
            return new Says(name, authority, pathLength, usage, purpose, from, until, true);
        }
    }

    /** Signed by itself. */
    public static TestAuthority root(Says says) {
        KeyPair keys = freshKeys();
        return new TestAuthority(made(says, keys, says.name, keys), keys);
    }

    public TestAuthority gives(Says says) {
        KeyPair theirs = freshKeys();
        return new TestAuthority(made(says, theirs, name(), keys), theirs);
    }

    /** The same name and key, as this one says it. */
    public X509Certificate crossSigns(TestAuthority other, Instant now) {
        return made(Says.authority(other.name(), now), other.keys, name(), keys);
    }

    private String name() {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.substring("CN=".length());
    }

    private static KeyPair freshKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("no keys", broken);
        }
    }

    private static X509Certificate made(Says says, KeyPair keys, String issuer, KeyPair issuers) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal("CN=" + issuer),
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(says.from),
                    Date.from(says.until),
                    new X500Principal("CN=" + says.name),
                    keys.getPublic());
            if (says.authority)
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        says.pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(says.pathLength));
            if (says.usage != 0) builder.addExtension(Extension.keyUsage, true, new KeyUsage(says.usage));
            if (says.purpose.isPresent())
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(says.purpose.get()));
            if (says.strange) builder.addExtension(new ASN1ObjectIdentifier(UNKNOWN), true, DERNull.INSTANCE);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuers.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("no certificate", broken);
        }
    }
}
