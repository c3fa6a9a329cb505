package org.mailspan.backend;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A part of an item, decoded, that streams from the host when it is written.
 *
 * @param mediaType type/subtype, {@code application/pdf}
 * @param octets the decoded size if the host can tell, else an estimate
 */
public record Content(String mediaType, long octets, Source source) {
    /** Writes all octets, or those of a range if {@code from} and {@code length} ask for less. */
    @FunctionalInterface
    public interface Source {
        void writeTo(OutputStream out, long from, long length) throws IOException, BackendException;
    }

    public void writeTo(OutputStream out) throws IOException, BackendException {
        source.writeTo(out, 0, Long.MAX_VALUE);
    }
}
