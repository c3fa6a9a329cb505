/**
 * What survives a restart, behind one interface: the Index of each folder, what each device has of it, and what devices
 * told of themselves.
 *
 * <p>In: work, as a function of {@link org.mailspan.store.Reads} or {@link org.mailspan.store.Writes}, through
 * {@link org.mailspan.store.Store}. Out: its result, or the very exception it threw, after its commit or its undoing.
 * Rows are records; message content is never among them (law 3).
 *
 * <p>What people decided lies in a file of its own, decisions.db, behind {@link org.mailspan.store.Decisions}.
 *
 * <p>Decisions:
 * <ul>
 *   <li>SQLite in one file, cache.db, of mode 0600, used by one process. Write-ahead log, synchronous=FULL: what a
 *       write returned is on disk, for a sync key that a device holds and the store forgot costs a full reload.
 *   <li>One thread writes: a commit waits for the disk, and JNI would hold the carrier of a virtual thread for so long, so
 *       callers hand their work over and park. Writers who wait at the same time share a commit; a SAVEPOINT around
 *       each keeps one that throws from undoing the others. If the commit itself fails, all fail.
 *   <li>Who reads does so on his own thread, on one of three connections. A reading is a fraction of a millisecond from
 *       the page cache, mere computing to its carrier; handed over to a thread of the store it cost two changes
 *       of threads, each behind all else that waits for a core: an eighth of the CPU of a first sync, and half of the time
 *       that an answer took (2026-11). It also kept, for each held Ping, the stack that it had parked with.
 *   <li>Transactions are begun and ended by statements of ours. The driver's setAutoCommit(false) with IMMEDIATE begins
 *       the next one right after each commit and holds the write lock while idle.
 *   <li>Work must not call the store again (refused: it would wait for itself), and must not keep its Reads or Writes.
 *       Work in which a statement failed is undone even if it swallowed the exception.
 *   <li>Every question rests on an index, which the statement names where SQLite could choose. No sort, no temporary
 *       table; a test reads the query plans.
 *   <li>Many of the host's ids are looked up one by one: 4 microseconds each. One query over a JSON array takes half of
 *       that, and would need JSON written here; who has a whole folder to compare reads it by eachLiving.
 *   <li>The highest key of a folder is kept by itself: purging gone rows or dropping an Index must not let a key, a
 *       part of a ServerId, be given again (law 4).
 *   <li>Where a device moved an item is remembered by itself, not in the row of what left: that row is purged once no state
 *       needs it.
 *   <li>What makes a draft itself (a digest of its Message-ID) is kept apart from its row, for drafts alone.
 *   <li>By what an item is known again is a row beside its own: three numbers, noted once, when a device is told of it.
 *   <li>To which conversation an item belongs is a row beside its own: most folders never need it, and it is learned later
 *       than the item.
 *   <li>Times are kept in milliseconds.
 *   <li>Migrations are numbered scripts that Flyway applies (0.8 MB without further libraries, about 0.3 s at a
 *       start, 30 ms once its classes are warm; so it is asked only where a script is missing, and an ordinary
 *       start does without): the part of it that decides over people's data in a later issue should not be
 *       ours. A file of a newer program is refused with the remedy, never changed.
 *   <li>A file that is damaged when opened is moved aside ({@code cache.db.damaged-<time>}) and a new one begun. Damage
 *       met later leaves the mark {@code cache.db.suspect}: at the next start the whole file is checked, which would
 *       take too long at each, and renewed if need be. A full disk or a missing permission is not damage.
 *   <li>decisions.db is written by two processes, the one that serves and the command line. Whoever serves looks twice a
 *       second at PRAGMA data_version, which costs some microseconds and no disk; followers then run on the one reading
 *       connection, on which reads run too, so that what a read put into memory is never older than what a follower took
 *       out.
 *       A damaged one is refused, not begun anew: nobody could load again what it held.
 *   <li>Another process may read cache.db ({@link org.mailspan.store.CachedDevices}), and none but the one that serves
 *       writes it.
 *   <li>Memory is given back at rest ({@link org.mailspan.store.Store#rest}, and the same of the decisions): SQLite keeps
 *       pages and statements for next time, up to megabytes for each connection. It is done by whoever knows that a busy
 *       time is over, not by the store: reading connections once those who read are done, the writing one in its turn
 *       among the writes. What is needed again is read and prepared again; a failure is not told, since nothing was asked
 *       for.
 * </ul>
 *
 * <p>Imports: protocol
 */
@NullMarked
package org.mailspan.store;

import org.jspecify.annotations.NullMarked;
