package org.mailspan.backend.imap;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the host can, as it said after login, in upper case; CONDSTORE and QRESYNC only where they are really on.
 *
 * @param qresync ENABLE QRESYNC was answered by ENABLED QRESYNC (iCloud advertises it and does not, 2026-11)
 */
record Capabilities(Set<String> names, boolean qresync) {
    Capabilities {
        names = Set.copyOf(names);
    }

    static Capabilities of(Set<String> names, boolean qresync) {
        var upper = new TreeSet<String>();
        for (String name : names) upper.add(name.toUpperCase(Locale.ROOT));
        return new Capabilities(upper, qresync);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** Never judged by a HIGHESTMODSEQ in an answer: Yahoo sends one without the capability (2026-11). */
    boolean condstore() {
        return qresync || has("CONDSTORE");
    }

    boolean uidPlus() {
        return has("UIDPLUS");
    }

    boolean gmail() {
        return has("X-GM-EXT-1");
    }
}
