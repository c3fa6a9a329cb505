package org.mailspan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.certificate.Trust;
import org.mailspan.cli.Running;
import org.mailspan.command.CommandLimits;
import org.mailspan.command.Commands;
import org.mailspan.device.Admissions;
import org.mailspan.device.DeviceGate;
import org.mailspan.device.Devices;
import org.mailspan.device.NewDevices;
import org.mailspan.device.Orders;
import org.mailspan.device.OwnerMail;
import org.mailspan.device.Policy;
import org.mailspan.device.Slowing;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.Autodiscover;
import org.mailspan.http.EasEndpoint;
import org.mailspan.http.HttpLimits;
import org.mailspan.http.HttpServer;
import org.mailspan.http.KeptLogins;
import org.mailspan.password.AppPasswords;
import org.mailspan.password.PasswordSettings;
import org.mailspan.push.ChangeHub;
import org.mailspan.push.HeldRequests;
import org.mailspan.push.Watchers;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.SyncEngine;
import org.mailspan.trace.Trace;

/** The whole bridge, put together by hand: everything that lives as long as it does is made here, and closed here. */
public final class Bridge implements Running {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /** What the command line decides takes hold within it: milliseconds. */
    private static final int DECISIONS_POLL = 500;

    private final Store store;
    private final Decisions decisions;
    private final Backends backends;
    private final Watchers watchers;
    private final ScheduledExecutorService timer;
    private final List<ScheduledFuture<?>> chores;
    private final HttpServer server;

    /**
     * What makes one bridge differ from another.
     *
     * @param linger how long an account is watched after its last waiting request
     * @param sharing whether what was read for one device is kept for a moment for the others of its account
     */
    public record Parts(
            Connector connector,
            Path data,
            HttpServer.Settings http,
            Backends.Settings logins,
            CommandLimits limits,
            Trust trust,
            Duration linger,
            boolean sharing,
            Policy policy,
            NewDevices newDevices,
            PasswordSettings passwords) {}

    public Bridge(Parts parts, Events events) throws IOException {
        this(parts, events, Trace.none());
    }

    public Bridge(Parts parts, Events events, Trace trace) throws IOException {
        InstantSource clock = InstantSource.system();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("timer").factory());
        store = SqliteStore.open(parts.data, notice -> events.emit(new Event.HostFailed("", "store", notice)));
        decisions =
                SqliteDecisions.open(parts.data, notice -> events.emit(new Event.HostFailed("", "decisions", notice)));
        var appPasswords = new AppPasswords(decisions, parts.passwords, clock);
        backends = new Backends(parts.connector, appPasswords, parts.logins, clock, events);
        watchers = new Watchers(new ChangeHub(), timer, parts.linger);

        decisions.follow(rows -> trace.order(rows.traces().stream()
                .map(row -> new Trace.Wish(Optional.of(row.account()), Optional.of(row.device()), row.until()))
                .toList()));

        var devices = new Devices(store, clock);
        var held = new HeldRequests();
        appPasswords.follow(new Recalls(backends, held));
        var admissions = new Admissions(decisions, store, parts.newDevices, clock, events, held::recall);
        var orders = new Orders(decisions, store, clock, events);
        orders.attend();
        var engine = new SyncEngine(store, Commands::rememberedOptions, clock, parts.sharing, events);
        chores = List.of(
                timer.scheduleWithFixedDelay(
                        new Rest(store::rest, decisions::rest),
                        Rest.LOOK.toSeconds(),
                        Rest.LOOK.toSeconds(),
                        TimeUnit.SECONDS),
                timer.scheduleWithFixedDelay(backends::sweep, 1, 1, TimeUnit.MINUTES),
                timer.scheduleWithFixedDelay(engine::sweep, 1, 1, TimeUnit.MINUTES),
                timer.scheduleWithFixedDelay(devices::forgetLost, 1, 24, TimeUnit.HOURS),
                timer.scheduleWithFixedDelay(admissions::sweep, 1, 24, TimeUnit.HOURS),
                timer.scheduleWithFixedDelay(orders::attend, 5, 5, TimeUnit.MINUTES),
                timer.scheduleWithFixedDelay(decisions::poll, DECISIONS_POLL, DECISIONS_POLL, TimeUnit.MILLISECONDS));
        var commands = Commands.all(new Commands.Parts(
                store,
                engine,
                new Hierarchy(store),
                watchers,
                parts.policy,
                devices,
                orders,
                parts.limits,
                parts.trust,
                clock,
                events));
        var limits = HttpLimits.forMemory(Runtime.getRuntime().maxMemory());
        var mail = new OwnerMail(decisions, store, parts.newDevices, clock, events);
        var gate =
                new Doorkeeper(new DeviceGate(parts.policy, devices, admissions), mail, new Slowing(clock), backends);
        var endpoint = new EasEndpoint(commands, backends, gate, held, limits, events, trace);
        var autodiscover = new Autodiscover(backends, parts.http.address(), events);
        KeptLogins kept = user -> appPasswords.proven(user, parts.logins.domain());
        server = new HttpServer(parts.http, limits, endpoint, Optional.of(autodiscover), kept, events);
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            closeAllButServer();
            throw e;
        }
    }

    /** Another certificate lies where ours does. */
    void certificateWritten() {
        server.certificateWritten();
    }

    @Override
    public List<String> addresses() {
        var addresses = new ArrayList<String>();
        server.plainAddress().ifPresent(address -> addresses.add(url("http", address)));
        server.secureAddress().ifPresent(address -> addresses.add(url("https", address)));
        return addresses;
    }

    private static String url(String scheme, InetSocketAddress address) {
        // A socket for all addresses names itself by IPv6's zeros, whichever was asked for.
        String host = address.getAddress().isAnyLocalAddress()
                ? "0.0.0.0"
                : address.getAddress().getHostAddress();
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return scheme + "://" + shown + ":" + address.getPort() + "/Microsoft-Server-ActiveSync";
    }

    @Override
    public void close() {
        server.stop(STOP_PATIENCE);
        closeAllButServer();
    }

    private void closeAllButServer() {
        chores.forEach(chore -> chore.cancel(false));
        timer.shutdownNow();
        watchers.close();
        backends.close();
        decisions.close();
        store.close();
    }
}
