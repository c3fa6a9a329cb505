package org.mailspan.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.mailspan.password.PasswordSettings;

/** {@code check FILE [USER]}: whether serving with these settings would work, without serving. */
final class Check {
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
                settings.listeners()
                        .forEach(listener ->
                                check(listener, settings.publicAddress()).forEach(findings::add));
                settings.publicAddress()
                        .ifPresent(server ->
                                DnsRecords.of(server, settings.userDomain()).forEach(findings::add));
                Optional<Credentials> proved = Optional.empty();
                if (!user.isEmpty()) {
                    var credentials = settings.completed(new Credentials(user, terminal.password(user)));
                    boolean good = HostProbe.run(settings.imap(), settings.smtp(), credentials, findings::add);
                    proved = Optional.of(credentials).filter(_ -> good);
                }
                data(settings).forEach(findings::add);
                key(settings.passwords()).ifPresent(findings::add);
                if (settings.sieve().isPresent())
                    SieveProbe.run(settings.sieve().get(), proved, findings::add);
                yield findings.exitCode();
            }
        };
    }

    private static List<Finding> check(Listener listener, Optional<URI> publicAddress) {
        var findings = new ArrayList<Finding>();
        switch (listener) {
            case Listener.Http _ -> {}
            case Listener.Https it -> findings.addAll(CertificateFindings.of(it, publicAddress));
        }
        findings.add(listen(listener));
        return findings;
    }

    private static List<Finding> data(Settings settings) throws IOException {
        String subject = "data.directory";
        var findings = new ArrayList<Finding>();
        DataDirectory.open(settings.dataDirectory(), settings.passwords().key())
                .ifPresent(open -> findings.add(new Finding.Bad(subject, open, "Serve refuses it like this.")));
        if (DataDirectory.isHeld(settings.dataDirectory()))
            findings.add(new Finding.Bad(
                    subject,
                    "a Mailspan serves with " + settings.dataDirectory() + " already",
                    "Stop it, or name another directory: two at once would spoil what each of them knows."));
        return findings;
    }

    private static Optional<Finding> key(PasswordSettings passwords) {
        String subject = "passwords.key";
        if (passwords.accepted() == PasswordSettings.Accepted.MAIL) return Optional.empty();
        if (!passwords.key().exists())
            return passwords.accepted() == PasswordSettings.Accepted.BOTH
                    ? Optional.empty()
                    : Optional.of(new Finding.Doubtful(
                            subject,
                            "there is no " + passwords.key().path() + ", and with passwords = app nobody is let in",
                            "mailspan password add makes it, and the first app password."));
        try {
            passwords.key().read();
            return Optional.of(new Finding.Good(subject, passwords.key().path() + " is there, for its owner alone"));
        } catch (IOException unusable) {
            return Optional.of(new Finding.Bad(
                    subject, String.valueOf(unusable.getMessage()), "No app password is let in like this."));
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
