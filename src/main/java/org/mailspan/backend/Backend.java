package org.mailspan.backend;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mailspan.format.MailOctets;
import org.mailspan.format.MessageData;
import org.mailspan.format.Outgoing;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.Item;

/**
 * One account at one host, shared by all of its devices and by all threads. What every host can do is here; what only
 * some can are the optional interfaces {@link Moves}, {@link Sends}, {@link Parts}, {@link Drafts}, {@link Folders}, {@link Searches},
 * {@link Watches}, {@link Glances}, {@link Conversations}, {@link Likenesses},
 * {@link Audits}, {@link OutOfOffice}, asked for with {@code instanceof}. Folders are named by
 * {@link Folder#remote()}, items by {@link Entry#remote()}.
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
     * are gone at the host are left out. What can change in an item is told as the entry's stamp says, though the host may
     * know better by now: a flag that is set, read, and taken again between two refreshes would else stay on the device.
     * An item that cannot be converted arrives as a stub with the original attached,
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

    /**
     * One item that was read.
     *
     * @param octets about what it takes on the wire
     * @param likeness as {@link Likenesses} tells it, where it was known without asking
     */
    record Reading(Entry entry, Item item, long octets, Likeness likeness) {
        public Reading(Entry entry, Item item, long octets) {
            this(entry, item, octets, Likeness.NONE);
        }
    }

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

        /** What the message is, before anything of its bodies is read; flags and date as the entry has them. */
        MessageData structure(String folder, Entry entry) throws BackendException;
    }

    /** Hosts where a message can be laid into a folder, as one is that its user still writes. */
    interface Drafts {
        /**
         * Files a message as a draft. It may be written twice from its beginning, but is filed once.
         *
         * @param stamp its flags, see {@link org.mailspan.format.MailFlags}
         * @param mark as in its header; no other message has it
         * @return as {@link #changes} will tell it
         */
        Entry file(String folder, MailOctets draft, String stamp, String mark) throws BackendException;

        /**
         * A draft that is there.
         *
         * @param mark its mark, or the beginning of it
         */
        Optional<Entry> marked(String folder, String mark) throws BackendException;

        /** The Message-ID of each of these, by {@link Entry#remote()}; those that have none are left out. */
        Map<String, String> messageIds(String folder, List<Entry> entries) throws BackendException;
    }

    /** Hosts whose folders can be made, renamed, moved and deleted. */
    interface Folders {
        /**
         * Makes a folder for mail.
         *
         * @param parent the {@code remote} of the folder above, empty at the top
         * @param name what a person wants to see; the host may make another name of it
         * @throws BackendException NOT_ALLOWED where no folder can be, REFUSED for what is no name
         */
        Placed create(String parent, String name) throws BackendException;

        /**
         * Gives a folder another name or another place, with all that is in it and below it. Nothing is done where it
         * is there already.
         *
         * @throws BackendException as {@link #create}; FOLDER_GONE when there is no such folder
         */
        Placed rename(String folder, String parent, String name) throws BackendException;

        /**
         * Deletes a folder with the messages in it. Folders below it stay: who wants them gone deletes them before, or a
         * mere node is left above them.
         *
         * @throws BackendException NOT_ALLOWED for one that has to stay; FOLDER_GONE when there is no such folder
         */
        void remove(String folder) throws BackendException;

        /** Those of the folders that {@link #remove} refuses: who deletes many asks before the first one goes. */
        Set<String> permanent(Collection<String> folders) throws BackendException;

        /**
         * What tells these folders from all others beside their names. Those of which the host cannot tell, or only at
         * too high a price, are left out.
         */
        Map<String, Identity> identities(Collection<String> folders) throws BackendException;

        /** Where a folder came to lie. */
        sealed interface Placed {
            /** @param remote the host's name of it */
            record At(String remote) implements Placed {}

            /** Another folder has that name: {@code remote}. */
            record Taken(String remote) implements Placed {}

            /** There is no such folder above. */
            record NoParent() implements Placed {}
        }

        /**
         * What stays when a folder is renamed.
         *
         * @param generation as in {@link Delta.Full}; it need not differ between folders
         * @param mailbox the host's own id, which no other folder ever has (RFC 8474); empty where it has none
         */
        record Identity(String generation, String mailbox) {}
    }

    /** Hosts that search for themselves. */
    interface Searches {
        /**
         * Searches folders one after the other, in the order in which they are named. A folder that is gone, or that the
         * account may not open, is passed over. What was found when the time is up is the answer.
         *
         * @param most hits that are wanted
         */
        Found search(List<String> folders, Query query, int most, Duration patience) throws BackendException;

        /** Folders of what nobody wants: searched only where they are named. */
        Set<String> junk() throws BackendException;

        /**
         * What a search came to.
         *
         * @param newest by the time of arrival, the newest first
         * @param total how many there are, wanted or not
         * @param complete false if the time was up before all folders were searched
         */
        record Found(List<Hit> newest, long total, boolean complete) {
            public Found {
                newest = List.copyOf(newest);
            }
        }

        record Hit(String folder, Entry entry) {
            public static final Comparator<Hit> NEWEST_FIRST = Comparator.comparingLong((Hit hit) -> hit.entry.date())
                    .thenComparingLong(hit -> hit.entry.key())
                    .reversed();
        }
    }

    /** Hosts that tell to which conversations messages belong, without reading the messages. */
    interface Conversations {
        /**
         * The conversation of each item, named as {@code format.Conversation} does, by {@link Entry#remote()}; items that
         * are known to be gone are left out, and those that the host does not give away.
         */
        Map<String, String> conversations(String folder, List<Entry> entries) throws BackendException;
    }

    /** Hosts whose messages can be known again when their ids are others: a new UIDVALIDITY, another host, a restored backup. */
    interface Likenesses {
        /** Of each item, by {@link Entry#remote()}; those that are gone or that the host does not give away are left out. */
        Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException;

        /**
         * Whether ids still mean what they did when {@link Delta#token} was told, as far as can be told without a round
         * trip that work in this folder would not need anyway.
         */
        boolean stands(String folder, String token) throws BackendException;
    }

    /** Hosts that can be counted against, for less than a listing costs. */
    interface Audits {
        /** What a folder holds now, as {@link #changes} would tell it. */
        Census census(String folder) throws BackendException;

        /**
         * @param count how many there are
         * @param present whether an item is there, by {@link Entry#remote()}
         */
        record Census(long count, Predicate<String> present) {}
    }

    /** Hosts that tell of many folders at once whether there is anything to look at. */
    interface Glances {
        /**
         * Which of these folders stand as their tokens say, at a moment after the call: {@link #changes} with that token
         * would have told nothing. Costs one round trip for any number of folders. A folder that is left out may have
         * changed, be gone, or be one of which the host cannot tell; none is named in which something happened.
         *
         * @param tokens by folder
         */
        Set<String> unchanged(Map<String, String> tokens) throws BackendException;

        /**
         * For hosts that cannot tell of flags: in which of these folders no item came and none went since their tokens.
         * Costs as much as {@link #unchanged}, and nothing where that tells all there is to tell.
         */
        default Set<String> settled(Map<String, String> tokens) throws BackendException {
            return Set.of();
        }
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

    /** Hosts that may answer senders while the user is away. Whether they do for this user is known only when asked. */
    interface OutOfOffice {
        /** Without replies where the user can set none. */
        Absence absence() throws BackendException;

        /**
         * Replaces all of it; it is told again as it was set, until it is over or somebody else changes it.
         *
         * @throws BackendException TOO_LARGE or REFUSED for a text that the host does not take, NOT_ALLOWED where the
         *     account may not have one
         */
        void setAbsence(Absence absence) throws BackendException;
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
