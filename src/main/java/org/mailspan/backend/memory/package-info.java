/**
 * The whole SPI in maps: for tests of everything above, and as a second implementation that keeps the SPI honest.
 *
 * <p>{@link org.mailspan.backend.memory.Mailbox} is the host: raw messages in folders, as another client would see and
 * change them. {@link org.mailspan.backend.memory.MemoryBackend} is our side of it. Several backends may work on one
 * mailbox, as two processes would; {@link org.mailspan.backend.memory.MemoryConnector} lets them in by password.
 *
 * <p>It behaves like a good IMAP host where that can be seen from above: UIDs are never given twice, a folder made anew
 * has another UIDVALIDITY, messages that somebody flagged {@code \Deleted} are hidden, a watch tells of our own changes
 * too. {@link org.mailspan.backend.memory.MemoryBackend.Tells} makes it as poor in finding changes as hosts are. The id
 * of an item holds the UIDVALIDITY, so that an old id can never hit another message; nobody above may take it for a
 * UID.
 *
 * <p>Listeners of a watch are called by the thread that changes the mailbox, before it goes on: tests need not wait.
 * The lock of a mailbox guards its maps only; {@link org.mailspan.backend.memory.Faults} and listeners run outside of
 * it.
 *
 * <p>Imports: backend, item, format, protocol
 */
@NullMarked
package org.mailspan.backend.memory;

import org.jspecify.annotations.NullMarked;
