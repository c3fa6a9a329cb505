/**
 * WBXML: bytes to a tree of elements and back, and the names of all tags. Knows tokens, not meaning.
 *
 * <p>In: {@link org.mailspan.wbxml.WbxmlReader} takes a request's bytes and {@link org.mailspan.wbxml.Limits}, and
 * gives one {@link org.mailspan.wbxml.Element} or a {@link org.mailspan.wbxml.WbxmlException} (an answer of 400).
 * Out: {@link org.mailspan.wbxml.WbxmlWriter} writes a whole tree, or a long answer piece by piece while its items
 * are fetched. Between them commands read with {@code sync.all(Collections, Collection)}, {@code text(SyncKey)},
 * {@code flag(GetChanges)} and build with {@code Element.of(Status, 1)}.
 *
 * <p>Tags. One enum per code page, named and spelled as in MS-ASWBXML 2.1.2.1, so that {@code AirSync.SyncKey} in
 * code is AirSync:SyncKey in the documents. No name there is anything but a Java identifier, and none stands twice in
 * a page. Page 3 (AirNotify) has no tags left, so there is no enum for it; its tokens, those of protocol 2.5 only,
 * and unknown pages become {@link org.mailspan.wbxml.Tag.Unknown} and keep their content. Unknown tags are never
 * written: AOSP and jsas refuse pages that they do not know.
 *
 * <p>Reader. No recursion, one pass, nothing allocated on the word of a length field. Decisions:
 *
 * <ul>
 *   <li>What EAS does not use (ENTITY, LITERAL, EXT, PI, STR_T, attributes, other charsets) is refused: a request
 *       that was half understood must not be acted on.
 *   <li>Versions 1.1 to 1.3, any public identifier and a string table are taken: old encoders write them, and they
 *       change nothing. The table is skipped, since only STR_T and LITERAL could point into it.
 *   <li>Zero bytes after the root are padding; anything else means that sender and reader disagree where the document
 *       ends, and is refused.
 *   <li>Invalid UTF-8 becomes U+FFFD: refusing would block a folder because of one subject. OPAQUE stays as it came.
 *   <li>{@code <A></A>} and {@code <A/>} are the same tree, and adjacent strings are one: clients differ in both.
 * </ul>
 *
 * <p>Writer. Page switches only where the page changes, one STR_I per element (AOSP takes no second one), no string
 * table. Text that XML 1.0 cannot carry is cleaned here and nowhere else; clean ASCII is copied straight into the
 * buffer, and {@link org.mailspan.wbxml.Utf8Text}, which is clean already, as it is. Long
 * text (base64 of an attachment, a whole message) is a {@link org.mailspan.wbxml.StreamedText}, which stays where it
 * lies until the writer hands it on; an inline string ends with a NUL, so it needs no length on the wire, but a source
 * that gives another one than it told breaks the document off. Which values are OPAQUE is the caller's choice:
 * most clients take it for ConversationId and ConversationIndex only.
 *
 * <p>As text. {@link org.mailspan.wbxml.Xml} prints a tree for people, and whole for logs that can be played again,
 * which {@link org.mailspan.wbxml.XmlReader} reads. Nothing is cut in that form: octets are base64, and characters that an
 * editor or a terminal would take for something else are references. {@code logged} is that with one line for each
 * element, for texts of strangers in a log.
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.wbxml;

import org.jspecify.annotations.NullMarked;
