package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Searches;
import org.mailspan.backend.Backend.Searches.Found;
import org.mailspan.backend.Backend.Searches.Hit;
import org.mailspan.backend.Query.Where;
import org.mailspan.format.Conversation;
import org.mailspan.format.Headers;
import org.mailspan.format.MailFlags;

/** What {@link Searches} owes. */
interface SearchContract {
    Duration LONG = Duration.ofSeconds(30);
    Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    Subject subject();

    private Found search(Query query, String... folders) throws BackendException {
        return subject().as(Searches.class).search(List.of(folders), query, 100, LONG);
    }

    /** What was found in the inbox, by UID, the newest first. */
    private List<Long> inbox(Query query) throws BackendException {
        Found found = search(query, "INBOX");
        assertTrue(found.complete());
        assertEquals(found.newest().size(), found.total());
        return found.newest().stream().map(hit -> hit.entry().key()).toList();
    }

    private static Query text(Where where, String text) {
        return new Query.Text(where, text);
    }

    private long letter(String folder, Instant date, String header, String body, String... flags) {
        String mail = header + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n" + body + "\r\n";
        return subject().witness().append(folder, mail.getBytes(UTF_8), Set.of(flags), date);
    }

    private static Instant day(int number) {
        return NOON.plus(Duration.ofDays(number));
    }

    @Test
    default void aTextIsFoundWhereItIsLookedFor() throws Exception {
        String header =
                "From: Anna Apple <anna@fruit.example>\r\nTo: bob@nut.example\r\nCc: carl@nut.example\r\nSubject: ";
        long subject = letter("INBOX", day(1), header + "Pears for all", "nothing here");
        long body = letter("INBOX", day(2), header + "nothing", "some PEARS inside");
        long other = letter("INBOX", day(3), "From: dora@nut.example\r\nTo: anna@fruit.example\r\nSubject: else", "no");
        assertEquals(List.of(body, subject), inbox(text(Where.ANYWHERE, "pears")));
        assertEquals(List.of(subject), inbox(text(Where.SUBJECT, "pears")));
        assertEquals(List.of(body), inbox(text(Where.BODY, "pears")));
        assertEquals(List.of(body, subject), inbox(text(Where.FROM, "anna@fruit.example")));
        assertEquals(List.of(other), inbox(text(Where.TO, "anna@fruit.example")));
        assertEquals(List.of(body, subject), inbox(text(Where.CC, "carl@nut.example")));
        assertEquals(List.of(), inbox(text(Where.SUBJECT, "plums")));
    }

    @Test
    default void peopleAreFoundByAnyPartOfNameAndAddress() throws Exception {
        assumeTrue(subject().tellsOfFlags(), "GreenMail compares whole addresses");
        long uid = letter("INBOX", day(1), "From: Anna Apple <anna@fruit.example>\r\nSubject: x", "x");
        for (String part : List.of("anna", "APPLE", "a app", "fruit.ex"))
            assertEquals(List.of(uid), inbox(text(Where.FROM, part)), part);
    }

    @Test
    default void queriesAreJoined() throws Exception {
        long both = letter("INBOX", day(1), "From: a@example.org\r\nSubject: red green", "x");
        long red = letter("INBOX", day(2), "From: a@example.org\r\nSubject: red", "x");
        long green = letter("INBOX", day(3), "From: a@example.org\r\nSubject: green", "x");
        Query isRed = text(Where.SUBJECT, "red");
        Query isGreen = text(Where.SUBJECT, "green");
        assertEquals(List.of(both), inbox(new Query.And(List.of(isRed, isGreen))));
        assertEquals(List.of(green, red, both), inbox(new Query.Or(List.of(isRed, isGreen))));
        assertEquals(List.of(red), inbox(new Query.And(List.of(isRed, new Query.Not(isGreen)))));
        assertEquals(List.of(green), inbox(new Query.Not(new Query.Or(List.of(isRed, text(Where.BODY, "zzz"))))));
        assertEquals(List.of(green, red, both), inbox(Query.EVERYTHING));
        assertEquals(List.of(), inbox(new Query.Or(List.of())));
        Query three = new Query.Or(List.of(text(Where.SUBJECT, "zzz"), isGreen, text(Where.SUBJECT, "yyy")));
        assertEquals(List.of(green, both), inbox(three));
    }

