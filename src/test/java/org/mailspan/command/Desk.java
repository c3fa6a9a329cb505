package org.mailspan.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.device.Devices;
import org.mailspan.device.Orders;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.store.Decisions;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.support.Schemas;
import org.mailspan.sync.Budget;
import org.mailspan.sync.CollectionRequest;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Options;
import org.mailspan.sync.Outcome;
import org.mailspan.sync.Session;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.Element;

/**
 * What a command stands on in a test: a host in memory with one mailbox, a store, a clock, and one device that asks.
 */
final class Desk implements AutoCloseable {
    static final String DEVICE = "androidc123";

    final Mailbox mailbox = new Mailbox();
    final Events events = new Events();
    final List<Event> seen = new CopyOnWriteArrayList<>();
    final Store store;
    final SyncEngine engine;
    final Devices devices;
    private final Path directory;
    private Optional<Decisions> decisions = Optional.empty();
    final MemoryBackend backend;
    private final HostFaults faults = new HostFaults();
    volatile Instant now = Instant.parse("2026-11-21T12:00:00Z");

    Desk(Path directory) {
        this.directory = directory;
        store = SqliteStore.open(directory);
        engine = new SyncEngine(store, document -> Options.NONE, () -> now);
        devices = new Devices(store, () -> now);
        events.listen(seen::add);
        backend = new MemoryBackend("anna@example.org", mailbox, MemoryBackend.Tells.INCREMENTAL, faults);
    }

    /** Opened when it is asked for: few tests do. */
    Decisions decisions() {
        if (decisions.isEmpty()) decisions = Optional.of(SqliteDecisions.open(directory, notice -> {}));
        return decisions.get();
    }

    Orders orders() {
        return new Orders(decisions(), store, () -> now, events);
    }

    /** Runs in the thread of whoever asks the host for something. */
    void beforeEach(Consumer<Operation> action) {
        faults.beforeEach(action);
    }

    void fail(Operation operation, Kind kind) {
        faults.fail(operation, kind);
    }

    void heal() {
        faults.heal();
    }

    Call call(Version version, Optional<Element> request, byte[] body, boolean multipart, Backend host) {
        return new Call(version, DEVICE, host, request, body, Map.of(), multipart, new Held());
    }

    Call call(Version version, Element request) {
        return call(version, Optional.of(request), new byte[0], false, backend);
    }

    Call call(Element request) {
        return call(Version.V16_1, request);
    }

    /** A body that is not WBXML, with parameters of the URL. */
    Call raw(Version version, byte[] body, Map<String, String> parameters) {
        return new Call(version, DEVICE, backend, Optional.empty(), body, parameters, false, new Held());
    }

    /** Lays a message into the inbox and has the device hear of it. */
    ServerId deliver(String message) throws BackendException {
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        long uid = mailbox.append("INBOX", octets, Set.of(), now).orElseThrow();
        var session = new Session(backend, DEVICE, Version.V16_1);
        new Hierarchy(store).sync(session, "0");
        long inbox = store.read(rows -> rows.folders(session.account()).stream()
                .filter(folder -> folder.remote().equals("INBOX"))
                .map(FolderRow::id)
                .findFirst()
                .orElseThrow());
        if (sync(session, inbox, "0") instanceof Outcome.Synced(String key, var a, var c, var m, var n))
            sync(session, inbox, key);
        return new ServerId(inbox, uid);
    }

    private Outcome sync(Session session, long collection, String key) {
        var request =
                new CollectionRequest(collection, key, true, true, 512, Optional.empty(), Optional.empty(), List.of());
        return engine.sync(session, request, new Budget(512, 1 << 20, Duration.ofSeconds(10)));
    }

    /** The document, which is held against its schema. */
    static Element document(Reply reply) {
        Element document = switch (reply) {
            case Reply.Document(Element root) -> root;
            case Reply.Multipart(Element root, var parts) -> root;
            case Reply.Spooled(Element root, var spools) -> root;
            case Reply.Empty() -> throw new AssertionError("an empty answer");
            case Reply.Raw raw -> throw new AssertionError("no document: " + raw);
            case Reply.Refused refused -> throw new AssertionError("no document: " + refused);
        };
        Schemas.hold(document);
        return document;
    }

    @Override
    public void close() {
        decisions.ifPresent(Decisions::close);
        store.close();
    }
}
