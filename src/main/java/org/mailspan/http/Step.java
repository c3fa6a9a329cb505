package org.mailspan.http;

import java.io.IOException;
import java.util.Optional;
import org.mailspan.backend.BackendException;

/** A part of what a request needs, for one thread. */
@FunctionalInterface
interface Step {
    /** Until it is time for it. Apart, so that a thread that waits has nothing else on its stack. */
    default void await() {}

    /** @return what comes next, for another thread; empty when the request is over */
    Optional<Step> take() throws Refusal, IOException, BackendException;
}
