package org.mailspan.http;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Tag;

/**
 * Tells of elements that have no name in any code page: what they are is what somebody needs who looks into a phone that
 * misbehaves. A phone sends them with every request, so each is told of once.
 */
final class UnknownElements {
    private static final int MOST_NAMED = 5;
    private static final int MOST_REMEMBERED = 1000;

    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashSet<Event.ElementsIgnored> told = new LinkedHashSet<>();

    UnknownElements(Events events) {
        this.events = events;
    }

    private record Open(Element element, String path) {}

    void tell(String account, Asked asked, Element document) {
        Set<String> found = in(document);
        if (found.isEmpty()) return;
        var event = new Event.ElementsIgnored(
                account,
                asked.sender().deviceId(),
                asked.command().name(),
                asked.version().text(),
                String.join(", ", found));
        if (isNew(event)) events.emit(event);
    }

    /** With the element around them, and without what is in them. */
    private static Set<String> in(Element document) {
        var found = new LinkedHashSet<String>();
        var open = new ArrayDeque<Open>();
        open.push(new Open(document, ""));
        while (!open.isEmpty() && found.size() < MOST_NAMED) {
            Open one = open.pop();
            String path = one.path + one.element.tag().name();
            if (one.element.tag() instanceof Tag.Unknown) found.add(path);
            else
                for (Node child : one.element.children().reversed())
                    if (child instanceof Element inside)
                        open.push(new Open(inside, one.element.tag().name() + "/"));
        }
        return found;
    }

    private boolean isNew(Event.ElementsIgnored event) {
        lock.lock();
        try {
            if (!told.add(event)) return false;
            if (told.size() > MOST_REMEMBERED) told.removeFirst();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
