package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Searches;
import org.mailspan.backend.Backend.Searches.Found;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Query;
import org.mailspan.backend.Query.Where;

/** What is said to a host that is searched, and what is done when it answers oddly or not at all. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class ImapSearchTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String STAND = " (UID FLAGS INTERNALDATE)";
    private static final Query UMLAUT = new Query.Text(Where.SUBJECT, "gr\u00fcn");

    private static Found search(Backend backend, Query query, int most, Duration patience, String... folders)
            throws BackendException {
        return ((Searches) backend).search(List.of(folders), query, most, patience);
    }

    private static String row(long uid, int day) {
        return "* " + uid + " FETCH (UID " + uid + " FLAGS () INTERNALDATE \"" + day + "-Nov-2026 10:00:00 +0000\")";
    }

    private static List<Long> uids(Found found) {
        return found.newest().stream().map(hit -> hit.entry().key()).toList();
    }

    @Test
    void aHostThatSortsIsAskedForNoMoreThanIsWanted() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("SORT ESEARCH")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SORT (REVERSE ARRIVAL) US-ASCII UNDELETED SUBJECT green", "* SORT 4 9 2", "$ OK done")
                    .on("UID FETCH 4,9" + STAND, row(4, 9), row(9, 8), "$ OK done");
            Found found = search(host.backend(), new Query.Text(Where.SUBJECT, "green"), 2, LONG, "INBOX");
            assertEquals(List.of(4L, 9L), uids(found));
            assertEquals(3, found.total());
        }
    }

    @Test
    void whereAHostCannotSortTheDatesTell() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ESEARCH")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH RETURN (ALL) UNDELETED FLAGGED", "* ESEARCH (TAG \"x\") UID ALL 2:4", "$ OK done")
                    .on("UID FETCH 2:4" + STAND, row(2, 3), row(3, 5), row(4, 4), "$ OK done");
            Found found = search(
                    host.backend(), new Query.Marked(org.mailspan.format.MailFlags.Mark.Flagged), 2, LONG, "INBOX");
            assertEquals(List.of(3L, 4L), uids(found));
            assertEquals(3, found.total());
        }
    }

    @Test
    void aMessageThatChangesMeanwhileIsFoundOnceAndWithItsDate() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ESEARCH")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH RETURN (ALL) UNDELETED SUBJECT green", "* ESEARCH UID ALL 2:3", "$ OK done")
                    .on("UID FETCH 2:3" + STAND, row(2, 5), row(3, 4), "* 2 FETCH (UID 2 FLAGS (\\Seen))", "$ OK done");
            Found found = search(host.backend(), new Query.Text(Where.SUBJECT, "green"), 9, LONG, "INBOX");
            assertEquals(List.of(2L, 3L), uids(found));
        }
    }

    @Test
    void aCharsetThatTheHostDoesNotKnowIsReplaced() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("LITERAL+")
                    .select("INBOX", 7, 10, 3, 0)
                    .on(
                            "UID SEARCH CHARSET UTF-8 UNDELETED SUBJECT {5+}\r\ngr\u00c3\u00bcn",
                            "$ NO [BADCHARSET (US-ASCII ISO-8859-1)] not that one")
                    .on("UID SEARCH CHARSET ISO-8859-1 UNDELETED SUBJECT {4+}\r\ngr\u00fcn", "* SEARCH 2", "$ OK done")
                    .on("UID FETCH 2" + STAND, row(2, 3), "$ OK done");
            assertEquals(List.of(2L), uids(search(host.backend(), UMLAUT, 9, LONG, "INBOX")));
        }
    }

    @Test
    void aHostThatKnowsNoCharsetAtAllRefusesTheSearch() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("LITERAL+")
                    .select("INBOX", 7, 10, 3, 0)
                    .on(
                            "UID SEARCH CHARSET UTF-8 UNDELETED SUBJECT {3+}\r\n\u00e6\u0097\u00a5",
                            "$ NO [BADCHARSET (US-ASCII)] not that one");
            Backend backend = host.backend();
            var japanese = new Query.Text(Where.SUBJECT, "\u65e5");
            var why = assertThrows(BackendException.class, () -> search(backend, japanese, 9, LONG, "INBOX"));
            assertEquals(BackendException.Kind.REFUSED, why.kind());
        }
    }

    /** RFC 6855 3. */
    @Test
    void whereAllIsUtf8NoCharsetIsNamed() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE UTF8=ACCEPT")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH UNDELETED SUBJECT \"gr\u00c3\u00bcn\"", "* SEARCH", "$ OK done");
            assertEquals(0, search(host.backend(), UMLAUT, 9, LONG, "INBOX").total());
        }
    }

    @Test
    void aMomentIsLookedForAmongTheDaysAroundIt() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH SINCE 3-Nov-2026 BEFORE 7-Nov-2026", "* SEARCH 1 2", "$ OK done")
                    .on("UID FETCH 1:2" + STAND, row(1, 4), row(2, 6), "$ OK done")
                    .on("UID SEARCH UNDELETED OR UID 2 SINCE 7-Nov-2026", "* SEARCH 2 3", "$ OK done")
                    .on("UID FETCH 2:3" + STAND, row(2, 6), row(3, 9), "$ OK done");
            var since = new Query.Since(Instant.parse("2026-11-05T12:00:00Z"));
            assertEquals(List.of(3L, 2L), uids(search(host.backend(), since, 9, LONG, "INBOX")));
        }
    }

    /** Dovecot says so every ten seconds while it reads messages. */
    @Test
    void aHostThatIsStillAtItIsCutOffWhenTheTimeIsUp() throws Exception {
        try (var host = new FakeImap()) {
            var script = host.connection("")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH UNDELETED BODY x", "* SEARCH 2", "$ OK done")
                    .on("UID FETCH 2" + STAND, row(2, 3), "$ OK done")
                    .select("Work", 7, 10, 3, 0)
                    .on("UID SEARCH UNDELETED BODY x", "* OK Searched 30% of the mailbox, ETA 0:40");
            long began = System.nanoTime();
            Found found = search(
                    host.backend(), new Query.Text(Where.BODY, "x"), 9, Duration.ofSeconds(1), "INBOX", "Work", "More");
            assertEquals(List.of(2L), uids(found));
            assertFalse(found.complete());
            assertTrue(System.nanoTime() - began < Duration.ofSeconds(4).toNanos());
            assertTrue(script.hungUp(Duration.ofSeconds(5)));
            assertEquals(1, host.connections(), "not tried again");
        }
    }

    @Test
    void anEmptyFolderIsNotSearched() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").select("INBOX", 7, 1, 0, 0);
            assertEquals(
                    0,
                    search(host.backend(), Query.EVERYTHING, 9, LONG, "INBOX").total());
        }
    }

    /** RFC 3501 has dates of four digits; phones leave a side open by the first or the last moment that they know. */
    @Test
    void datesThatNoHostUnderstandsAreNotSaid() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("SORT ESEARCH")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SORT (REVERSE ARRIVAL) US-ASCII UNDELETED ALL ALL", "* SORT 4", "$ OK done")
                    .on("UID FETCH 4" + STAND, row(4, 9), "$ OK done");
            var all = new Query.And(List.of(
                    new Query.Since(Instant.parse("0001-01-01T00:00:00Z")),
                    new Query.Before(Instant.parse("9999-12-31T23:59:59Z"))));
            assertEquals(List.of(4L), uids(search(host.backend(), all, 2, LONG, "INBOX")));
        }
    }
}
