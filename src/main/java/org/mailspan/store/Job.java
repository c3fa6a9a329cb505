package org.mailspan.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work on its way to the writing thread, and its outcome on the way back.
 *
 * @param <R> the rows that it works with
 */
final class Job<R, T> {
    private sealed interface Outcome<T> {}

    private record Done<T>(T value) implements Outcome<T> {}

    private record Failed<T>(Throwable cause) implements Outcome<T> {}

    private final Function<? super R, T> work;
    private final CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
    /** Of the writing thread alone, until {@link #answer} publishes it: a write has no outcome before its commit. */
    private @Nullable Outcome<T> outcome;

    Job(Function<? super R, T> work) {
        this.work = work;
    }

    /** Runs the work; whether it came through. */
    boolean run(R rows) {
        try {
            outcome = new Done<>(work.apply(rows));
            return true;
        } catch (Throwable e) {
            outcome = new Failed<>(e);
            return false;
        }
    }

    /** Makes it a failure, unless it is one already: what the work itself threw tells the caller more. */
    void fail(StoreException why) {
        if (!(outcome instanceof Failed)) outcome = new Failed<>(why);
    }

    void answer() {
        if (outcome == null) throw new IllegalStateException("the work was not run");
        answer.complete(outcome);
    }

    /**
     * Parks until the outcome is there. Interrupts wait too: a caller who left early could not know whether the work
     * was committed.
     */
    T await() {
        return switch (answer.join()) {
            case Done<T> done -> done.value();
            case Failed<T> failed -> throw rethrown(failed.cause());
        };
    }

    /** The exception itself, so that callers can catch their own; its stack is the writing thread's, ours is added. */
    private static RuntimeException rethrown(Throwable cause) {
        cause.addSuppressed(new CalledHere());
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case Throwable e -> new StoreException("the work threw a checked exception", e);
        };
    }

    private static final class CalledHere extends Exception {
        private static final long serialVersionUID = 1L;

        CalledHere() {
            super("the store was called here");
        }
    }
}
