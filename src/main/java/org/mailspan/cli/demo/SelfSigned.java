package org.mailspan.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that nobody has vouched for, and its key, as PEM files: enough for a demo, which asks to be trusted. */
public record SelfSigned(Path certificate, Path key) {
    /** @param addresses what may be typed into a phone, IP addresses of this machine for the most part */
    public static SelfSigned write(Path directory, List<String> addresses) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            Path certificate = pem(directory.resolve("certificate.pem"), "CERTIFICATE", certificate(keys, addresses));
            return new SelfSigned(
                    certificate,
                    pem(
                            directory.resolve("key.pem"),
                            "PRIVATE KEY",
                            keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IOException("no certificate can be made", broken);
        }
    }

    private static byte[] certificate(KeyPair keys, List<String> addresses)
            throws IOException, OperatorCreationException {
        var name = new X500Principal("CN=Mailspan demo");
        Instant now = Instant.now();
        var names = new GeneralNames(addresses.stream().map(SelfSigned::name).toArray(GeneralName[]::new));
        // iOS wants the names as an extension, the usage as another, and a life of 825 days at most.
        return new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(30))),
                        name,
                        keys.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, names)
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private static GeneralName name(String address) {
        boolean number = address.matches("[0-9.]+");
        return new GeneralName(number ? GeneralName.iPAddress : GeneralName.dNSName, address);
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
        return Files.writeString(file, text, StandardCharsets.US_ASCII);
    }
}
