package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Query;

/** A host whose answers cannot be read: that is told of the host, and costs no more than what it sent. */
final class ImapNonsenseTest {
    private static final Query GREEN = new Query.Text(Query.Where.SUBJECT, "green");

    @ParameterizedTest
    @ValueSource(strings = {"oh", "7:", "3,-9223372036854775807:1", "1:9223372036854775807", "(EARLIER", "(EARLIER) "})
    void aStrangeVanished(String vanished) throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE CONDSTORE QRESYNC")
                    .on("STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)", "$ OK")
                    .select("INBOX", 7, 10, 5, 95)
                    .on(
                            "UID FETCH 1:9 (UID FLAGS INTERNALDATE) (CHANGEDSINCE 90 VANISHED)",
                            "* VANISHED " + vanished,
                            "$ OK");
            ImapConnection connection = host.connect();
            var why = assertThrows(BackendException.class, () -> ImapChanges.changes(connection, "INBOX", "7 90 10 5"));
            assertEquals(Kind.UNAVAILABLE, why.kind());
        }
    }

    /** Without its set it looked like nothing found: a phone would have lost all mail of the folder. */
    @ParameterizedTest
    @ValueSource(strings = {" (TAG \"x\") UID ALL", " UID ALL 5x", " UID ALL 1:4294967296", " (TAG"})
    void aStrangeEsearch(String found) throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ESEARCH")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH RETURN (ALL) UNDELETED", "* ESEARCH" + found, "$ OK");
            ImapConnection connection = host.connect();
            connection.select("INBOX");
            var why = assertThrows(BackendException.class, () -> SearchRows.found(connection, "UNDELETED"));
            assertEquals(Kind.UNAVAILABLE, why.kind());
        }
    }

    @Test
    void allThatCouldEverBeIsFound() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ESEARCH")
                    .select("INBOX", 7, 10, 5, 0)
                    .on("UID SEARCH RETURN (ALL) UNDELETED SUBJECT green", "* ESEARCH UID ALL 1:*", "$ OK")
                    .on("UID FETCH 4294965296:4294967295 (UID FLAGS INTERNALDATE)", "$ OK");
            var found = ((Backend.Searches) host.backend()).search(List.of("INBOX"), GREEN, 9, Duration.ofSeconds(30));
            assertEquals(List.of(), found.newest());
        }
    }

    @Test
    void anAnswerToNobodysQuestion() throws Exception {
        var state = new FolderState(7, 9, 5, 4);
        try (var host = new FakeImap()) {
            host.connection("CONDSTORE")
                    .on("STATUS A (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)", "X9 OK done", "$ OK")
                    .on("STATUS B (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)", "$ OK");
            var tokens = Map.of("A", state.token(), "B", state.token());
            assertEquals(Set.of(), ((Backend.Glances) host.backend()).unchanged(tokens));
        }
    }
}
