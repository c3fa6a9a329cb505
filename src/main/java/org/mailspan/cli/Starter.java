package org.mailspan.cli;

import org.mailspan.event.Events;
import org.mailspan.trace.Trace;

/** Puts the bridge together and lets it serve. */
@FunctionalInterface
public interface Starter {
    /** Returns when phones can connect; leaves nothing behind if it throws. */
    Running start(Settings settings, Events events, Trace trace) throws Exception;
}
