package org.mailspan.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Takes the header of the PROXY protocol off the connections of proxies that are believed, before TLS or HTTP sees
 * them; connections of everyone else pass as they are. Not Undertow's own listener: that one believes everybody, and
 * waits for ever for a header that does not come.
 */
final class ProxiedConnections implements ChannelListener<StreamConnection> {
    private final Proxies proxies;
    private final Duration patience;
    private final BiConsumer<String, String> refused;
    private final ChannelListener<StreamConnection> next;

    /**
     * @param patience how long a header may take
     * @param refused told the proxy's address and what was wrong
     */
    ProxiedConnections(
            Proxies proxies,
            Duration patience,
            BiConsumer<String, String> refused,
            ChannelListener<StreamConnection> next) {
        this.proxies = proxies;
        this.patience = patience;
        this.refused = refused;
        this.next = next;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        if (peer == null) IoUtils.safeClose(connection);
        else if (!proxies.believes(peer.getAddress())) next.handleEvent(connection);
        else new Reading(connection, Literal.text(peer.getAddress())).begin();
    }

    /** One header, on the I/O thread of its connection. */
    private final class Reading {
        private final StreamConnection connection;
        private final String proxy;
        private final ConduitStreamSourceChannel source;
        private byte[] octets = new byte[ProxyHeader.LONGEST_LINE];
        private int length;
        private int wanted = ProxyHeader.SHORTEST;
        private final XnioExecutor.Key limit;

        Reading(StreamConnection connection, String proxy) {
            this.connection = connection;
            this.proxy = proxy;
            source = connection.getSourceChannel();
            limit = connection
                    .getIoThread()
                    .executeAfter(() -> refuse("it does not come"), patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        void begin() {
            source.setReadListener(_ -> read());
            source.wakeupReads();
        }

        private void read() {
            try {
                while (length < wanted) {
                    if (octets.length < wanted) octets = Arrays.copyOf(octets, wanted);
                    int got = source.read(ByteBuffer.wrap(octets, length, wanted - length));
                    if (got == 0) return;
                    if (got < 0) {
                        refuse("the connection ended");
                        return;
                    }
                    length += got;
                    if (length < wanted) continue;
                    if (!goesOn(ProxyHeader.of(octets, length))) return;
                }
            } catch (IOException gone) {
                refuse("the connection broke");
            }
        }

        private boolean goesOn(ProxyHeader header) {
            switch (header) {
                case ProxyHeader.More(int more) -> wanted = length + more;
                case ProxyHeader.Malformed(String reason) -> refuse(reason);
                case ProxyHeader.Whole(var told) -> {
                    end();
                    next.handleEvent(told.isEmpty() ? connection : new Proxied(connection, told.get()));
                }
            }
            return header instanceof ProxyHeader.More;
        }

        private void end() {
            limit.remove();
            source.suspendReads();
            source.setReadListener(null);
        }

        private void refuse(String reason) {
            end();
            IoUtils.safeClose(connection);
            refused.accept(proxy, "no PROXY header: " + reason);
        }
    }

    /** A connection that comes from elsewhere than from its peer. */
    private static final class Proxied extends StreamConnection {
        private final StreamConnection through;
        private final InetSocketAddress source;

        Proxied(StreamConnection through, InetSocketAddress source) {
            super(through.getIoThread());
            this.through = through;
            this.source = source;
            setSourceConduit(through.getSourceChannel().getConduit());
            setSinkConduit(through.getSinkChannel().getConduit());
        }

        @Override
        protected void notifyReadClosed() {
            IoUtils.safeClose(through.getSourceChannel());
        }

        @Override
        protected void notifyWriteClosed() {
            IoUtils.safeClose(through.getSinkChannel());
        }

        @Override
        public SocketAddress getPeerAddress() {
            return source;
        }

        @Override
        public SocketAddress getLocalAddress() {
            return through.getLocalAddress();
        }
    }
}
