package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.format.MailOctets;

/** What {@link Backend.Drafts} owes. */
interface DraftContract {
    Subject subject();

    private Backend.Drafts drafts() {
        return subject().as(Backend.Drafts.class);
    }

    private static MailOctets draft(String id, String mark, String body) {
        String text = "From: me@mailspan.test\r\nSubject: Draft\r\nMessage-ID: <" + id + "@mailspan.test>\r\n"
                + "X-Mailspan-Draft: " + mark + "\r\nMIME-Version: 1.0\r\n" + body;
        return MailOctets.of(text.getBytes(UTF_8));
    }

    private static byte[] octets(MailOctets draft) throws Exception {
        var out = new ByteArrayOutputStream();
        draft.writeTo(out);
        return out.toByteArray();
    }

    @Test
    default void aDraftIsFiledAndToldAsTheNextListingTellsIt() throws Exception {
        subject().append("Drafts", "another");
        MailOctets draft = draft("a", "aaaa.0001", "\r\nHello\r\n");
        Entry filed = drafts().file("Drafts", draft, "SD", "aaaa.0001");
        Seen seen = subject().seen("Drafts");
        assertEquals(seen.entry(filed.key()), filed);
        assertArrayEquals(octets(draft), subject().witness().fetch("Drafts", filed.key()));
        assertEquals(Set.of("\\Seen", "\\Draft"), subject().witness().flags("Drafts", filed.key()));
    }

    @Test
    default void aDraftHasTheFlagsThatItIsToHave() throws Exception {
        Entry filed = drafts().file("Drafts", draft("a", "aaaa.0002", "\r\nHello\r\n"), "FD Later", "aaaa.0002");
        assertEquals(
                Set.of("\\Flagged", "\\Draft", "Later"), subject().witness().flags("Drafts", filed.key()));
        assertEquals("FD Later", filed.stamp());
    }

    @Test
    default void aDraftIsFoundByItsMarkAndByTheBeginningOfIt() throws Exception {
        assertEquals(Optional.empty(), drafts().marked("Drafts", "aaaa"));
        Entry first = drafts().file("Drafts", draft("a", "aaaa.0003", "\r\nHello\r\n"), "SD", "aaaa.0003");
        Entry second = drafts().file("Drafts", draft("b", "bbbb.0001", "\r\nHello\r\n"), "SD", "bbbb.0001");
        assertEquals(Optional.of(first), drafts().marked("Drafts", "aaaa.0003"));
        assertEquals(Optional.of(first), drafts().marked("Drafts", "aaaa"));
        assertEquals(Optional.of(second), drafts().marked("Drafts", "bbbb"));
        assertEquals(Optional.empty(), drafts().marked("Drafts", "aaaa.0004"));
        subject().witness().expunge("Drafts", first.key());
        assertEquals(Optional.empty(), drafts().marked("Drafts", "aaaa"));
    }

    @Test
    default void aDraftThatTakesThePlaceOfAnotherLeavesAllOthers() throws Exception {
        long phantom = subject().append("Drafts", "phantom", "\\Deleted");
        long other = subject().append("Drafts", "other", "\\Draft");
        Entry first = drafts().file("Drafts", draft("a", "aaaa.0005", "\r\nOne\r\n"), "SD", "aaaa.0005");
        Entry second = drafts().file("Drafts", draft("a", "aaaa.0006", "\r\nTwo\r\n"), "SD", "aaaa.0006");
        subject().backend().delete("Drafts", List.of(first));
        assertEquals(List.of(phantom, other, second.key()), subject().witness().uids("Drafts"));
    }

    @Test
    default void draftsAreToldApartByTheirIds() throws Exception {
        long with = subject().append("Drafts", "with");
        long without = subject().witness().append("Drafts", "Subject: none\r\n\r\nHello\r\n".getBytes(UTF_8));
        List<Entry> entries = subject().seen("Drafts").entries(List.of(with, without));
        assertEquals(
                Map.of(entries.getFirst().remote(), "<" + "with".hashCode() + "@example.org>"),
                drafts().messageIds("Drafts", entries));
        assertEquals(Map.of(), drafts().messageIds("Drafts", List.of()));
    }

    @Test
    default void aPartIsFoundByTheNameThatItWasGiven() throws Exception {
        String body =
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
                        + "--b\r\nContent-Type: application/pdf; x-mailspan-part=3\r\n\r\nsecond\r\n"
                        + "--b\r\nContent-Type: application/pdf; x-mailspan-part=\"0.77\"\r\n\r\nthird\r\n--b--\r\n";
        Entry entry = drafts().file("Drafts", draft("a", "aaaa.0007", body), "SD", "aaaa.0007");
        assertEquals("second", part(entry, "3"));
        assertEquals("third", part(entry, "0.77"));
        assertEquals("third", part(entry, "3.0"), "what lies there, whatever it is called");
        assertEquals("second", part(entry, "2"));
    }

    private String part(Entry entry, String section) throws Exception {
        var out = new ByteArrayOutputStream();
        subject().as(Backend.Parts.class).part("Drafts", entry, section).writeTo(out);
        return out.toString(UTF_8).strip();
    }

    @Test
    default void aLargeDraftStreams() throws Exception {
        try (var spool = new Spool()) {
            spool.write(octets(draft("a", "aaaa.0008", "\r\n")));
            byte[] line = ("x".repeat(998) + "\r\n").getBytes(UTF_8);
            for (int i = 0; i < 2_000; i++) spool.write(line);
            Entry entry = drafts().file("Drafts", spool, "SD", "aaaa.0008");
            byte[] there = subject().witness().fetch("Drafts", entry.key());
            assertTrue(there.length == spool.size(), () -> there.length + " octets of " + spool.size());
        }
    }
}
