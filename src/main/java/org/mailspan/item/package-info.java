/**
 * Items as EAS describes them: a sparse set of typed fields per class, in the shape of 16.1.
 *
 * <p>In: ApplicationData and Options of requests, as elements. Out: ApplicationData for answers. A class of items is a
 * {@link org.mailspan.item.FieldTable}; to add an element to a class, add a line to its table.
 *
 * <p>Decisions:
 * <ul>
 *   <li>What a client sent and is not of its element's type never becomes a field: {@code ApplicationData.read} names
 *       it, and the command answers Status 6 (MS-ASEMAIL_R643, R757). Elements that are not in the table are named too,
 *       and ignored: 16.x clients send some that no table has.
 *   <li>An answer is made once, for 16.1. Elements newer than the client's version fall away by {@code Field.since};
 *       what differs inside an element is a named step of {@link org.mailspan.item.Shapes}. Nothing else asks for the
 *       version.
 *   <li>A container whose children differ by version is an item of its own ({@link org.mailspan.item.MeetingRequest}),
 *       and {@code Shapes} treats it as one.
 *   <li>An empty container is left out, as several clients stumble over one (quirk B8). Flag is the exception: empty,
 *       it says "not flagged" (MS-ASEMAIL_R437), and a phone learns of a cleared flag by nothing else.
 *   <li>What clients of 16.x write of a draft differs from what they read: a body is octets, attachments are files to be
 *       added and references to be deleted. {@link org.mailspan.item.DraftFields} is the table for that; what clients send
 *       of any mail is read by it.
 * </ul>
 *
 * <p>Imports: wbxml, protocol
 */
@NullMarked
package org.mailspan.item;

import org.jspecify.annotations.NullMarked;
