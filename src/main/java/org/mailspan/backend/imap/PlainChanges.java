package org.mailspan.backend.imap;

import java.time.Duration;
import java.time.Instant;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;

/**
 * Hosts that keep no modification sequence: no number tells of a changed flag, so messages have to be listed, and whoever keeps the
 * Index compares. The newest, with which nearly all happens, at every look; all of them now and then. What came and what went is
 * known at every look: from the newest messages and the sums, else from a list of UIDs.
 *
 * @param listed when all were listed, in seconds since 1970; 0 if it is not known
 */
record PlainChanges(long listed) implements ImapChanges {
    /** A folder of 10,000, listed whole, took 66 ms at each look (2026-11). */
    static final int WINDOW = 200;

    /** So late may a flag be that another client sets on an older message. */
    static final Duration ROUND = Duration.ofMinutes(10);

    /** The token of a listing of all, as this class wants it back. */
    static String token(FolderState now) {
        return now.messages() <= WINDOW ? now.token() : now.token() + " " + seconds();
    }

    static PlainChanges ofToken(String token) {
        String[] numbers = token.split(" ");
        return new PlainChanges(
                numbers.length == FolderState.NUMBERS ? 0 : Long.parseLong(numbers[FolderState.NUMBERS]));
    }

    @Override
    public Delta since(ImapConnection connection, FolderState before, Selected now) throws BackendException {
        FolderState state = now.state();
        if (state.messages() <= WINDOW || before.uidNext() == 0 || isOld()) return Listing.full(connection, now);
        var listing = new Listing(connection, now);
        String newest = (state.messages() - WINDOW + 1) + ":" + state.messages();
        listing.ask("FETCH " + newest, "", row -> {});
        long arrived = listing.countFrom(before.uidNext());
        if (arrived == listing.count()) return Listing.full(connection, now);
        listing.sweep();
        String token = state.token() + " " + listed;
        if (state.messages() != before.messages() + arrived) return listing.remaining(token);
        return new Delta.Incremental(listing.present(), listing.hidden(), token);
    }

    private boolean isOld() {
        long age = seconds() - listed;
        return age < 0 || age > ROUND.toSeconds();
    }

    private static long seconds() {
        return Instant.now().getEpochSecond();
    }
}
