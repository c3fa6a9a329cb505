package org.mailspan.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Credentials;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One exchange of a request and its answer, for a virtual thread that may block. Blocks without Undertow's streams,
 * which keep buffers, and without XNIO's {@code await...}, which opens a selector for every thread that it sees: the
 * I/O thread signals, the virtual thread reads and writes, and never both at one time, since TLS channels of Undertow
 * are not made for two threads.
 */
final class Wire {
    /** A large heap array written at once makes the JDK keep a direct buffer of its size for each carrier thread. */
    private static final int SLICE = 64 * 1024;

    /** A body grows the patience for it by one second for each so many octets. */
    private static final int SLOWEST = 1024;

    /** What of a body that nobody wants is still taken in, so that the connection can be used again. */
    private static final int DRAINED = 64 * 1024;

    /** As much as a mail may have: whoever sends more gets no answer. */
    private static final int LINGERED = 64 << 20;

    private static final int DISCARDED = 4 * 1024;

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(2);

    private final HttpServerExchange exchange;
    private final HttpLimits limits;
    private final BooleanSupplier stopping;
    private final @Nullable InetAddress peer;
    private final Optional<InetAddress> origin;
    private Optional<Credentials> certified = Optional.empty();
    private InFlight.@Nullable Place place;
    private @Nullable StreamSourceChannel in;
    private @Nullable StreamSinkChannel out;

    /**
     * @param proxies who is believed about where a request comes from
     * @param stopping whether a connection is of no use after this answer
     */
    Wire(HttpServerExchange exchange, HttpLimits limits, Proxies proxies, BooleanSupplier stopping) {
        this.exchange = exchange;
        this.limits = limits;
        this.stopping = stopping;
        InetSocketAddress from = exchange.getSourceAddress();
        peer = from == null ? null : from.getAddress();
        origin = peer == null ? Optional.empty() : proxies.origin(peer, headers("X-Forwarded-For"));
    }

    String method() {
        return exchange.getRequestMethod().toString();
    }

    String path() {
        return exchange.getRequestPath();
    }

    String query() {
        return exchange.getQueryString();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    Optional<Credentials> credentials() {
        return certified.or(() -> header("Authorization").flatMap(BasicAuthorization::parse));
    }

    /** Its certificate says who it is: with this it logs in, whatever else it sent. */
    void logIn(Credentials instead) {
        certified = Optional.of(instead);
    }

    boolean isSecure() {
        return exchange.getConnection().getSslSession() != null;
    }

    /** Those that the client showed in its handshake, its own first; none over plain HTTP. */
    List<X509Certificate> certificates() {
        SSLSession session = exchange.getConnection().getSslSession();
        if (session == null) return List.of();
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    private List<String> headers(String name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : List.copyOf(values);
    }

    /** Where the request came from: an address and nothing else, whatever was sent. */
    String address() {
        if (origin.isPresent()) return Literal.text(origin.get());
        return peer == null ? "unknown" : Literal.text(peer);
    }

    /** Where it came from, for limits; empty for this machine itself, which speaks for others. */
    Optional<String> network() {
        return origin.filter(from -> !from.isLoopbackAddress()).map(from -> Logins.network(Literal.text(from)));
    }

    void took(InFlight.Place taken) {
        place = taken;
    }

    /** What this request takes among those that are served. */
    InFlight.Place place() {
        if (place == null) throw new IllegalStateException("not served yet");
        return place;
    }

    /** Whether it is known where the request came from: limits that go by the address have no hold on it otherwise. */
    boolean hasOrigin() {
        return origin.isPresent();
    }

    /** What Content-Length says, 0 for a body that does not tell. */
    long announced() {
        return Math.max(0, exchange.getRequestContentLength());
    }

    boolean hasBody() {
        return !exchange.isRequestComplete();
    }

    /**
     * Reads the whole body, asking for it first if the client waits to be asked (Expect: 100-continue). Straight to
     * where it shall lie: what Undertow has of it waits in one of its buffers, and a second one would wait with it.
     */
    void readBody(BodyMemory.Buffer into) throws ClientGone, Refusal {
        if (exchange.isRequestComplete()) return;
        long began = System.nanoTime();
        try {
            if (HttpContinue.requiresContinueResponse(exchange)) HttpContinue.sendContinueResponseBlocking(exchange);
            StreamSourceChannel from = input();
            while (true) {
                ByteBuffer gap = into.gap(SLICE);
                int got = from.read(gap);
                if (got < 0) return;
                into.filled(gap);
                long patience =
                        limits.patience().plusSeconds(into.size() / SLOWEST).toNanos();
                if (got == 0 && !awaitReadable(from, began + patience))
                    throw new Refusal(408, "the body came too slowly, " + into.size() + " octets so far");
            }
        } catch (Refusal refusal) {
            closeAfterwards();
            throw refusal;
        } catch (ClientGone gone) {
            throw gone;
        } catch (IOException broken) {
            closeAfterwards();
            throw new Refusal(400, "the body broke off: " + broken.getMessage());
        }
    }

    /** The status line and the headers go out with the first octets of content, or with {@link #finish}. */
    void start(Answer answer, long length) throws ClientGone {
        boolean reusable = exchange.isRequestComplete() || (exchange.isPersistent() && drained());
        if (!reusable || stopping.getAsBoolean()) closeAfterwards();
        exchange.setStatusCode(answer.status());
        if (answer.status() == Answer.RETRY_AFTER_PROVISION)
            exchange.setReasonPhrase("Retry after sending a PROVISION command");
        else exchange.setReasonPhrase(StatusCodes.getReason(answer.status()));
        answer.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().put(HttpString.tryFromString(name), value));
        if (length >= 0) exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, length);
        StreamSinkChannel channel = exchange.getResponseChannel();
        if (channel == null) throw new ClientGone("the connection is closed");
        out = channel;
    }

