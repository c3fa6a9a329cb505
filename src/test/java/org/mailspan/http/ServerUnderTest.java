package org.mailspan.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.command.Command;
import org.mailspan.command.Commands;
import org.mailspan.command.Reply;
import org.mailspan.command.WaitingCommand;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.push.HeldRequests;
import org.mailspan.support.NoBackend;
import org.mailspan.support.TestCertificate;

/** A real server on real sockets, with commands, logins and a gate that a test writes for itself. */
final class ServerUnderTest implements AutoCloseable {
    static final HttpLimits SMALL = new HttpLimits(
            100_000, 300_000, 50, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(20));

    final List<Event> events = new CopyOnWriteArrayList<>();
    final HeldRequests held = new HeldRequests();
    final HttpServer server;
    private final Backends backends;

    static final class Plan {
        private final List<Commands.Row> rows = new ArrayList<>();
        private Connector connector = credentials -> {
            if (credentials.password().equals("secret")) return NoBackend.of(credentials.user());
            throw new BackendException(BackendException.Kind.LOGIN, "wrong password");
        };
        private Gate gate = visitor -> Optional.empty();
        private HttpLimits limits = SMALL;
        private Optional<Tls> tls = Optional.empty();
        private KeptLogins kept = KeptLogins.NONE;
        private Optional<HttpServer.Settings> settings = Optional.empty();
        private Supplier<Optional<URI>> address = Optional::empty;
        private Proxies proxies = Proxies.LOOPBACK;
        private InstantSource clock = InstantSource.system();

        Plan command(String name, int code, Command command) {
            rows.add(new Commands.Row(name, code, command));
            return this;
        }

        Plan waiting(String name, int code, WaitingCommand command) {
            rows.add(new Commands.Row(name, code, command));
            return this;
        }

        Plan connector(Connector other) {
            connector = other;
            return this;
        }

        Plan gate(Gate other) {
            gate = other;
            return this;
        }

        Plan limits(HttpLimits other) {
            limits = other;
            return this;
        }

        /** Instead of loopback and ports that are free. */
        Plan settings(HttpServer.Settings other) {
            settings = Optional.of(other);
            return this;
        }

        /** Where phones reach it. */
        Plan address(Supplier<Optional<URI>> other) {
            address = other;
            return this;
        }

        /** Of logins. */
        Plan clock(InstantSource other) {
            clock = other;
            return this;
        }

        Plan proxies(Proxies other) {
            proxies = other;
            return this;
        }

        Plan tls(TlsFiles files) {
            return tls(new Tls(files));
        }

        Plan tls(Tls other) {
            tls = Optional.of(other);
            return this;
        }

        Plan kept(KeptLogins other) {
            kept = other;
            return this;
        }

        ServerUnderTest start() throws IOException {
            return new ServerUnderTest(this);
        }
    }

    private ServerUnderTest(Plan plan) throws IOException {
        var sink = new Events();
        sink.listen(events::add);
        backends = new Backends(plan.connector, Backends.Settings.withDomain("").prompt(), plan.clock, sink);
        var eas = new EasEndpoint(new Commands(plan.rows), backends, plan.gate, held, plan.limits, sink);
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var settings = plan.settings.orElseGet(() -> new HttpServer.Settings(
                Optional.of(any),
                plan.tls.map(tls -> new HttpServer.Settings.Secure(any, tls)),
                plan.address,
                Duration.ofMillis(20),
                plan.proxies));
        var autodiscover = new Autodiscover(backends, settings.address(), sink);
        server = new HttpServer(settings, plan.limits, eas, Optional.of(autodiscover), plan.kept, sink);
        server.start();
    }

    RawClient client() throws IOException {
        return RawClient.plain(server.plainAddress().orElseThrow());
    }

    RawClient secureClient() throws Exception {
        return RawClient.secure(
                server.secureAddress().orElseThrow(), TestCertificate.shared().certificate());
    }

    static TlsFiles files(Path directory, TestCertificate certificate) throws IOException {
        var files = new TlsFiles(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        Files.writeString(files.certificate(), certificate.certificatePem());
        Files.writeString(files.key(), certificate.keyPem());
        return files;
    }

    /** The first event of a kind; it may come a moment after the answer. */
    <E extends Event> E await(Class<E> kind) throws InterruptedException {
        return await(
                "no " + kind.getSimpleName(),
                () -> events.stream().filter(kind::isInstance).map(kind::cast).findFirst());
    }

    static <T> T await(String otherwise, Supplier<Optional<T>> condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = condition.get();
            if (found.isPresent()) return found.get();
            Thread.sleep(2);
        }
        throw new AssertionError(otherwise);
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(5));
        backends.close();
    }

    static Command answering(Reply reply) {
        return call -> reply;
    }
}
