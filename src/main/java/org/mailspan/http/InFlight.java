package org.mailspan.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are being served: not too many of them together, nor of one account, one device or one address, and
 * whoever is not logged in has no place that somebody else needs. Knows when the last one is answered.
 */
final class InFlight {
    private final int most;
    private final Semaphore free;
    private final Semaphore strangers;
    private final Shares<String> networks;
    private final Shares<String> accounts;
    private final Shares<Device> devices;
    private volatile boolean closed;

    private record Device(String account, String id) {}

    InFlight(HttpLimits limits) {
        most = limits.requests();
        free = new Semaphore(most);
        strangers = new Semaphore(limits.strangers());
        networks = new Shares<>(limits.ofNetwork());
        accounts = new Shares<>(limits.ofAccount());
        devices = new Shares<>(limits.ofDevice());
    }

    /**
     * A place for a request of which nothing is known yet but where it comes from.
     *
     * @param network empty for this machine itself: a proxy that does not tell for whom it speaks
     * @return empty if there is none
     */
    Optional<Place> enter(Optional<String> network) {
        if (!strangers.tryAcquire()) return Optional.empty();
        if (network.isPresent() && !networks.take(network.get(), 1)) {
            strangers.release();
            return Optional.empty();
        }
        var place = new Place(network);
        if (free.tryAcquire()) {
            place.seated = true;
            if (!closed) return Optional.of(place);
        }
        place.close();
        return Optional.empty();
    }

    /** What one request takes, until it is answered. For one thread at a time. */
    final class Place implements AutoCloseable {
        private final Optional<String> network;
        private boolean stranger = true;
        private boolean seated;
        private @Nullable String account;
        private @Nullable Device device;

        private Place(Optional<String> network) {
            this.network = network;
        }

        /** It has logged in: from now on it counts for its account, wherever it comes from. */
        void of(String account) throws Refusal {
            if (!accounts.take(account, 1)) throw new Refusal(503, "too many requests of this account at one time");
            this.account = account;
            noStranger();
        }

        /** After {@link #of}. */
        void from(String id) throws Refusal {
            if (account == null) throw new IllegalStateException("not logged in");
            var whose = new Device(account, id);
            if (!devices.take(whose, 1)) throw new Refusal(503, "too many requests of this device at one time");
            device = whose;
        }

        private void noStranger() {
            if (!stranger) return;
            stranger = false;
            network.ifPresent(one -> networks.give(one, 1));
            strangers.release();
        }

        @Override
        public void close() {
            noStranger();
            if (device != null) devices.give(device, 1);
            if (account != null) accounts.give(account, 1);
            if (seated) free.release();
            device = null;
            account = null;
            seated = false;
        }
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** @return whether the last one was answered in time */
    boolean awaitEmpty(Duration patience) {
        try {
            boolean empty = free.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS);
            if (empty) free.release(most);
            return empty;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
