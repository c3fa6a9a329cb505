package org.mailspan.store;

/** Which of the two states of a collection: the one that the last answer made, or the one before, for a lost answer. */
public enum Slot {
    CURRENT,
    PREVIOUS
}
