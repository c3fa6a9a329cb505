package org.mailspan.sync;

import org.mailspan.item.BodyOptions;

/**
 * How a device wants a collection: the Options of a Sync request.
 *
 * @param clientWins Conflict 0: what the device sends replaces what changed at the host meanwhile (MS-ASCMD 2.2.3.34)
 * @param document the Options as the command will read them again, since they stay in force until others come
 */
public record Options(int filterType, BodyOptions body, boolean clientWins, byte[] document) {
    public static final Options NONE = new Options(Filter.ALL, BodyOptions.NONE, new byte[0]);

    /** What changed at the host stays (MS-ASCMD_R2066). */
    public Options(int filterType, BodyOptions body, byte[] document) {
        this(filterType, body, false, document);
    }

    /** Reads {@link #document} again. */
    @FunctionalInterface
    public interface Reader {
        Options read(byte[] document);
    }
}
