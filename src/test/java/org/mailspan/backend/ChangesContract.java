package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.support.Mails;

/** What {@link Backend#changes} owes: after each answer the reader knows what the host has. */
interface ChangesContract {
    Subject subject();

    private void assertTrueOf(Seen seen, String folder) {
        assertEquals(subject().truth(folder), seen.stamps());
    }

    @Test
    default void theFirstAnswerListsEverything() throws Exception {
        var date = Instant.parse("2025-02-03T04:05:06Z");
        long first = subject().witness().append("INBOX", Subject.letter("old"), Set.of("\\Seen", "\\Flagged"), date);
        long second = subject().append("INBOX", "new");
        var full = assertInstanceOf(Delta.Full.class, subject().backend().changes("INBOX", ""));
        assertEquals(2, full.items().size());
        Seen seen = subject().seen("INBOX");
        assertEquals(Set.of(first, second), seen.uids());
        assertEquals(date.getEpochSecond(), seen.entry(first).date());
        assertTrueOf(seen, "INBOX");
    }

    @Test
    default void whereNothingHappenedNothingIsNew() throws Exception {
        for (int i = 0; i < 5; i++) subject().append("INBOX", "n" + i);
        Seen seen = subject().seen("INBOX");
        String token = seen.token();
        for (int i = 0; i < 3; i++) assertEquals(Set.of(), seen.look());
        assertEquals(token, seen.token());
    }

    @Test
    default void anEmptyFolderIsEmptyAndThenFills() throws Exception {
        Seen seen = subject().seen("INBOX");
        assertEquals(Set.of(), seen.uids());
        assertEquals(Set.of(), seen.look());
        long uid = subject().append("INBOX", "first");
        assertEquals(Set.of(uid), seen.look());
    }

    @Test
    default void anArrivalIsSeen() throws Exception {
        subject().append("INBOX", "before");
        Seen seen = subject().seen("INBOX");
        long uid = subject().append("INBOX", "after", "\\Seen");
        assertEquals(Set.of(uid), seen.look());
        assertTrueOf(seen, "INBOX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\Seen", "\\Flagged", "\\Answered", "$Forwarded"})
    default void aFlagThatComesAndGoesIsSeen(String flag) throws Exception {
        subject().append("INBOX", "beside", flag);
        long uid = subject().append("INBOX", "flagged");
        Seen seen = subject().seen("INBOX");
        subject().witness().store("INBOX", uid, "+FLAGS", flag);
        assertEquals(Set.of(uid), seen.look());
        assertTrueOf(seen, "INBOX");
        subject().witness().store("INBOX", uid, "-FLAGS", flag);
        assertEquals(Set.of(uid), seen.look());
        assertTrueOf(seen, "INBOX");
    }

    @Test
    default void aKeywordOfTheHostIsNoChange() throws Exception {
        long uid = subject().append("INBOX", "one");
        Seen seen = subject().seen("INBOX");
        subject().witness().store("INBOX", uid, "+FLAGS", "NonJunk");
        assertEquals(Set.of(), seen.look());
    }

    @Test
    default void anExpungeIsSeen() throws Exception {
        long first = subject().append("INBOX", "first");
        long second = subject().append("INBOX", "second");
        subject().append("INBOX", "third");
        Seen seen = subject().seen("INBOX");
        subject().witness().expunge("INBOX", second);
        assertEquals(Set.of(second), seen.look());
        subject().witness().expunge("INBOX", first);
        assertEquals(Set.of(first), seen.look());
        assertTrueOf(seen, "INBOX");
    }

    @Test
    default void theLastMessageGoesToo() throws Exception {
        long uid = subject().append("INBOX", "only");
        Seen seen = subject().seen("INBOX");
        subject().witness().expunge("INBOX", uid);
        assertEquals(Set.of(uid), seen.look());
        assertEquals(Set.of(), seen.uids());
    }

    @Test
    default void aMoveIsSeenInBothFolders() throws Exception {
        long uid = subject().append("INBOX", "moved", "\\Seen");
        Seen inbox = subject().seen("INBOX");
        Seen trash = subject().seen("Trash");
        long there = subject().witness().move("INBOX", uid, "Trash");
        assertEquals(Set.of(uid), inbox.look());
        assertEquals(Set.of(there), trash.look());
        assertTrueOf(trash, "Trash");
    }

    @Test
    default void arrivalAndExpungeTogetherAreSeen() throws Exception {
        long first = subject().append("INBOX", "first");
        subject().append("INBOX", "second");
        Seen seen = subject().seen("INBOX");
        subject().witness().expunge("INBOX", first);
        long third = subject().append("INBOX", "third");
        assertEquals(Set.of(first, third), seen.look());
        assertTrueOf(seen, "INBOX");
    }

