package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a host said of an open folder since it was opened or last listed. Under QRESYNC it says enough to know which
 * messages to ask about, so that one change costs the same in a folder of any size: Dovecot goes through all messages for
 * a CHANGEDSINCE, and through the directory of a maildir for a SELECT.
 */
final class Journal {
    /** Beyond this it is cheaper to ask for what changed since. */
    private static final int MOST = 5_000;

    private FolderState base;
    private long messages;
    private long modSeq;
    private boolean arrived;
    private boolean quiet = true;
    private boolean torn;
    private final Set<Long> changed = new HashSet<>();
    private final List<UidSet> vanished = new ArrayList<>();

    Journal(FolderState base) {
        this.base = base;
        this.messages = base.messages();
        this.modSeq = base.modSeq();
    }

    /**
     * Takes note of a response, and leaves it to be read again.
     *
     * @param asked whether FETCH responses are the answer to a question of ours
     */
    void row(ImapRow row, boolean asked) {
        int start = row.at();
        try {
            note(row, asked);
        } catch (IndexOutOfBoundsException | NumberFormatException odd) {
            tear();
        } finally {
            row.backTo(start);
        }
    }

    private void note(ImapRow row, boolean asked) {
        if (row.is("EXISTS")) exists(row.getNumber());
        else if (row.is("EXPUNGE")) tear();
        else if (row.is("VANISHED")) vanished(row);
        else if (row.is("FETCH") && !asked) changed(FetchRow.parse(row));
        else if (row.isOK()) told(row.code());
        // Dovecot's NOOP in a folder that was deleted: an untagged NO, then OK (2026-11)
        else if (row.isUnTagged() && (row.isNO() || row.isBAD())) tear();
    }

    private void exists(long now) {
        if (now < messages || base.uidNext() == 0) tear();
        if (now > messages) arrived = true;
        if (now != messages) quiet = false;
        messages = now;
    }

    private void vanished(ImapRow row) {
        // EARLIER: the answer to a question of ours
        if (row.next() == '(') return;
        UidSet gone = UidSet.parse(row.word());
        if (gone.count() > MOST) tear();
        else vanished.add(gone);
        messages -= gone.count();
        quiet = false;
    }

    void changed(FetchRow row) {
        quiet = false;
        modSeq = Math.max(modSeq, row.modSeq());
        if (row.uid() == 0 || changed.size() >= MOST) tear();
        else changed.add(row.uid());
    }

    private void told(String code) {
        String[] words = code.split(" ");
        if (words.length != 2 || !words[0].toUpperCase(Locale.ROOT).equals("HIGHESTMODSEQ")) return;
        modSeq = Math.max(modSeq, Long.parseLong(words[1]));
    }

    /** Something happened that cannot be followed. */
    private void tear() {
        quiet = false;
        torn = true;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Whether all that happened since {@code state} stands here; more does no harm. */
    boolean tellsSince(FolderState state) {
        boolean same = base.uidValidity() == state.uidValidity();
        return same && !torn && base.modSeq() > 0 && base.modSeq() <= state.modSeq();
    }

    /** The messages to ask about. */
    UidSet changed() {
        UidSet known = UidSet.of(changed);
        return arrived ? known.plus(UidSet.range(base.uidNext(), UidSet.MAX)) : known;
    }

    List<UidSet> vanished() {
        return List.copyOf(vanished);
    }

    /**
     * The journal from now on, while those messages are asked about; {@link #listed} completes it. New messages have a
     * higher sequence than is known here: told against this state they are told twice.
     */
    Journal next() {
        return new Journal(new FolderState(base.uidValidity(), modSeq, base.uidNext(), messages));
    }

    /** @param highest UID that the listing told */
    FolderState listed(long highest) {
        base = new FolderState(
                base.uidValidity(), base.modSeq(), Math.max(base.uidNext(), highest + 1), base.messages());
        return base;
    }
}
