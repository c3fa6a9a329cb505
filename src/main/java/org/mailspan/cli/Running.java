package org.mailspan.cli;

import java.util.List;

/** A bridge that serves. */
public interface Running extends AutoCloseable {
    /** Whole addresses, {@code http://127.0.0.1:8090/Microsoft-Server-ActiveSync}; with the port that was really taken. */
    List<String> addresses();

    /** Takes no new requests, answers the held ones, lets go of the mail host; returns when that is done. */
    @Override
    void close();
}
