package org.mailspan.sync;

/**
 * A moment since which a request wants to know of changes: what the host told of a folder after it is new enough.
 *
 * @param nanos of {@link System#nanoTime}
 */
public record Since(long nanos) {
    public static Since now() {
        return new Since(System.nanoTime());
    }
}
