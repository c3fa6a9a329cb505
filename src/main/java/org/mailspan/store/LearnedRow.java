package org.mailspan.store;

/**
 * How far it is known to which conversations the items of a folder belong. Known are those seen at or before
 * {@code start} of which the place is not below {@code cursor}, and those seen later at or before {@code added}.
 *
 * @param learned counts the batches in which items became known
 */
public record LearnedRow(long learned, Mark added, Mark start, Place cursor) {
    public static final LearnedRow NOTHING = new LearnedRow(0, Mark.NONE, Mark.NONE, Place.TOP);

    /** Nothing is known, neither of what was seen up to now nor of what comes. The count goes on: devices know it. */
    public LearnedRow forgotten(Mark now) {
        return equals(NOTHING) ? this : new LearnedRow(learned, now, now, Place.TOP);
    }
}
