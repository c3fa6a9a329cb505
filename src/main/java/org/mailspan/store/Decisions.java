package org.mailspan.store;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What people decided, apart from the cache (law 3): a loss of it is a loss. A backup covers it.
 *
 * <p>The command line changes it in a process of its own, beside the one that serves. Whoever needs it for each request
 * keeps a view of his own in memory, and {@link #follow}s.
 */
public interface Decisions extends AutoCloseable {
    /** As {@link Store#read}. */
    <T> T read(Function<DecisionReads, T> work);

    /** As {@link Store#write}. Those who follow have seen it when it returns. */
    <T> T write(Function<DecisionWrites, T> work);

    default void update(Consumer<DecisionWrites> work) {
        write(rows -> {
            work.accept(rows);
            return true;
        });
    }

    /**
     * Runs {@code view} now, and again after each change of anything, whichever process made it: one run at a time, on
     * the connection on which {@link #read} runs too. It reads what it needs, must be short and must not call back.
     */
    void follow(Consumer<DecisionReads> view);

    /** Looks whether another process changed something: call it twice a second. Does not throw. */
    void poll();

    /** As {@link Store#rest}. */
    default void rest() {}

    @Override
    void close();
}
