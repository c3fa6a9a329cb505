package org.mailspan.http;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.http.tls.TlsRules;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

/**
 * Connections whose handshake has not ended: not too many at one time, and none for long. Where there are too many, the
 * network that has most of them loses its oldest: a phone is done within a second, whoever is not does not mean to be,
 * and who begins thousands pushes out his own.
 */
final class Handshakes {
    private final int most;
    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    /** By network, the one that is here for longest first; each in its order, with what ends it when it is late. */
    private final Map<String, Map<SslConnection, XnioExecutor.Key>> running = new LinkedHashMap<>();

    private int count;

    Handshakes(HttpLimits limits) {
        most = limits.handshakes();
        longest = limits.head();
    }

    /** On the connection's I/O thread, before it has read an octet. */
    void begun(SslConnection connection) {
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        String network = peer == null ? "" : Logins.network(Literal.text(peer.getAddress()));
        XnioExecutor.Key timeout = connection
                .getIoThread()
                .executeAfter(() -> late(network, connection), longest.toNanos(), TimeUnit.NANOSECONDS);
        add(network, connection, timeout).ifPresent(Handshakes::close);
        connection.getHandshakeSetter().set(_ -> {
            remove(network, connection);
            // RFC 8737 3: nothing else may be said on a connection that was made for a challenge.
            if (TlsRules.isChallenge(UndertowXnioSsl.getSslEngine(connection))) close(connection);
        });
    }

    /** @return the one that has to go */
    private Optional<SslConnection> add(String network, SslConnection connection, XnioExecutor.Key timeout) {
        lock.lock();
        try {
            running.computeIfAbsent(network, _ -> new LinkedHashMap<>()).put(connection, timeout);
            if (++count <= most) return Optional.empty();
            String crowd = crowd();
            Optional<SslConnection> oldest = Optional.ofNullable(running.get(crowd))
                    .map(all -> all.keySet().iterator().next());
            oldest.ifPresent(it -> remove(crowd, it));
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private String crowd() {
        String crowd = "";
        int largest = 0;
        for (var one : running.entrySet()) {
            if (one.getValue().size() <= largest) continue;
            crowd = one.getKey();
            largest = one.getValue().size();
        }
        return crowd;
    }

    private boolean remove(String network, SslConnection connection) {
        lock.lock();
        try {
            Map<SslConnection, XnioExecutor.Key> all = running.get(network);
            XnioExecutor.Key timeout = all == null ? null : all.remove(connection);
            if (all == null || timeout == null) return false;
            if (all.isEmpty()) running.remove(network);
            count--;
            // Or it would keep the connection, buffers and all, for so long.
            timeout.remove();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void late(String network, SslConnection connection) {
        if (remove(network, connection)) IoUtils.safeClose(connection);
    }

    /** TLS channels of Undertow are not made for two threads, nor for being closed while they unwrap. */
    private static void close(SslConnection connection) {
        try {
            connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
        } catch (RejectedExecutionException stopped) {
            IoUtils.safeClose(connection);
        }
    }
}
