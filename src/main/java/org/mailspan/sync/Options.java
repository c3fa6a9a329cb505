package org.mailspan.sync;

import org.mailspan.item.BodyOptions;

/**
 * How a device wants a collection: the Options of a Sync request.
 *
 * @param document the Options as the command will read them again, since they stay in force until others come
 */
public record Options(int filterType, BodyOptions body, byte[] document) {
    public static final Options NONE = new Options(Filter.ALL, BodyOptions.NONE, new byte[0]);

    /** Reads {@link #document} again. */
    @FunctionalInterface
    public interface Reader {
        Options read(byte[] document);
    }
}
