package org.mailspan.backend;

/** What a password opens that a phone sends: the mailbox whose password it is, or one that it was made for. */
@FunctionalInterface
public interface Keys {
    /** Each password is that of the mailbox. */
    Keys MAIL = (account, sent) -> new Opened(sent, "");

    /**
     * May take as long as a slow hash does. A password that is not known takes as long as one that is.
     *
     * @param account the account's id
     * @param sent the login as the host knows it, and the password as it was sent
     * @throws BackendException LOGIN if it opens nothing, UNAVAILABLE if that cannot be said now
     */
    Opened open(String account, Credentials sent) throws BackendException;

    /** The one spelling of a password that may be typed in several ways, so that all of them are known as one. */
    default String spelled(String password) {
        return password;
    }

    /**
     * Whether a device may come with a password that was made for one.
     *
     * @param key as it was opened, never empty
     */
    default boolean admits(String account, String key, String deviceId) {
        return true;
    }

    /**
     * @param atHost what the host is asked about
     * @param key by which its owner tells a password that was made for one device from the others; empty for the
     *     mailbox's own
     */
    record Opened(Credentials atHost, String key) {}
}
