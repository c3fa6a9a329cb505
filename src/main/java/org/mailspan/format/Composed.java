package org.mailspan.format;

/** What became of a message that a client wants sent. */
public sealed interface Composed {
    record Ready(Outgoing mail) implements Composed {}

    /** Nobody to send it to: Status 119, MessageHasNoRecipient. */
    record NoRecipient() implements Composed {}

    /** Not a message, or one that no server could send: Status 107, InvalidMIME. */
    record InvalidMime(String reason) implements Composed {}
}
