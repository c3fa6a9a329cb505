package org.mailspan.backend.imap;

import java.util.concurrent.Semaphore;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** Of the connections of one account, who does something that no other may do meanwhile. In the order of asking. */
final class Alone {
    private final Semaphore free = new Semaphore(1, true);

    /** What is done in several commands. */
    @FunctionalInterface
    interface Work {
        void run() throws BackendException;
    }

    void run(Work work) throws BackendException {
        try {
            free.acquire();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted while another connection was at it", stopped);
        }
        try {
            work.run();
        } finally {
            free.release();
        }
    }
}
