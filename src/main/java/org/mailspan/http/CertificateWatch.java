package org.mailspan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.tls.Tls;

/**
 * Takes up a renewed certificate, or another list of revoked ones, without a restart. Looks at the files now and then instead of watching their
 * directory: certificates often are links to links, on file systems that tell nobody of a change.
 */
final class CertificateWatch implements AutoCloseable {
    private final Tls tls;
    private final BiConsumer<String, String> refused;
    private final Consumer<Tls.Loaded> user;
    private final Failures failures;
    private final Events events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("certificate").factory());
    private List<Tls.Stamp> seen;

    /**
     * @param seen the files as they were when the certificate in use was read
     * @param refused for {@link Tls#load}
     */
    CertificateWatch(
            Tls tls,
            List<Tls.Stamp> seen,
            BiConsumer<String, String> refused,
            Consumer<Tls.Loaded> user,
            Events events) {
        this.tls = tls;
        this.seen = seen;
        this.refused = refused;
        this.user = user;
        this.events = events;
        failures = new Failures(events);
    }

    void start(Duration every) {
        var _ = timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Somebody wrote them: they are looked at now, on the same thread as always. */
    void lookSoon() {
        timer.execute(this::look);
    }

    /** The stamp is taken before the files are read: a write in between is then seen the next time. */
    void look() {
        try {
            List<Tls.Stamp> now = tls.stamps();
            if (now.equals(seen)) return;
            seen = now;
            user.accept(tls.load(refused));
            events.emit(new Event.CertificateLoaded(tls.files().certificate().toString()));
        } catch (IOException | RuntimeException broken) {
            failures.ours("the files of HTTPS, what was read before stays in use", broken);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
