package org.mailspan.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults;

/** What goes wrong at the host of a command's test, and how often it is asked for what. */
final class HostFaults implements Faults {
    private final Map<Operation, Kind> failing = new ConcurrentHashMap<>();
    private final Map<Operation, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile Consumer<Operation> before = operation -> {};

    @Override
    public void before(Operation operation) throws BackendException {
        asked.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
        before.accept(operation);
        Kind kind = failing.get(operation);
        if (kind != null) throw new BackendException(kind, "as the test wants");
    }

    void fail(Operation operation, Kind kind) {
        failing.put(operation, kind);
    }

    void heal() {
        failing.clear();
    }

    /** Runs in the thread of whoever asks the host for something, before the host acts. */
    void beforeEach(Consumer<Operation> action) {
        before = action;
    }

    /** How often the host was asked for this. */
    int asked(Operation operation) {
        return asked.getOrDefault(operation, new AtomicInteger()).get();
    }
}
