package org.mailspan.wbxml;

/** Says why bytes are not a document that EAS knows, and where: the client's fault, so an answer of 400. */
public final class WbxmlException extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final String reason;

    WbxmlException(long offset, String reason) {
        super(reason + " (after " + offset + " bytes)");
        this.offset = offset;
        this.reason = reason;
    }

    /** How many bytes were taken, the refused one included. */
    public long offset() {
        return offset;
    }

    public String reason() {
        return reason;
    }
}
