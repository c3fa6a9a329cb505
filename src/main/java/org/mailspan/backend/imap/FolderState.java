package org.mailspan.backend.imap;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a folder stands, from SELECT or STATUS; as text it is the token of {@link org.mailspan.backend.Delta}.
 *
 * @param modSeq HIGHESTMODSEQ; 0 where the host keeps none (no CONDSTORE, or NOMODSEQ for this folder)
 * @param uidNext 0 if the host does not tell
 */
record FolderState(long uidValidity, long modSeq, long uidNext, long messages) {
    /** Of a token; {@link PlainChanges} adds one. */
    static final int NUMBERS = 4;

    static final FolderState NONE = new FolderState(0, 0, 0, 0);

    String token() {
        return uidValidity + " " + modSeq + " " + uidNext + " " + messages;
    }

    /** Empty for the empty token, and for one that an older release wrote in another form: both ask for everything. */
    static Optional<FolderState> ofToken(String token) {
        String[] numbers = token.split(" ");
        if (numbers.length != NUMBERS && numbers.length != NUMBERS + 1) return Optional.empty();
        try {
            long[] all = Arrays.stream(numbers).mapToLong(Long::parseLong).toArray();
            return Optional.of(new FolderState(all[0], all[1], all[2], all[3]));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    /** Whether a folder of this UIDVALIDITY went back in time, as one does that is restored from a backup. */
    boolean isAfter(FolderState now) {
        return now.uidNext > 0 && uidNext > now.uidNext || now.modSeq > 0 && modSeq > now.modSeq;
    }

    String generation() {
        return Long.toString(uidValidity);
    }
}
