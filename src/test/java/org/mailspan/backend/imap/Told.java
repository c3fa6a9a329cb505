package org.mailspan.backend.imap;

import org.mailspan.backend.Entry;

/** What hosts of the scripts tell of a folder of UIDVALIDITY 7 and its messages, all of one date. */
final class Told {
    static final String QRESYNC = "ENABLE CONDSTORE QRESYNC UIDPLUS";
    static final String CONDSTORE = "CONDSTORE UIDPLUS ESEARCH";
    static final String STATUS = "STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)";
    static final String DATE = "INTERNALDATE \"21-Nov-2026 00:00:00 +0000\"";
    static final long SECONDS = 1795219200L;

    private Told() {}

    static String row(int uid, String flags) {
        return "* " + uid + " FETCH (UID " + uid + " FLAGS (" + flags + ") " + DATE + ")";
    }

    static Entry entry(long uid, String stamp) {
        return new Entry("7." + uid, uid, stamp, SECONDS);
    }
}
