package org.mailspan.http.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the certificate chain and its key lie, as PEM; both may be in one file.
 *
 * @param certificate the server's own and those between it and the root, in any order
 */
public record TlsFiles(Path certificate, Path key) {
    private static final byte[] SAMPLE = "does this key fit".getBytes(StandardCharsets.US_ASCII);

    /**
     * The certificate that phones will be shown, for whoever wants to check it before serving.
     *
     * @throws IOException that says to a person what is wrong
     */
    public X509Certificate ownCertificate() throws IOException {
        return read().chain.getFirst();
    }

    /** That certificate and those that go with it, in order. */
    public List<X509Certificate> chain() throws IOException {
        return read().chain;
    }

    /** What of the files is shown to phones, and the key to it. */
    record Identity(List<X509Certificate> chain, PrivateKey key) {}

    /** @throws IOException that says to a person what is wrong */
    Identity read() throws IOException {
        List<X509Certificate> given = Pem.certificates(certificate);
        PrivateKey own = Pem.key(key, given);
        return new Identity(chain(given, own), own);
    }

    /** The certificate that belongs to the key first, then its issuers as far as the file has them. */
    List<X509Certificate> chain(List<X509Certificate> given, PrivateKey own) throws IOException {
        X509Certificate next = given.stream()
                .filter(one -> fits(one.getPublicKey(), own))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("no certificate in " + certificate + " belongs to the key in " + key));
        var left = new ArrayList<>(given);
        var chain = new ArrayList<X509Certificate>();
        while (next != null) {
            chain.add(next);
            left.remove(next);
            var issuer = next.getIssuerX500Principal();
            next = left.stream()
                    .filter(one -> one.getSubjectX500Principal().equals(issuer))
                    .findFirst()
                    .orElse(null);
        }
        return chain;
    }

    private static boolean fits(PublicKey open, PrivateKey own) {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(own);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }
}
