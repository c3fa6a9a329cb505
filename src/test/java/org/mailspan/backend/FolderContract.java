package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** What {@link Backend#folders()} owes. */
interface FolderContract {
    Subject subject();

    private Folder named(String name) throws BackendException {
        return subject().backend().folders().stream()
                .filter(folder -> folder.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no folder " + name));
    }

    @Test
    default void theSpecialFoldersHaveTheirTypes() throws Exception {
        assertEquals(FolderType.Inbox, named("INBOX").type());
        assertEquals(FolderType.Drafts, named("Drafts").type());
        assertEquals(FolderType.SentItems, named("Sent").type());
        assertEquals(FolderType.DeletedItems, named("Trash").type());
        assertEquals(FolderType.UserMail, named("Junk").type());
        assertEquals(5, subject().backend().folders().size());
    }

    @Test
    default void foldersOfPeopleKeepTheirNamesAndPlaces() throws Exception {
        subject().witness().create("Größe & Maß");
        subject().witness().create("Work");
        subject().witness().create("Work" + subject().separator() + "Überblick 2026");
        Folder odd = named("Größe & Maß");
        Folder child = named("Überblick 2026");
        assertEquals("", odd.parent());
        assertEquals(FolderType.UserMail, odd.type());
        assertTrue(odd.selectable());
        assertEquals(named("Work").remote(), child.parent());
    }

    @Test
    default void parentsComeBeforeTheirChildren() throws Exception {
        String s = "" + subject().separator();
        for (String name : List.of("a", "a-b", "a" + s + "c", "a" + s + "c" + s + "d", "Trash" + s + "old"))
            subject().witness().create(name);
        var known = new HashSet<>(List.of(""));
        for (Folder folder : subject().backend().folders()) {
            assertTrue(known.contains(folder.parent()), folder + " before its parent");
            assertTrue(known.add(folder.remote()), folder + " twice");
        }
    }

    @Test
    default void aFolderThatCameAndWentIsSeen() throws Exception {
        subject().backend().folders();
        subject().witness().create("Later");
        assertTrue(subject().folders().containsKey("Later"));
        subject().witness().rename("Later", "Soon");
        assertFalse(subject().folders().containsKey("Later"));
        assertTrue(subject().folders().containsKey("Soon"));
        subject().witness().remove("Soon");
        assertFalse(subject().folders().containsKey("Soon"));
    }

    @Test
    default void everyFolderCanBeListed() throws Exception {
        subject().witness().create("Größe & Maß");
        for (Folder folder : subject().backend().folders())
            if (folder.selectable())
                assertEquals(
                        List.of(), List.copyOf(subject().seen(folder.remote()).uids()));
    }

    @Test
    default void aFolderThatIsGoneIsSaidToBeGone() throws Exception {
        subject().witness().create("Short");
        subject().append("Short", "one");
        Seen seen = subject().seen("Short");
        List<Entry> entries = seen.entries(seen.uids());
        subject().witness().remove("Short");
        Backend backend = subject().backend();
        var whole = new Backend.Want.Whole(5, Subject.TEXT);
        var asked = List.<Executable>of(
                () -> backend.changes("Short", seen.token()),
                () -> backend.changes("Short", ""),
                () -> backend.read("Short", entries, whole, reading -> {}),
                () -> backend.change("Short", Item.EMPTY, entries),
                () -> backend.delete("Short", entries),
                () -> subject().as(Backend.Moves.class).move("Short", entries, "Trash"),
                () -> subject()
                        .as(Backend.Parts.class)
                        .part("Short", entries.getFirst(), "")
                        .writeTo(OutputStream.nullOutputStream()));
        Function<Executable, Kind> kind =
                call -> assertThrows(BackendException.class, call).kind();
        assertEquals(
                Collections.nCopies(asked.size(), Kind.FOLDER_GONE),
                asked.stream().map(kind).collect(Collectors.toList()));
        assertEquals(5, backend.folders().size(), "the backend goes on");
    }
}
