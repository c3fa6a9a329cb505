package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mailspan.Bridge;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.command.CommandLimits;
import org.mailspan.device.Deciding;
import org.mailspan.device.NewDevices;
import org.mailspan.device.Policy;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.HttpServer;
import org.mailspan.password.Issuing;
import org.mailspan.password.KeyFile;
import org.mailspan.password.PasswordSettings;
import org.mailspan.protocol.Version;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.trace.Trace;

/** A whole bridge on a free port of loopback, before a mail host of the tests; it can be restarted on its data. */
public final class TestBridge implements AutoCloseable {
    /** As in earnest, but for a heartbeat that a test can wait for. */
    public static final CommandLimits LIMITS = new CommandLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(3540),
            200,
            Duration.ofMillis(200),
            CommandLimits.DEFAULT.answerOctets(),
            CommandLimits.DEFAULT.answerTime());

    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final Events events;
    private final Connector connector;
    private final CommandLimits limits;
    private final Path data;
    private final Trace trace;
    private Policy policy = Policy.ALLOW_ALL;
    private NewDevices newDevices = NewDevices.ALLOWED;
    private PasswordSettings.Accepted accepted = PasswordSettings.Accepted.BOTH;
    private HttpServer.Settings http = new HttpServer.Settings(
            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), Optional.empty());
    private Bridge bridge;
    private Optional<Decisions> owner = Optional.empty();

    public TestBridge(Connector connector, Events events, Path data) {
        this(connector, events, LIMITS, data);
    }

    public TestBridge(Connector connector, Events events, CommandLimits limits, Path data) {
        this(connector, events, limits, data, Trace.none());
    }

    public TestBridge(Connector connector, Events events, CommandLimits limits, Path data, Trace trace) {
        this.connector = connector;
        this.limits = limits;
        this.trace = trace;
        this.events = events;
        this.data = data;
        events.listen(seen::add);
        bridge = start();
    }

    public static TestBridge before(MailHost host, Path data) {
        var events = new Events();
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        return new TestBridge(new ImapConnector(imap, smtp, "", events), events, data);
    }

    /** As its settings are. */
    public PasswordSettings passwords() {
        return new PasswordSettings(accepted, KeyFile.of(Optional.empty(), data, Map.of()));
    }

    private Bridge start() {
        try {
            return new Bridge(
                    new Bridge.Parts(
                            connector,
                            data,
                            http,
                            Backends.Settings.withDomain("").prompt(),
                            limits,
                            DialogueCertificates.TRUST,
                            Duration.ofSeconds(30),
                            true,
                            policy,
                            newDevices,
                            passwords()),
                    events,
                    trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restart() {
        bridge.close();
        bridge = start();
    }

    /** As its owner does who changes the settings. */
    public void restart(Policy other) {
        policy = other;
        restart();
    }

    /** As its owner does who changes the settings. */
    public void restart(NewDevices other) {
        newDevices = other;
        restart();
    }

    /** As its owner does who changes the settings. */
    public void restart(PasswordSettings.Accepted other) {
        accepted = other;
        restart();
    }

    /** As the command line does, in a process of its own: the bridge follows within a second. */
    public void decide(Consumer<Deciding> decision) {
        decision.accept(new Deciding(owner(), InstantSource.system()));
    }

    /** As {@link #decide}. */
    public Issuing issuing() {
        return new Issuing(owner(), passwords().key(), connector, InstantSource.system());
    }

    private Decisions owner() {
        if (owner.isEmpty()) owner = Optional.of(SqliteDecisions.open(data, notice -> {}));
        return owner.get();
    }

    /** As its owner does who changes the settings. */
    public void restart(HttpServer.Settings other) {
        http = other;
        restart();
    }

    public URI address() {
        return URI.create(bridge.addresses().getFirst());
    }

    public HttpTransport transport(String user, String password, String device, Version version) {
        return new HttpTransport(address(), user, password, device, version);
    }

    /** What was observed so far. */
    public List<Event> seen() {
        return seen;
    }

    @Override
    public void close() {
        bridge.close();
        owner.ifPresent(Decisions::close);
    }
}
