package org.mailspan.command;

import java.util.Optional;

/**
 * A request that waits until there is something to tell: look, and while there is no reply, wait and look again. A look
 * goes deep and a wait is long, so they are apart: nothing of a look is on the stack of a thread that waits.
 */
public interface Vigil extends AutoCloseable {
    /** Goes to the store, and to the host. Empty if there is nothing to tell yet. */
    Optional<Reply> look() throws Exception;

    /** Returns when a look is due: something happened, the time is up, or the request is to end. After a look only. */
    void await() throws InterruptedException;

    @Override
    void close();

    /** There is nothing to wait for. */
    static Vigil over(Reply reply) {
        return new Over(reply);
    }

    /** A reply that was there at once. */
    record Over(Reply reply) implements Vigil {
        @Override
        public Optional<Reply> look() {
            return Optional.of(reply);
        }

        @Override
        public void await() {}

        @Override
        public void close() {}
    }
}
