package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.format.MailFlags.Mark;
import org.mailspan.format.MailFlags.Patch;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;

/** Flags of IMAP, stamps, and the fields that they are on a phone. */
final class MailFlagsTest {
    @Test
    void onlyFiveFlagsMakeTheStamp() {
        var flags = MailFlags.of(
                List.of("$Forwarded", "\\SEEN", "\\Recent", "$Junk", "\\Draft", "\\Answered", "\\flagged"));
        assertEquals("SFAWD", flags.stamp());
        assertEquals(flags, MailFlags.ofStamp("SFAWD"));
        assertEquals(flags, MailFlags.ofStamp("DWAFS"), "whatever their order");
        assertEquals("", MailFlags.of(List.of("NonJunk", "\\Deleted")).stamp());
    }

    @Test
    void forwardedIsKnownByBothNames() {
        assertEquals("W", MailFlags.of(List.of("Forwarded")).stamp());
        assertEquals(Set.of("$Forwarded"), MailFlags.ofStamp("W").flags());
    }

    @Test
    void aServerChangeSaysAllThatCanChange() {
        var item = MailFlags.ofStamp("SFW").item();
        assertEquals(4, item.values().size());
        assertEquals(List.of(), item.get(EmailFields.Categories).orElseThrow(), "so that old ones go");
        assertTrue(item.get(EmailFields.Read).orElseThrow());
        assertTrue(item.get(EmailFields.Flag).orElseThrow().isFlagged());
        assertEquals(3, item.get(EmailFields.LastVerbExecuted).orElseThrow());
        var none = MailFlags.ofStamp("").item();
        assertFalse(none.get(EmailFields.Read).orElseThrow());
        assertEquals(FollowUp.NONE, none.get(EmailFields.Flag).orElseThrow());
        assertEquals(0, none.get(EmailFields.LastVerbExecuted).orElseThrow());
        assertEquals(
                1,
                MailFlags.ofStamp("AW").item().get(EmailFields.LastVerbExecuted).orElseThrow());
    }

    private static Patch patch(Item change) {
        return MailFlags.patch(change);
    }

    @Test
    void readSetsAndRemovesSeen() {
        assertEquals(new Patch(Set.of("\\Seen"), Set.of()), patch(Item.EMPTY.with(EmailFields.Read, true)));
        assertEquals(new Patch(Set.of(), Set.of("\\Seen")), patch(Item.EMPTY.with(EmailFields.Read, false)));
        assertTrue(patch(Item.EMPTY).isEmpty());
    }

    @Test
    void anEmptyFlagAndStatus0And1RemoveFlagged() {
        var removed = new Patch(Set.of(), Set.of("\\Flagged"));
        assertEquals(removed, patch(Item.EMPTY.with(EmailFields.Flag, FollowUp.NONE)));
        for (int status : new int[] {FollowUp.CLEARED, FollowUp.COMPLETE}) {
            var flag = new FollowUp(Item.EMPTY.with(FollowUp.Status, status));
            assertEquals(removed, patch(Item.EMPTY.with(EmailFields.Flag, flag)));
        }
        assertEquals(
                new Patch(Set.of("\\Flagged"), Set.of()), patch(Item.EMPTY.with(EmailFields.Flag, FollowUp.FLAGGED)));
    }

    @Test
    void anAnswerAndAForwardAreOnlyEverSet() {
        assertEquals(Set.of("\\Answered"), patch(verb(1)).add());
        assertEquals(Set.of("\\Answered"), patch(verb(2)).add());
        assertEquals(Set.of("$Forwarded"), patch(verb(3)).add());
        assertTrue(patch(verb(0)).isEmpty());
    }

    private static Item verb(int value) {
        return Item.EMPTY.with(EmailFields.LastVerbExecuted, value);
    }

    @Test
    void aPatchIsLaidOverFlags() {
        var flags = MailFlags.ofStamp("SD").with(new Patch(Set.of("\\Flagged", "$Forwarded"), Set.of("\\Seen")));
        assertEquals("FWD", flags.stamp());
        assertTrue(flags.has(Mark.Draft));
    }

    @Test
    void keywordsOfPeopleAreCategoriesAndThoseOfProgramsAreNot() {
        var flags = MailFlags.of(List.of("\\Seen", "work", "Family", "$label1", "NonJunk", "$MDNSent", "\\Recent"));
        assertEquals(List.of("Family", "work"), flags.categories());
        assertEquals("S Family work", flags.stamp());
        assertEquals(flags, MailFlags.ofStamp(flags.stamp()));
        assertEquals(
                List.of("Family", "work"),
                flags.item().get(EmailFields.Categories).orElseThrow());
        assertEquals(Set.of("\\Seen", "Family", "work"), flags.flags());
    }
}