    @Test
    default void aFolderMadeAnewHasAnotherGeneration() throws Exception {
        subject().witness().create("Again");
        subject().append("Again", "old one");
        Seen seen = subject().seen("Again");
        String generation = seen.generation();
        subject().makeAnew("Again");
        subject().append("Again", "new one", "\\Seen");
        subject().append("Again", "new two");
        seen.look();
        assertTrueOf(seen, "Again");
        assertNotEquals(generation, seen.generation());
    }

    @Test
    default void aStrangeTokenIsNoToken() throws Exception {
        subject().append("INBOX", "one");
        Seen seen = subject().seen("INBOX");
        for (String strange : List.of("no token", "1", "1.2", "999999999999999999:1", "a:b:c", ":", "\u0000")) {
            seen.lookWith(strange);
            assertTrueOf(seen, "INBOX");
        }
    }

    @Test
    default void whatSomebodyFlaggedDeletedIsHidden() throws Exception {
        long phantom = subject().append("INBOX", "phantom", "\\Deleted");
        long visible = subject().append("INBOX", "visible");
        Seen seen = subject().seen("INBOX");
        assertEquals(Set.of(visible), seen.uids());
        subject().witness().store("INBOX", visible, "+FLAGS", "\\Deleted");
        assertEquals(Set.of(visible), seen.look());
        assertEquals(Set.of(), seen.uids());
        subject().witness().store("INBOX", phantom, "-FLAGS", "\\Deleted");
        assertEquals(Set.of(phantom), seen.look());
        assertTrueOf(seen, "INBOX");
        assertEquals(List.of(phantom, visible), subject().witness().uids("INBOX"));
    }

    @Test
    default void whatIsMovedIntoTheFolderAndOutAgainIsNowhere() throws Exception {
        Seen seen = subject().seen("Trash");
        long uid = subject().witness().move("INBOX", subject().append("INBOX", "guest"), "Trash");
        subject().witness().expunge("Trash", uid);
        seen.look();
        assertEquals(Set.of(), seen.uids());
    }

    /** A poor host lists but the newest messages of a large folder, and all of them every ten minutes. */
    @Test
    default void ofALargeFolderEverythingIsSeenButAnOldMessagesFlag() throws Exception {
        var random = new Random(7);
        subject().witness().appendAll("INBOX", Mails.mixed(1).letters(260));
        Seen seen = subject().seen("INBOX");
        for (int step = 0; step < 40; step++) {
            List<Long> uids = subject().witness().uids("INBOX");
            long any = uids.get(random.nextInt(uids.size()));
            long young = uids.get(uids.size() - 1 - random.nextInt(150));
            switch (random.nextInt(5)) {
                case 0, 1 -> subject().append("INBOX", "step " + step);
                case 2 ->
                    subject().witness().store("INBOX", young, "+FLAGS", random.nextBoolean() ? "\\Seen" : "\\Deleted");
                case 3 -> subject().witness().store("INBOX", young, "-FLAGS", "\\Seen");
                default -> subject().witness().expunge("INBOX", any);
            }
            if (random.nextInt(3) > 0) continue;
            seen.look();
            assertTrueOf(seen, "INBOX");
        }
        seen.look();
        assertTrueOf(seen, "INBOX");
    }

    /** Any order of what other clients do, looked at now and then by two readers. */
    @Test
    default void aLongDayEndsInTheTruth() throws Exception {
        var random = new Random(42);
        Seen often = subject().seen("INBOX");
        Seen seldom = subject().seen("INBOX");
        for (int step = 0; step < 150; step++) {
            List<Long> uids = new ArrayList<>(subject().witness().uids("INBOX"));
            long any = uids.isEmpty() ? 0 : uids.get(random.nextInt(uids.size()));
            String flag = List.of("\\Seen", "\\Flagged", "\\Deleted", "Junk").get(random.nextInt(4));
            switch (uids.isEmpty() ? 0 : random.nextInt(8)) {
                case 0, 1, 2 -> subject().append("INBOX", "step " + step);
                case 3, 4 -> subject().witness().store("INBOX", any, "+FLAGS", flag);
                case 5 -> subject().witness().store("INBOX", any, "-FLAGS", flag);
                case 6 -> subject().witness().expunge("INBOX", any);
                default -> subject().witness().move("INBOX", any, "Trash");
            }
            if (random.nextInt(3) == 0) often.look();
            if (random.nextInt(25) == 0) seldom.look();
        }
        often.look();
        seldom.look();
        assertTrueOf(often, "INBOX");
        assertTrueOf(seldom, "INBOX");
        assertTrue(often.uids().size() > 5);
    }
}
