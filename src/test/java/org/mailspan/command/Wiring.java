package org.mailspan.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.certificate.Trust;
import org.mailspan.device.Devices;
import org.mailspan.device.Orders;
import org.mailspan.device.Policy;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.ChangeHub;
import org.mailspan.push.Held;
import org.mailspan.push.Watchers;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;
import org.mailspan.support.Phone;
import org.mailspan.support.Schemas;
import org.mailspan.support.StoreAround;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.Element;

/** The real commands over a host in memory and a store on disk, without HTTP; every answer is held against its schema. */
final class Wiring implements AutoCloseable {
    static final String USER = "anna@example.org";

    /** As in earnest, but for times that a test can wait for. */
    static final CommandLimits LIMITS = new CommandLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(3540),
            5,
            Duration.ofMillis(300),
            4 << 20,
            Duration.ofSeconds(12));

    /** With answers of about so many octets. */
    static CommandLimits octets(long octets) {
        return new CommandLimits(
                LIMITS.shortest(),
                LIMITS.longest(),
                LIMITS.pingFolders(),
                LIMITS.gather(),
                octets,
                LIMITS.answerTime());
    }

    final Mailbox mailbox = new Mailbox();
    final MemoryBackend backend;
    volatile Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("timer").factory());
    private final HostFaults faults = new HostFaults();
    private final CommandLimits limits;
    private final Path data;
    private final AtomicInteger commits = new AtomicInteger();
    private Store store;
    private Decisions decisions;
    private Commands commands;
    private Watchers watchers;

    Wiring(Path data) {
        this(data, LIMITS, MemoryBackend.Tells.INCREMENTAL);
    }

    Wiring(Path data, CommandLimits limits, MemoryBackend.Tells tells) {
        this.data = data;
        this.limits = limits;
        backend = new MemoryBackend(USER, mailbox, tells, faults);
        open();
    }

    private void open() {
        store = new Counted(SqliteStore.open(data), commits);
        decisions = SqliteDecisions.open(data, notice -> {});
        watchers = new Watchers(new ChangeHub(), timer, Duration.ZERO);
        var engine = new SyncEngine(store, Commands::rememberedOptions, () -> now);
        commands = Commands.all(new Commands.Parts(
                store,
                engine,
                new Hierarchy(store),
                watchers,
                Policy.ALLOW_ALL,
                new Devices(store, () -> now),
                new Orders(decisions, store, () -> now, new Events()),
                limits,
                Trust.ofThisMachine(() -> now),
                () -> now,
                new Events()));
    }

    /** As after a restart of the bridge: only the store is left. */
    void restart() {
        close();
        open();
    }

    Store store() {
        return store;
    }

    /** How many transactions have written. */
    int commits() {
        return commits.get();
    }

    private record Counted(Store store, AtomicInteger commits) implements StoreAround {

        @Override
        public <T> T write(Function<Writes, T> work) {
            commits.incrementAndGet();
            return store.write(work);
        }
    }

    void fail(Operation operation, Kind kind) {
        faults.fail(operation, kind);
    }

    void heal() {
        faults.heal();
    }

    /** Runs in the thread of whoever asks the host for something, before the host acts. */
    void beforeEach(Consumer<Operation> action) {
        faults.beforeEach(action);
    }

    /** How often the host was asked for this. */
    int asked(Operation operation) {
        return faults.asked(operation);
    }

    /** @return its UID */
    long deliver(String folder, String subject) {
        return deliver(folder, subject, now);
    }

    long deliver(String folder, String subject, String text) {
        return deliver(folder, subject, text, now);
    }

    long deliver(String folder, String subject, Instant date) {
        return deliver(folder, subject, "Hello.", date);
    }

    private long deliver(String folder, String subject, String text, Instant date) {
        String message = "From: Bob <bob@example.org>\r\nTo: anna@example.org\r\nSubject: " + subject
                + "\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n" + text + "\r\n";
        return mailbox.append(folder, message.getBytes(StandardCharsets.UTF_8), Set.of(), date)
                .orElseThrow();
    }

    Set<String> flags(String folder, long uid) {
        return mailbox.messages(folder).stream()
                .filter(message -> message.uid() == uid)
                .findFirst()
                .orElseThrow()
                .flags();
    }

    Reply ask(String device, Version version, String command, Optional<Element> request, Held held) throws Exception {
        Reply reply = ask(command, new Call(version, device, backend, request, new byte[0], Map.of(), false, held));
        if (reply instanceof Reply.Document(Element root)) Schemas.hold(root, version);
        return reply;
    }

    /** Whatever a request may say; the answer is held against nothing. */
    Reply ask(String command, Call call) throws Exception {
        return commands.named(command).orElseThrow().command().handle(call);
    }

    /** A request that waits, to be led step by step. */
    Vigil begin(String device, String command, Element request) throws Exception {
        var call = new Call(
                Version.V16_1, device, backend, Optional.of(request), new byte[0], Map.of(), false, new Held());
        return ((WaitingCommand) commands.named(command).orElseThrow().command()).begin(call);
    }

    Element ask(String device, String command, Element request) throws Exception {
        return Desk.document(ask(device, Version.V16_1, command, Optional.of(request), new Held()));
    }

    /** A phone that knows the folders. What a command throws is the 503 that HTTP makes of it. */
    Phone phone(String device, Version version) {
        var phone = new Phone(new Phone.Transport() {
            @Override
            public Phone.Answer post(String command, Optional<Element> request) {
                try {
                    return switch (ask(device, version, command, request, new Held())) {
                        case Reply.Document(Element root) -> new Phone.Answer(200, Optional.of(root));
                        case Reply.Empty() -> new Phone.Answer(200, Optional.empty());
                        case Reply.Spooled(Element root, var spools) -> new Phone.Answer(200, Optional.of(root));
                        case Reply.Multipart m -> throw new AssertionError(m);
                        case Reply.Raw r -> throw new AssertionError(r);
                        case Reply.Refused r -> throw new AssertionError(r);
                    };
                } catch (BackendException e) {
                    return new Phone.Answer(503, Optional.empty());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public Version version() {
                return version;
            }
        });
        phone.folderSync();
        return phone;
    }

    Phone phone() {
        return phone("phone", Version.V16_1);
    }

    @Override
    public void close() {
        watchers.close();
        decisions.close();
        store.close();
    }
}
