package org.mailspan.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.mailspan.http.tls.TlsRules;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/**
 * Undertow while it listens, and all that it is told. Its listeners are put together here and not by {@code
 * Undertow.builder()}, which has no say in the buffers that TLS takes.
 */
final class Sockets implements AutoCloseable {
    private static final long PARTING_SECONDS = 5;

    /** What is kept for the next request; there may be more while many come at once. */
    private static final int KEPT = 256;

    /**
     * A head and a small body come into one of these, which then waits with its request for the login: 1,000 Pings that
     * come at one moment took 10 MB of them at 16 KB each, 3 MB at 4. Larger bodies go past it, see {@link
     * Wire#readBody}, and so do the records of TLS, so that small ones cost no speed.
     */
    private static final int HEAD = 4 * 1024;

    /** A record of TLS (RFC 8446 5.2) with its head: with less, Undertow cannot wrap and breaks off. */
    private static final int RECORD = 17 * 1024;

    private final XnioWorker worker;
    private final List<AcceptingChannel<?>> channels = new ArrayList<>();
    private @Nullable InetSocketAddress plain;
    private @Nullable InetSocketAddress secure;
    private @Nullable UndertowXnioSsl tls;

    private Sockets(XnioWorker worker) {
        this.worker = worker;
    }

    /**
     * @param context what is presented at first
     * @param asking whether phones are asked for a certificate
     */
    record Tls(InetSocketAddress address, SSLContext context, boolean asking) {}

    /** What takes connections before those do that it is given, TLS or HTTP. */
    interface Way {
        ChannelListener<StreamConnection> to(ChannelListener<StreamConnection> next);
    }

    /** @throws IOException if one of them cannot listen; then none does */
    static Sockets open(
            Optional<InetSocketAddress> plain, Optional<Tls> secure, HttpLimits limits, Way way, HttpHandler handler)
            throws IOException {
        var sockets = new Sockets(worker(limits));
        try {
            sockets.listen(plain, secure, limits, way, handler);
            return sockets;
        } catch (IOException | RuntimeException failed) {
            sockets.close();
            throw failed;
        }
    }

    private void listen(
            Optional<InetSocketAddress> atPlain,
            Optional<Tls> atSecure,
            HttpLimits limits,
            Way way,
            HttpHandler handler)
            throws IOException {
        var http = new HttpOpenListener(pool(HEAD), protocol(limits));
        http.setRootHandler(handler);
        if (atPlain.isPresent()) plain = opened(listening(atPlain.get(), way.to(http), limits));
        if (atSecure.isPresent()) {
            var ssl = new UndertowXnioSsl(
                    Unmanaged.xnio(),
                    OptionMap.EMPTY,
                    pool(RECORD),
                    atSecure.get().context());
            boolean asking = atSecure.get().asking();
            var handshakes = new Handshakes(limits);
            // Not as a listener of TLS, which would begin before the way is over.
            ChannelListener<StreamConnection> shaking = connection -> {
                SslConnection secured = ssl.wrapExistingConnection(connection, socket(limits), false);
                TlsRules.lay(UndertowXnioSsl.getSslEngine(secured), asking);
                handshakes.begun(secured);
                http.handleEvent(secured);
            };
            secure = opened(listening(atSecure.get().address(), way.to(shaking), limits));
            tls = ssl;
        }
        channels.forEach(AcceptingChannel::resumeAccepts);
    }

    private AcceptingChannel<StreamConnection> listening(
            InetSocketAddress address, ChannelListener<StreamConnection> taking, HttpLimits limits) throws IOException {
        return worker.createStreamConnectionServer(
                address, ChannelListeners.openListenerAdapter(taking), socket(limits));
    }

    private InetSocketAddress opened(AcceptingChannel<?> channel) {
        channels.add(channel);
        return channel.getLocalAddress(InetSocketAddress.class);
    }

    /**
     * Without a cache for each thread, which every virtual thread would fill for itself: Undertow's own pool for TLS has
     * one and nothing else, so that each request takes new buffers of 17 KB and leaves them to the collector: 247
     * MB instead of 165 after 84,000 requests through TLS and some large ones.
     */
    private static ByteBufferPool pool(int octets) {
        return new DefaultByteBufferPool(true, octets, KEPT, 0);
    }

    private static XnioWorker worker(HttpLimits limits) throws IOException {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
        return Unmanaged.xnio()
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

    private static OptionMap protocol(HttpLimits limits) {
        return OptionMap.builder()
                // IDLE_TIMEOUT stays unset: it would cut long Pings. These two look only between and before requests.
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(limits.idle()))
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(limits.head()))
                .set(UndertowOptions.MAX_HEADER_SIZE, 32 * 1024)
                // Bodies are bounded in BodyMemory, which can still answer 413; Undertow's default of 2 MiB cuts.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // Phones do not escape all that they should (quirk A14); RequestLine decodes for itself.
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap();
    }

    private static OptionMap socket(HttpLimits limits) {
        return OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BACKLOG, 1000)
                // Tells, after hours, of phones that vanished without a word while their Ping was held.
                .set(Options.KEEP_ALIVE, true)
                .set(Options.CONNECTION_HIGH_WATER, limits.connections())
                .set(Options.CONNECTION_LOW_WATER, limits.connections())
                .getMap();
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    /** Where HTTP is spoken. */
    Optional<InetSocketAddress> plain() {
        return Optional.ofNullable(plain);
    }

    Optional<InetSocketAddress> secure() {
        return Optional.ofNullable(secure);
    }

    /** What connections from now on are shown. */
    void present(SSLContext renewed) {
        if (tls != null) tls.updateSSLContext(renewed);
    }

    /** Closes the listeners, then every connection. */
    @Override
    public void close() {
        channels.forEach(IoUtils::safeClose);
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PARTING_SECONDS, TimeUnit.SECONDS)) worker.shutdownNow();
        } catch (InterruptedException hurry) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
