package org.mailspan.sync;

/** What GetItemEstimate comes to. */
public sealed interface Estimate {
    record Count(int items) implements Estimate {}

    record InvalidKey() implements Estimate {}

    record NotBegun() implements Estimate {}

    record NoSuchFolder() implements Estimate {}
}
