package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Which UID became which: collects the COPYUID codes of MOVE and COPY (RFC 4315 3), untagged or tagged. */
final class CopyUid {
    private final Map<Long, MailId> became = new HashMap<>();

    void row(ImapRow row) {
        if (!row.isOK()) return;
        String[] words = row.code().split(" ");
        if (words.length != 4 || !words[0].toUpperCase(Locale.ROOT).equals("COPYUID")) return;
        try {
            long uidValidity = Long.parseLong(words[1]);
            long[] from = UidSet.inOrder(words[2]);
            long[] to = UidSet.inOrder(words[3]);
            for (int i = 0; i < Math.min(from.length, to.length); i++)
                became.put(from[i], new MailId(uidValidity, to[i]));
        } catch (NumberFormatException nonsense) {
            // then they are searched for
        }
    }

    /** Empty also when no message was left to move. */
    Map<Long, MailId> became() {
        return became;
    }
}
