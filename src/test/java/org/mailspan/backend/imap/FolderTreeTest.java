package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;

/** The lists of hosts, as a phone sees them: {@code name(parent) type}, in their order. */
final class FolderTreeTest {
    private static List<ListRow> rows(String... lists) throws Exception {
        var rows = new java.util.ArrayList<ListRow>();
        for (String list : lists)
            rows.add(ListRow.parse(new ImapRow("* LIST " + list)).orElseThrow());
        return rows;
    }

    private static List<String> shown(FolderTree tree) {
        return tree.folders().stream().map(FolderTreeTest::shown).toList();
    }

    private static String shown(Folder folder) {
        return folder.name() + (folder.selectable() ? "" : "!") + "(" + folder.parent() + ") " + folder.type();
    }

    @Test
    void dovecotMarksItsFolders() throws Exception {
        var tree = new FolderTree(
                rows(
                        "(\\HasNoChildren \\Trash) \"/\" Trash",
                        "(\\HasNoChildren \\Sent) \"/\" \"Sent Messages\"",
                        "(\\HasNoChildren) \"/\" Sent",
                        "(\\HasNoChildren \\UnMarked \\Drafts) \"/\" Entw&APw-rfe",
                        "(\\Noselect \\HasChildren) \"/\" Work",
                        "(\\HasNoChildren) \"/\" \"Work/a \\\"b\\\"\"",
                        "(\\HasNoChildren) \"/\" INBOX"),
                "",
                false);
        assertEquals(
                List.of(
                        "Inbox() Inbox",
                        "Entwürfe() Drafts",
                        "Sent() UserMail",
                        "Sent Messages() SentItems",
                        "Trash() DeletedItems",
                        "Work!() UserMail",
                        "a \"b\"(Work) UserMail"),
                shown(tree));
    }

    @Test
    void foldersUnderTheInboxAreShownAtTheTopWhereTheHostKeepsThemThere() throws Exception {
        var rows = rows(
                "() \".\" INBOX",
                "() \".\" INBOX.Papierkorb",
                "() \".\" INBOX.Gesendet",
                "() \".\" INBOX.a.b",
                "() \".\" INBOX.a");
        var wanted = List.of(
                "Inbox() Inbox",
                "a() UserMail",
                "b(INBOX.a) UserMail",
                "Gesendet() SentItems",
                "Papierkorb() DeletedItems");
        assertEquals(wanted, shown(new FolderTree(rows, "INBOX.", false)));
        assertEquals(wanted, shown(new FolderTree(rows, "", false)), "Courier before NAMESPACE");
        assertEquals(Optional.of("INBOX.Drafts"), new FolderTree(rows, "", false).nameForNew("Drafts"));
    }

    @Test
    void aFolderInTheInboxStaysThereWhereOthersAreBeside() throws Exception {
        var tree = new FolderTree(rows("() \"/\" INBOX", "() \"/\" inbox/Sent", "() \"/\" Other"), "", false);
        assertEquals(List.of("Inbox() Inbox", "Sent(INBOX) UserMail", "Other() UserMail"), shown(tree));
    }

    @Test
    void missingParentsAreMadeAndDeadEndsLeftOut() throws Exception {
        var tree = new FolderTree(
                rows(
                        "() \"/\" a/b/c",
                        "(\\NonExistent) \"/\" gone",
                        "(\\Noselect) \"/\" x",
                        "(\\Noselect) \"/\" x/y",
                        "() \"/\" INBOX"),
                "",
                false);
        assertEquals(List.of("Inbox() Inbox", "a!() UserMail", "b!(a) UserMail", "c(a/b) UserMail"), shown(tree));
    }

    @Test
    void aFlatHostHasNoTree() throws Exception {
        var tree = new FolderTree(rows("() NIL INBOX", "() NIL a.b/c", "() NIL Trash"), "", false);
        assertEquals(List.of("Inbox() Inbox", "a.b/c() UserMail", "Trash() DeletedItems"), shown(tree));
        assertEquals(Optional.empty(), tree.nameForNew("trash"));
        assertEquals(Optional.of("Sent"), tree.nameForNew("Sent"));
    }

