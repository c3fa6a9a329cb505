package org.mailspan.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.acme.Terms;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.probe.Finding;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.PhoneTrust;
import org.mailspan.http.tls.TlsFiles;

/** What is to be said of the certificate that phones are shown, of who gives it out, and of those that they show. */
final class CertificateFindings {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final String OWN = "tls.certificate";
    private static final Duration RENEWAL_IS_LATE = Duration.ofDays(14);
    private static final Set<PosixFilePermission> GROUP =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Listener.Https listener;
    private final Optional<URI> publicAddress;
    private final List<Finding> findings = new ArrayList<>();

    private CertificateFindings(Listener.Https listener, Optional<URI> publicAddress) {
        this.listener = listener;
        this.publicAddress = publicAddress;
    }

    /** @param publicAddress where phones reach us, if somebody said */
    static List<Finding> of(Listener.Https listener, Optional<URI> publicAddress) {
        var all = new CertificateFindings(listener, publicAddress);
        listener.acme().ifPresent(all::authority);
        if (listener.acme().isEmpty() || Files.exists(listener.certificate())) all.certificate();
        listener.phones().ifPresent(all::phones);
        return all.findings;
    }

    private void good(String subject, String text) {
        findings.add(new Finding.Good(subject, text));
    }

    private void doubtful(String subject, String text, String remedy) {
        findings.add(new Finding.Doubtful(subject, text, remedy));
    }

    private void bad(String subject, String text, String remedy) {
        findings.add(new Finding.Bad(subject, text, remedy));
    }

    private void certificate() {
        try {
            List<X509Certificate> chain = new TlsFiles(listener.certificate(), listener.key()).chain();
            dates(chain.getFirst());
            publicAddress.ifPresent(address -> name(chain.getFirst(), address.getHost()));
            trusted(chain);
            permissions();
        } catch (IOException unusable) {
            bad(OWN, String.valueOf(unusable.getMessage()), "Phones cannot be served like this.");
        }
    }

    private void dates(X509Certificate own) {
        Instant now = Instant.now();
        long days = Duration.between(now, own.getNotAfter().toInstant()).toDays();
        String names = String.join(", ", names(own));
        String text = "for " + names + ", valid for " + days + " more days, and the key fits";
        if (now.isAfter(own.getNotAfter().toInstant()))
            bad(OWN, "for " + names + ", has expired", "Phones refuse it: renew it.");
        else if (now.isBefore(own.getNotBefore().toInstant()))
            bad(OWN, "for " + names + ", is not valid yet", "Look at the clock of this machine, or wait.");
        else if (days < RENEWAL_IS_LATE.toDays()) doubtful(OWN, text, "See that it is renewed.");
        else good(OWN, text);
    }

    private void name(X509Certificate own, String host) {
        if (names(own).stream().noneMatch(name -> covers(name.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT))))
            bad(
                    OWN,
                    "is not for " + host + ", by which phones come",
                    "Get one for that name, or write the right one into public.name.");
    }

    private static boolean covers(String name, String host) {
        int dot = host.indexOf('.');
        return name.equals(host)
                || name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
    }

    /** What may be typed into a phone: the names, or the subject where there are none. */
    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null)
                return all.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateParsingException unreadable) {
            return List.of(certificate.getSubjectX500Principal().getName());
        }
        return List.of(certificate.getSubjectX500Principal().getName());
    }

    private void trusted(List<X509Certificate> chain) {
        X509Certificate last = chain.getLast();
        if (chain.size() == 1 && last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
            doubtful(
                    OWN,
                    "is signed by itself: phones ask whether to believe it, or refuse it",
                    "Take one of a public authority: acme.directory = letsencrypt asks for one by itself.");
            return;
        }
        try {
            var known = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            known.init((KeyStore) null);
            var judge = (X509TrustManager) known.getTrustManagers()[0];
            judge.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
        } catch (CertificateException unknown) {
            doubtful(
                    OWN,
                    "leads to no authority that this machine knows; its last one is of "
                            + last.getIssuerX500Principal().getName(),
                    "If that is a public authority, the certificates between are missing: take fullchain.pem. If it is"
                            + " your own, phones have to be told of it.");
        } catch (GeneralSecurityException none) {
            doubtful(OWN, "cannot be held against the authorities of this Java: " + none.getMessage(), "");
        }
    }

    private void permissions() throws IOException {
        Path key = listener.key();
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) return;
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(key);
        if (now.stream().anyMatch(OTHERS::contains))
            bad("tls.key", key + " is open to every user of this machine", "chmod 600 closes it.");
        else if (now.stream().anyMatch(GROUP::contains))
            doubtful(
                    "tls.key",
                    key + " is open to a group, " + Files.getAttribute(key, "posix:group"),
                    "If that is not meant: chmod 600.");
    }

    private void authority(AcmeSettings acme) {
        String subject = "acme.directory";
        String names = String.join(", ", acme.names());
        try {
            String terms =
                    Terms.of(acme).map(at -> "; its terms of service: " + at).orElse("");
            good(subject, acme.authority().getHost() + " is there" + terms);
        } catch (IOException away) {
            bad(subject, String.valueOf(away.getMessage()), "Without it there is no certificate, and none is renewed.");
        }
        if (!Files.exists(acme.certificate()))
            doubtful(subject, "no certificate for " + names + " yet", "serve asks for one as soon as it runs.");
        if (listener.port() != HTTPS && acme.http().isEmpty())
            doubtful(
                    subject,
                    "the authority looks at port 443 of " + names + ", and https.listen is port " + listener.port(),
                    "See that the router leads 443 to it, or set acme.http = 0.0.0.0:80.");
        acme.http().ifPresent(CertificateFindings.this::door);
    }

    private void door(InetSocketAddress at) {
        try (var socket = new ServerSocket()) {
            socket.bind(at);
            if (at.getPort() == HTTP) good("acme.http", "port 80 is free to listen at, whenever the authority looks");
            else
                doubtful(
                        "acme.http",
                        "free to listen at; the authority looks at port 80",
                        "See that the router leads 80 to port " + at.getPort() + ".");
        } catch (IOException taken) {
            bad(
                    "acme.http",
                    "cannot be listened at (" + taken.getMessage() + ")",
                    "Another program has it, or ports below 1024 need a privilege.");
        }
    }

    private void phones(PhoneCertificates phones) {
        String subject = "tls.clients";
        try {
            PhoneTrust trust = phones.load();
            good(
                    subject,
                    "%s; %d authorit%s, revoked: %d"
                            .formatted(
                                    phones.use().name().toLowerCase(Locale.ROOT),
                                    trust.authorities(),
                                    trust.authorities() == 1 ? "y" : "ies",
                                    trust.revoked()));
            trust.nextList()
                    .filter(Instant.now()::isAfter)
                    .ifPresent(since -> doubtful(
                            "tls.clients.revoked",
                            "a newer list was due at " + since,
                            "What stands in it still counts; have the authority write another."));
        } catch (IOException unusable) {
            bad(subject, String.valueOf(unusable.getMessage()), "No phone gets in like this.");
        }
    }
}
