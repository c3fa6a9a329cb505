package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.format.MailOctets;

/** What is said to a host to file a draft, and what is made of hosts that tell little. */
class ImapDraftsTest {
    private static final String MESSAGE = "X-Mailspan-Draft: aa.bb\r\n\r\nHello\r\n";
    private static final String APPEND = "APPEND Drafts (\\Draft \\Seen) {" + MESSAGE.length() + "}\r\n" + MESSAGE;
    private static final String SEARCH = "UID SEARCH OR HEADER X-Mailspan-Draft aa.bb HEADER Message-ID aa.bb";
    private static final String ROW =
            "* 1 FETCH (UID 10 FLAGS (\\Draft \\Seen) INTERNALDATE \"21-Nov-2026 12:00:00 +0000\")";
    private static final Entry FILED = new Entry("7.10", 10, "SD", 1_795_262_400L);

    private static Entry file(FakeImap host) throws Exception {
        return ((Backend.Drafts) host.backend()).file("Drafts", MailOctets.of(MESSAGE.getBytes(UTF_8)), "SD", "aa.bb");
    }

    @Test
    void aHostThatTellsTheUidIsBelieved() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("Drafts", 7, 10, 0, 0)
                    .on(APPEND, "$ OK [APPENDUID 7 10] done")
                    .select("Drafts", 7, 11, 1, 0)
                    .on("UID FETCH 10 (UID FLAGS INTERNALDATE)", ROW, "$ OK");
            assertEquals(FILED, file(host));
        }
    }

    /** Else it would be a draft of 1970. */
    @Test
    void whatElseAHostTellsOfTheNewDraftTakesItsDateFromNobody() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("Drafts", 7, 10, 0, 0)
                    .on(APPEND, "$ OK [APPENDUID 7 10] done")
                    .select("Drafts", 7, 11, 1, 0)
                    .on(
                            "UID FETCH 10 (UID FLAGS INTERNALDATE)",
                            ROW,
                            "* 1 FETCH (UID 10 FLAGS (\\Draft \\Seen \\Flagged))",
                            "$ OK");
            assertEquals(FILED, file(host));
        }
    }

    @Test
    void whereTheHostDoesNotTellTheDraftIsFoundByItsMark() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("Drafts", 7, 10, 0, 0)
                    .on(APPEND, "$ OK done")
                    .select("Drafts", 7, 12, 2, 0)
                    .on(SEARCH, "* SEARCH 10", "$ OK")
                    .on("UID FETCH 10 (UID FLAGS INTERNALDATE)", ROW, "$ OK");
            assertEquals(FILED, file(host));
        }
    }

    @Test
    void whereItIsNotFoundEitherItIsTheOnlyOneThatCame() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("Drafts", 7, 10, 0, 0)
                    .on(APPEND, "$ OK done")
                    .select("Drafts", 7, 11, 1, 0)
                    .on(SEARCH, "* SEARCH", "$ OK")
                    .select("Drafts", 7, 11, 1, 0)
                    .on("UID FETCH 10 (UID FLAGS INTERNALDATE)", ROW, "$ OK");
            assertEquals(FILED, file(host));
        }
    }

    @Test
    void ofSeveralThatCameNoneIsTaken() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("Drafts", 7, 10, 0, 0)
                    .on(APPEND, "$ OK done")
                    .select("Drafts", 7, 12, 2, 0)
                    .on(SEARCH, "* SEARCH", "$ OK")
                    .select("Drafts", 7, 12, 2, 0);
            assertEquals(
                    Kind.UNAVAILABLE,
                    assertThrows(BackendException.class, () -> file(host)).kind());
        }
    }

    @Test
    void aLineThatBreaksInsteadOfTheAnswerFilesNoSecondDraft() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS").select("Drafts", 7, 10, 0, 0).on(APPEND).hangUp();
            host.connection("UIDPLUS")
                    .select("Drafts", 7, 11, 1, 0)
                    .on(SEARCH, "* SEARCH 10", "$ OK")
                    .on("UID FETCH 10 (UID FLAGS INTERNALDATE)", ROW, "$ OK");
            assertEquals(FILED, file(host));
        }
    }

    @Test
    void aFullMailboxSaysSo() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("").select("Drafts", 7, 10, 0, 0).on(APPEND, "$ NO [OVERQUOTA] full");
            assertEquals(
                    Kind.FULL,
                    assertThrows(BackendException.class, () -> file(host)).kind());
        }
    }
}
