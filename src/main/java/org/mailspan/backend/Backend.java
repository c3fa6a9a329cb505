package org.mailspan.backend;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.mailspan.format.Outgoing;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.Item;

/**
 * One account at one host, shared by all of its devices and by all threads. What every host can do is here; what only
 * some can are the optional interfaces {@link Moves}, {@link Sends}, {@link Parts}, {@link Watches}, asked for with
 * {@code instanceof}. Folders are named by {@link Folder#remote()}, items by {@link Entry#remote()}.
 */
public interface Backend extends AutoCloseable {
    Account account();

    /** All folders, parents before children. */
    List<Folder> folders() throws BackendException;

    /**
     * What changed in a folder since {@code token}; the empty token asks for everything. Costs one round trip when
     * nothing changed.
     */
    Delta changes(String folder, String token) throws BackendException;

    /**
     * Reads items and hands each to {@code sink} as it is converted, in any order, from the calling thread. Entries that
     * are gone at the host are left out. An item that cannot be converted arrives as a stub with the original attached,
     * never as an exception (law 5).
     */
    void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException;

    /**
     * Lays {@code patch} (for mail: Read, Flag, the answered and forwarded marks) over each item.
     *
     * @return the entries with their new stamps; an item that is gone is left out
     */
    List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException;

    /** Deletes exactly these items for good (law 2). Those that are gone already count as done. */
    void delete(String folder, List<Entry> entries) throws BackendException;

    @Override
    void close();

    /** What of an item is wanted. */
    sealed interface Want {
        /**
         * Every field, and the body as the device likes it.
         *
         * @param collection the folder's CollectionId, by which attachments are named ({@code FileReference})
         */
        record Whole(long collection, BodyOptions body) implements Want {}

        /** Only what can change in an item that the device has; for mail it follows from the stamp and costs nothing. */
        record Changed() implements Want {}
    }

    /** One item that was read. {@code octets} is about what it takes on the wire. */
    record Reading(Entry entry, Item item, long octets) {}

    /** Hosts that move. */
    interface Moves {
        /**
         * @return for each moved item the entry that it left and the one that it became; items that were gone are left
         *     out. Where the host does not tell the new id, it is searched for.
         */
        List<Moved> move(String folder, List<Entry> entries, String toFolder) throws BackendException;

        record Moved(Entry from, Entry to) {}
    }

    /** Hosts through which mail leaves. */
    interface Sends {
        /** Returns after the submission server took the message (law 1) and a copy is filed where that was asked for. */
        void send(Outgoing mail) throws BackendException;
    }

    /** Hosts whose items have parts that can be fetched alone: attachments, the whole message. */
    interface Parts {
        /** @param section an IMAP section, {@code 2.1}; empty for the whole message */
        Content part(String folder, Entry entry, String section) throws BackendException;
    }

    /** Hosts that can tell when to look. */
    interface Watches {
        /** Watches until the result is closed; reports loss and recovery, retries by itself. Returns at once. */
        Watch watch(Consumer<Signal> listener);
    }

    /** A running watch. {@link #interest} names the folders that somebody waits for: those are watched if not all can be. */
    interface Watch extends AutoCloseable {
        void interest(Set<String> folders);

        @Override
        void close();
    }

    /** Why to look. A signal carries no content: what changed is always computed by {@link #changes}. */
    sealed interface Signal {
        /** Something new arrived. */
        record Arrived(String folder) implements Signal {}

        /** Flags changed, or something went away. */
        record Changed(String folder) implements Signal {}

        /** Folders came or went. */
        record HierarchyChanged() implements Signal {}

        /** Events may have been missed (connected anew): look at every folder. */
        record Unsure() implements Signal {}
    }
}
