package org.mailspan.backend.imap;

import java.util.Arrays;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.BackendException;

/** Collects the answer of UID SEARCH, in the old form and in that of RFC 4731. */
final class SearchRows {
    private long[] uids = new long[16];
    private int count;
    private UidSet ranges = UidSet.EMPTY;

    /** UIDs of the open folder by a search key, {@code DELETED}. */
    static UidSet found(ImapConnection connection, String key) throws BackendException {
        return found(connection, new Argument().writeAtom(key));
    }

    static UidSet found(ImapConnection connection, Argument keys) throws BackendException {
        var found = new SearchRows();
        boolean inShort = connection.capabilities().has("ESEARCH");
        connection.run(inShort ? "UID SEARCH RETURN (ALL)" : "UID SEARCH", keys, found::row);
        return found.uids();
    }

    void row(ImapRow row) {
        if (row.is("SEARCH")) numbers(row);
        else if (row.is("ESEARCH")) extended(row);
    }

    /** {@code SEARCH 2 84 882}, perhaps in several rows, perhaps with {@code (MODSEQ 917)} behind. */
    private void numbers(ImapRow row) {
        for (long uid = row.readLong(); uid > 0; uid = row.readLong()) {
            if (count == uids.length) uids = Arrays.copyOf(uids, count * 2);
            uids[count++] = uid;
        }
    }

    /** {@code ESEARCH (TAG "a") UID ALL 1:5,7}; without ALL when nothing was found. */
    private void extended(ImapRow row) {
        if (!row.isAtEnd() && row.next() == '(') row.skipValue();
        while (!row.isAtEnd()) {
            String name = row.word();
            if (name.equals("ALL")) ranges = UidSet.parse(row.word());
            else if (!name.equals("UID")) row.skipValue();
        }
    }

    UidSet uids() {
        return count == 0 ? ranges : UidSet.of(Arrays.copyOf(uids, count));
    }
}
