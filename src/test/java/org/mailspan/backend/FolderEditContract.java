package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Backend.Folders.Placed;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** What {@link Backend.Folders} owes. Knows folders only by what the backend calls them: hosts put prefixes before. */
interface FolderEditContract {
    Subject subject();

    private Backend.Folders edits() {
        return subject().as(Backend.Folders.class);
    }

    private String created(String parent, String name) throws BackendException {
        return assertInstanceOf(Placed.At.class, edits().create(parent, name)).remote();
    }

    private Folder folder(String remote) throws BackendException {
        return subject().folders().get(remote);
    }

    private static Kind kindOf(Executable call) {
        return assertThrows(BackendException.class, call).kind();
    }

    @Test
    default void aFolderIsMadeWithTheNameThatAPersonGave() throws Exception {
        for (String name : List.of("Größe & Maß", "日本語", "x\"y", "back\\slash", "(1) [2] {3}", " with spaces ", "&-")) {
            String remote = created("", name);
            assertEquals(new Folder(remote, "", name.strip(), FolderType.UserMail, true), folder(remote));
            subject().append(remote, "one");
            assertEquals(1, subject().seen(remote).uids().size(), name);
        }
    }

    @Test
    default void aFolderIsMadeBelowAnother() throws Exception {
        String work = created("", "Work");
        String year = created(work, "Überblick 2026");
        String july = created(year, "July");
        assertEquals(
                List.of("", work, year),
                List.of(
                        folder(work).parent(),
                        folder(year).parent(),
                        folder(july).parent()));
        assertEquals("July", folder(july).name());
    }

    @Test
    default void aNameThatLooksLikeAPathMakesOneFolder() throws Exception {
        int before = subject().folders().size();
        String remote = created("", "1/2.3/4");
        assertEquals("", folder(remote).parent());
        assertEquals(before + 1, subject().folders().size());
        assertEquals(
                "1_2.3_4".replace(subject().separator(), '_'), folder(remote).name());
    }

    @Test
    default void aNameThatAnotherFolderHasIsTaken() throws Exception {
        String work = created("", "Work");
        assertEquals(new Placed.Taken(work), edits().create("", "Work"));
        assertEquals(new Placed.Taken("INBOX"), edits().create("", "Inbox"));
        String below = created(work, "Work");
        assertEquals(new Placed.Taken(below), edits().create(work, "Work"));
    }

    @Test
    default void whatIsNoNameIsRefused() throws Exception {
        for (String name : List.of("", "  ")) assertEquals(Kind.REFUSED, kindOf(() -> edits().create("", name)));
    }

    @Test
    default void noFolderIsMadeBelowOneThatIsGone() throws Exception {
        String work = created("", "Work");
        subject().witness().remove(work);
        assertEquals(new Placed.NoParent(), edits().create(work, "Below"));
        String play = created("", "Play");
        assertEquals(new Placed.NoParent(), edits().rename(play, work, "Play"));
        assertEquals(Kind.FOLDER_GONE, kindOf(() -> edits().rename(work, "", "Again")));
        assertEquals(Kind.FOLDER_GONE, kindOf(() -> edits().remove(work)));
    }

    @Test
    default void aRenamedFolderKeepsItsMessagesAndWhatIsBelow() throws Exception {
        String work = created("", "Work");
        String below = created(work, "Below");
        subject().append(work, "one", "\\Seen");
        subject().append(below, "two");
        Seen before = subject().seen(work);
        Seen beforeBelow = subject().seen(below);
        String play = assertInstanceOf(Placed.At.class, edits().rename(work, "", "Spiel ü"))
                .remote();
        assertEquals("Spiel ü", folder(play).name());
        Seen now = subject().seen(play);
        assertEquals(before.entries(before.uids()), now.entries(now.uids()));
        Folder child = subject().folders().values().stream()
                .filter(folder -> folder.name().equals("Below"))
                .findFirst()
                .orElseThrow();
        assertEquals(play, child.parent());
        Seen nowBelow = subject().seen(child.remote());
        assertEquals(beforeBelow.entries(beforeBelow.uids()), nowBelow.entries(nowBelow.uids()));
        assertTrue(!subject().folders().containsKey(work));
    }

