package org.mailspan.backend.memory;

import org.mailspan.backend.BackendException;

/** What goes wrong at a host, as a test wants it. */
@FunctionalInterface
public interface Faults {
    /** What is asked of the host; each is one call of the SPI. */
    enum Operation {
        FOLDERS,
        CREATE,
        RENAME,
        REMOVE,
        IDENTITIES,
        CHANGES,
        GLANCE,
        READ,
        CHANGE,
        DELETE,
        MOVE,
        SEND,
        PART,
        SEARCH,
        CONVERSATIONS,
        LIKENESSES,
        CENSUS,
        FILE,
        MARKED,
        ABSENCE,
        SET_ABSENCE
    }

    Faults NONE = operation -> {};

    /** Nothing was done yet. */
    void before(Operation operation) throws BackendException;

    /** Whether the time that it may take is up before it is done. */
    default boolean isLate(Operation operation) {
        return false;
    }

    /** It is done, but the answer may still be lost. */
    default void after(Operation operation) throws BackendException {}
}
