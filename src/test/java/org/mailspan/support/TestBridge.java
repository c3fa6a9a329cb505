package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mailspan.Bridge;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.command.CommandLimits;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.HttpServer;
import org.mailspan.protocol.Version;
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
    private Bridge bridge;

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

    private Bridge start() {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            return new Bridge(
                    new Bridge.Parts(
                            connector,
                            data,
                            new HttpServer.Settings(Optional.of(any), Optional.empty()),
                            Backends.Settings.withDomain(""),
                            limits,
                            DialogueCertificates.TRUST,
                            Duration.ofSeconds(30),
                            true),
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
    }
}
