package org.mailspan.backend.imap;

import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** Deletes messages for good: those that were named and no other (law 2). May be done twice. */
final class ImapExpunge {
    private static final String MARK = "+FLAGS.SILENT (\\Deleted)";
    private static final String LIFT = "-FLAGS.SILENT (\\Deleted)";
    private static final int TRIES = 5;

    private ImapExpunge() {}

    static void delete(ImapConnection connection, String folder, UidSet uids) throws BackendException {
        Selected opened = connection.open(folder, uids.last());
        opened.checkWritable();
        if (connection.capabilities().uidPlus()) exactly(connection, uids);
        else connection.alone().run(() -> carefully(connection, uids, true));
    }

    /**
     * Expunges those of these that are still marked {@code \\Deleted}: it sets no mark itself, since one may have been
     * lifted since they were listed. Without UIDPLUS all marked ones go, which is what is wanted.
     */
    static void marked(ImapConnection connection, UidSet uids) throws BackendException {
        if (!connection.capabilities().uidPlus()) connection.run("EXPUNGE", row -> {});
        else for (String set : uids.texts()) connection.run("UID EXPUNGE " + set, row -> {});
    }

    /** Expunges those of these that are still marked, and no other marked one (law 2). */
    static void stillMarked(ImapConnection connection, UidSet uids) throws BackendException {
        if (connection.capabilities().uidPlus()) marked(connection, uids);
        else connection.alone().run(() -> carefully(connection, uids, false));
    }

    private static void exactly(ImapConnection connection, UidSet uids) throws BackendException {
        try {
            connection.store(uids, MARK, row -> {});
            for (String set : uids.texts()) connection.run("UID EXPUNGE " + set, row -> {});
        } catch (BackendException e) {
            // who may mark but not expunge (RFC 4314), or not all, must not leave messages that look deleted
            lift(connection, uids);
            throw e;
        }
    }

    /**
     * Without UIDPLUS there is only EXPUNGE, which takes whatever is marked. So the marks of others are lifted first and
     * set again afterwards, also when something goes wrong between. A mark that somebody sets in the moment between
     * the last look and EXPUNGE cannot be told apart; the loop keeps that moment to one round trip. Two connections of ours
     * at it at once would lift each other's marks, and set them again after both had expunged nothing; so only one is.
     *
     * @param mark false if they are marked already
     */
    private static void carefully(ImapConnection connection, UidSet uids, boolean mark) throws BackendException {
        UidSet others = SearchRows.found(connection, "DELETED").minus(uids);
        UidSet lifted = UidSet.EMPTY;
        UidSet ours = mark ? uids : UidSet.EMPTY;
        try {
            if (mark) connection.store(uids, MARK, row -> {});
            for (int tries = 0; !others.isEmpty(); tries++) {
                if (tries == TRIES) throw new BackendException(Kind.UNAVAILABLE, "others keep marking messages");
                lifted = lifted.plus(others);
                connection.store(others, LIFT, row -> {});
                others = SearchRows.found(connection, "DELETED").minus(uids);
            }
            connection.run("EXPUNGE", row -> {});
            ours = UidSet.EMPTY;
        } finally {
            // what was refused is told as still there: it must not go with the next EXPUNGE of anybody
            lift(connection, ours);
            if (!lifted.isEmpty() && !connection.broken()) connection.store(lifted, MARK, row -> {});
        }
    }

    /** As far as the host lets us: why the deletion failed is told, not this. */
    private static void lift(ImapConnection connection, UidSet uids) {
        if (uids.isEmpty() || connection.broken()) return;
        try {
            connection.store(uids, LIFT, row -> {});
        } catch (BackendException refused) {
            // the next look shows what became of them
        }
    }
}
