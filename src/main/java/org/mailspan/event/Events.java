package org.mailspan.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hands events to whoever listens. A listener that throws is dropped from that event, never from the request. */
public final class Events {
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    public void listen(Consumer<Event> listener) {
        listeners.add(listener);
    }

    public void emit(Event event) {
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException broken) {
                System.getLogger("org.mailspan.event").log(System.Logger.Level.WARNING, "a listener failed", broken);
            }
        }
    }
}
