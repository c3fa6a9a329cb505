package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.format.MessageData;
import org.mailspan.format.Mime;
import org.mailspan.item.Item;

/** Turns messages into items beside the reading of others: it takes about as long as the host takes to answer. */
final class Conversions {
    /** Pure computing, a few dozen microseconds each: they share the virtual threads' carriers with everything else. */
    private static final ExecutorService CONVERTERS = Executors.newVirtualThreadPerTaskExecutor();

    /** Messages for one thread, so that handing over costs little beside converting. */
    private static final int AT_ONCE = 16;

    private final long collection;
    private final Unconverted unconverted;
    private final List<Batch> running = new ArrayList<>();
    private List<Message> waiting = new ArrayList<>();

    /** All that is needed of a message. */
    record Message(Entry entry, MessageData data, Mime.Plan plan, Map<String, byte[]> sections) {
        /** About what it takes on the wire. */
        long octets() {
            long octets = data.header().length + plan.streamed();
            for (byte[] section : sections.values()) octets += section.length;
            return octets;
        }
    }

    /** Told of a message of which only a stub could be made; called by any thread. */
    interface Unconverted {
        void message(Entry entry, String why);
    }

    /** Takes an item that is done. */
    interface Done {
        void item(Message message, Item item);
    }

    private record Batch(List<Message> messages, Future<List<Item>> items) {}

    Conversions(long collection, Unconverted unconverted) {
        this.collection = collection;
        this.unconverted = unconverted;
    }

    void add(Message message) {
        waiting.add(message);
        if (waiting.size() == AT_ONCE) start();
    }

    private void start() {
        List<Message> messages = waiting;
        waiting = new ArrayList<>();
        running.add(new Batch(
                messages,
                CONVERTERS.submit(() -> messages.stream().map(this::item).toList())));
    }

    private Item item(Message message) {
        Entry entry = message.entry;
        return Mime.email(
                message.data,
                message.plan,
                message.sections,
                collection,
                entry.key(),
                why -> unconverted.message(entry, why));
    }

    /** Waits for all, and begins anew. */
    void finish(Done done) throws BackendException {
        if (!waiting.isEmpty()) start();
        try {
            for (Batch batch : running) {
                List<Item> items = batch.items.get();
                for (int i = 0; i < items.size(); i++) done.item(batch.messages.get(i), items.get(i));
            }
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a message that cannot be converted becomes a stub", impossible.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "interrupted while converting", stopped);
        } finally {
            running.clear();
        }
    }
}