    @Test
    void atMostOneFolderIsOfEachType() throws Exception {
        var tree = new FolderTree(
                rows(
                        "(\\Sent) \"/\" deep/Sent",
                        "(\\Sent) \"/\" Out",
                        "() \"/\" Trash",
                        "() \"/\" \"Deleted Items\"",
                        "(\\Drafts \\Noselect) \"/\" Drafts",
                        "() \"/\" Entw&APw-rfe",
                        "() \"/\" deep/Papierkorb"),
                "",
                false);
        assertEquals(
                Set.of("INBOX Inbox", "Deleted Items DeletedItems", "Entwürfe Drafts", "Out SentItems"),
                tree.folders().stream()
                        .filter(folder -> folder.type() != FolderType.UserMail)
                        .map(folder -> folder.remote() + " " + folder.type())
                        .collect(Collectors.toSet()));
    }

    @Test
    void specialFoldersAreKnownInManyLanguages() throws Exception {
        for (String trash : List.of("Corbeille", "PAPIERKORB", "Prullenbak", "Kosz", "Корзина", "ゴミ箱", "Lixeira"))
            assertEquals(List.of("Inbox() Inbox", trash + "() DeletedItems"), shown(only(trash)));
        for (String sent : List.of("Gesendete Objekte", "Envoyés", "Posta inviata", "Elementos enviados", "送信済み"))
            assertEquals(List.of("Inbox() Inbox", sent + "() SentItems"), shown(only(sent)));
        assertEquals(List.of("Inbox() Inbox", "Sent by me() UserMail"), shown(only("Sent by me")));
    }

    private static FolderTree only(String name) {
        return new FolderTree(List.of(new ListRow(name, "/", Set.of(), true)), "", false);
    }

    @Test
    void gmailsViewsAreHidden() throws Exception {
        var rows = rows(
                "() \"/\" INBOX",
                "(\\HasChildren \\Noselect) \"/\" [Gmail]",
                "(\\All) \"/\" \"[Gmail]/All Mail\"",
                "(\\Important) \"/\" [Gmail]/Important",
                "(\\Flagged) \"/\" [Gmail]/Starred",
                "(\\Junk) \"/\" [Gmail]/Spam");
        assertEquals(3, new FolderTree(rows, "", true).folders().size());
        assertEquals(6, new FolderTree(rows, "", false).folders().size());
    }

    @Test
    void aFolderThatCannotBeNamedBackIsShownButNotOpened() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .on("LIST \"\" \"*\"", "* LIST () \"/\" \"Entw\u00fcrfe\"", "* LIST () \"/\" &bad", "$ OK");
            FolderTree tree = ImapFolders.tree(host.connect());
            assertEquals(Set.of("Inbox true", "Entwürfe false", "\u6da7 false"), selectable(tree));
        }
        assertTrue(rows("() \"/\" &ZeVnLIqe-").getFirst().isSelectable());
    }

    private static Set<String> selectable(FolderTree tree) {
        return tree.folders().stream().map(f -> f.name() + " " + f.selectable()).collect(Collectors.toSet());
    }

    @Test
    void namesThatClientsCannotBearAreChanged() throws Exception {
        var tree = new FolderTree(rows("() \"/\" \"sync issues\"", "() \"/\" \"a/ \"", "() \"/\" a"), "", false);
        assertEquals(
                List.of("Inbox() Inbox", "a() UserMail", "a/ (a) UserMail", "Sync Issues (mail)() UserMail"),
                shown(tree));
    }

    @Test
    void oddRowsAreNoFolders() throws Exception {
        for (String odd : Stream.of("", "(", "() \"/\"", "() \"/\" \"\"", "() \"/\" \"open")
                .toList()) assertEquals(Optional.empty(), ListRow.parse(new ImapRow("* LIST " + odd)), odd);
    }

    /** Most hosts tell case: what is renamed or deleted there is not what is called almost the same. */
    @Test
    void aFamilyIsOfOneName() throws Exception {
        var tree = new FolderTree(
                rows("() \"/\" Work", "() \"/\" Work/a", "() \"/\" work/b", "() \"/\" Worker", "() \"/\" inbox/c"),
                "",
                false);
        assertEquals(List.of("Work", "Work/a"), tree.family("Work"));
        assertEquals(List.of("INBOX", "inbox/c"), tree.family("INBOX"), "whose case no host tells");
    }

    @Test
    void manyFoldersAreATreeInNoTime() {
        var rows = new ArrayList<ListRow>();
        for (int i = 0; i < 20_000; i++) rows.add(new ListRow("Archive/" + i, "/", Set.of(), true));
        var tree = assertTimeout(Duration.ofSeconds(3), () -> new FolderTree(rows, "", false));
        assertTrue(tree.has("Archive"));
    }
}
