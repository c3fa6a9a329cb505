package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.mailspan.backend.imap.Told.CONDSTORE;
import static org.mailspan.backend.imap.Told.DATE;
import static org.mailspan.backend.imap.Told.QRESYNC;
import static org.mailspan.backend.imap.Told.SECONDS;
import static org.mailspan.backend.imap.Told.STATUS;
import static org.mailspan.backend.imap.Told.entry;
import static org.mailspan.backend.imap.Told.row;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Folder;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;

/** What a host tells in the midst of a listing without having been asked (RFC 3501 7). */
final class ListingTest {
    /** Dovecot tells at the end of a long listing what others changed meanwhile, without dates (2.3.19). */
    @Test
    void aMessageThatChangesWhileItIsListedIsThereOnceWithTheLastWord() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 3, 90)
                    .on(
                            "UID FETCH 1:* (UID FLAGS INTERNALDATE)",
                            row(1, ""),
                            row(2, ""),
                            row(3, "\\Deleted"),
                            "* 1 FETCH (UID 1 MODSEQ (91) FLAGS (\\Seen))",
                            "* 2 FETCH (UID 2 MODSEQ (92) FLAGS (\\Deleted))",
                            "$ OK done");
            var full = assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", ""));
            assertEquals(List.of(entry(1, "S")), full.items());
            assertEquals("7 90 10 3", full.token(), "it is seen again");
        }
    }

    /** Who may mark need not be let to expunge: mail of that folder comes all the same. */
    @Test
    void aFolderInWhichNothingMayBeExpungedIsListed() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 2, 90)
                    .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(1, ""), row(2, "\\Deleted"), "$ OK done")
                    .on("UID EXPUNGE 2", "$ NO [NOPERM] not you");
            var backend = host.backend(host.settings().withPhantoms(Phantoms.EXPUNGE), new Events());
            var full = assertInstanceOf(Delta.Full.class, backend.changes("INBOX", ""));
            assertEquals(List.of(entry(1, "")), full.items());
        }
    }

    /** Without its date a marked message would count as one of 1970, and be removed with the old ones. */
    @Test
    void aMarkedMessageThatChangesWhileOneLooksIsAsOldAsItIs() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 2, 0)
                    .on("UID SEARCH DELETED", "* SEARCH 2", "$ OK")
                    .on(
                            "UID FETCH 2 (UID INTERNALDATE RFC822.SIZE)",
                            "* 2 FETCH (UID 2 RFC822.SIZE 5 " + DATE + ")",
                            "* 2 FETCH (UID 2 FLAGS (\\Deleted \\Seen))",
                            "$ OK");
            try (var purge = PhantomPurge.at(host.settings(), new Credentials("u", "pw"))) {
                var found = purge.look(new Folder("INBOX", "", "Inbox", FolderType.Inbox, true), false);
                var phantom = new PhantomPurge.Phantom(2, Instant.ofEpochSecond(SECONDS), 5, "");
                assertEquals(List.of(phantom), found.phantoms());
            }
        }
    }

    /** Without one it would count as mail of 1970, which no phone asks for. */
    @Test
    void ofAMessageThatAHostTellsUnaskedTheDateIsAskedFor() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(CONDSTORE)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 4 UIDNEXT 11 UIDVALIDITY 7 HIGHESTMODSEQ 95)", "$ OK done")
                    .select("INBOX (CONDSTORE)", 7, 11, 4, 95)
                    .on(
                            "UID FETCH 1:10 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90)",
                            row(10, ""),
                            "* 5 EXISTS",
                            "* 5 FETCH (UID 11 MODSEQ (97) FLAGS (\\Flagged))",
                            "* 2 FETCH (UID 2 MODSEQ (98) FLAGS (\\Seen))",
                            "$ OK done")
                    .on("UID FETCH 2,11 (UID FLAGS INTERNALDATE)", row(2, "\\Seen"), row(11, ""), "$ OK done")
                    .on("UID SEARCH RETURN (ALL) UNDELETED", "* ESEARCH (TAG \"x\") UID ALL 1:2,9:11", "$ OK done");
            var delta = assertInstanceOf(Delta.Remaining.class, host.backend().changes("INBOX", "7 90 10 3"));
            assertEquals(List.of(entry(10, ""), entry(11, ""), entry(2, "S")), delta.changed());
        }
    }
}
