package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Query;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;

/** A host whose folders are labels, as Gmail answered in 2026-11. */
final class GmailTest {
    private static final String CAPABILITIES =
            "UNSELECT IDLE NAMESPACE QUOTA ID CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH LIST-EXTENDED"
                    + " LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584";

    private static final String TRASH = "\"[Gmail]/Bin of mine\"";

    private static List<Entry> entries(long... uids) {
        return LongStream.of(uids)
                .mapToObj(uid -> new Entry("7." + uid, uid, "", 1000 + uid))
                .toList();
    }

    private static FakeImap.Script gmail(FakeImap host) {
        return host.connection(CAPABILITIES).on(FakeImap.ID, "* ID (\"name\" \"GImap\")", "$ OK");
    }

    private static FakeImap.Script list(FakeImap.Script script) {
        return script.on(
                        "LIST \"\" \"*\" RETURN (SPECIAL-USE)",
                        "* LIST (\\HasNoChildren) \"/\" INBOX",
                        "* LIST (\\HasNoChildren) \"/\" Label",
                        "* LIST (\\HasChildren \\NonExistent) \"/\" [Gmail]",
                        "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/All Mail\"",
                        "* LIST (\\HasNoChildren \\Important) \"/\" [Gmail]/Important",
                        "* LIST (\\Flagged \\HasNoChildren) \"/\" [Gmail]/Starred",
                        "* LIST (\\HasNoChildren \\Trash) \"/\" " + TRASH,
                        "* LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Sent Mail\"",
                        "* LIST (\\HasNoChildren \\Junk) \"/\" [Gmail]/Spam",
                        "* LIST (\\Drafts \\HasNoChildren) \"/\" [Gmail]/Drafts",
                        "$ OK")
                .on("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL", "$ OK");
    }

    private static FakeImap.Script select(FakeImap.Script script, String folder, long uidValidity, long uidNext) {
        return script.on(
                "SELECT " + folder + " (CONDSTORE)",
                "* 5 EXISTS",
                "* OK [UIDVALIDITY " + uidValidity + "] valid",
                "* OK [UIDNEXT " + uidNext + "] next",
                "* OK [HIGHESTMODSEQ 9] highest",
                "$ OK [READ-WRITE] open");
    }

    @Test
    void whatShowsAllMailAgainIsHidden() throws Exception {
        try (var host = new FakeImap()) {
            list(gmail(host));
            List<String> names =
                    host.backend().folders().stream().map(Folder::remote).toList();
            assertEquals(
                    List.of(
                            "INBOX",
                            "Label",
                            "[Gmail]",
                            "[Gmail]/Bin of mine",
                            "[Gmail]/Drafts",
                            "[Gmail]/Sent Mail",
                            "[Gmail]/Spam"),
                    names.stream().sorted().toList());
        }
    }

    /** Archived mail lies in All Mail alone. */
    @Test
    void whatShowsAllMailAgainIsShownWhereItsOwnerWantsIt() throws Exception {
        try (var host = new FakeImap()) {
            list(gmail(host));
            List<Folder> folders =
                    host.backend(host.settings().withViews(true), new Events()).folders();
            List<String> names = folders.stream().map(Folder::remote).toList();
            assertEquals(10, names.size());
            assertTrue(
                    names.containsAll(List.of("[Gmail]/All Mail", "[Gmail]/Important", "[Gmail]/Starred")),
                    names.toString());
        }
    }

    /** EXPUNGE in a label only takes the label off; after a restart nobody has asked for the folders yet. */
    @Test
    void aDeletionGoesThroughTheTrashAlsoBeforeTheFoldersAreKnown() throws Exception {
        try (var host = new FakeImap()) {
            var script = list(select(gmail(host), "Label", 7, 10));
            script.on(
                            "STATUS " + TRASH + " (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)",
                            "* STATUS " + TRASH + " (UIDVALIDITY 9 UIDNEXT 70 MESSAGES 3 HIGHESTMODSEQ 4)",
                            "$ OK")
                    .on(
                            "UID FETCH 2:3 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS"
                                    + " (MESSAGE-ID)]<0.4096>)",
                            "* 1 FETCH (UID 2 INTERNALDATE \"21-Nov-2026 08:00:00 +0000\" RFC822.SIZE 5"
                                    + " BODY[HEADER.FIELDS (MESSAGE-ID)] {2}",
                            "",
                            ")",
                            "* 2 FETCH (UID 3 INTERNALDATE \"21-Nov-2026 08:00:00 +0000\" RFC822.SIZE 6"
                                    + " BODY[HEADER.FIELDS (MESSAGE-ID)] {2}",
                            "",
                            ")",
                            "$ OK")
                    .on(
                            "UID MOVE 2:3 " + TRASH,
                            "* OK [COPYUID 9 2:3 70:71] moved",
                            "* 1 EXPUNGE",
                            "* 1 EXPUNGE",
                            "$ OK");
            select(script, TRASH, 9, 72)
                    .on("UID STORE 70:71 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 70:71", "$ OK");
            host.backend().delete("Label", entries(2, 3));
        }
    }

    @Test
    void whatLiesInTheTrashIsExpungedThere() throws Exception {
        try (var host = new FakeImap()) {
            select(list(gmail(host)), TRASH, 7, 72)
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "$ OK");
            var backend = host.backend();
            assertFalse(backend.folders().stream().noneMatch(folder -> folder.type() == FolderType.DeletedItems));
            backend.delete("[Gmail]/Bin of mine", entries(2));
        }
    }

    private static FakeImap.Script search(FakeImap.Script script, String folder, String set, String... rows) {
        var answer = new ArrayList<>(List.of(rows));
        answer.add("$ OK");
        return select(script, folder, 7, 10)
                .on("UID SEARCH RETURN (ALL) UNDELETED SUBJECT green", "* ESEARCH UID ALL " + set, "$ OK")
                .on("UID FETCH " + set + " (UID FLAGS INTERNALDATE X-GM-MSGID)", answer.toArray(String[]::new));
    }

    private static String row(long uid, int day, long message) {
        return "* 1 FETCH (X-GM-MSGID " + message + " UID " + uid + " FLAGS () INTERNALDATE \"" + day
                + "-Nov-2026 10:00:00 +0000\")";
    }

    /** A phone showed twice what is in the inbox and, as always, in All Mail. */
    @Test
    void aMessageIsFoundOnceAndInAFolderRatherThanInAView() throws Exception {
        try (var host = new FakeImap()) {
            var script = list(gmail(host));
            search(script, "INBOX", "2:3", row(2, 11, 1002), row(3, 13, 1003));
            search(script, "Label", "4", row(4, 11, 1002));
            search(script, "\"[Gmail]/All Mail\"", "5:7", row(5, 11, 1002), row(6, 12, 1001), row(7, 13, 1003));
            var backend = host.backend(host.settings().withViews(true), new Events());
            var found = ((Backend.Searches) backend)
                    .search(
                            List.of("[Gmail]/All Mail", "INBOX", "Label"),
                            new Query.Text(Query.Where.SUBJECT, "green"),
                            2,
                            Duration.ofSeconds(30));
            assertEquals(
                    List.of("INBOX 3", "[Gmail]/All Mail 6"),
                    found.newest().stream()
                            .map(hit -> hit.folder() + " " + hit.entry().key())
                            .toList());
            assertEquals(3, found.total());
        }
    }
}
