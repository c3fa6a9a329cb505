package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Backend.Folders.Placed;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** Folders made, renamed and deleted at hosts that do not exist here: which commands are sent, and what a NO means. */
final class FolderEditsTest {
    private static final String LIST = "LIST \"\" \"*\"";

    private static Kind kindOf(Executable call) {
        return assertThrows(BackendException.class, call).kind();
    }

    @Test
    void aNewFolderIsSubscribedToWhichAHostNeedNotKnow() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(LIST, "* LIST () \".\" INBOX", "* LIST () \".\" INBOX.Work", "$ OK")
                    .on("CREATE INBOX.Work.Entw&APw-rfe_2", "$ OK")
                    .on("SUBSCRIBE INBOX.Work.Entw&APw-rfe_2", "$ BAD what");
            assertEquals(
                    new Placed.At("INBOX.Work.Entwürfe_2"),
                    FolderEdits.create(host.connect(), "INBOX.Work", "Entwürfe.2"));
        }
    }

    @Test
    void belowTheInboxIsTheTopWhereTheHostKeepsAllFoldersThere() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(LIST, "* LIST () \".\" INBOX", "* LIST () \".\" INBOX.Work", "$ OK")
                    .on("CREATE INBOX.New", "$ OK")
                    .on("SUBSCRIBE INBOX.New", "$ OK");
            assertEquals(new Placed.At("INBOX.New"), FolderEdits.create(host.connect(), "INBOX", "New"));
        }
    }

    @Test
    void aHostThatDoesNotTellCaseHasTheNameAlready() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(LIST, "* LIST () \"/\" Work", "$ OK")
                    .on("CREATE work", "$ NO cannot")
                    .on(LIST, "* LIST () \"/\" Work", "$ OK");
            assertEquals(new Placed.Taken("Work"), FolderEdits.create(host.connect(), "", "work"));
        }
    }

    @Test
    void anyOtherNoIsARefusal() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(LIST, "* LIST () \"/\" Work", "$ OK")
                    .on("CREATE a", "$ NO no")
                    .on(LIST, "$ OK")
                    .on(LIST, "$ OK")
                    .on("CREATE a", "$ NO [OVERQUOTA] too many folders")
                    .on(LIST, "$ OK")
                    .on(LIST, "* LIST () \"/\" Work", "$ OK")
                    .on("DELETE Work", "$ NO [INUSE] busy")
                    .on(LIST, "* LIST () \"/\" Work", "$ OK")
                    .on("DELETE Work", "$ NO no");
            ImapConnection connection = host.connect();
            assertEquals(Kind.REFUSED, kindOf(() -> FolderEdits.create(connection, "", "a")));
            assertEquals(Kind.FULL, kindOf(() -> FolderEdits.create(connection, "", "a")));
            assertEquals(Kind.UNAVAILABLE, kindOf(() -> FolderEdits.remove(connection, "Work")));
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.remove(connection, "Work")));
        }
    }

    @Test
    void whatTheHostMarksStays() throws Exception {
        try (var host = new FakeImap()) {
            String[] list = {"* LIST (\\Junk) \"/\" Spam", "* LIST (\\Archive) \"/\" Old", "$ OK"};
            host.connection("").on(LIST, list).on(LIST, list).on(LIST, list).on(LIST, list);
            ImapConnection connection = host.connect();
            assertEquals(Set.of("INBOX", "Old"), FolderEdits.permanent(connection, List.of("INBOX", "Old", "Other")));
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.remove(connection, "Spam")));
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.rename(connection, "Old", "", "New")));
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.remove(connection, "INBOX")));
        }
    }

    @Test
    void noFolderIsMadeWhereThereCanBeNone() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on(LIST, "* LIST (\\NoInferiors) \"/\" Mbox", "$ OK")
                    .on(LIST, "* LIST () NIL Flat", "$ OK");
            ImapConnection connection = host.connect();
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.create(connection, "Mbox", "a")));
            assertEquals(Kind.NOT_ALLOWED, kindOf(() -> FolderEdits.create(connection, "Flat", "a")));
        }
    }

    @Test
    void subscriptionsFollowARename() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("Work", 7, 10, 5, 0)
                    .on(LIST, "* LIST () \"/\" Work", "* LIST () \"/\" Work/a", "* LIST () \"/\" Workshop", "$ OK")
                    .select("INBOX", 8, 1, 0, 0)
                    .on("RENAME Work Play", "$ OK")
                    .on("UNSUBSCRIBE Work", "$ OK")
                    .on("UNSUBSCRIBE Work/a", "$ OK")
                    .on("SUBSCRIBE Play", "$ OK")
                    .on("SUBSCRIBE Play/a", "$ OK");
            ImapConnection connection = host.connect();
            connection.select("Work");
            assertEquals(new Placed.At("Play"), FolderEdits.rename(connection, "Work", "", "Play"));
        }
    }

    /** What a lost answer came to, whoever asked has to find out. */
    @Test
    void nothingIsAskedTwice() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on("NOOP", "$ OK")
                    .on(LIST, "* LIST () \"/\" INBOX", "$ OK")
                    .on("CREATE Work")
                    .hangUp();
            var folders = assertInstanceOf(Backend.Folders.class, host.backend());
            assertEquals(Kind.UNAVAILABLE, kindOf(() -> folders.create("", "Work")));
        }
    }

    @Test
    void theHostsOwnIdIsAskedForWhereItHasOne() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("OBJECTID LIST-STATUS LIST-EXTENDED")
                    .on(
                            "LIST \"\" (A B) RETURN (STATUS (UIDVALIDITY MAILBOXID))",
                            "* LIST () \"/\" A",
                            "* STATUS A (UIDVALIDITY 7 MAILBOXID (F2212ea87-6097-4256-9d51-71338625))",
                            "* STATUS B (MAILBOXID (Fx) UIDVALIDITY 8)",
                            "* STATUS C (UIDVALIDITY 9)",
                            "$ OK");
            assertEquals(
                    Map.of("A", new Identity("7", "F2212ea87-6097-4256-9d51-71338625"), "B", new Identity("8", "Fx")),
                    FolderIdentities.of(host.connect(), List.of("A", "B")));
        }
    }

    @Test
    void elsewhereUidValidityIsAllThereIs() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on("STATUS A (UIDVALIDITY)", "* STATUS A (UIDVALIDITY 7)", "$ OK")
                    .on("STATUS B (UIDVALIDITY)", "$ NO [NOPERM] not yours");
            assertEquals(Map.of("A", new Identity("7", "")), FolderIdentities.of(host.connect(), List.of("A", "B")));
        }
    }
}
