package org.mailspan.backend.imap;

import java.util.List;
import org.mailspan.backend.Entry;

/**
 * What {@link Entry#remote()} says of a message: its UID, and the UIDVALIDITY under which it is that. Kept together, so
 * that an id from before a folder was made anew hits nothing, also after a restart (law 2).
 */
record MailId(long uidValidity, long uid) {
    /** Digits of what always fits a long; both numbers have 32 bits. */
    private static final int LONGEST = 18;

    static MailId of(Entry entry) {
        return of(entry.remote());
    }

    static MailId of(String remote) {
        int dot = remote.indexOf('.');
        return new MailId(number(remote, 0, dot), number(remote, dot + 1, remote.length()));
    }

    /** As Long.parseLong, which is several times slower: this is asked for each message again and again. */
    private static long number(String text, int from, int to) {
        if (from >= to || to - from > LONGEST) throw new NumberFormatException("no id of a message: " + text);
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) throw new NumberFormatException("no id of a message: " + text);
            number = number * 10 + digit;
        }
        return number;
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
