package org.mailspan.backend.imap;

import java.util.Optional;
import org.mailspan.backend.BackendException;

/** Connections beyond what work needs. */
@FunctionalInterface
interface Spares {
    /**
     * One of them, if there is one just now; asks nobody.
     *
     * @param recall run once, from another thread, when work needs it: it is to be closed soon
     */
    Optional<Spare> take(Runnable recall);

    /** A connection that is lent until it is closed. */
    interface Spare extends AutoCloseable {
        /** Takes a kept connection, or makes one; from one thread. */
        ImapConnection connection() throws BackendException;

        /** Gives it back, with no folder open. */
        @Override
        void close();
    }
}
