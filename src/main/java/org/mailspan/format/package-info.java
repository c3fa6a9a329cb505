/**
 * Internet formats to items and back: pure functions without I/O, so that every backend and every test uses the same.
 *
 * <p>In: the structure of a message ({@link org.mailspan.format.MimePart}, as BODYSTRUCTURE tells it or as
 * {@link org.mailspan.format.MimeTree} reads it from octets), its raw header, its flags, and encoded sections. Out: the
 * item ({@link org.mailspan.format.Mime}), the sections that it needs, what a Change does to flags
 * ({@link org.mailspan.format.MailFlags}), and a client's message ready for submission
 * ({@link org.mailspan.format.Compose}), completed with the one that it answers or forwards
 * ({@link org.mailspan.format.Enclosing}): as pieces, so that what streams from the host is named and not read. A draft
 * as a client wants it is written the same way ({@link org.mailspan.format.DraftMail}). Of an
 * invitation also the meeting ({@link org.mailspan.format.Invitation}), and the answer to it
 * ({@link org.mailspan.format.ITip}).
 *
 * <p>Decisions:
 * <ul>
 *   <li>Nothing throws for any input. What cannot be converted is a stub with the original attached (law 5); depth,
 *       number of parts, octets of a body and the tags of HTML that are parsed are bounded; time and memory are linear in
 *       the octets. {@code HostileMailTest} holds that. Regular expressions only where a match has a length that is
 *       bounded: a repeated group is a stack that overflows.
 *   <li>Parsers are our own. Headers are read from octets, not from ENVELOPE or Angus: octets that are not ASCII,
 *       encoded words that cut characters in two and addresses that fit no grammar arrive daily, and one parser serves
 *       all hosts.
 *   <li>The body is of the type in which the message is stored, if the device takes it; plain text is made of HTML, and
 *       HTML of plain text, only where the device takes nothing else (MS-ASAIRS_R241). HTML passes unparsed.
 *   <li>Prefixes are asked for so long that a cut body has the full length that was asked for (quirk F4), in few
 *       distinct lengths, so that many messages are fetched at once.
 *   <li>A body stays octets ({@link org.mailspan.wbxml.Utf8Text}) from the section that was fetched to the writer: octets
 *       that are UTF-8 already are looked through once, those of a charset with one octet a character go through a table.
 *       Decoded, measured, cut, cleaned and encoded as strings, the same text cost 44 % of a first sync (2026-11).
 *       Only what must be understood (HTML as plain text, previews, format=flowed) becomes a string.
 *   <li>MIME as a string is byte-true for 7-bit and UTF-8 messages; {@code CarriedMime} tells about the others.
 *       More than 1 MiB of it is not read into an item: its body says that it is still at the host, and who makes the
 *       answer reads it past memory ({@link org.mailspan.format.CarriedMail}, the same rules for octets that go by).
 *   <li>DateReceived is the Date of the header while that is possible, else the host's time: so other mail programs
 *       sort.
 *   <li>A declared charset is believed unless the octets contradict it: sound UTF-8 declared as ISO-8859-1, octets
 *       that their charset does not have. Raw octets in a header are UTF-8 if they can be, else in the charset of the
 *       body, and are decoded before commas and brackets are looked for. UTF-7 is read here, since the JDK has none.
 *   <li>TNEF is unpacked into parts that the message would have without it ({@code Winmail}), so that bodies and
 *       attachments need not know of it. Read here: the one Java library with a usable licence, Apache POI, is 5 MB
 *       beside what it needs itself, for a format of two tables. A message, a picture of an object or an appointment in
 *       it is a file. Where the text is there only as RTF, the HTML or the text that it was made of is taken out of it
 *       again ({@code Rtf}); else its words are shown, and it is a file, too, for its looks. Read here as well: of the
 *       libraries, Swing's reader loses what was wrapped, Tika is large, and the one that unwraps HTML (rtf-to-html) has
 *       just been written anew and states no bounds. What is above 8 MB, or cut, stays winmail.dat.
 *   <li>InternetCPID is always 65001, since text always goes out as UTF-8 and a client must not decode it again.
 *   <li>In a reply or forward the client's parts stay octet for octet, but for the texts below which the original's are
 *       quoted. Attachments of the original are decoded and encoded anew in base64, under a header that is written anew
 *       too: no host's odd encoding travels on, and the octets of each file are the same. Messages are the exception.
 *   <li>A draft that a client changes is its header with the fields that the client sent laid over it, and its body octet for
 *       octet where neither text nor attachments are touched. Else the body is put together anew: the text from the
 *       client, or as it was, HTML always with plain text beside it; pictures with the HTML; files. A MIME from the client
 *       is the whole message; files that it lacks are kept only if the client keeps account of attachments beside it.
 *   <li>To, Cc and Bcc are one list: a change that names one of them empties those that it leaves out (MS-ASCMD_R879), lest
 *       somebody get a mail whom its writer took out. Of other fields nothing is inferred from absence: a client that
 *       sends only what changed must not lose its subject.
 *   <li>What an attachment of a draft is called in a FileReference stays when the draft is written anew and sections shift
 *       ({@link org.mailspan.format.PartNames}): a parameter of its Content-Type tells. It is taken off a mail that leaves.
 *   <li>A forwarded invitation stays one: its calendar is a form of the text that the client wrote, not a file, since
 *       Outlook, Gmail and Apple Mail offer an answer only then. Its organizer and guests stay as they are
 *       (MS-ASCMD_R7487).
 *   <li>A conversation's id is made of the first message id of References, so it needs no table, and who answers whom
 *       decides, not the subject. A program that answers an answer with In-Reply-To alone begins another: to join them
 *       would take a table, and an id that changes after it was told. A Thread-Index is written into what is answered and
 *       forwarded here, so that the ConversationIndex of the answer begins with the original's.
 *   <li>iCalendar: the lines are read here ({@code CalendarReader} tells why), rules of recurrence by ical4j and only
 *       read, never run; answers are written by ical4j. Zones are those of java.time or rules made of the VTIMEZONE:
 *       ical4j's own would stay in the process for ever. A calendar that cannot be read is an attachment of a mail like
 *       others. No class of all that is loaded before a message has a text/calendar part.
 *   <li>Times of a calendar without a zone, all-day meetings above all, are taken for those of the server's zone.
 * </ul>
 *
 * <p>Imports: wbxml, protocol, item
 */
@NullMarked
package org.mailspan.format;

import org.jspecify.annotations.NullMarked;
