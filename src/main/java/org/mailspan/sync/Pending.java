package org.mailspan.sync;

/** Whether a device has something to be told, and of what kind; for Ping and waiting Syncs. */
public enum Pending {
    NOTHING,
    /** Only changes of flags, deletions. */
    OTHER,
    ARRIVALS,
    /** The device has not begun to synchronise this folder. */
    NOT_BEGUN,
    NO_FOLDER
}
