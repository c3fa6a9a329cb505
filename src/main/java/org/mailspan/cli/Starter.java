package org.mailspan.cli;

import org.mailspan.event.Events;

/** Puts the bridge together and lets it serve. */
@FunctionalInterface
public interface Starter {
    /** Returns when phones can connect; leaves nothing behind if it throws. */
    Running start(Settings settings, Events events) throws Exception;
}
