package org.mailspan.format;

/** A stretch of a mail that goes out: octets, or a part of another message that streams from its host. */
public sealed interface Piece {
    record Octets(byte[] octets) implements Piece {}

    /**
     * A part of the original.
     *
     * @param section an IMAP section; empty for the whole message
     */
    record Carried(String section, Coding coding) implements Piece {}

    /** All of the original from that octet on, as it is. */
    record Rest(long from) implements Piece {}

    /** How a part that was decoded goes out again. */
    enum Coding {
        BASE64,
        /** For messages, which must not be encoded (RFC 2046 5.2.1): only their line ends are made sound. */
        LINES
    }
}
