package org.mailspan.backend;

import java.util.List;
import java.util.function.Predicate;

/** What a folder holds, told against a token. {@link #token()} is what to ask with next time. */
public sealed interface Delta {
    String token();

    /** The host knows what changed and what went: QRESYNC, CalDAV sync-collection. Unknown ids in {@code removed} are no error. */
    record Incremental(List<Entry> changed, List<String> removed, String token) implements Delta {}

    /** The host knows what changed, and which ids are there now: CONDSTORE with a UID list. */
    record Remaining(List<Entry> changed, Predicate<String> present, String token) implements Delta {}

    /**
     * Everything that is there now.
     *
     * @param generation UIDVALIDITY for mail: when it differs from the last one, equal ids are not the same items. Empty
     *     where they need not be although it is the same: the host went back in time (a restored backup)
     */
    record Full(List<Entry> items, String generation, String token) implements Delta {}
}
