package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.backend.imap.Told.CONDSTORE;
import static org.mailspan.backend.imap.Told.DATE;
import static org.mailspan.backend.imap.Told.QRESYNC;
import static org.mailspan.backend.imap.Told.SECONDS;
import static org.mailspan.backend.imap.Told.STATUS;
import static org.mailspan.backend.imap.Told.entry;
import static org.mailspan.backend.imap.Told.row;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.iap.Argument;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Likeness;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;

/** What is asked, and that no more is asked than need be. */
final class ImapChangesTest {
    @Test
    void theEmptyTokenListsAllButWhatIsMarkedDeleted() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 3, 90)
                    .on(
                            "UID FETCH 1:* (UID FLAGS INTERNALDATE)",
                            row(1, "\\Seen"),
                            row(2, "\\Deleted"),
                            row(3, "$NotJunk $Forwarded"),
                            "$ OK done");
            var full = assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", ""));
            assertEquals(List.of(entry(1, "S"), entry(3, "W")), full.items());
            assertEquals("7", full.generation());
            assertEquals("7 90 10 3", full.token());
        }
    }

    @Test
    void whereNothingChangedOneStatusIsAll() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 3 UIDNEXT 10 UIDVALIDITY 7 HIGHESTMODSEQ 90)", "$ OK done");
            var none = assertInstanceOf(Delta.Incremental.class, host.backend().changes("INBOX", "7 90 10 3"));
            assertEquals(new Delta.Incremental(List.of(), List.of(), "7 90 10 3"), none);
        }
    }

    /** STATUS of the open folder may tell how it was when it was opened. */
    @Test
    void anOpenFolderIsAskedByNoopAndOnlyWhatItTellsIsLookedAt() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 0, 90)
                    .on("NOOP", "$ OK nothing")
                    .on(
                            "NOOP",
                            "* 5 FETCH (UID 5 MODSEQ (91) FLAGS (\\Seen))",
                            "* VANISHED 2:3",
                            "* OK [HIGHESTMODSEQ 93] Highest",
                            "* 1 EXISTS",
                            "* 1 RECENT",
                            "$ OK something")
                    .on(
                            "UID FETCH 5,10:4294967295 (UID FLAGS INTERNALDATE)",
                            row(5, "\\Seen"),
                            row(12, ""),
                            "$ OK done")
                    .on("NOOP", "$ OK nothing")
                    .on("NOOP", "* VANISHED 12", "* OK [HIGHESTMODSEQ 94] Highest", "$ OK something");
            var backend = host.backend();
            String token = backend.changes("INBOX", "").token();
            assertEquals(token, backend.changes("INBOX", token).token());
            var some = assertInstanceOf(Delta.Incremental.class, backend.changes("INBOX", token));
            assertEquals(
                    new Delta.Incremental(List.of(entry(5, "S"), entry(12, "")), List.of("7.2", "7.3"), "7 93 13 1"),
                    some);
            assertEquals(some.token(), backend.changes("INBOX", some.token()).token());
            var last = backend.changes("INBOX", some.token());
            assertEquals(new Delta.Incremental(List.of(), List.of("7.12"), "7 94 13 0"), last);
        }
    }

    /** What another command's answer told besides is news too, and so is a flag that differs from what was known. */
    @Test
    void newsFromOtherCommandsIsNotLost() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 0, 90)
                    .on("UID STORE 4 +FLAGS (\\Seen)", "* 4 FETCH (UID 4 MODSEQ (95) FLAGS (\\Seen))", "$ OK")
                    .on("NOOP", "$ OK nothing new")
                    .on("UID FETCH 4 (UID FLAGS INTERNALDATE)", row(4, "\\Seen"), "* VANISHED 7", "$ OK")
                    .on("NOOP", "$ OK nothing new");
            var backend = host.backend();
            String token = backend.changes("INBOX", "").token();
            Item read = Item.builder().with(EmailFields.Read, true).build();
            assertEquals(List.of(entry(4, "S")), backend.change("INBOX", read, List.of(entry(4, ""))));
            var own = assertInstanceOf(Delta.Incremental.class, backend.changes("INBOX", token));
            assertEquals(new Delta.Incremental(List.of(entry(4, "S")), List.of(), "7 95 10 0"), own);
            var meanwhile = assertInstanceOf(Delta.Incremental.class, backend.changes("INBOX", own.token()));
            assertEquals(List.of("7.7"), meanwhile.removed());
        }
    }

    /** A host may tell of anything before it says "go on" to a literal, and of nothing twice. */
    @Test
    void newsThatComesBeforeALiteralIsNotLost() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .beforeLiterals("* VANISHED 3", "* OK [HIGHESTMODSEQ 91] Highest")
                    .select("INBOX", 7, 10, 1, 90)
                    .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(3, ""), "$ OK done")
                    .on("UID SEARCH SUBJECT {2}\r\n\u00c3\u00a9", "* SEARCH", "$ OK done")
                    .on("NOOP", "$ OK nothing new");
            ImapConnection connection = host.connect();
            String token = ImapChanges.changes(connection, "INBOX", "").token();
            SearchRows.found(
                    connection, new Argument().writeAtom("SUBJECT").writeString("\u00e9", StandardCharsets.UTF_8));
            assertEquals(
                    new Delta.Incremental(List.of(), List.of("7.3"), "7 91 10 0"),
                    ImapChanges.changes(connection, "INBOX", token));
        }
    }

    @Test
    void whereTheNewsCannotBeFollowedTheFolderIsOpenedAnew() throws Exception {
        for (String news : List.of(
                "* 3 EXPUNGE",
                "* 3 FETCH (FLAGS (\\Seen))",
                "* VANISHED 1:900000",
                "* VANISHED oh",
                "* NO the folder is in trouble")) {
            try (var host = new FakeImap()) {
                host.connection(QRESYNC)
                        .select("INBOX", 7, 10, 0, 90)
                        .on("NOOP", news, "$ OK")
                        .select("INBOX", 7, 10, 0, 91)
                        .on(
                                "UID FETCH 1:9 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90 VANISHED)",
                                row(5, ""),
                                "$ OK done");
                var backend = host.backend();
                var delta = assertInstanceOf(
                        Delta.Incremental.class,
                        backend.changes("INBOX", backend.changes("INBOX", "").token()));
                assertEquals(List.of(entry(5, "")), delta.changed(), news);
            }
        }
    }

    @Test
    void newsThatCouldNotBeLookedIntoIsNotForgotten() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 0, 90)
                    .on("NOOP", "* 5 FETCH (UID 5 MODSEQ (91) FLAGS ())", "$ OK")
                    .on("UID FETCH 5 (UID FLAGS INTERNALDATE)", "$ NO [NOPERM] not now")
                    .select("INBOX", 7, 10, 0, 91)
                    .on("UID FETCH 1:9 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90 VANISHED)", row(5, ""), "$ OK done");
            var backend = host.backend();
            String token = backend.changes("INBOX", "").token();
            assertThrows(BackendException.class, () -> backend.changes("INBOX", token));
            var delta = assertInstanceOf(Delta.Incremental.class, backend.changes("INBOX", token));
            assertEquals(List.of(entry(5, "")), delta.changed());
        }
    }

    /** A token that is older than what this connection knows asks for more than it can tell. */
    @Test
    void anOlderTokenIsAnsweredByTheHost() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .select("INBOX", 7, 10, 0, 90)
                    .on("NOOP", "* 5 FETCH (UID 5 MODSEQ (91) FLAGS ())", "$ OK")
                    .select("INBOX", 7, 10, 0, 91)
                    .on("UID FETCH 1:9 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 80 VANISHED)", row(5, ""), "$ OK done");
            var backend = host.backend();
            backend.changes("INBOX", "");
            assertEquals("7 91 10 0", backend.changes("INBOX", "7 80 10 0").token());
        }
    }

    @Test
    void qresyncTellsWhatWentAndWhatIsMarkedHasGoneToo() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 4 UIDNEXT 12 UIDVALIDITY 7 HIGHESTMODSEQ 95)", "$ OK done")
                    .select("INBOX", 7, 12, 4, 95)
                    .on(
                            "UID FETCH 1:11 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90 VANISHED)",
                            "* VANISHED (EARLIER) 2,5:6,11:4294967295",
                            row(3, "\\Deleted \\Seen"),
                            row(4, "\\Flagged"),
                            "$ OK done");
            var delta = assertInstanceOf(Delta.Incremental.class, host.backend().changes("INBOX", "7 90 10 6"));
            assertEquals(List.of(entry(4, "F")), delta.changed());
            assertEquals(List.of("7.3", "7.2", "7.5", "7.6", "7.11"), delta.removed());
            assertEquals("7 95 12 4", delta.token());
        }
    }

    @Test
    void aHostThatForgotTheDetailsIsAskedForWhatIsLeft() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .on(
                            STATUS,
                            "* STATUS INBOX (MESSAGES 2 UIDNEXT 900000 UIDVALIDITY 7 HIGHESTMODSEQ 95)",
                            "$ OK done")
                    .select("INBOX", 7, 900_000, 2, 95)
                    .on(
                            "UID FETCH 1:899999 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90 VANISHED)",
                            "* VANISHED (EARLIER) 1:899990",
                            "$ OK done")
                    .on("UID SEARCH UNDELETED", "* SEARCH 899991 899992", "$ OK done");
            var delta = assertInstanceOf(Delta.Remaining.class, host.backend().changes("INBOX", "7 90 800000 2"));
            assertTrue(delta.present().test("7.899991"));
            assertFalse(delta.present().test("7.899990"));
        }
    }

    @Test
    void condstoreListsTheUidsWhenSomeMayBeGone() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(CONDSTORE)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 3 UIDNEXT 11 UIDVALIDITY 7 HIGHESTMODSEQ 95)", "$ OK done")
                    .select("INBOX (CONDSTORE)", 7, 11, 3, 95)
                    .on("UID FETCH 1:10 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90)", row(10, ""), "$ OK done")
                    .on("UID SEARCH RETURN (ALL) UNDELETED", "* ESEARCH (TAG \"x\") UID ALL 1,9:10", "$ OK done");
            var delta = assertInstanceOf(Delta.Remaining.class, host.backend().changes("INBOX", "7 90 10 3"));
            assertEquals(List.of(entry(10, "")), delta.changed());
            for (String there : List.of("7.1", "7.9", "7.10"))
                assertTrue(delta.present().test(there));
            for (String gone : List.of("7.2", "7.8", "7.11", "8.1"))
                assertFalse(delta.present().test(gone));
        }
    }

    @Test
    void condstoreListsNothingWhereTheSumsAgree() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(CONDSTORE)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 5 UIDNEXT 12 UIDVALIDITY 7 HIGHESTMODSEQ 95)", "$ OK done")
                    .select("INBOX (CONDSTORE)", 7, 12, 5, 95)
                    .on(
                            "UID FETCH 1:11 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90)",
                            row(2, "\\Deleted"),
                            row(10, ""),
                            row(11, "\\Deleted"),
                            "$ OK done");
            var delta = assertInstanceOf(Delta.Incremental.class, host.backend().changes("INBOX", "7 90 10 3"));
            assertEquals(List.of(entry(10, "")), delta.changed());
            assertEquals(List.of("7.2", "7.11"), delta.removed());
        }
    }

    @Test
    void anotherUidValidityIsAnotherFolder() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC)
                    .on(STATUS, "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 8 HIGHESTMODSEQ 3)", "$ OK done")
                    .select("INBOX", 8, 2, 1, 3)
                    .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(1, ""), "$ OK done");
            var full = assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", "7 90 10 3"));
            assertEquals("8", full.generation());
        }
    }

    /** A restored backup: UIDs are given again, or sequences begin anew. */
    @Test
    void aFolderThatWentBackInTimeIsListedWholeAndItsIdsAreInDoubt() throws Exception {
        for (String now : List.of("9 95", "12 89")) {
            int uidNext = Integer.parseInt(now.split(" ")[0]);
            int modSeq = Integer.parseInt(now.split(" ")[1]);
            try (var host = new FakeImap()) {
                host.connection(QRESYNC)
                        .on(
                                STATUS,
                                "* STATUS INBOX (MESSAGES 1 UIDNEXT " + uidNext + " UIDVALIDITY 7 HIGHESTMODSEQ "
                                        + modSeq + ")",
                                "$ OK done")
                        .select("INBOX", 7, uidNext, 1, modSeq)
                        .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(8, ""), "$ OK done");
                var full = assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", "7 90 10 3"));
                assertEquals(List.of(entry(8, "")), full.items());
                assertEquals("", full.generation());
                assertEquals("7 " + modSeq + " " + uidNext + " 1", full.token());
            }
        }
    }

    @Test
    void messagesAreKnownByTheHostsOwnIdWhereItHasOne() throws Exception {
        try (var host = new FakeImap()) {
            host.connection(QRESYNC + " OBJECTID")
                    .select("INBOX", 7, 10, 1, 90)
                    .on(
                            "UID FETCH 8 (UID INTERNALDATE RFC822.SIZE EMAILID BODY.PEEK[HEADER.FIELDS"
                                    + " (MESSAGE-ID)]<0.4096>)",
                            "* 1 FETCH (UID 8 " + DATE + " RFC822.SIZE 77 EMAILID (M6d99ac3275bb4e)"
                                    + " BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-ID: <8@x>\")",
                            "$ OK done");
            var told = ((Backend.Likenesses) host.backend()).likenesses("INBOX", List.of(entry(8, "")));
            assertEquals(Map.of("7.8", Likeness.of("M6d99ac3275bb4e", "<8@x>", SECONDS, 77)), told);
        }
    }

    @Test
    void gmailHasAnIdOfItsOwnForEachMessage() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("CONDSTORE UIDPLUS X-GM-EXT-1")
                    .select("INBOX (CONDSTORE)", 7, 10, 1, 90)
                    .on(
                            "UID FETCH 8 (UID INTERNALDATE RFC822.SIZE X-GM-MSGID BODY.PEEK[HEADER.FIELDS"
                                    + " (MESSAGE-ID)]<0.4096>)",
                            "* 1 FETCH (X-GM-MSGID 1278455344230334865 UID 8 " + DATE + " RFC822.SIZE 77"
                                    + " BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-ID: <8@x>\")",
                            "$ OK done");
            var told = ((Backend.Likenesses) host.backend()).likenesses("INBOX", List.of(entry(8, "")));
            assertEquals(Map.of("7.8", Likeness.of("1278455344230334865", "<8@x>", SECONDS, 77)), told);
        }
    }

    @Test
    void namesOfFoldersStayOneArgument() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("\"a\\\" b\\\\ (c) %*\"", 7, 1, 0, 0)
                    .select("\"NIL\"", 7, 1, 0, 0)
                    .select("\"\"", 7, 1, 0, 0)
                    .select("Entw&APw-rfe&-&AAkACgAN-x&AAo-1", 7, 1, 0, 0);
            var backend = host.backend();
            for (String name : List.of("a\" b\\ (c) %*", "NIL", "", "Entwürfe&\t\n\rx\n1")) backend.changes(name, "");
        }
    }

    @Test
    void aHostThatWantsUtf8GetsUtf8() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE UTF8=ACCEPT LITERAL+")
                    .select("\"Entw\u00c3\u00bcrfe\"", 7, 1, 0, 0)
                    .select("{8+}\r\na\r\nb \"c\"", 7, 1, 0, 0);
            var backend = host.backend();
            backend.changes("Entwürfe", "");
            backend.changes("a\r\nb \"c\"", "");
        }
    }
}
