package org.mailspan.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says what really is in a mailbox, and does to it what another client would do. For one thread. */
public interface Witness extends AutoCloseable {
    /** A message to be put into a folder; flags as in IMAP: {@code \Seen}. */
    record Letter(byte[] octets, Set<String> flags, Instant date) {}

    void create(String folder);

    void rename(String folder, String name);

    void remove(String folder);

    long append(String folder, byte[] octets, Set<String> flags, Instant date);

    default long append(String folder, byte[] octets, String... flags) {
        return append(folder, octets, Set.of(flags), Instant.now());
    }

    /** Many at once. */
    default List<Long> appendAll(String folder, Iterable<Letter> letters) {
        var uids = new ArrayList<Long>();
        letters.forEach(letter -> uids.add(append(folder, letter.octets(), letter.flags(), letter.date())));
        return uids;
    }

    /** Ascending; messages marked {@code \Deleted} are among them. */
    List<Long> uids(String folder);

    long uidValidity(String folder);

    /** Flags and keywords, sorted, without {@code \Recent}, which is about the session rather than the message. */
    Set<String> flags(String folder, long uid);

    /** INTERNALDATE. */
    Instant date(String folder, long uid);

    /** The message as the host has it. */
    byte[] fetch(String folder, long uid);

    /** @param change {@code +FLAGS} or {@code -FLAGS} */
    void store(String folder, long uid, String change, String... flags);

    /** Marks one message and expunges it alone. */
    void expunge(String folder, long uid);

    /** @return the UID in the other folder */
    long move(String folder, long uid, String to);

    @Override
    void close();
}
