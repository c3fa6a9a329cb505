/**
 * What devices and the bridge say to each other, written down in the form of the dialogues of the tests, so that what
 * went wrong at a user's can become a test: {@code MAILSPAN_LOG=trace}.
 *
 * <p>In: requests and answers as elements, from {@code http}. Out: one text for each exchange, to whoever asked for it
 * ({@link org.mailspan.trace.Trace}). Off, it costs one look at an empty list for each request.
 *
 * <h2>Form</h2>
 *
 * <p>A comment that says when, who and how long, then {@code > POST} with the parameters and the document, then
 * {@code <} with the status and the document:
 *
 * <pre>
 * # 2026-11-21T12:00:00.123Z anna@example.org TestPhone/1.0, 12 ms
 * &gt; POST Ping device=phone1 version=16.1
 * ...
 * &lt; 200
 * ...
 * </pre>
 *
 * <p>An exchange is written when it is answered, so that those of several devices do not mix: a held Ping stands where
 * it ended.
 *
 * <h2>To make a test of it</h2>
 *
 * <p>Copy the blocks of one device, from its FolderSync with key 0 on, put lines before them that make the mailbox as it
 * was, and between them what happened at the host. Decisions that this rests on:
 *
 * <ul>
 *   <li>What another bridge would name otherwise is a placeholder that holds the name: keys as {@code {key 3-1a2b}},
 *       ids as {@code {folder 5}:{item 5.17}}, once an answer has given them out. An id that the trace did not see
 *       given stays as it is: a test of that needs the line that gives it.
 *   <li>A brace that a reader would take for the beginning of a placeholder is {@code {{}}.
 *   <li>What is long is cut: in an answer with {@code {*}} for the rest, in a request with a comment, since something
 *       has to be sent. Octets in parts beside a document, and those of an attachment, are {@code {*}} always.
 *   <li>One element, one line, whatever its text: a line that mail could write into a log would be a forged one.
 *   <li>Elements of no known tag are left out of requests, with a comment: no reader could send them.
 * </ul>
 *
 * <h2>Privacy</h2>
 *
 * <p>A trace holds mail. It is therefore nothing that a level lets through by the way but an act: for one device by
 * {@code mailspan trace}, which says what it will hold, for a day at most ({@link org.mailspan.trace.Trace#order}, into a
 * file of its own that nobody else can read); or for all by {@code MAILSPAN_LOG=trace}, for the first hour of a process
 * ({@link org.mailspan.trace.Trace#begin}). What logs somebody in is never in
 * it: HTTP headers are no part of it, and elements that hold passwords say {@code hidden}.
 *
 * <p>Imports: command, backend, protocol, wbxml
 */
@NullMarked
package org.mailspan.trace;

import org.jspecify.annotations.NullMarked;
