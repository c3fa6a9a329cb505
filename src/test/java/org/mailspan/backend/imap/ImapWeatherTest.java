package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Moves;
import org.mailspan.backend.Backend.Moves.Moved;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.item.BodyOptions;

/** What a host does wrong for a moment, word by word: nothing of it stays. */
final class ImapWeatherTest {
    private static final String WHAT =
            " (UID FLAGS RFC822.SIZE BODYSTRUCTURE " + ImapReader.HEADER + "<0." + ImapReader.LONGEST_HEADER + ">)";
    private static final String ANOTHER = "FETCH 1,* (UID BODY.PEEK[HEADER.FIELDS (Date)]<0.4096>)";
    private static final String COPIED =
            " (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";
    private static final String TRASH = "STATUS Trash (UIDVALIDITY UIDNEXT MESSAGES)";

    private final List<Event> told = new ArrayList<>();

    private static List<Entry> entries(long... uids) {
        return LongStream.of(uids)
                .mapToObj(uid -> new Entry("7." + uid, uid, "", 0))
                .toList();
    }

    private List<Reading> read(Backend backend, long... uids) throws BackendException {
        var readings = new ArrayList<Reading>();
        backend.read("INBOX", entries(uids), new Want.Whole(5, BodyOptions.NONE), readings::add);
        return readings;
    }

    private Backend backend(FakeImap host) throws BackendException {
        var log = new Events();
        log.listen(told::add);
        return host.backend(host.settings(), log);
    }

    private static String row(long uid) {
        return "* " + uid + " FETCH (UID " + uid
                + " FLAGS () RFC822.SIZE 9 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL"
                + " \"7bit\" 5 1 NIL NIL NIL NIL) BODY[HEADER.FIELDS (FROM)]<0> {2}\r\n\r\n)";
    }

    private static String dated(long uid) {
        return "* " + uid + " FETCH (UID " + uid + " BODY[HEADER.FIELDS (DATE)] {2}\r\n\r\n)";
    }

    /** All would be stubs, and stay so on the phone. */
    @Test
    void aRateLimitMakesNoStubs() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:3" + WHAT, row(1), "$ NO [LIMIT] Rate limit hit")
                    .on(ANOTHER, "$ NO [LIMIT] Rate limit hit");
            var later = assertThrows(BackendException.class, () -> read(backend(host), 1, 2, 3));
            assertEquals(Kind.UNAVAILABLE, later.kind());
            assertEquals(List.of(), told);
        }
    }

    /** Yahoo says UNAVAILABLE of a message that it cannot read, now and for ever (2026-11). */
    @Test
    void aMessageThatIsNeverThereStopsNoFolder() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 2" + WHAT, "$ NO [UNAVAILABLE] Server error, try again later")
                    .on(ANOTHER, dated(1), dated(9), "$ OK")
                    .on("UID FETCH 2" + WHAT, "$ NO [UNAVAILABLE] Server error, try again later")
                    .on(ANOTHER, dated(1), dated(9), "$ OK");
            assertEquals(1, read(backend(host), 2).size());
            assertEquals(1, told.size(), "it is a stub");
        }
    }

    private static String copied(long uid) {
        return "* " + uid + " FETCH (UID " + uid + " INTERNALDATE \"21-Nov-2026 05:47:00 +0000\" RFC822.SIZE 9"
                + " BODY[HEADER.FIELDS (MESSAGE-ID)] {19}\r\nMessage-ID: <a>\r\n\r\n)";
    }

    /** No MOVE: a copy is made and the original deleted. Who asks again must not make another copy. */
    @Test
    void aCopyThatWasCutOffIsFoundWhenItIsAskedForAgain() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .on("NOOP", "$ OK")
                    .select("INBOX", 7, 10, 9, 0)
                    .on(TRASH, "* STATUS Trash (UIDVALIDITY 9 UIDNEXT 70 MESSAGES 1)", "$ OK")
                    .on("UID FETCH 2" + COPIED, copied(2), "$ OK")
                    .on("UID COPY 2 Trash")
                    .hangUp();
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 9, 0)
                    .select("Trash", 9, 71, 2, 0)
                    .on("UID FETCH 70" + COPIED, copied(70), "$ OK")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2", "* 2 EXPUNGE", "$ OK");
            var backend = (Moves) backend(host);
            assertThrows(BackendException.class, () -> backend.move("INBOX", entries(2), "Trash"));
            List<Moved> moved = backend.move("INBOX", entries(2), "Trash");
            assertEquals(
                    List.of("9.70"),
                    moved.stream().map(one -> one.to().remote()).toList());
        }
    }

    /** One mailbox whose files are broken: for its sake every folder of a Ping was refused. */
    @Test
    void aFolderThatIsBrokenAtTheHostDoesNotHideHowOthersStand() throws Exception {
        String standing = " (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)";
        String token = new FolderState(7, 9, 5, 4).token();
        String bug = "$ NO [SERVERBUG] Internal error occurred. Refer to server log for more information.";
        try (var host = new FakeImap()) {
            host.connection("CONDSTORE")
                    .on("STATUS A" + standing, bug)
                    .on(
                            "STATUS B" + standing,
                            "* STATUS B (UIDVALIDITY 7 UIDNEXT 5 MESSAGES 4 HIGHESTMODSEQ 9)",
                            "$ OK")
                    .on("STATUS A" + standing, bug)
                    .on("STATUS C" + standing, bug);
            var glances = (Backend.Glances) host.backend();
            assertEquals(Set.of("B"), glances.unchanged(Map.of("A", token, "B", token)));
            var away = assertThrows(
                    BackendException.class, () -> glances.unchanged(Map.of("A", token, "C", token)), "all of them");
            assertEquals(Kind.UNAVAILABLE, away.kind());
        }
    }
}
