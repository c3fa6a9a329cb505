package org.mailspan.store;

import java.util.List;

/**
 * What one device has of one collection; small whatever the folder's size. The device has an item exactly when its place
 * is not below {@code cutoff} and: for one seen at or before {@code start}, its place is not below {@code cursor}; for
 * one seen later, it was seen at or before {@code added}. It has besides what {@code conversationMode} keeps.
 *
 * @param collection the folder's id; 0 for the folder hierarchy itself
 * @param base changes of items that the device has were sent up to here; {@link Mark#NONE} before the first answer
 * @param added new items were sent up to here, by their {@link ItemRow#seen} marks: these never move, so that an item
 *     that changes while it waits for its window is not missed
 * @param start where {@code added} stood when the cursor began to run
 * @param cursor how far down a first sync (or a widened filter) has come; {@link Place#BOTTOM} when it is through
 * @param cutoff the age filter's edge
 * @param filterType MS-ASCMD 2.2.3.68.2
 * @param own changes that the device itself made and must not get back
 * @param owed items to be told as they are, at most one entry for each; one that the device lacks counts as not there
 * @param conversationMode what it has of conversations that its filter cuts through
 * @param options the last Options elements as a WBXML document, empty for none (MS-ASCMD 2.2.3.125.5)
 */
public record StateRow(
        String account,
        String device,
        long collection,
        String syncKey,
        Mark base,
        Mark added,
        Mark start,
        Place cursor,
        Place cutoff,
        int filterType,
        List<Mark> own,
        List<Owed> owed,
        ConversationMode conversationMode,
        byte[] options) {
    public StateRow {
        own = List.copyOf(own);
        owed = List.copyOf(owed);
    }
}
