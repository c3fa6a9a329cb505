package org.mailspan.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * What HTTPS needs beside an address.
 *
 * @param files of the server's own certificate; where there are challenges they may be missing, until an authority has
 *     given one out
 * @param challenges by which an authority recognises this server
 * @param phones whether and which certificates phones show
 */
public record Tls(TlsFiles files, Optional<Challenges> challenges, Optional<PhoneCertificates> phones) {
    public Tls(TlsFiles files) {
        this(files, Optional.empty(), Optional.empty());
    }

    /** What of a file changes when somebody writes it; one that is missing is of size -1. */
    public record Stamp(FileTime time, long size) {
        static Stamp of(Path file) throws IOException {
            return Files.exists(file)
                    ? new Stamp(Files.getLastModifiedTime(file), Files.size(file))
                    : new Stamp(FileTime.fromMillis(0), -1);
        }
    }

    /** What the files came to at one moment. */
    public record Loaded(SSLContext context, boolean hasCertificate, Optional<PhoneTrust> trust) {}

    public List<Stamp> stamps() throws IOException {
        var paths = new ArrayList<>(List.of(files.certificate(), files.key()));
        phones.ifPresent(it -> paths.add(it.authority()));
        phones.flatMap(PhoneCertificates::revoked).ifPresent(paths::add);
        var stamps = new ArrayList<Stamp>();
        for (Path path : paths) stamps.add(Stamp.of(path));
        return stamps;
    }

    /**
     * A new context each time: no session of the one before is resumed, with a certificate that was revoked since.
     *
     * @param refused told the address and what was wrong with a phone's certificate, partly in the words of whoever made it
     * @throws IOException that says to a person what is wrong
     */
    public Loaded load(BiConsumer<String, String> refused) throws IOException {
        boolean awaited = challenges.isPresent() && !Files.exists(files.certificate());
        Optional<TlsFiles.Identity> own = awaited ? Optional.empty() : Optional.of(files.read());
        Optional<PhoneTrust> trust =
                phones.isPresent() ? Optional.of(phones.get().load()) : Optional.empty();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    new HostKeys[] {new HostKeys(own, challenges)},
                    trust.map(it -> new TrustManager[] {it.manager(refused)}).orElse(null),
                    null);
            TlsRules.bound(context);
            return new Loaded(context, own.isPresent(), trust);
        } catch (GeneralSecurityException broken) {
            throw new IOException(
                    files.certificate() + " and " + files.key() + " cannot be used: " + broken.getMessage(), broken);
        }
    }
}
