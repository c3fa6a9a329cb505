package org.mailspan.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Undertow while it listens, and all that it is told. */
final class Sockets implements AutoCloseable {
    private static final long PARTING_SECONDS = 5;

    private final XnioWorker worker;
    private final Undertow undertow;

    private Sockets(XnioWorker worker, Undertow undertow) {
        this.worker = worker;
        this.undertow = undertow;
    }

    /**
     * The worker is ours and not Undertow's: that one is stopped when an address cannot be had, and to close the other
     * listener then waits for a thread that is gone, now and then for ever.
     *
     * @throws RuntimeException if one of them cannot listen; then none does
     */
    static Sockets open(List<Undertow.ListenerBuilder> listeners, HttpLimits limits, HttpHandler handler)
            throws IOException {
        XnioWorker worker = worker(limits);
        Undertow.Builder builder = builder(limits).setWorker(worker).setHandler(handler);
        listeners.forEach(builder::addListener);
        var sockets = new Sockets(worker, builder.build());
        try {
            sockets.undertow.start();
            return sockets;
        } catch (RuntimeException failed) {
            sockets.close();
            throw failed;
        }
    }

    private static XnioWorker worker(HttpLimits limits) throws IOException {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
        return Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "http")
                        .set(Options.WORKER_IO_THREADS, threads)
                        .set(Options.WORKER_TASK_CORE_THREADS, threads)
                        .set(Options.WORKER_TASK_MAX_THREADS, threads)
                        .set(Options.THREAD_DAEMON, true)
                        .set(Options.CONNECTION_HIGH_WATER, limits.connections())
                        .set(Options.CONNECTION_LOW_WATER, limits.connections())
                        .getMap());
    }

    private static Undertow.Builder builder(HttpLimits limits) {
        return Undertow.builder()
                // Without caches by thread: each virtual thread would fill one of its own.
                .setByteBufferPool(new DefaultByteBufferPool(true, 16 * 1024, 256, 0))
                // IDLE_TIMEOUT stays unset: it would cut long Pings. These two look only between and before requests.
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, millis(limits.idle()))
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(limits.head()))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 32 * 1024)
                // Bodies are bounded in BodyMemory, which can still answer 413; Undertow's default of 2 MiB cuts.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // Phones do not escape all that they should (quirk A14); RequestLine decodes for itself.
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.REUSE_ADDRESSES, true)
                // Tells, after hours, of phones that vanished without a word while their Ping was held.
                .setSocketOption(Options.KEEP_ALIVE, true)
                .setSocketOption(Options.CONNECTION_HIGH_WATER, limits.connections())
                .setSocketOption(Options.CONNECTION_LOW_WATER, limits.connections())
                .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    List<Undertow.ListenerInfo> listeners() {
        return undertow.getListenerInfo();
    }

    /** Closes the listeners, then every connection. */
    @Override
    public void close() {
        undertow.stop();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PARTING_SECONDS, TimeUnit.SECONDS)) worker.shutdownNow();
        } catch (InterruptedException hurry) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
