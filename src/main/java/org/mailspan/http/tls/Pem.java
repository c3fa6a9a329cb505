package org.mailspan.http.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads certificates and keys from PEM files; says in a sentence what is wrong with a file that holds none. */
final class Pem {
    private Pem() {}

    /** All certificates of the file, as many as stand there. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        var found = new ArrayList<X509Certificate>();
        var converter = new JcaX509CertificateConverter();
        for (Object one : objects(file)) {
            try {
                if (one instanceof X509CertificateHolder holder) found.add(converter.getCertificate(holder));
            } catch (CertificateException broken) {
                throw new IOException(file + " holds a broken certificate: " + broken.getMessage(), broken);
            }
        }
        if (found.isEmpty()) throw new IOException(file + " holds no certificate (\"BEGIN CERTIFICATE\" is missing)");
        return found;
    }

    /** All lists of revoked certificates in the file, PEM or DER. */
    static List<X509CRL> revocations(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var found = new ArrayList<X509CRL>();
            for (CRL one : CertificateFactory.getInstance("X.509").generateCRLs(in))
                if (one instanceof X509CRL list) found.add(list);
            if (found.isEmpty()) throw new IOException(file + " holds no list (\"BEGIN X509 CRL\" is missing)");
            return found;
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(file + " may not be read by this user", denied);
        } catch (CertificateException | CRLException broken) {
            throw new IOException(file + " is not a list of revoked certificates: " + broken.getMessage(), broken);
        }
    }

    /**
     * The first key of the file: PKCS#8, or the older forms of RSA (PKCS#1) and EC (SEC 1).
     *
     * @param certificates to one of which it belongs; some programs leave out of a SEC 1 key on which curve it lies
     */
    static PrivateKey key(Path file, List<X509Certificate> certificates) throws IOException {
        var converter = new JcaPEMKeyConverter();
        for (Object one : objects(file)) {
            PrivateKeyInfo found = switch (one) {
                case PrivateKeyInfo key -> key;
                case PEMKeyPair pair -> onItsCurve(pair.getPrivateKeyInfo(), certificates);
                case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
                    throw new IOException(file + " is protected by a password, which a server that starts alone"
                            + " cannot be asked for; take it off: openssl pkey -in FILE -out NEW_FILE");
                // A chain or EC parameters may stand in the same file.
                default -> null;
            };
            if (found == null) continue;
            try {
                return converter.getPrivateKey(found);
            } catch (PEMException unusable) {
                throw new IOException(file + " holds a key that cannot be used: " + unusable.getMessage(), unusable);
            }
        }
        throw new IOException(file + " holds no private key (\"BEGIN PRIVATE KEY\" is missing)");
    }

    private static PrivateKeyInfo onItsCurve(PrivateKeyInfo key, List<X509Certificate> certificates)
            throws IOException {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        boolean tellsCurve = algorithm.getParameters() != null;
        if (tellsCurve || !algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) return key;
        for (X509Certificate one : certificates) {
            var open = SubjectPublicKeyInfo.getInstance(one.getPublicKey().getEncoded());
            if (open.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey))
                return new PrivateKeyInfo(open.getAlgorithm(), key.parsePrivateKey());
        }
        return key;
    }

    private static List<Object> objects(Path file) throws IOException {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                var parser = new PEMParser(text)) {
            var objects = new ArrayList<Object>();
            for (Object one = parser.readObject(); one != null; one = parser.readObject()) objects.add(one);
            return objects;
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(file + " may not be read by this user", denied);
        } catch (IOException | RuntimeException broken) {
            throw new IOException(file + " is not a PEM file: " + broken.getMessage(), broken);
        }
    }
}
