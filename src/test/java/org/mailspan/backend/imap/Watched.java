package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/** One watch of a host in a test: what it signals, and what it tells the log. */
final class Watched implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(9);

    final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final ImapWatch watch;

    Watched(FakeImap host, Duration keepAlive, Duration answer, Duration round, Set<String> interest) {
        this(host, recall -> Optional.empty(), keepAlive, answer, round, interest);
    }

    Watched(FakeImap host, Spares spares, Duration keepAlive, Duration answer, Duration round, Set<String> interest) {
        var pace = new Pace(LONG, LONG, keepAlive, answer, round, Duration.ofMillis(5), Duration.ofMillis(20));
        var settings = host.settings().withPace(pace);
        var log = new Events();
        log.listen(events::add);
        var login = new ImapLogin(settings, new Credentials("u", "pw"));
        watch = new ImapWatch(login, spares, settings, "u", signals::add, log);
        watch.interest(interest);
        watch.start();
    }

    List<Signal> next(int count) throws InterruptedException {
        var next = new ArrayList<Signal>();
        for (int i = 0; i < count; i++) next.add(signals.poll(5, TimeUnit.SECONDS));
        return next;
    }

    Event event() throws InterruptedException {
        return events.poll(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        watch.close();
    }
}
