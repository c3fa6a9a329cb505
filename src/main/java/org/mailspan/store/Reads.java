package org.mailspan.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Questions to the store, all answered from one snapshot. Costs are by index, never by folder size, unless said. */
public interface Reads {
    /** Folders of an account, gone ones too, by id. */
    List<FolderRow> folders(String account);

    Optional<FolderRow> folder(String account, long id);

    /** What is known of an account's folders beside their names; there need not be a row for each. */
    List<IdentityRow> identities(String account);

    /** What the Index of a folder stands at; {@link IndexHead#EMPTY} before its first refresh. */
    IndexHead head(long folder);

    Optional<ItemRow> item(long folder, long key);

    /** Living rows by the host's id, for those of {@code remotes} that there are. */
    Map<String, ItemRow> itemsByRemote(long folder, Collection<String> remotes);

    /** Every living row; costs by folder size. */
    void eachLiving(long folder, Consumer<ItemRow> action);

    /** By what items of a folder are known again, by key; of rows that are gone too. Costs by how many are known. */
    Map<Long, LikenessRow> likenesses(long folder);

    /** When a folder was last counted against the host; empty for never. */
    Optional<Instant> audited(long folder);

    /** The highest key ever given in a folder, gone rows included; 0 for none. */
    long highestKey(long folder);

    /** Rows, gone ones too, that stand after {@code after} in the order of {@link Mark}. */
    List<ItemRow> changedAfter(long folder, Mark after, int limit);

    /** Living rows first seen after {@code after}, in the order of their {@link ItemRow#seen} marks, which never change. */
    List<ItemRow> addedAfter(long folder, Mark after, int limit);

    /** Living rows from the oldest to the newest: from {@code from} (inclusive) to below {@code below} (exclusive). */
    List<ItemRow> upFrom(long folder, Place from, Place below, int limit);

    /** Living rows from the newest to the oldest: below {@code below} (exclusive), not below {@code downTo} (inclusive). */
    List<ItemRow> downFrom(long folder, Place below, Place downTo, int limit);

    /** How many {@link #downFrom} would give without a limit, counted no further than {@code most}. */
    int count(long folder, Place below, Place downTo, int most);

    Optional<StateRow> state(String account, String device, long collection, Slot slot);

    /** The lowest base version over all states of a collection, {@code Long.MAX_VALUE} for none. */
    long lowestBaseVersion(String account, long collection);

    Optional<DeviceRow> device(String account, String device);

    List<DeviceRow> devices(String account);

    /** Of all accounts. */
    List<DeviceRow> devices();

    /** A document that was kept for a device under a name, as it was put. */
    Optional<byte[]> document(String account, String device, String name);

    /** Where a device moved an item of a folder, as a ServerId is made: the folder's id and the item's key. */
    Optional<MovedRow> moved(String account, String device, long folder, long key);

    /** What was last done with items between two keys, both included; by key. */
    Map<Long, VerbRow> verbs(long folder, long first, long last);

    /** Flags of items between two keys, both included, as documents; by key. */
    Map<Long, byte[]> followUps(long folder, long first, long last);

    /** To which conversation an item belongs, in 32 hexadecimal digits; empty while that is not known. */
    Optional<String> conversation(long folder, long key);

    /** Living rows of a conversation, as far as it is known. Costs by its size. */
    List<ItemRow> itemsOfConversation(long folder, String conversation);

    /** What became known of a folder's conversations after the batch {@code learned}, of rows that are gone too. */
    List<MemberRow> learnedAfter(long folder, long learned, int limit);

    /** {@link LearnedRow#NOTHING} for a folder of which nobody asked. */
    LearnedRow learned(long folder);

    List<MoveAlwaysRow> movesAlways(String account);

    /** Whether a message of a conversation, received then, was moved because its conversation always is. */
    boolean isFiled(String account, String conversation, long date);

    /** Keys of the drafts of a folder that this identity was put for, the lowest first, of rows that are gone too. */
    List<Long> drafts(long folder, String identity);

    /** Living rows of a folder for which no identity was put. Costs by folder size. */
    List<ItemRow> unknownDrafts(long folder);

    /** When a mail with this ClientId was sent for the device. */
    Optional<Instant> sent(String account, String device, String clientId);
}
