package org.mailspan.backend;

/** Why a host could not do it. Each command's exhaustive switch turns the kind into its own Status. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** The credentials are refused. */
        LOGIN,
        /** Not now: unreachable, throttled, cut off, busy. Try again later. */
        UNAVAILABLE,
        ITEM_GONE,
        FOLDER_GONE,
        /** Read-only folder, no such right. */
        NOT_ALLOWED,
        /** The quota of the mailbox is used up. */
        FULL,
        /** The message or the command is larger than the host takes. */
        TOO_LARGE,
        /** The submission server refused the sender, every recipient, or the content. */
        REFUSED
    }

    private final Kind kind;

    public BackendException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public BackendException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
