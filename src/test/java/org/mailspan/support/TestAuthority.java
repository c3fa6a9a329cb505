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
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

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
     * @param list where its authority says which are revoked
     * @param responder where its authority answers by OCSP
     */
    public record Says(
            String name,
            boolean authority,
            int pathLength,
            int usage,
            Optional<KeyPurposeId> purpose,
            Instant from,
            Instant until,
            boolean strange,
            Optional<String> list,
            Optional<String> responder) {
        public static Says authority(String name, Instant now) {
            return new Says(
                    name,
                    true,
                    -1,
                    KeyUsage.keyCertSign | KeyUsage.cRLSign,
                    Optional.empty(),
                    now.minusSeconds(1_000_000),
                    now.plusSeconds(1_000_000),
                    false,
                    Optional.empty(),
                    Optional.empty());
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
                    false,
                    Optional.empty(),
                    Optional.empty());
        }

        public Says as(boolean authority, int pathLength) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange, list, responder);
        }

        public Says to(int usage) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange, list, responder);
        }

        public Says to(KeyPurposeId purpose) {
            return new Says(
                    name, authority, pathLength, usage, Optional.of(purpose), from, until, strange, list, responder);
        }

        public Says during(Instant from, Instant until) {
            return new Says(name, authority, pathLength, usage, purpose, from, until, strange, list, responder);
        }

        public Says listed(String address) {
            return new Says(
                    name, authority, pathLength, usage, purpose, from, until, strange, Optional.of(address), responder);
        }

        public Says answered(String address) {
            return new Says(
                    name, authority, pathLength, usage, purpose, from, until, strange, list, Optional.of(address));
        }

        /** With an extension that nobody knows and everybody must. */
        public Says strangely() {
            return new Says(name, authority, pathLength, usage, purpose, from, until, true, list, responder);
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

    /** To somebody with other names beside the common one: addresses, principals. */
    public TestAuthority givesTo(GeneralNames names, Says says) {
        KeyPair theirs = freshKeys();
        return new TestAuthority(made(says, theirs, name(), keys, Optional.of(names)), theirs);
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
        return made(says, keys, issuer, issuers, Optional.empty());
    }

    private static X509Certificate made(
            Says says, KeyPair keys, String issuer, KeyPair issuers, Optional<GeneralNames> names) {
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
            if (names.isPresent()) builder.addExtension(Extension.subjectAlternativeName, false, names.get());
            if (says.usage != 0) builder.addExtension(Extension.keyUsage, true, new KeyUsage(says.usage));
            if (says.purpose.isPresent())
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(says.purpose.get()));
            if (says.list.isPresent())
                builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(
                            new DistributionPointName(new GeneralNames(address(says.list.get()))), null, null)
                }));
            if (says.responder.isPresent())
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, address(says.responder.get())));
            if (says.strange) builder.addExtension(new ASN1ObjectIdentifier(UNKNOWN), true, DERNull.INSTANCE);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuers.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("no certificate", broken);
        }
    }

    private static GeneralName address(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    /** The list of those that it took back. */
    public byte[] revokes(Instant from, Instant until, X509Certificate... revoked) {
        try {
            var list = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(from));
            list.setNextUpdate(Date.from(until));
            for (X509Certificate one : revoked)
                list.addCRLEntry(one.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
            return list.build(signer()).getEncoded();
        } catch (OperatorCreationException | IOException broken) {
            throw new IllegalStateException("no list", broken);
        }
    }

    /** Its answer to a question of OCSP: revoked or good. */
    public byte[] answers(byte[] question, Instant now, boolean revoked) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var answer = new JcaBasicOCSPRespBuilder(keys.getPublic(), digests.get(RespID.HASH_SHA1));
            for (Req one : new OCSPReq(question).getRequestList())
                answer.addResponse(
                        one.getCertID(),
                        revoked ? new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.keyCompromise) : null,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(60)));
            BasicOCSPResp signed = answer.build(signer(), null, Date.from(now));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, signed)
                    .getEncoded();
        } catch (OperatorCreationException | OCSPException | IOException broken) {
            throw new IllegalStateException("no answer", broken);
        }
    }

    private ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    }
}
