package org.mailspan.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.util.concurrent.Executors;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Notices that a client closed its connection while its request waits: Undertow does not look at a connection while an
 * exchange is open. Semi-internal to Undertow (measured with 2.4.4), so a test holds it, plain and over TLS.
 */
final class HangUpWatch {
    private final Wire wire;
    private final HttpServerConnection connection;
    private final Runnable gone;
    private boolean watching;

    private HangUpWatch(Wire wire, HttpServerConnection connection, Runnable gone) {
        this.wire = wire;
        this.connection = connection;
        this.gone = gone;
    }

    /**
     * Starts after the body was read. Does not wait until the I/O thread has begun: it does what it is handed in order
     * anyway.
     *
     * @param gone run on the I/O thread, so it must be quick
     * @return what ends the watch, before an answer is written: the channel is not for two threads
     */
    static Stop start(Wire wire, Runnable gone) throws ClientGone {
        HttpServerExchange exchange = wire.exchange();
        if (!(exchange.getConnection() instanceof HttpServerConnection connection)) return () -> {};
        var watch = new HangUpWatch(wire, connection, gone);
        wire.hand(watch::begin);
        return watch::stop;
    }

    @FunctionalInterface
    interface Stop extends AutoCloseable {
        @Override
        void close() throws ClientGone;
    }

    /** A client that has sent its next request already is there, and its octets must stay where they are. */
    private void begin() {
        if (connection.getExtraBytes() != null) return;
        ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
        watching = true;
        // The conduit of a body that was read to its end swallows the wake-up.
        source.setConduit(connection.getOriginalSourceConduit());
        source.setReadListener(this::readable);
        source.wakeupReads();
    }

    private void readable(ConduitStreamSourceChannel source) {
        if (!watching) return;
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        int got;
        try {
            got = source.read(pooled.getBuffer());
        } catch (IOException reset) {
            got = -1;
        }
        if (got > 0) {
            end(source);
            pooled.getBuffer().flip();
            connection.ungetRequestBytes(pooled);
            return;
        }
        pooled.close();
        if (got < 0) {
            end(source);
            gone.run();
        }
    }

    private void stop() throws ClientGone {
        wire.onIoThread(Executors.callable(() -> {
            if (watching) end(connection.getChannel().getSourceChannel());
        }));
    }

    private void end(ConduitStreamSourceChannel source) {
        watching = false;
        source.suspendReads();
        source.setReadListener(null);
    }
}
