package org.mailspan.http;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/**
 * Connections by where they come from, so that one address cannot hold all that there are: it would need no login for
 * that, and no octet. Nobody is told of a connection's end, since Undertow keeps that for itself, so those that ended
 * are found by looking now and then.
 */
final class Crowds implements ChannelListener<StreamConnection> {
    private static final long LOOK_SECONDS = 20;
    private static final long SOONEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final Proxies proxies;
    private final ChannelListener<StreamConnection> next;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Crowd> crowds = new HashMap<>();
    private XnioExecutor.@Nullable Key looking;

    private static final class Crowd {
        private final Set<StreamConnection> open = new LinkedHashSet<>();
        private long looked = System.nanoTime();

        private void look() {
            looked = System.nanoTime();
            open.removeIf(connection -> !connection.isOpen());
        }
    }

    /** @param proxies whose connections are those of many, and are not counted, like those of this machine */
    Crowds(HttpLimits limits, Proxies proxies, ChannelListener<StreamConnection> next) {
        this.most = limits.connectionsOfNetwork();
        this.proxies = proxies;
        this.next = next;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        boolean counted =
                peer != null && !peer.getAddress().isLoopbackAddress() && !proxies.believes(peer.getAddress());
        if (!counted || joins(Logins.network(Literal.text(peer.getAddress())), connection))
            next.handleEvent(connection);
        else IoUtils.safeClose(connection);
    }

    private boolean joins(String network, StreamConnection connection) {
        lock.lock();
        try {
            Crowd crowd = crowds.computeIfAbsent(network, first -> new Crowd());
            if (crowd.open.size() >= most && System.nanoTime() - crowd.looked > SOONEST_NANOS) crowd.look();
            if (crowd.open.size() >= most) return false;
            crowd.open.add(connection);
            if (looking == null)
                looking = connection.getIoThread().executeAtInterval(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lock.lock();
        try {
            crowds.values().forEach(Crowd::look);
            crowds.values().removeIf(crowd -> crowd.open.isEmpty());
            if (!crowds.isEmpty() || looking == null) return;
            looking.remove();
            looking = null;
        } finally {
            lock.unlock();
        }
    }
}
