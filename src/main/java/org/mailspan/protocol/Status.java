package org.mailspan.protocol;

/**
 * A number of a Status element. Each command has its own enum, since numbers below 100 overlap between commands; those
 * above mean the same everywhere: {@link CommonStatus}.
 */
public interface Status {
    int code();
}
