package org.mailspan.store;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What survives a restart: the Index of each folder, what each device has of it, and what devices told of themselves.
 * All of it is a cache (law 3): delete it, and phones load their mail anew.
 *
 * <p>Failures of the database are {@link StoreException}, unchecked: no caller can do anything about them.
 */
public interface Store extends AutoCloseable {
    /** Runs {@code work} on one consistent snapshot, beside other readers and the writer. */
    <T> T read(Function<Reads, T> work);

    /**
     * Runs {@code work} as one transaction, one after the other; durable when it returns, undone when it throws. It must
     * be short and must not do I/O of its own.
     */
    <T> T write(Function<Writes, T> work);

    default void update(Consumer<Writes> work) {
        write(rows -> {
            work.accept(rows);
            return true;
        });
    }

    /** As {@link #update}, but returns at once: it is done, or has failed, when {@link Writing#await} returns. */
    default Writing begin(Consumer<Writes> work) {
        update(work);
        return Writing.DONE;
    }

    /** A transaction on its way. */
    @FunctionalInterface
    interface Writing {
        Writing DONE = () -> {};

        /** Parks until it is durable; throws what it threw. */
        void await();
    }

    /** Gives memory back that was of use while there was much to do. Does not throw. */
    default void rest() {}

    @Override
    void close();
}
