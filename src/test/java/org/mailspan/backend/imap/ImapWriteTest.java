package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;

/** Deletes, moves and flags, command by command. */
final class ImapWriteTest {
    private static final Item READ = Item.builder().with(EmailFields.Read, true).build();

    private static Entry entry(long uid) {
        return new Entry("7." + uid, uid, "", 1000 + uid);
    }

    private static List<Entry> entries(long... uids) {
        return java.util.stream.LongStream.of(uids)
                .mapToObj(ImapWriteTest::entry)
                .toList();
    }

    private static Backend.Moves moves(Backend backend) {
        return (Backend.Moves) backend;
    }

    @Test
    void deleteExpungesByUid() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID STORE 2:3,5 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2:3,5", "* 2 EXPUNGE", "$ OK");
            host.backend().delete("INBOX", entries(5, 2, 3));
        }
    }

    @Test
    void whereExpungeIsForbiddenNothingStaysMarked() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "$ NO [NOPERM] no")
                    .on("UID STORE 2 -FLAGS.SILENT (\\Deleted)", "$ OK");
            var backend = host.backend();
            var refused = assertThrows(BackendException.class, () -> backend.delete("INBOX", entries(2)));
            assertEquals(Kind.NOT_ALLOWED, refused.kind());
        }
    }

    @Test
    void withoutUidPlusTheMarksOfOthersAreLiftedAndSetAgain() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH DELETED", "* SEARCH 1 2 4", "$ OK")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID STORE 1,4 -FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID SEARCH DELETED", "* SEARCH 2", "$ OK")
                    .on("EXPUNGE", "* 2 EXPUNGE", "$ OK")
                    .on("UID STORE 1,4 +FLAGS.SILENT (\\Deleted)", "$ OK");
            host.backend().delete("INBOX", entries(2));
        }
    }

    @Test
    void aMarkThatComesInBetweenIsLiftedToo() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH DELETED", "* SEARCH 1", "$ OK")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID STORE 1 -FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID SEARCH DELETED", "* SEARCH 2 5", "$ OK")
                    .on("UID STORE 5 -FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID SEARCH DELETED", "* SEARCH 2", "$ OK")
                    .on("EXPUNGE", "$ NO [INUSE] busy")
                    .on("UID STORE 2 -FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID STORE 1,5 +FLAGS.SILENT (\\Deleted)", "$ OK");
            var backend = host.backend();
            assertThrows(BackendException.class, () -> backend.delete("INBOX", entries(2)));
        }
    }

    /** What a phone was told is still there must not go with the next EXPUNGE of anybody (law 1). */
    @Test
    void whereOthersKeepMarkingNothingOfOursStaysMarked() throws Exception {
        try (var host = new FakeImap()) {
            var script = host.connection("")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH DELETED", "* SEARCH 1", "$ OK")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK");
            for (int tries = 0; tries < 5; tries++)
                script.on("UID STORE 1 -FLAGS.SILENT (\\Deleted)", "$ OK")
                        .on("UID SEARCH DELETED", "* SEARCH 1 2", "$ OK");
            script.on("UID STORE 2 -FLAGS.SILENT (\\Deleted)", "$ NO not now")
                    .on("UID STORE 1 +FLAGS.SILENT (\\Deleted)", "$ OK");
            var backend = host.backend();
            var refused = assertThrows(BackendException.class, () -> backend.delete("INBOX", entries(2)));
            assertEquals(Kind.UNAVAILABLE, refused.kind());
        }
    }

    @Test
    void aReadOnlyFolderIsNotWrittenTo() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS MOVE")
                    .on("SELECT INBOX", "* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 9] x", "$ OK [READ-ONLY] x")
                    .on("NOOP", "$ OK");
            var backend = host.backend();
            assertEquals(
                    Kind.NOT_ALLOWED,
                    assertThrows(BackendException.class, () -> backend.delete("INBOX", entries(2)))
                            .kind());
            assertEquals(
                    Kind.NOT_ALLOWED,
                    assertThrows(BackendException.class, () -> moves(backend).move("INBOX", entries(2), "x"))
                            .kind());
            assertEquals(
                    Kind.NOT_ALLOWED,
                    assertThrows(BackendException.class, () -> backend.change("INBOX", READ, entries(2)))
                            .kind());
        }
    }

    private static final String WHAT = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";
    private static final String TRASH = "STATUS Trash (UIDVALIDITY UIDNEXT MESSAGES)";

    /** What a message is, by which it is found again. */
    private static String row(long uid, String messageId) {
        return row(uid, messageId, "21-Nov-2026 00:00:00 +0000", 5);
    }

    private static String row(long uid, String messageId, String date, long size) {
        return "* " + uid + " FETCH (UID " + uid + " INTERNALDATE \"" + date + "\" RFC822.SIZE " + size
                + " BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-ID: <" + messageId + ">\")";
    }

    private static List<String> ids(List<Moved> moved) {
        return moved.stream()
                .map(m -> m.from().remote() + ">" + m.to().remote())
                .toList();
    }

    /** What is prepared before a first move to a folder, when the host has not shown yet that it tells the new ids. */
    private static FakeImap.Script prepared(FakeImap.Script script, String uids, String... rows) {
        var answers = new java.util.ArrayList<>(List.of(rows));
        answers.add("$ OK");
        return script.on(TRASH, "* STATUS Trash (UIDVALIDITY 9 UIDNEXT 70 MESSAGES 3)", "$ OK")
                .on("UID FETCH " + uids + " " + WHAT, answers.toArray(String[]::new));
    }

    @Test
    void moveTakesTheNewIdsFromTheAnswer() throws Exception {
        try (var host = new FakeImap()) {
            prepared(
                            host.connection("UIDPLUS MOVE").select("INBOX", 7, 10, 5, 0),
                            "2,4:5",
                            row(2, "2"),
                            row(4, "4"),
                            row(5, "5"))
                    .on(
                            "UID MOVE 2,4:5 Trash",
                            "* OK [COPYUID 9 5,2 71,70] moved",
                            "* 2 EXPUNGE",
                            "* 3 EXPUNGE",
                            "$ OK")
                    .on("NOOP", "$ OK")
                    .on("UID MOVE 6 Trash", "* OK [COPYUID 9 6 72] moved", "$ OK");
            var moves = moves(host.backend());
            assertEquals(
                    List.of(
                            new Moved(entry(2), new Entry("9.70", 70, "", 1002)),
                            new Moved(entry(5), new Entry("9.71", 71, "", 1005))),
                    moves.move("INBOX", entries(2, 4, 5), "Trash"));
            assertEquals(List.of("7.6>9.72"), ids(moves.move("INBOX", entries(6), "Trash")), "without preparation");
        }
    }

    @Test
    void aMoveWithoutNewIdsInTheAnswerFindsThem() throws Exception {
        try (var host = new FakeImap()) {
            prepared(host.connection("UIDPLUS MOVE").select("INBOX", 7, 10, 5, 0), "2", row(2, "a"))
                    .on("UID MOVE 2 Trash", "* 2 EXPUNGE", "$ OK moved")
                    .select("Trash", 9, 72, 5, 0)
                    .on("UID FETCH 70:71 " + WHAT, row(70, "other"), row(71, "a"), "$ OK");
            assertEquals(List.of("7.2>9.71"), ids(moves(host.backend()).move("INBOX", entries(2), "Trash")));
        }
    }

    /** It says UIDPLUS, and leaves out COPYUID (UIDNOTSTICKY, or a fault): the copy must not stay beside the original. */
    @Test
    void aCopyWithoutNewIdsInTheAnswerIsFoundAndTheOriginalDeleted() throws Exception {
        try (var host = new FakeImap()) {
            prepared(
                            host.connection("UIDPLUS").on("NOOP", "$ OK").select("INBOX", 7, 10, 5, 0),
                            "2,4",
                            row(2, "a"),
                            row(4, "b"))
                    .on("UID COPY 2,4 Trash", "$ OK copied")
                    .select("Trash", 9, 72, 5, 0)
                    .on("UID FETCH 70:71 " + WHAT, row(70, "b", "22-Nov-2026 00:00:00 +0000", 5), row(71, "a"), "$ OK")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID STORE 2,4 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2,4", "$ OK");
            assertEquals(
                    List.of("7.2>9.71", "7.4>9.70"),
                    ids(moves(host.backend()).move("INBOX", entries(2, 4), "Trash")),
                    "4 got another date on the way");
        }
    }

    @Test
    void aCopyThatWasNotMadeIsUndoneAndNothingIsDeleted() throws Exception {
        try (var host = new FakeImap()) {
            prepared(
                            host.connection("UIDPLUS").on("NOOP", "$ OK").select("INBOX", 7, 10, 5, 0),
                            "2,4",
                            row(2, "a"),
                            row(4, "b"))
                    .on("UID COPY 2,4 Trash", "$ OK copied")
                    .select("Trash", 9, 71, 4, 0)
                    .on("UID FETCH 70 " + WHAT, row(70, "a"), "$ OK")
                    .on("UID STORE 70 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 70", "$ OK");
            var moves = moves(host.backend());
            var refused = assertThrows(BackendException.class, () -> moves.move("INBOX", entries(2, 4), "Trash"));
            assertEquals(Kind.NOT_ALLOWED, refused.kind());
        }
    }

    @Test
    void withoutMoveItCopiesAndDeletesWhatItCopied() throws Exception {
        try (var host = new FakeImap()) {
            prepared(host.connection("UIDPLUS").select("INBOX", 7, 10, 0, 0).on("NOOP", "$ OK"), "2,4", row(4, "a"))
                    .on("UID COPY 4 Trash", "$ OK [COPYUID 9 4 70] copied")
                    .on("UID STORE 4 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 4", "$ OK");
            var backend = host.backend();
            backend.changes("INBOX", "");
            assertEquals(1, moves(backend).move("INBOX", entries(2, 4), "Trash").size());
        }
    }

    /** Law 2: what the host says was copied is what is deleted. */
    @Test
    void messagesThatNobodyMovesAreNotDeletedThoughAHostNamesTheirUids() throws Exception {
        try (var host = new FakeImap()) {
            prepared(
                            host.connection("UIDPLUS").on("NOOP", "$ OK").select("INBOX", 7, 10, 2, 0),
                            "2,4",
                            row(2, "a"),
                            row(4, "b"))
                    .on("UID COPY 2,4 Trash", "$ OK [COPYUID 9 1:2 70:71] by sequence numbers")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "$ OK");
            assertEquals(List.of("7.2>9.71"), ids(moves(host.backend()).move("INBOX", entries(2, 4), "Trash")));
        }
    }

    /** Two equal messages, another arrival between, and a host that tells no new ids. */
    @Test
    void withoutUidPlusTheNewIdsAreFoundByWhatTheMessagesAre() throws Exception {
        String what = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";
        String rest = "INTERNALDATE \"21-Nov-2026 00:00:00 +0000\" RFC822.SIZE 5 BODY[HEADER.FIELDS (MESSAGE-ID)]";
        try (var host = new FakeImap()) {
            host.connection("")
                    .on("NOOP", "$ OK")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("STATUS Trash (UIDVALIDITY UIDNEXT MESSAGES)", "* STATUS Trash (UIDNEXT 70 MESSAGES 3)", "$ OK")
                    .on(
                            "UID FETCH 2:5 " + what,
                            "* 2 FETCH (UID 2 " + rest + " \"Message-ID: <same>\")",
                            "* 3 FETCH (FLAGS (\\Seen))",
                            "* 4 FETCH (UID 4 " + rest + " \"Message-ID: <same>\")",
                            "* 5 FETCH (UID 5 " + rest + " NIL)",
                            "$ OK")
                    .on("UID COPY 2,4:5 Trash", "$ OK")
                    .select("Trash", 9, 74, 7, 0)
                    .on(
                            "UID FETCH 70:73 " + what,
                            "* 4 FETCH (UID 70 " + rest + " \"Message-ID: <same>\")",
                            "* 5 FETCH (UID 71 " + rest + " \"Message-ID: <other>\")",
                            "* 6 FETCH (UID 72 " + rest + " \"Message-ID: <same>\")",
                            "* 7 FETCH (UID 73 " + rest + " NIL)",
                            "$ OK")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH DELETED", "* SEARCH", "$ OK")
                    .on("UID STORE 2,4:5 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("EXPUNGE", "$ OK");
            var moved = moves(host.backend()).move("INBOX", entries(2, 3, 4, 5), "Trash");
            assertEquals(
                    List.of("7.2>9.70", "7.4>9.72", "7.5>9.73"),
                    moved.stream()
                            .map(m -> m.from().remote() + ">" + m.to().remote())
                            .toList());
        }
    }

    @Test
    void aMoveThatDovecotRefusesForTheUnseenGoneIsAskedAgain() throws Exception {
        try (var host = new FakeImap()) {
            prepared(host.connection("UIDPLUS MOVE").select("INBOX", 7, 10, 5, 0), "2:3", row(2, "a"), row(3, "b"))
                    .on("UID MOVE 2:3 Trash", "* VANISHED 2", "$ NO [EXPUNGEISSUED] Some messages no longer exist")
                    .on("UID MOVE 2:3 Trash", "* OK [COPYUID 9 3 70] moved", "$ OK");
            assertEquals(
                    1,
                    moves(host.backend()).move("INBOX", entries(2, 3), "Trash").size());
        }
    }

    @Test
    void aStoreThatStumblesOverTheUnseenGoneIsDoneAgain() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 5, 0)
                    .on(
                            "UID STORE 2 +FLAGS.SILENT (\\Deleted)",
                            "* 4 EXPUNGE",
                            "$ NO UID failed. No such message with uid 5")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "$ OK");
            host.backend().delete("INBOX", entries(2));
        }
    }

    @Test
    void stampsAreAskedForWhereTheHostIsSilent() throws Exception {
        Item patch = READ.with(EmailFields.Flag, FollowUp.NONE).with(EmailFields.LastVerbExecuted, 3);
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(
                            "SELECT INBOX",
                            "* OK [PERMANENTFLAGS (\\Seen \\Flagged)] no keywords",
                            "* OK [UIDVALIDITY 7] x",
                            "* OK [UIDNEXT 10] x",
                            "$ OK x")
                    .on(
                            "UID STORE 1:4 +FLAGS (\\Seen)",
                            "* 1 FETCH (UID 1 FLAGS (\\Seen))",
                            "* 2 FETCH (FLAGS (\\Seen))",
                            "$ OK")
                    .on("UID STORE 1:4 -FLAGS (\\Flagged)", "$ OK")
                    .on(
                            "UID FETCH 2:4 (UID FLAGS)",
                            "* 2 FETCH (UID 2 FLAGS (\\Seen \\Answered))",
                            "* 4 FETCH (UID 4 FLAGS (\\Seen \\Deleted))",
                            "$ OK");
            var changed = host.backend().change("INBOX", patch, entries(1, 2, 3, 4));
            assertEquals(List.of(new Entry("7.1", 1, "S", 1001), new Entry("7.2", 2, "SA", 1002)), changed);
        }
    }

    @Test
    void gmailDeletesInTheTrash() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS MOVE X-GM-EXT-1")
                    .on(
                            "LIST \"\" \"*\"",
                            "* LIST () \"/\" INBOX",
                            "* LIST (\\Noselect) \"/\" [Gmail]",
                            "* LIST (\\All) \"/\" \"[Gmail]/All Mail\"",
                            "* LIST (\\Trash) \"/\" [Gmail]/Bin",
                            "* LIST (\\Sent) \"/\" \"[Gmail]/Sent Mail\"",
                            "* LIST (\\Drafts) \"/\" [Gmail]/Drafts",
                            "$ OK")
                    .select("INBOX", 7, 10, 5, 0)
                    .on(
                            "STATUS [Gmail]/Bin (UIDVALIDITY UIDNEXT MESSAGES)",
                            "* STATUS [Gmail]/Bin (UIDNEXT 70 MESSAGES 3)",
                            "$ OK")
                    .on("UID FETCH 2 " + WHAT, row(2, "a"), "$ OK")
                    .on("UID MOVE 2 [Gmail]/Bin", "* OK [COPYUID 9 2 70] moved", "$ OK")
                    .select("[Gmail]/Bin", 9, 71, 1, 0)
                    .on("UID STORE 70 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 70", "$ OK");
            var backend = host.backend();
            assertEquals(5, backend.folders().size());
            backend.delete("INBOX", entries(2));
        }
    }
}
