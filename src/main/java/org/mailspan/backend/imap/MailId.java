package org.mailspan.backend.imap;

import java.util.List;
import org.mailspan.backend.Entry;

/**
 * What {@link Entry#remote()} says of a message: its UID, and the UIDVALIDITY under which it is that. Kept together, so
 * that an id from before a folder was made anew hits nothing, also after a restart (law 2).
 */
record MailId(long uidValidity, long uid) {
    static MailId of(Entry entry) {
        return of(entry.remote());
    }

    static MailId of(String remote) {
        int dot = remote.indexOf('.');
        return new MailId(Long.parseLong(remote, 0, dot, 10), Long.parseLong(remote, dot + 1, remote.length(), 10));
    }

    /** Those of {@code entries} that can be in a folder of this UIDVALIDITY. */
    static List<Entry> under(long uidValidity, List<Entry> entries) {
        String beginning = uidValidity + ".";
        return entries.stream()
                .filter(entry -> entry.remote().startsWith(beginning))
                .toList();
    }

    @Override
    public String toString() {
        return uidValidity + "." + uid;
    }
}
