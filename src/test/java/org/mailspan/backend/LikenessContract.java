package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Audits;
import org.mailspan.backend.Backend.Likenesses;
import org.mailspan.backend.Backend.Want;
import org.mailspan.item.BodyOptions;

/** What {@link Likenesses} and {@link Audits} owe. */
interface LikenessContract {
    Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");

    Subject subject();

    private long letter(String folder, String subject, Instant date) {
        return subject().witness().append(folder, Subject.letter(subject), Set.of(), date);
    }

    private Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException {
        return subject().as(Likenesses.class).likenesses(folder, entries);
    }

    private Likeness likeness(String folder, Seen seen, long uid) throws BackendException {
        Entry entry = seen.entry(uid);
        return likenesses(folder, List.of(entry)).getOrDefault(entry.remote(), Likeness.NONE);
    }

    @Test
    default void aMessageIsKnownByWhatReadingItTells() throws Exception {
        long one = letter("INBOX", "one", ARRIVED);
        long two = letter("INBOX", "two", ARRIVED);
        List<Entry> entries = subject().seen("INBOX").entries(List.of(one, two));
        Map<String, Likeness> told = likenesses("INBOX", entries);
        var read = new HashMap<String, Likeness>();
        subject()
                .backend()
                .read(
                        "INBOX",
                        entries,
                        new Want.Whole(1, BodyOptions.NONE),
                        reading -> read.put(reading.entry().remote(), reading.likeness()));
        assertEquals(2, told.size());
        assertEquals(told, read);
        assertEquals(2, told.values().stream().map(Likeness::exact).distinct().count());
        assertEquals(2, told.values().stream().map(Likeness::loose).distinct().count());
    }

    @Test
    default void aMessageIsTheSameElsewhereAndWithAnotherDateAlmost() throws Exception {
        long here = letter("INBOX", "moves", ARRIVED);
        letter("INBOX", "stays", ARRIVED);
        Likeness before = likeness("INBOX", subject().seen("INBOX"), here);
        subject().witness().create("Elsewhere");
        letter("Elsewhere", "other", ARRIVED);
        long there = letter("Elsewhere", "moves", ARRIVED);
        long later = letter("Elsewhere", "moves", ARRIVED.plusSeconds(60));
        Seen seen = subject().seen("Elsewhere");
        Likeness same = likeness("Elsewhere", seen, there);
        Likeness dated = likeness("Elsewhere", seen, later);
        assertEquals(before.exact(), same.exact());
        assertNotEquals(before.exact(), dated.exact());
        assertEquals(before.loose(), dated.loose());
    }

    @Test
    default void whatHasNoIdIsLikeNothing() throws Exception {
        String mail = "From: a@example.org\r\nSubject: none\r\n\r\ntext\r\n";
        long uid = subject().witness().append("INBOX", mail.getBytes(UTF_8), Set.of(), ARRIVED);
        Likeness likeness = likeness("INBOX", subject().seen("INBOX"), uid);
        assertEquals(0, likeness.exact());
        assertEquals(0, likeness.loose());
    }

    @Test
    default void whatIsGoneIsLeftOut() throws Exception {
        long gone = letter("INBOX", "gone", ARRIVED);
        long stays = letter("INBOX", "stays", ARRIVED);
        Seen seen = subject().seen("INBOX");
        List<Entry> entries = seen.entries(List.of(gone, stays));
        subject().witness().expunge("INBOX", gone);
        // until it has looked, a host may still know what was there
        seen.look();
        assertEquals(
                Set.of(entries.getLast().remote()), likenesses("INBOX", entries).keySet());
        assertEquals(Map.of(), likenesses("INBOX", List.of()));
    }

    @Test
    default void aFolderIsCountedAsItIsTold() throws Exception {
        Audits audits = subject().as(Audits.class);
        assertEquals(0, audits.census("INBOX").count());
        long gone = letter("INBOX", "gone", ARRIVED);
        long stays = letter("INBOX", "stays", ARRIVED);
        subject().append("INBOX", "marked", "\\Deleted");
        Seen seen = subject().seen("INBOX");
        var both = audits.census("INBOX");
        assertEquals(2, both.count());
        String remote = seen.entry(gone).remote();
        assertTrue(both.present().test(remote));
        subject().witness().expunge("INBOX", gone);
        var one = audits.census("INBOX");
        assertEquals(1, one.count());
        assertFalse(one.present().test(remote));
        assertTrue(one.present().test(seen.entry(stays).remote()));
        seen.look();
        assertEquals(Set.of(stays), seen.uids(), "and nothing is missed for it");
    }

    @Test
    default void idsStandUntilTheFolderIsAnotherOne() throws Exception {
        Likenesses host = subject().as(Likenesses.class);
        subject().witness().create("Again");
        subject().append("Again", "old");
        Seen seen = subject().seen("Again");
        assertTrue(host.stands("Again", seen.token()));
        subject().append("Again", "arrives");
        assertTrue(host.stands("Again", seen.token()));
        assertTrue(host.stands("Again", ""));
        // so that the folder that goes is not open anywhere
        subject().seen("INBOX");
        subject().makeAnew("Again");
        assertFalse(host.stands("Again", seen.token()));
    }
}
