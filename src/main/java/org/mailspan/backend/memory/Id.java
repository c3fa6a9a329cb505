package org.mailspan.backend.memory;

import java.util.regex.Pattern;
import org.mailspan.backend.Entry;

/** Where an item lies: its remote id is {@code UIDVALIDITY.UID}. */
record Id(long uidValidity, long uid) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

    /** Of a text that no backend of this kind made: an item that is nowhere. */
    static final Id NOWHERE = new Id(-1, -1);

    static Id of(Entry entry) {
        return of(entry.remote());
    }

    static Id of(String text) {
        var m = FORM.matcher(text);
        return m.matches() ? new Id(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))) : NOWHERE;
    }

    @Override
    public String toString() {
        return uidValidity + "." + uid;
    }
}
