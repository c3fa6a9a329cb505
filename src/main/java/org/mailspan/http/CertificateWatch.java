package org.mailspan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * Takes up a renewed certificate without a restart. Looks at the files now and then instead of watching their
 * directory: certificates often are links to links, on file systems that tell nobody of a change.
 */
final class CertificateWatch implements AutoCloseable {
    private final TlsFiles files;
    private final Consumer<SSLContext> user;
    private final Failures failures;
    private final Events events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("certificate").factory());
    private TlsFiles.Stamp seen;

    /** @param seen the files as they were when the certificate in use was read */
    CertificateWatch(TlsFiles files, TlsFiles.Stamp seen, Consumer<SSLContext> user, Events events) {
        this.files = files;
        this.seen = seen;
        this.user = user;
        this.events = events;
        failures = new Failures(events);
    }

    void start(Duration every) {
        var _ = timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The stamp is taken before the files are read: a write in between is then seen the next time. */
    void look() {
        try {
            TlsFiles.Stamp now = files.stamp();
            if (now.equals(seen)) return;
            seen = now;
            user.accept(files.load());
            events.emit(new Event.CertificateLoaded(files.certificate().toString()));
        } catch (IOException | RuntimeException broken) {
            failures.ours("tls.certificate, the old one stays in use", broken);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
