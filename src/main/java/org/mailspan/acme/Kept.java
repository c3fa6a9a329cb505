package org.mailspan.acme;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * What is kept between two starts, each file for the owner alone: the account's key, the certificate with its key, and
 * when the authority was asked last. Files are replaced whole: a crash leaves the old one or the new one.
 */
final class Kept {
    private static final boolean KNOWS_USERS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path directory;

    Kept(Path directory) {
        this.directory = directory;
    }

    /**
     * How it went so far.
     *
     * @param order the authority and the names that were asked for; another order has nothing to do with what is kept
     * @param failures in a row
     * @param asked when, the last time
     * @param notBefore when the authority wants to be asked again
     */
    record Ledger(String order, int failures, Optional<Instant> asked, Optional<Instant> notBefore) {
        static final Ledger EMPTY = new Ledger("", 0, Optional.empty(), Optional.empty());
    }

    Ledger ledger() {
        var lines = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve("asked"))) {
            lines.load(in);
            return new Ledger(
                    lines.getProperty("order", ""),
                    Integer.parseInt(lines.getProperty("failures", "0")),
                    time(lines.getProperty("asked", "")),
                    time(lines.getProperty("not-before", "")));
        } catch (IOException | IllegalArgumentException | DateTimeException none) {
            return Ledger.EMPTY;
        }
    }

    private static Optional<Instant> time(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    void write(Ledger ledger) throws IOException {
        var lines = new Properties();
        lines.setProperty("order", ledger.order);
        lines.setProperty("failures", "" + ledger.failures);
        ledger.asked.ifPresent(time -> lines.setProperty("asked", "" + time));
        ledger.notBefore.ifPresent(time -> lines.setProperty("not-before", "" + time));
        var text = new StringWriter();
        lines.store(text, null);
        replace("asked", text.toString());
    }

    /** The key by which the authority knows us; made at the first time. */
    KeyPair account() throws IOException {
        Path file = directory.resolve("account.pem");
        try (Reader in = Files.newBufferedReader(file);
                var parser = new PEMParser(in)) {
            var converter = new JcaPEMKeyConverter();
            if (parser.readObject() instanceof PrivateKeyInfo own
                    && parser.readObject() instanceof SubjectPublicKeyInfo open)
                return new KeyPair(converter.getPublicKey(open), converter.getPrivateKey(own));
            throw new IOException(file + " holds no key; move it away, and Mailspan makes another account");
        } catch (NoSuchFileException first) {
            KeyPair made = newKeys();
            replace(
                    "account.pem",
                    pem(
                            pem(made.getPrivate()),
                            new PemObject("PUBLIC KEY", made.getPublic().getEncoded())));
            return made;
        }
    }

    /** P-256: small, quick, and known to every phone. */
    static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empty if there is none, or none that can be read: then another one is asked for. */
    Optional<X509Certificate> certificate() {
        try (Reader in = Files.newBufferedReader(AcmeSettings.certificate(directory), StandardCharsets.US_ASCII);
                var parser = new PEMParser(in)) {
            for (Object one = parser.readObject(); one != null; one = parser.readObject())
                if (one instanceof X509CertificateHolder holder)
                    return Optional.of(new JcaX509CertificateConverter().getCertificate(holder));
            return Optional.empty();
        } catch (IOException | CertificateException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    void write(List<X509Certificate> chain, KeyPair host) throws IOException {
        var all = new Object[chain.size() + 1];
        for (int i = 0; i < chain.size(); i++) all[i] = chain.get(i);
        all[chain.size()] = pem(host.getPrivate());
        replace(AcmeSettings.certificate(directory).getFileName().toString(), pem(all));
    }

    /** As PKCS#8; of its own accord Bouncy Castle writes a form that leaves out the curve. */
    private static PemObject pem(PrivateKey key) {
        return new PemObject("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(Object... all) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object one : all) writer.writeObject(one);
        }
        return text.toString();
    }

    private void replace(String name, String text) throws IOException {
        if (!Files.isDirectory(directory)) Files.createDirectory(directory, only("rwx------"));
        Path made = directory.resolve(name + ".new");
        Files.deleteIfExists(made);
        try (var channel = Files.newByteChannel(
                made,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC),
                only("rw-------"))) {
            var octets = StandardCharsets.UTF_8.encode(text);
            while (octets.hasRemaining()) channel.write(octets);
        }
        Files.move(made, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] only(String permissions) {
        return KNOWS_USERS
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
