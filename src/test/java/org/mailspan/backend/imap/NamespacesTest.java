package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;

/** Whose folders are whose, and what of it a phone is shown. */
final class NamespacesTest {
    private static Namespaces of(String answer) throws Exception {
        return Namespaces.parse(new ImapRow("* NAMESPACE " + answer)).orElseThrow();
    }

    @Test
    void whatIsOfOthersAndSharedIsTold() throws Exception {
        Namespaces courier = of("((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))");
        assertEquals("INBOX.", courier.own());
        assertEquals(List.of("#shared", "shared"), courier.foreignRoots());
        assertTrue(courier.isForeign("shared.team", "."));
        assertTrue(courier.isForeign("shared", "."), "what they are below");
        assertFalse(courier.isForeign("INBOX.shared", "."));
        assertFalse(courier.isForeign("inbox.Sent", "."));
    }

    /** Cyrus without altnamespace: all that is not below the inbox is somebody else's. */
    @Test
    void theLongestPrefixDecides() throws Exception {
        Namespaces cyrus = of("((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))");
        for (String own : List.of("INBOX", "INBOX.Drafts")) assertFalse(cyrus.isForeign(own, "."), own);
        for (String foreign : List.of("user.bob", "team", "user")) assertTrue(cyrus.isForeign(foreign, "."), foreign);
        assertEquals(List.of("user"), cyrus.foreignRoots());
    }

    @Test
    void whoTellsNothingHasOnlyFoldersOfTheUser() throws Exception {
        for (var none : List.of(of("NIL NIL NIL"), of("NIL NIL ((\"\" \"/\"))"), Namespaces.UNKNOWN)) {
            assertFalse(none.isForeign("Work", "/"));
            assertEquals("", none.own());
        }
        assertFalse(of("((\"\" \"/\")) ((\"user/\" \"/\")) NIL").isForeign("User/a", "/"), "case is told");
        assertTrue(of("((\"\" \"/\" \"X-EXT\" (\"a\"))) ((\"~\" \"/\")) NIL").isForeign("~bob/x", "/"));
    }

    @Test
    void oddAnswersAreNone() throws Exception {
        for (String odd : List.of("", "(", "((\"\"", "NIL", "((\"\" \"/\")) NIL"))
            assertEquals(Optional.empty(), Namespaces.parse(new ImapRow("* NAMESPACE " + odd)), odd);
        assertEquals(Optional.empty(), Namespaces.parse(new ImapRow("* LIST () NIL a")));
    }

    @Test
    void foldersOfOthersAreShownOnlyWhereTheyAreWanted() throws Exception {
        for (boolean wanted : new boolean[] {false, true}) {
            try (var host = new FakeImap()) {
                host.connection("NAMESPACE")
                        .on(
                                "LIST \"\" \"*\"",
                                "* LIST () \"/\" INBOX",
                                "* LIST (\\Noselect) \"/\" Shared",
                                "* LIST () \"/\" Shared/team",
                                "* LIST () \"/\" \"Other Users/bob\"",
                                "$ OK")
                        .on(
                                "NAMESPACE",
                                "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) ((\"Shared/\" \"/\"))",
                                "$ OK");
                var settings = host.settings().withSharedFolders(wanted);
                var connection = new ImapLogin(settings, new Credentials("u", "pw")).connect();
                List<String> names = ImapFolders.tree(connection).folders().stream()
                        .map(Folder::remote)
                        .toList();
                assertEquals(
                        wanted
                                ? List.of("INBOX", "Other Users", "Other Users/bob", "Shared", "Shared/team")
                                : List.of("INBOX"),
                        names);
            }
        }
    }
}