    @Test
    default void textsOfAllLanguagesAreFound() throws Exception {
        long german = letter("INBOX", day(1), "From: a@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "x");
        long japanese = letter("INBOX", day(2), "From: a@example.org\r\nSubject: x", "\u65e5\u672c\u8a9e\u3067\u3059");
        assertEquals(List.of(german), inbox(text(Where.SUBJECT, "Gr\u00fc\u00dfe")));
        assertEquals(List.of(japanese), inbox(text(Where.BODY, "\u65e5\u672c\u8a9e")));
        assertEquals(List.of(), inbox(text(Where.ANYWHERE, "\u4e2d\u6587")));
    }

    /** Whatever a person types is looked for, and is nothing else to the host. */
    @Test
    default void noTextIsACommand() throws Exception {
        letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x");
        for (String odd : List.of(
                "\" ALL",
                "\\",
                "\\\" OR ALL",
                "x) OR ALL (",
                "{5}",
                "{5+}",
                "* ALL",
                "NIL",
                "%",
                "a\" DELETED \"",
                "\ud83d\ude00{3}")) assertEquals(List.of(), inbox(text(Where.SUBJECT, odd)), odd);
        assertEquals(1, inbox(text(Where.SUBJECT, "one")).size());
    }

    @Test
    default void momentsAreExact() throws Exception {
        long before = letter("INBOX", NOON.minusSeconds(1), "From: a@example.org\r\nSubject: one", "x");
        long at = letter("INBOX", NOON, "From: a@example.org\r\nSubject: two", "x");
        long after = letter("INBOX", NOON.plusSeconds(1), "From: a@example.org\r\nSubject: three", "x");
        assumeTrue(subject().witness().date("INBOX", at).equals(NOON), "GreenMail keeps the day");
        long muchLater = letter("INBOX", day(30), "From: a@example.org\r\nSubject: four", "x");
        assertEquals(List.of(muchLater, after, at), inbox(new Query.Since(NOON)));
        assertEquals(List.of(before), inbox(new Query.Before(NOON)));
        assertEquals(
                List.of(after, at), inbox(new Query.And(List.of(new Query.Since(NOON), new Query.Before(day(5))))));
        assertEquals(List.of(before), inbox(new Query.Not(new Query.Since(NOON))));
        assertEquals(List.of(), inbox(new Query.Since(day(40))));
    }

    @Test
    default void daysAreExact() throws Exception {
        long first = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x");
        long second = letter("INBOX", day(2), "From: a@example.org\r\nSubject: two", "x");
        long third = letter("INBOX", day(3), "From: a@example.org\r\nSubject: three", "x");
        Instant midnight = Instant.parse("2026-03-12T00:00:00Z");
        assertEquals(List.of(third, second), inbox(new Query.Since(midnight)));
        assertEquals(List.of(first), inbox(new Query.Before(midnight)));
    }

    @Test
    default void aSideMayBeLeftOpenByTheFirstOrTheLastMoment() throws Exception {
        long one = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x");
        Instant first = Instant.parse("0001-01-01T00:00:00Z");
        Instant last = Instant.parse("9999-12-31T23:59:59Z");
        assertEquals(List.of(one), inbox(new Query.Since(first)));
        assertEquals(List.of(one), inbox(new Query.Before(last)));
        assertEquals(List.of(), inbox(new Query.Before(first)));
        assertEquals(List.of(), inbox(new Query.Since(last)));
        var between = new Query.And(List.of(new Query.Since(day(-5)), new Query.Before(last)));
        assertEquals(List.of(one), inbox(between));
    }

    @Test
    default void flagsAndAttachmentsAreSearchedFor() throws Exception {
        long seen = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x", "\\Seen");
        long flagged = letter("INBOX", day(2), "From: a@example.org\r\nSubject: two", "x", "\\Flagged");
        String mixed = "From: a@example.org\r\n"
                + "Subject: three\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n"
                + "Content-Type: text/plain\r\n\r\n"
                + "see\r\n"
                + "--b\r\n"
                + "Content-Type: application/pdf; name=f.pdf\r\n"
                + "Content-Disposition: attachment\r\n\r\n"
                + "x\r\n"
                + "--b--\r\n";
        long file = subject().witness().append("INBOX", mixed.getBytes(UTF_8), Set.of(), day(3));
        assertEquals(List.of(seen), inbox(new Query.Marked(MailFlags.Mark.Seen)));
        assertEquals(List.of(file, flagged), inbox(new Query.Not(new Query.Marked(MailFlags.Mark.Seen))));
        assertEquals(List.of(flagged), inbox(new Query.Marked(MailFlags.Mark.Flagged)));
        assertEquals(List.of(file), inbox(new Query.WithAttachment()));
    }

    @Test
    default void theNewestOfAllFoldersComeFirst() throws Exception {
        subject().witness().create("Work");
        // Moved in later: the time of arrival counts, not the UID.
        long second = letter("INBOX", day(4), "From: a@example.org\r\nSubject: hit", "x");
        long third = letter("INBOX", day(2), "From: a@example.org\r\nSubject: hit", "x");
        long first = letter("Work", day(5), "From: a@example.org\r\nSubject: hit", "x");
        long fourth = letter("Work", day(1), "From: a@example.org\r\nSubject: hit", "x");
        letter("Work", day(9), "From: a@example.org\r\nSubject: other", "x");
        Query hit = text(Where.SUBJECT, "hit");
        Found all = search(hit, "INBOX", "Work");
        assertEquals(4, all.total());
        assertEquals(
                List.of("Work " + first, "INBOX " + second, "INBOX " + third, "Work " + fourth),
                all.newest().stream().map(SearchContract::shown).toList());
        Found two = subject().as(Searches.class).search(List.of("INBOX", "Work"), hit, 2, LONG);
        assertEquals(4, two.total());
        assertEquals(all.newest().subList(0, 2), two.newest());
    }

    private static String shown(Hit hit) {
        return hit.folder() + " " + hit.entry().key();
    }

    @Test
    default void whatIsFoundIsWhatAListingTells() throws Exception {
        long uid = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x", "\\Seen", "\\Flagged");
        Seen seen = subject().seen("INBOX");
        assertEquals(
                List.of(seen.entry(uid)),
                search(text(Where.SUBJECT, "one"), "INBOX").newest().stream()
                        .map(Hit::entry)
                        .toList());
    }

    @Test
    default void whatHasJustArrivedIsFoundAndWhatWentIsNot() throws Exception {
        Query query = text(Where.SUBJECT, "new");
        assertEquals(List.of(), inbox(query));
        long first = letter("INBOX", day(1), "From: a@example.org\r\nSubject: new", "x");
        assertEquals(List.of(first), inbox(query));
        long second = letter("INBOX", day(2), "From: a@example.org\r\nSubject: new", "x");
        assertEquals(List.of(second, first), inbox(query));
        subject().witness().store("INBOX", first, "+FLAGS", "\\Deleted");
        assertEquals(List.of(second), inbox(query), "gone for a phone");
        subject().witness().expunge("INBOX", second);
        assertEquals(List.of(), inbox(query));
    }

    @Test
    default void aFolderThatIsGoneIsPassedOver() throws Exception {
        long uid = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x");
        Found found = search(text(Where.SUBJECT, "one"), "No such folder", "INBOX");
        assertEquals(
                List.of("INBOX " + uid),
                found.newest().stream().map(SearchContract::shown).toList());
        assertTrue(found.complete());
    }

    @Test
    default void aConversationIsFoundInAllFolders() throws Exception {
        subject().witness().create("Work");
        String begin = "From: a@example.org\r\nSubject: plan\r\nMessage-ID: <begin@example.org>";
        long first = letter("INBOX", day(1), begin, "x");
        String reply = "From: b@example.org\r\nSubject: Re: plan\r\nMessage-ID: <second@example.org>\r\n"
                + "In-Reply-To: <begin@example.org>\r\nReferences: <begin@example.org>";
        long second = letter("Work", day(2), reply, "x");
        String other = "From: b@example.org\r\nSubject: plan\r\nMessage-ID: <third@example.org>\r\n"
                + "References: <elsewhere@example.org> <begin@example.org>";
        letter("INBOX", day(3), other, "x");
        String name = Conversation.name(Headers.parse(begin.getBytes(UTF_8)));
        assertEquals(
                List.of("Work " + second, "INBOX " + first),
                search(new Query.OfConversation(name), "INBOX", "Work").newest().stream()
                        .map(SearchContract::shown)
                        .toList());
        assertEquals(
                0,
                search(new Query.OfConversation("00".repeat(16)), "INBOX", "Work")
                        .total());
    }

    @Test
    default void junkIsKnown() throws Exception {
        assertEquals(Set.of("Junk"), subject().as(Searches.class).junk());
        assertFalse(subject().folders().isEmpty());
    }

    @Test
    default void searchingMarksNothingAsRead() throws Exception {
        long uid = letter("INBOX", day(1), "From: a@example.org\r\nSubject: one", "x");
        inbox(text(Where.ANYWHERE, "one"));
        assertEquals(Set.of(), subject().witness().flags("INBOX", uid));
    }
}
