package org.mailspan.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.support.TestCertificate;

/** Certificates and keys as owners have them, and the sentences about those that cannot be used. */
final class TlsFilesTest {
    private static final TestCertificate EC = TestCertificate.shared();
    private static final Issued RSA = issued("RSA", "CN=rsa", null);

    @TempDir
    private Path directory;

    private record Issued(X509Certificate certificate, PrivateKey key, String name) {}

    static Stream<Arguments> keys() throws Exception {
        return Stream.of(
                Arguments.of("PKCS#8 RSA", pem(RSA.certificate), pkcs8(RSA.key)),
                Arguments.of("PKCS#1 RSA", pem(RSA.certificate), pem(RSA.key)),
                Arguments.of("PKCS#8 EC", EC.certificatePem(), pkcs8(EC.keys().getPrivate())),
                Arguments.of("SEC 1 without its curve", EC.certificatePem(), EC.keyPem()),
                Arguments.of("SEC 1 with EC PARAMETERS before", EC.certificatePem(), EC_PARAMETERS + EC.keyPem()));
    }

    /** prime256v1, as {@code openssl ecparam -genkey} writes it before the key. */
    private static final String EC_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void aKeyOfEachFormIsRead(String form, String certificate, String key) throws Exception {
        assertEquals(1, files(certificate, key).chain().size(), form);
    }

    @Test
    void bothMayBeInOneFile() throws Exception {
        Path file = directory.resolve("all.pem");
        Files.writeString(file, "text before\n" + pkcs8(RSA.key) + pem(RSA.certificate));
        assertEquals(RSA.certificate, new TlsFiles(file, file).ownCertificate());
    }

    /** In whatever order, with something foreign between. */
    @Test
    void theChainIsPutInOrder() throws Exception {
        Issued root = issued("RSA", "CN=root", null);
        Issued middle = issued("RSA", "CN=middle", root);
        Issued own = issued("RSA", "CN=own", middle);
        var chain = files("", "")
                .chain(List.of(root.certificate, EC.certificate(), middle.certificate, own.certificate), own.key);
        assertEquals(List.of(own.certificate, middle.certificate, root.certificate), chain);
    }

    @Test
    void eachMistakeIsSaidInASentence() throws Exception {
        says("does not exist", new TlsFiles(directory.resolve("none"), directory.resolve("none")));
        says("holds no certificate", files(pkcs8(RSA.key), pkcs8(RSA.key)));
        says("holds no certificate", files("", pkcs8(RSA.key)));
        says("holds no private key", files(pem(RSA.certificate), pem(RSA.certificate)));
        says("belongs to the key", files(EC.certificatePem(), pkcs8(RSA.key)));
        says("belongs to the key", files(pem(RSA.certificate), pkcs8(issued("RSA", "CN=x", null).key)));
        says("protected by a password", files(pem(RSA.certificate), encrypted(RSA.key)));
        says(
                "is not a PEM file",
                files(pem(RSA.certificate), "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----"));
        says(
                "cannot be used",
                files(
                        "",
                        "-----BEGIN EC PRIVATE KEY-----\n" + sec1() + "\n-----END EC PRIVATE KEY-----\n"
                                + pem(RSA.certificate),
                        true));
    }

    private void says(String expected, TlsFiles files) {
        String message = assertThrows(IOException.class, files::ownCertificate).getMessage();
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains(directory.toString()), message);
    }

    private TlsFiles files(String certificate, String key) throws IOException {
        var files = new TlsFiles(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        Files.writeString(files.certificate(), certificate);
        Files.writeString(files.key(), key);
        return files;
    }

    /** Both from the file of the key. */
    private TlsFiles files(String certificate, String key, boolean together) throws IOException {
        TlsFiles files = files(certificate, key);
        return together ? new TlsFiles(files.key(), files.key()) : files;
    }

    /** A SEC 1 key without a curve, next to a certificate that has none to lend. */
    private static String sec1() throws IOException {
        var key = PrivateKeyInfo.getInstance(EC.keys().getPrivate().getEncoded());
        return Base64.getEncoder()
                .encodeToString(key.parsePrivateKey().toASN1Primitive().getEncoded());
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String pkcs8(PrivateKey key) throws IOException {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String encrypted(PrivateKey key) throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        var password = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("secret".toCharArray()));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, password, new PBEParameterSpec(new byte[16], 1000));
        byte[] octets =
                new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded())).getEncoded();
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }

    private static Issued issued(String algorithm, String name, Issued issuer) {
        try {
            KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer == null ? name : issuer.name),
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    new X500Principal(name),
                    keys.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256with" + algorithm)
                    .build(issuer == null ? keys.getPrivate() : issuer.key);
            return new Issued(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys.getPrivate(), name);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
