package org.mailspan.acme;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * From whom a certificate comes, and for what. Whoever makes one has agreed to the authority's terms.
 *
 * @param authority its directory (RFC 8555 7.1.1)
 * @param names for which one certificate is asked, the first one foremost
 * @param mail where the authority may write to
 * @param http where the authority looks by HTTP, which its port 80 must lead to; empty where it looks by TLS alone
 * @param tls whether it may look by TLS, which port 443 of the names leads to
 * @param directory where the account, the certificate and their keys are kept
 * @param trust by what the authority proves that it is itself; empty for what this JVM believes
 */
public record AcmeSettings(
        URI authority,
        List<String> names,
        Optional<String> mail,
        Optional<InetSocketAddress> http,
        boolean tls,
        Path directory,
        Optional<SSLContext> trust) {
    public AcmeSettings {
        names = List.copyOf(names);
        if (names.isEmpty()) throw new IllegalArgumentException("no name");
        if (!tls && http.isEmpty()) throw new IllegalArgumentException("no way for the authority to look");
    }

    /** The certificate with its chain, and its key: one file, so that both change at one moment. */
    public static Path certificate(Path directory) {
        return directory.resolve("certificate.pem");
    }

    public Path certificate() {
        return certificate(directory);
    }
}