    @Test
    default void aFolderIsMovedBelowAnother() throws Exception {
        String work = created("", "Work");
        String play = created("", "Play");
        subject().append(play, "one");
        String moved = assertInstanceOf(Placed.At.class, edits().rename(play, work, "Play"))
                .remote();
        assertEquals(work, folder(moved).parent());
        assertEquals(1, subject().seen(moved).uids().size());
        assertEquals(new Placed.At(moved), edits().rename(moved, work, "Play"), "nothing to do");
    }

    @Test
    default void aFolderIsMovedToTheTop() throws Exception {
        String work = created("", "Work");
        String play = created(work, "Play");
        subject().append(play, "one");
        String moved = assertInstanceOf(Placed.At.class, edits().rename(play, "", "Play"))
                .remote();
        assertEquals("", folder(moved).parent());
        assertEquals(1, subject().seen(moved).uids().size());
    }

    @Test
    default void aFolderIsNotRenamedOverAnother() throws Exception {
        String work = created("", "Work");
        String play = created("", "Play");
        subject().append(play, "one");
        assertEquals(new Placed.Taken(play), edits().rename(work, "", "Play"));
        assertEquals(new Placed.Taken("INBOX"), edits().rename(work, "", "INBOX"));
        assertTrue(subject().folders().keySet().containsAll(Set.of(work, play)));
        assertEquals(1, subject().seen(play).uids().size());
    }

    /** Law 1: the folder that was named, and no other. */
    @Test
    default void onlyTheFolderThatIsNamedIsDeleted() throws Exception {
        String work = created("", "Work");
        String below = created(work, "Below");
        String beside = created("", "Workshop");
        for (String folder : List.of(work, below, beside)) subject().append(folder, "one");
        subject().seen(work);
        edits().remove(work);
        // Dovecot lists what is left of a Maildir++ folder without Noselect.
        if (folder(work) != null && folder(work).selectable())
            assertEquals(Kind.FOLDER_GONE, kindOf(() -> subject().seen(work)));
        for (String folder : List.of(below, beside))
            assertEquals(1, subject().seen(folder).uids().size(), folder);
        edits().remove(below);
        assertTrue(
                !subject().folders().containsKey(below) && !subject().folders().containsKey(work));
        assertEquals(1, subject().seen(beside).uids().size());
    }

    @Test
    default void aFolderThatIsOpenIsDeletedAndMadeAgain() throws Exception {
        String work = created("", "Work");
        subject().append(work, "one");
        Seen seen = subject().seen(work);
        subject().backend().change(work, Item.EMPTY, seen.entries(seen.uids()));
        edits().remove(work);
        assertEquals(work, created("", "Work"));
        assertEquals(0, subject().seen(work).uids().size());
    }

    @Test
    default void theInboxStays() throws Exception {
        subject().append("INBOX", "one");
        assertEquals(Set.of("INBOX"), edits().permanent(List.of("INBOX", created("", "Work"))));
        assertEquals(Kind.NOT_ALLOWED, kindOf(() -> edits().remove("INBOX")));
        assertEquals(Kind.NOT_ALLOWED, kindOf(() -> edits().rename("INBOX", "", "Mine")));
        assertEquals(1, subject().seen("INBOX").uids().size());
    }

    @Test
    default void anIdentityStaysWhenAFolderIsRenamed() throws Exception {
        String work = created("", "Work");
        String play = created("", "Play");
        Map<String, Identity> before = edits().identities(List.of(work, play));
        assertEquals(Set.of(work, play), before.keySet());
        var all = assertInstanceOf(Delta.Full.class, subject().backend().changes(work, ""));
        assertEquals(all.generation(), before.get(work).generation());
        subject().witness().rename(work, work + "2");
        assertEquals(
                before.get(work), edits().identities(List.of(work + "2", work)).get(work + "2"));
    }
}
