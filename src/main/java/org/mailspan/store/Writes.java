package org.mailspan.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What one transaction can do; it sees its own changes. */
public interface Writes extends Reads {
    /** Adds a folder and returns it with its id, which is never given twice. {@code row.id()} is ignored. */
    FolderRow addFolder(FolderRow row);

    void putFolder(FolderRow row);

    void putIdentity(IdentityRow row);

    void putHead(long folder, IndexHead head);

    /** Inserts or replaces rows by (folder, key). */
    void putItems(List<ItemRow> rows);

    /** Notes by what items are known again; what was noted before stays. */
    void noteLikenesses(long folder, List<LikenessRow> rows);

    /** Replaces what was noted before. */
    void putLikenesses(long folder, List<LikenessRow> rows);

    void putAudited(long folder, Instant when);

    /** Removes gone rows whose version is at most {@code version}: no state refers to them any more. */
    void purgeGone(long folder, long version);

    /** Removes all rows, the head and all device states of a folder that is gone from the host. */
    void dropIndex(long folder);

    void putState(StateRow row, Slot slot);

    void removeState(String account, String device, long collection, Slot slot);

    void putDevice(DeviceRow row);

    void putDocument(String account, String device, String name, byte[] document);

    void removeDocument(String account, String device, String name);

    void putMoved(MovedRow row);

    void putVerb(VerbRow row);

    /** @param flag as a document; empty to forget the one before */
    void putFollowUp(long folder, long key, byte[] flag);

    /** What was noted of an item, and by what it is known again, holds for another one too: it was moved. */
    void carryNotes(long folder, long key, long toFolder, long toKey);

    /** @param conversations by key, in 32 hexadecimal digits */
    void putConversations(long folder, Map<Long, String> conversations, long learned);

    void putLearned(long folder, LearnedRow row);

    /** A later one for the same conversation replaces the earlier. */
    void putMoveAlways(MoveAlwaysRow row);

    /** @param date when the message was received, in seconds since 1970 */
    void putFiled(String account, String conversation, long date);

    /** Forgets what was filed of messages received before {@code when}. */
    void purgeFiled(Instant when);

    /** @param identity empty for a draft that nothing tells from others */
    void putDraft(long folder, long key, String identity);

    void putSent(String account, String device, String clientId, Instant when);

    /**
     * Forgets devices that were not seen since {@code notSeenSince}, with their states: Outlook for Windows takes a new
     * DeviceId at each start (quirk A19), and a state that nobody will use keeps gone rows from being purged.
     */
    void forgetDevices(Instant notSeenSince);

    /** Forgets a device with its states and all that hangs on it. */
    void forgetDevice(String account, String device);

    /** Forgets what a device has of all collections: it loads them anew. */
    void removeStates(String account, String device);

    /** Forgets moves before {@code when}. */
    void purgeMoved(Instant when);

    /** Forgets what was done with items before {@code when}. */
    void purgeVerbs(Instant when);

    /** Forgets ClientIds sent before {@code when}. */
    void purgeSent(Instant when);
}
