package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

final class ImapErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NO [OVERQUOTA] Quota exceeded                               | FULL
        NO [overquota] mailbox is full                              | FULL
        NO Mailbox is over quota                                    | FULL
        NO [NONEXISTENT] Unknown Mailbox                            | FOLDER_GONE
        NO [TRYCREATE] Mailbox doesn't exist: x                     | FOLDER_GONE
        NO Mailbox doesn't exist: x                                 | FOLDER_GONE
        NO SELECT failed. No such mailbox.                          | FOLDER_GONE
        NO [NOPERM] Permission denied                               | NOT_ALLOWED
        NO [READ-ONLY] no                                           | NOT_ALLOWED
        NO [CANNOT] Invalid mailbox name                            | NOT_ALLOWED
        NO [LIMIT] Too many keywords                                | NOT_ALLOWED
        NO [TOOBIG] no                                              | TOO_LARGE
        NO [INUSE] Mailbox is locked                                | UNAVAILABLE
        NO [UNAVAILABLE] Backend down                               | UNAVAILABLE
        NO [SERVERBUG] Internal error                               | UNAVAILABLE
        NO [CORRUPTION] index                                       | UNAVAILABLE
        NO [EXPUNGEISSUED] Some messages were expunged              | ITEM_GONE
        NO UID failed. No such message with uid 18 in folder INBOX   | ITEM_GONE
        NO something went wrong                                     | UNAVAILABLE
        BAD Error in IMAP command                                   | UNAVAILABLE
        """)
    void aRefusalHasItsKind(String answer, Kind kind) throws Exception {
        BackendException e = ImapErrors.refused(new ImapRow("a1 " + answer), "TEST", Kind.UNAVAILABLE);
        assertEquals(kind, e.kind());
        assertTrue(String.valueOf(e.getMessage())
                .startsWith("TEST: the host answers " + answer.substring(0, 3).strip()));
    }

    /** Yahoo 2026-11: what only reads runs into no limit of the mailbox, but into one of the pace. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        UID FETCH 1:2 (UID) | NO [LIMIT] Rate limit hit      | UNAVAILABLE
        SELECT              | NO [limit] no                  | UNAVAILABLE
        UID STORE 1         | NO [LIMIT] too many keywords   | NOT_ALLOWED
        UID MOVE 1          | NO [LIMIT] Rate limit hit      | UNAVAILABLE
        CREATE              | NO [LIMIT] too many mailboxes  | NOT_ALLOWED
        """)
    void aLimitOfThePaceIsForLater(String operation, String answer, Kind kind) throws Exception {
        BackendException e = ImapErrors.refused(new ImapRow("a1 " + answer), operation, Kind.UNAVAILABLE);
        assertEquals(kind, e.kind());
        assertTrue(ImapErrors.isMomentary(e));
    }

    @Test
    void aSelectThatIsRefusedWithoutReasonMeansTheFolder() throws Exception {
        var row = new ImapRow("a1 NO no");
        assertEquals(
                Kind.FOLDER_GONE,
                ImapErrors.refused(row, "SELECT", Kind.FOLDER_GONE).kind());
        var busy = new ImapRow("a1 NO Server Unavailable. 15");
        assertEquals(
                Kind.UNAVAILABLE,
                ImapErrors.refused(busy, "SELECT", Kind.FOLDER_GONE).kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NO [AUTHENTICATIONFAILED] Authentication failed.                        | LOGIN
        NO [AUTHENTICATIONFAILED] Too many invalid passwords                    | LOGIN
        NO [AUTHORIZATIONFAILED] no                                             | LOGIN
        NO [EXPIRED] password expired                                           | LOGIN
        NO Login failed.                                                        | LOGIN
        NO [ALERT] Application-specific password required                       | LOGIN
        NO [ALERT] Too many simultaneous connections. (Failure)                 | UNAVAILABLE
        NO [UNAVAILABLE] Temporary authentication failure.                      | UNAVAILABLE
        NO [INUSE] mailbox locked                                               | UNAVAILABLE
        NO [LIMIT] no                                                           | UNAVAILABLE
        NO Maximum number of connections exceeded                               | UNAVAILABLE
        NO Server busy, please try again later                                  | UNAVAILABLE
        NO [PRIVACYREQUIRED] Plaintext authentication disallowed                | UNAVAILABLE
        BYE Too many connections                                                | UNAVAILABLE
        BAD User is authenticated but not connected.                            | UNAVAILABLE
        """)
    void aLimitIsNotABadPassword(String answer, Kind kind) throws Exception {
        assertEquals(
                kind,
                ImapErrors.login(new ImapRow((answer.startsWith("BYE") ? "* " : "a1 ") + answer))
                        .kind());
    }

    @Test
    void aLongAnswerIsCut() throws Exception {
        var e = ImapErrors.refused(new ImapRow("a1 NO " + "x".repeat(5000)), "TEST", Kind.UNAVAILABLE);
        assertTrue(String.valueOf(e.getMessage()).length() < 400);
    }
}
