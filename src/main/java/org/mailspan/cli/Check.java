package org.mailspan.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Credentials;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.Settings.Result;
import org.mailspan.cli.probe.DnsRecords;
import org.mailspan.cli.probe.Finding;
import org.mailspan.cli.probe.HostProbe;
import org.mailspan.cli.probe.MailHostKnock;
import org.mailspan.cli.probe.SieveProbe;
import org.mailspan.http.TlsFiles;

/** {@code check FILE [USER]}: whether serving with these settings would work, without serving. */
final class Check {
    private static final Duration RENEWAL_IS_LATE = Duration.ofDays(14);

    private Check() {}

    static int run(Path file, String user, Terminal terminal) throws IOException {
        return switch (Settings.read(file)) {
            case Result.Bad(var mistakes) -> {
                terminal.print(mistakes, file.toString());
                yield Cli.WRONG_USE;
            }
            case Result.Good(var settings, var warnings) -> {
                var findings = new Findings(terminal);
                warnings.forEach(warning -> findings.add(new Finding.Doubtful("settings", warning, "")));
                MailHostKnock.at(settings.imap()).forEach(findings::add);
                MailHostKnock.at(settings.smtp()).forEach(findings::add);
                settings.listeners().forEach(listener -> check(listener).forEach(findings::add));
                settings.publicAddress()
                        .ifPresent(server ->
                                DnsRecords.of(server, settings.userDomain()).forEach(findings::add));
                Optional<Credentials> proved = Optional.empty();
                if (!user.isEmpty()) {
                    var credentials = settings.completed(new Credentials(user, terminal.password(user)));
                    boolean good = HostProbe.run(settings.imap(), settings.smtp(), credentials, findings::add);
                    proved = Optional.of(credentials).filter(_ -> good);
                }
                if (settings.sieve().isPresent())
                    SieveProbe.run(settings.sieve().get(), proved, findings::add);
                yield findings.exitCode();
            }
        };
    }

    private static List<Finding> check(Listener listener) {
        Finding free = listen(listener);
        return switch (listener) {
            case Listener.Http _ -> List.of(free);
            case Listener.Https(var _, var _, var file, var key) -> List.of(certificate(new TlsFiles(file, key)), free);
        };
    }

    private static Finding certificate(TlsFiles files) {
        String subject = "tls.certificate";
        try {
            X509Certificate own = files.ownCertificate();
            long days = Duration.between(Instant.now(), own.getNotAfter().toInstant())
                    .toDays();
            String text = "for " + names(own) + ", valid for " + days + " more days, and the key fits";
            if (days < 0)
                return new Finding.Bad(subject, "for " + names(own) + ", has expired", "Phones refuse it: renew it.");
            return days < RENEWAL_IS_LATE.toDays()
                    ? new Finding.Doubtful(subject, text, "See that it is renewed.")
                    : new Finding.Good(subject, text);
        } catch (IOException unusable) {
            return new Finding.Bad(
                    subject, String.valueOf(unusable.getMessage()), "Phones cannot be served like this.");
        }
    }

    /** What may be typed into a phone: the DNS names, or the subject where there are none. */
    private static String names(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .map(name -> String.valueOf(name.get(1)))
                    .reduce((one, other) -> one + ", " + other)
                    .orElse(certificate.getSubjectX500Principal().getName());
        } catch (CertificateParsingException unreadable) {
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static Finding listen(Listener listener) {
        String subject = listener.address() + ":" + listener.port();
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listener.address(), listener.port()));
            return new Finding.Good(subject, "free to listen at");
        } catch (IOException taken) {
            return new Finding.Bad(
                    subject,
                    "cannot be listened at (" + taken.getMessage() + ")",
                    "Another program has it, or Mailspan serves already; ports below 1024 need a privilege.");
        }
    }
}
