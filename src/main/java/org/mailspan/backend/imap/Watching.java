package org.mailspan.backend.imap;

import java.io.IOException;
import java.util.Set;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;

/** A way to watch over one connection, for as long as that lasts. */
sealed interface Watching permits NotifyWatching, IdleWatching, PollWatching {
    /** For people: what is done. */
    String how();

    /** Watches until it is closed or the connection is lost; one or the other ends it with an exception. */
    void watch() throws IOException, ProtocolException, BackendException;

    /** Looks at the interesting folders soon. From any thread. */
    void wake();

    /** What a watch is interested in, and where its signals go. */
    interface Post {
        Set<String> interest();

        void signal(Signal signal);

        /** From now on nothing is missed: the host has said that it tells. */
        void ready();
    }
}
