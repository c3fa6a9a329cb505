package org.mailspan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.sieve.SieveAnswering;
import org.mailspan.certificate.Trust;
import org.mailspan.cli.Cli;
import org.mailspan.cli.Running;
import org.mailspan.cli.Settings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.command.CommandLimits;
import org.mailspan.device.Policy;
import org.mailspan.event.Events;
import org.mailspan.http.HttpServer;
import org.mailspan.http.tls.CertificateName;
import org.mailspan.http.tls.Challenges;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.trace.Trace;

/** The program: hands the command line over, and what it needs to let a bridge serve. */
public final class Mailspan {
    /** A phone that was answered asks again within seconds; one that was switched off does not, for hours. */
    private static final Duration WATCH_LINGERS = Duration.ofMinutes(3);

    private Mailspan() {}

    public static void main(String[] arguments) {
        System.exit(Cli.run(Mailspan::start, arguments));
    }

    private static Running start(Settings settings, Events events, Trace trace) throws IOException {
        Optional<AcmeSettings> acme = acme(settings);
        Optional<Challenges> challenges = acme.map(_ -> new Challenges());
        var parts = new Bridge.Parts(
                connector(settings, events),
                settings.dataDirectory(),
                http(settings, challenges),
                Backends.Settings.withDomain(settings.userDomain()),
                CommandLimits.DEFAULT.withGather(settings.gather()),
                Trust.ofThisMachine(InstantSource.system()),
                WATCH_LINGERS,
                settings.sharing(),
                new Policy(settings.policy()),
                settings.newDevices(),
                settings.passwords());
        var bridge = new Bridge(parts, events, trace);
        return acme.isPresent() ? Certified.of(bridge, acme.get(), challenges.orElseThrow(), events) : bridge;
    }

    private static Optional<AcmeSettings> acme(Settings settings) {
        for (Listener listener : settings.listeners()) if (listener instanceof Listener.Https it) return it.acme();
        return Optional.empty();
    }

    private static Connector connector(Settings settings, Events events) {
        var imap = new ImapConnector(settings.imap(), settings.smtp(), settings.userDomain(), events);
        return settings.sieve()
                .map(sieve -> imap.with(new SieveAnswering(sieve, InstantSource.system(), events)))
                .orElse(imap);
    }

    /** Where phones reach us: as its owner says, else by the name of our own certificate. */
    private static Supplier<Optional<URI>> address(Settings settings) {
        if (settings.publicAddress().isPresent()) return settings::publicAddress;
        for (Listener listener : settings.listeners())
            if (listener instanceof Listener.Https it)
                return new CertificateName(new TlsFiles(it.certificate(), it.key()), it.port());
        return Optional::empty;
    }

    private static HttpServer.Settings http(Settings settings, Optional<Challenges> challenges) {
        Optional<InetSocketAddress> plain = Optional.empty();
        Optional<HttpServer.Settings.Secure> secure = Optional.empty();
        for (Listener listener : settings.listeners()) {
            var address = new InetSocketAddress(listener.address(), listener.port());
            switch (listener) {
                case Listener.Http _ -> plain = Optional.of(address);
                case Listener.Https it ->
                    secure = Optional.of(new HttpServer.Settings.Secure(
                            address, new Tls(new TlsFiles(it.certificate(), it.key()), challenges, it.phones())));
            }
        }
        return new HttpServer.Settings(plain, secure, address(settings)).with(settings.proxies());
    }
}
