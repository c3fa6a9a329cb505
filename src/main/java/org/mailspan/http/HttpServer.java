package org.mailspan.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.tls.PhoneTrust;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/** Serves phones at its addresses, plain and TLS, from start to stop. */
public final class HttpServer {
    private final Settings settings;
    private final HttpLimits limits;
    private final Events events;
    private final Front front;
    private volatile @Nullable Sockets sockets;
    private volatile @Nullable CertificateWatch certificates;
    private volatile Optional<PhoneTrust> trust = Optional.empty();

    /**
     * @param plain where HTTP is spoken; port 0 takes any
     * @param secure where HTTPS is
     * @param address where phones reach us, {@code https://mail.example.org}; empty where nobody said
     * @param certificateLook how often the certificate files are looked at
     * @param proxies who is believed about where requests come from
     */
    public record Settings(
            Optional<InetSocketAddress> plain,
            Optional<Secure> secure,
            Supplier<Optional<URI>> address,
            Duration certificateLook,
            Proxies proxies) {
        public record Secure(InetSocketAddress address, Tls tls) {
            public Secure(InetSocketAddress address, TlsFiles files) {
                this(address, new Tls(files));
            }
        }

        public Settings(Optional<InetSocketAddress> plain, Optional<Secure> secure) {
            this(plain, secure, Optional::empty);
        }

        public Settings(Optional<InetSocketAddress> plain, Optional<Secure> secure, Supplier<Optional<URI>> address) {
            this(plain, secure, address, Duration.ofSeconds(15), Proxies.LOOPBACK);
        }

        public Settings with(Proxies others) {
            return new Settings(plain, secure, address, certificateLook, others);
        }
    }

    public HttpServer(Settings settings, HttpLimits limits, EasEndpoint eas, Events events) {
        this(settings, limits, eas, Optional.empty(), events);
    }

    public HttpServer(
            Settings settings, HttpLimits limits, EasEndpoint eas, Optional<Autodiscover> autodiscover, Events events) {
        this(settings, limits, eas, autodiscover, KeptLogins.NONE, events);
    }

    /** @param kept how users log in at the mail host whose certificate is enough here */
    public HttpServer(
            Settings settings,
            HttpLimits limits,
            EasEndpoint eas,
            Optional<Autodiscover> autodiscover,
            KeptLogins kept,
            Events events) {
        this.settings = settings;
        this.limits = limits;
        this.events = events;
        Optional<PhoneLogins> phones = settings.secure()
                .flatMap(secure -> secure.tls().phones())
                .map(wanted -> new PhoneLogins(wanted, () -> trust, kept));
        front = new Front(eas, autodiscover, limits, settings.proxies(), phones, events);
    }

    /** @throws IOException whose message tells a person what is wrong and what helps */
    public void start() throws IOException {
        CertificateWatch watch = null;
        Optional<InetSocketAddress> plain = settings.plain();
        Optional<Sockets.Tls> tls = Optional.empty();
        if (plain.isPresent()) resolved(plain.get());
        if (settings.secure().isPresent()) {
            Settings.Secure secure = settings.secure().get();
            List<Tls.Stamp> seen = secure.tls().stamps();
            Tls.Loaded loaded = secure.tls().load(this::refuse);
            trust = loaded.trust();
            tls = Optional.of(new Sockets.Tls(
                    resolved(secure.address()),
                    loaded.context(),
                    secure.tls().phones().isPresent()));
            watch = new CertificateWatch(secure.tls(), seen, this::refuse, this::present, events);
        }
        try {
            sockets = Sockets.open(plain, tls, limits, this::through, front);
        } catch (IOException | RuntimeException failed) {
            throw explained(failed);
        }
        certificates = watch;
        if (watch != null) watch.start(settings.certificateLook());
    }

    /** What takes connections before TLS and HTTP do. */
    private ChannelListener<StreamConnection> through(ChannelListener<StreamConnection> next) {
        Proxies proxies = settings.proxies();
        var counted = new Crowds(limits, proxies, next);
        if (!proxies.protocol()) return counted;
        return new ProxiedConnections(
                proxies,
                limits.head(),
                (proxy, reason) -> events.emit(new Event.RequestRefused(proxy, "", 400, reason)),
                counted);
    }

    private static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) throw new IOException("there is no host " + address.getHostString());
        return address;
    }

    /** XNIO does not say which address it could not have, so each is tried once more. */
    private IOException explained(Exception failed) {
        for (InetSocketAddress address : wanted()) {
            try (var socket = new ServerSocket()) {
                socket.bind(address);
            } catch (IOException refused) {
                String why = String.valueOf(refused.getMessage());
                return new IOException(
                        "cannot listen at %s: %s; %s".formatted(text(address), why, remedy(why, address)), refused);
            }
        }
        return new IOException("cannot listen: " + failed.getMessage(), failed);
    }

    private List<InetSocketAddress> wanted() {
        var wanted = new ArrayList<InetSocketAddress>();
        settings.plain().ifPresent(wanted::add);
        settings.secure().ifPresent(secure -> wanted.add(secure.address()));
        return wanted;
    }

    private static String remedy(String why, InetSocketAddress address) {
        if (why.contains("denied"))
            return "ports below 1024 need a permission (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE), or take a"
                    + " higher one";
        if (why.contains("in use"))
            return "another program has port " + address.getPort() + ": stop it (ss -ltnp names it) or choose another"
                    + " port";
        return "choose an address of this machine, or 0.0.0.0 for all of them";
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The address that is really listened at, with the port that was taken. */
    public Optional<InetSocketAddress> plainAddress() {
        return Optional.ofNullable(sockets).flatMap(Sockets::plain);
    }

    public Optional<InetSocketAddress> secureAddress() {
        return Optional.ofNullable(sockets).flatMap(Sockets::secure);
    }

    private void present(Tls.Loaded renewed) {
        Sockets open = sockets;
        if (open != null) open.present(renewed.context());
        trust = renewed.trust();
    }

    private void refuse(String address, String reason) {
        events.emit(new Event.LoginRefused(address, "", Printable.of(reason, 300)));
    }

    /** The files of the certificate were written by somebody of this process. */
    public void certificateWritten() {
        CertificateWatch watch = certificates;
        if (watch != null) watch.lookSoon();
    }

    /**
     * Answers 503 to new requests and waits until those that run are answered; those that are held end at once. Goes on
     * listening for so long, since to suspend a listener of Undertow's is to cut its connections.
     *
     * @return whether all were answered in time
     */
    public boolean stop(Duration patience) {
        CertificateWatch watch = certificates;
        if (watch != null) watch.close();
        boolean answered = front.stop(patience);
        Sockets open = sockets;
        sockets = null;
        if (open != null) open.close();
        return answered;
    }
}
