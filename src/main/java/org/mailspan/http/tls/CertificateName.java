package org.mailspan.http.tls;

import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The name under which phones reach us, as far as our own certificate says it: the first of its names that is one host. */
public final class CertificateName implements Supplier<Optional<URI>> {
    private static final int DNS_NAME = 2;
    private static final int HTTPS = 443;
    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+", Pattern.CASE_INSENSITIVE);

    /** The file may be another one by then, and strangers may ask. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final TlsFiles files;
    private final int port;
    private volatile Known known = new Known(Optional.empty(), System.nanoTime() - KEPT.toNanos());

    private record Known(Optional<URI> address, long readAt) {}

    public CertificateName(TlsFiles files, int port) {
        this.files = files;
        this.port = port;
    }

    @Override
    public Optional<URI> get() {
        Known now = known;
        if (System.nanoTime() - now.readAt < KEPT.toNanos()) return now.address;
        var read = new Known(read(), System.nanoTime());
        known = read;
        return read.address;
    }

    private Optional<URI> read() {
        try {
            return name(files.ownCertificate())
                    .map(name -> URI.create("https://" + name + (port == HTTPS ? "" : ":" + port)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> name(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .filter(name -> name.getFirst().equals(DNS_NAME))
                    .map(name -> String.valueOf(name.get(1)))
                    .filter(name -> HOST.matcher(name).matches())
                    .findFirst();
        } catch (CertificateParsingException unreadable) {
            return Optional.empty();
        }
    }
}
