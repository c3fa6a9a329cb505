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
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * The last Sync request of each device, without its commands, so that an empty or a partial one can be completed
 * (MS-ASCMD 2.2.1.21.1 and 2.2.3.130). Kept in memory only, and no more than fits: after a restart, or when it was dropped
 * for others, a device hears Status 13 once and sends all.
 */
final class LastRequests {
    /** A request of a phone with some ten folders takes about 500 octets. */
    private static final long MOST_OCTETS = 16 << 20;

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    /** Documents, those that were asked for last at the end: a tree of elements takes twenty times as much. */
    private final Map<Key, byte[]> requests = new LinkedHashMap<>(16, 0.75f, true);

    private long octets;

    LastRequests() {
        this(MOST_OCTETS);
    }

    /** @param most octets of all documents together */
    LastRequests(long most) {
        this.most = most;
    }

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
        byte[] document = WbxmlWriter.bytes(SyncCollection.known(new Element(Sync, children)));
        lock.lock();
        try {
            forget(key(session));
            if (document.length > most) return;
            requests.put(key(session), document);
            octets += document.length;
            var eldest = requests.entrySet().iterator();
            while (octets > most) {
                octets -= eldest.next().getValue().length;
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Key key) {
        byte[] before = requests.remove(key);
        if (before != null) octets -= before.length;
    }

    private Optional<Element> known(Session session) {
        return document(key(session)).flatMap(document -> {
            try {
                return Optional.of(WbxmlReader.read(document, Limits.DEFAULT));
            } catch (WbxmlException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<byte[]> document(Key key) {
        lock.lock();
        try {
            return Optional.ofNullable(requests.get(key));
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
