package org.mailspan.backend;

import java.util.Optional;

/** What a password opens that a phone sends: the mailbox whose password it is, or one that it was made for. */
@FunctionalInterface
public interface Keys {
    /** Each password is that of the mailbox. */
    Keys MAIL = (account, sent) -> new Opened(sent, "");

    /**
     * May take as long as a slow hash does.
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
     * What its owner tells a password from others by, if the account has one of that name: who guesses does not know even
     * that. Looks at memory alone, and not at whether it is the right one.
     */
    default Optional<String> named(String account, String password) {
        return Optional.empty();
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
