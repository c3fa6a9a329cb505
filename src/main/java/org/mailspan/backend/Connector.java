package org.mailspan.backend;

/** Logs in at a host; {@code Backends} keeps what it returns. */
@FunctionalInterface
public interface Connector {
    /**
     * Connects and logs in, so that the credentials are known to be good.
     *
     * @throws BackendException of kind LOGIN when the host refuses them, UNAVAILABLE when it cannot be asked
     */
    Backend connect(Credentials credentials) throws BackendException;
}