    boolean isStarted() {
        return out != null;
    }

    void write(byte[] octets, int from, int length) throws ClientGone {
        StreamSinkChannel to = output();
        try {
            for (int at = from; at < from + length; at += SLICE) {
                ByteBuffer slice = ByteBuffer.wrap(octets, at, Math.min(SLICE, from + length - at));
                while (slice.hasRemaining()) if (to.write(slice) == 0) awaitWritable(to);
            }
        } catch (IOException gone) {
            throw ClientGone.because(gone);
        }
    }

    /**
     * After this the exchange is over: the connection may serve the next request already. It ends on the I/O thread.
     * Elsewhere Undertow (2.4.4, HttpReadListener) wakes the I/O thread for that next request and makes it turn in a
     * loop until the exchange has ended, for a whole time slice where the ending thread lost its core to it: two thirds
     * of all CPU with small requests on two cores.
     */
    void finish() throws ClientGone {
        StreamSinkChannel to = output();
        boolean unread = !exchange.isRequestComplete();
        boolean sent = onIoThread(() -> {
            to.shutdownWrites();
            return to.flush();
        });
        while (!sent) {
            awaitWritable(to);
            sent = onIoThread(to::flush);
        }
        if (unread) linger();
    }

    private void closeAfterwards() {
        exchange.setPersistent(false);
    }

    /** Nobody is there to be answered, or a half answer cannot be taken back. */
    void abandon() {
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }

    /**
     * Takes in a small rest of the body that nobody read, since a client that was not told to wait is sending it
     * already.
     *
     * @return whether it was taken in whole
     */
    private boolean drained() {
        if (HttpContinue.requiresContinueResponse(exchange) || announced() > DRAINED) return false;
        return drain(DRAINED);
    }

    /** A connection that is closed on unread octets is reset, and the answer is lost with it; so it waits a little. */
    private void linger() {
        drain(LINGERED);
        IoUtils.safeClose(exchange.getConnection());
    }

    private boolean drain(long most) {
        boolean hurried = limits.patience().compareTo(LONGEST_DRAIN) < 0;
        long deadline = System.nanoTime() + (hurried ? limits.patience() : LONGEST_DRAIN).toNanos();
        long taken = 0;
        try {
            StreamSourceChannel from = input();
            ByteBuffer unwanted = ByteBuffer.allocate(DISCARDED);
            while (taken <= most && System.nanoTime() < deadline) {
                int got = from.read(unwanted.clear());
                if (got < 0) return true;
                if (got == 0 && !awaitReadable(from, deadline)) return false;
                taken += got;
            }
        } catch (IOException gone) {
            return false;
        }
        return false;
    }

    private boolean awaitReadable(StreamSourceChannel from, long deadline) throws ClientGone {
        var ready = new CountDownLatch(1);
        hand(() -> {
            from.getReadSetter().set(channel -> {
                channel.suspendReads();
                exchange.getIoThread().execute(ready::countDown);
            });
            from.resumeReads();
        });
        if (await(ready, deadline - System.nanoTime())) return true;
        onIoThread(Executors.callable(from::suspendReads));
        return false;
    }

    private void awaitWritable(StreamSinkChannel to) throws ClientGone {
        var ready = new CountDownLatch(1);
        hand(() -> {
            to.getWriteSetter().set(channel -> {
                channel.suspendWrites();
                exchange.getIoThread().execute(ready::countDown);
            });
            to.resumeWrites();
        });
        if (!await(ready, limits.patience().toNanos())) throw new ClientGone("the client does not take its answer");
    }

    /** Runs on the I/O thread of this connection and returns when that is done. */
    <T> T onIoThread(Callable<T> action) throws ClientGone {
        var task = new FutureTask<>(action);
        hand(task);
        try {
            return task.get(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException gone) throw ClientGone.because(gone);
            throw new IllegalStateException(failed.getCause());
        } catch (TimeoutException busy) {
            throw new ClientGone("the I/O thread does not answer");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientGone("stopped");
        }
    }

    /** Leaves something to the I/O thread of this connection, which does it after all that it was handed before. */
    void hand(Runnable toIoThread) throws ClientGone {
        try {
            exchange.getIoThread().execute(toIoThread);
        } catch (RejectedExecutionException stopped) {
            throw new ClientGone("the server has stopped");
        }
    }

    private static boolean await(CountDownLatch latch, long nanos) throws ClientGone {
        try {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientGone("stopped");
        }
    }

    private StreamSourceChannel input() throws ClientGone {
        if (in == null) in = exchange.getRequestChannel();
        if (in == null) throw new ClientGone("the connection is closed");
        return in;
    }

    private StreamSinkChannel output() {
        if (out == null) throw new IllegalStateException("not started");
        return out;
    }
}
