package org.mailspan.backend.imap;

/**
 * What becomes of messages that some client marked {@code \Deleted} and did not expunge: Outlook and others go on showing
 * them, struck through, for ever.
 */
public enum Phantoms {
    /** Gone for phones; they stay at the host as they are. */
    HIDE,
    /** Shown like any other message. */
    SHOW,
    /** Gone for phones, and expunged as soon as a folder is looked at. */
    EXPUNGE;

    /** Whether a message is gone for phones though it is there. */
    boolean hides(FetchRow row) {
        return this != SHOW && row.isDeleted();
    }

    /** The search key of messages that phones see. */
    String shownKey() {
        return this == SHOW ? "ALL" : "UNDELETED";
    }
}
