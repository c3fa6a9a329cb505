package org.mailspan.backend;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.mailspan.backend.BackendException.Kind;

/** A login under way, awaited by all requests with the same credentials. */
final class Flight {
    /** How long a login waits behind others of its network. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BUSY = Duration.ofSeconds(2);

    private final CompletableFuture<Backends.Entrance> landing = new CompletableFuture<>();

    void landed(Backends.Entrance entrance) {
        landing.complete(entrance);
    }

    void failed(Throwable why) {
        landing.completeExceptionally(why);
    }

    Backends.Entrance arrival() throws BackendException {
        try {
            return landing.get();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "the request ended", ended);
        } catch (ExecutionException failed) {
            // A new one for each waiting request: exceptions are changed where they pass.
            if (failed.getCause() instanceof BackendException refused)
                throw new BackendException(refused.kind(), "" + refused.getMessage(), refused);
            throw new IllegalStateException("login failed", failed.getCause());
        }
    }

    /**
     * All phones of a house come at once after a restart; they are let in one after the other.
     *
     * @param since System.nanoTime() when the waiting began
     */
    static void awaitTurn(CountDownLatch other, long since) throws BackendException, TooManyAttempts {
        long nanos = PATIENCE.toNanos() - (System.nanoTime() - since);
        try {
            if (!other.await(nanos, TimeUnit.NANOSECONDS)) throw new TooManyAttempts(BUSY);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "the request ended", ended);
        }
    }
}
