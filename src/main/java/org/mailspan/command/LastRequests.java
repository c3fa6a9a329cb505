package org.mailspan.command;

import static org.mailspan.wbxml.AirSync.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node;

/**
 * The last Sync request of each device, without its commands, so that an empty or a partial one can be completed
 * (MS-ASCMD 2.2.1.21.1 and 2.2.3.130). Kept in memory only: after a restart a device hears Status 13 once and sends all.
 */
final class LastRequests {
    private static final int MOST_DEVICES = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Element> requests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Element> eldest) {
            return size() > MOST_DEVICES;
        }
    };

    private record Key(String account, String device) {}

    /** The request with what it leaves out; empty when that is not known. */
    Optional<Element> complete(Session session, Optional<Element> request) {
        if (request.isEmpty()) return known(session);
        if (!request.get().has(Partial)) return request;
        return known(session).map(before -> merged(before, request.get()));
    }

    void remember(Session session, Element request) {
        var children = new ArrayList<Node>();
        for (Node child : request.children())
            children.add(child instanceof Element e && e.tag().equals(Collections) ? withoutCommands(e) : child);
        lock.lock();
        try {
            requests.put(key(session), new Element(Sync, children));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Element> known(Session session) {
        lock.lock();
        try {
            return Optional.ofNullable(requests.get(key(session)));
        } finally {
            lock.unlock();
        }
    }

    private static Key key(Session session) {
        return new Key(session.account(), session.device());
    }

    private static Element withoutCommands(Element collections) {
        return Element.of(
                Collections,
                collections
                        .elements()
                        .map(c -> Element.of(
                                c.tag(), c.elements().filter(e -> !e.tag().equals(Commands)))));
    }

    /** Collections and times of the partial request, and of the one before it those that it does not name. */
    private static Element merged(Element before, Element partial) {
        var now = new LinkedHashMap<String, Element>();
        List.of(before, partial)
                .forEach(request -> request.all(Collections, Collection)
                        .forEach(c -> now.put(c.text(CollectionId).orElse(""), c)));
        var others = new LinkedHashMap<Object, Element>();
        boolean waits = partial.has(Wait) || partial.has(HeartbeatInterval);
        before.elements()
                .filter(e -> !(waits && (e.tag().equals(Wait) || e.tag().equals(HeartbeatInterval))))
                .forEach(e -> others.put(e.tag(), e));
        partial.elements().filter(e -> !e.tag().equals(Partial)).forEach(e -> others.put(e.tag(), e));
        others.remove(Collections);
        return Element.of(Sync, others.values(), Element.of(Collections, now.values()));
    }
}
