package org.mailspan.http;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

/**
 * Connections whose handshake has not ended: not too many at one time, and none for long. Where there are too many, the
 * oldest goes: a phone is done within a second, and whoever is not does not mean to be.
 */
final class Handshakes {
    private final int most;
    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashSet<SslConnection> running = new LinkedHashSet<>();

    Handshakes(HttpLimits limits) {
        most = limits.handshakes();
        longest = limits.head();
    }

    /** On the connection's I/O thread, before it has read an octet. */
    void begun(SslConnection connection) {
        add(connection);
        XnioExecutor.Key timeout =
                connection.getIoThread().executeAfter(() -> late(connection), longest.toNanos(), TimeUnit.NANOSECONDS);
        connection.getHandshakeSetter().set(_ -> {
            timeout.remove();
            remove(connection);
            // RFC 8737 3: nothing else may be said on a connection that was made for a challenge.
            if (TlsRules.isChallenge(UndertowXnioSsl.getSslEngine(connection))) close(connection);
        });
    }

    private void add(SslConnection connection) {
        SslConnection oldest = null;
        lock.lock();
        try {
            running.add(connection);
            if (running.size() > most) oldest = running.removeFirst();
        } finally {
            lock.unlock();
        }
        if (oldest != null) close(oldest);
    }

    private boolean remove(SslConnection connection) {
        lock.lock();
        try {
            return running.remove(connection);
        } finally {
            lock.unlock();
        }
    }

    private void late(SslConnection connection) {
        if (remove(connection)) IoUtils.safeClose(connection);
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
