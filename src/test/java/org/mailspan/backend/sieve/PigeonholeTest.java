package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.backend.sieve.Absentee.NEVER;
import static org.mailspan.backend.sieve.Absentee.NOW;
import static org.mailspan.backend.sieve.Absentee.absence;
import static org.mailspan.backend.sieve.Absentee.sender;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.imap.Security;
import org.mailspan.support.SieveHost;
import org.mailspan.support.TestCertificate;

/** Out of office at a real Dovecot with Pigeonhole: what is set is read, and senders get it or not. */
final class PigeonholeTest {
    private final Absentee user = new Absentee();
    private final OutOfOffice oof = user.oof();

    @Test
    void nothingIsOnAtFirst() throws BackendException {
        assertEquals(Memo.BLANK.absence(), oof.absence());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
    }

    @Test
    void eachAudienceGetsItsAnswerAndItIsReadAsItWasSet() throws BackendException {
        oof.setAbsence(absence(NOW));
        assertEquals(absence(NOW), oof.absence());
        user.assertAnswer("a \"dot\" \\ and a backslash;\r\nGr=C3=BC=C3=9Fe", sender("mailspan.test"));
        user.assertAnswer("Dear friend", "friend@elsewhere.example");
        String html = user.answerTo(sender("elsewhere.example")).orElseThrow();
        assertTrue(html.contains("<p>Out of <b>office</b> &amp; away</p>"), html);
        assertTrue(html.contains("\r\nOut of office & away"), html);
        assertTrue(html.contains("Content-Type: multipart/alternative"), html);
        assertTrue(html.contains("Auto-Submitted: auto-replied"), html);
    }

    /** A real host's reading of what {@link SieveInjectionTest} takes apart by itself. */
    @Test
    void textsThatLookLikeCommandsAndScriptsAreTexts() throws BackendException {
        try (SieveConnection webmail = user.webmail()) {
            webmail.put("victim", "keep;");
        }
        for (String text : SieveInjectionTest.HOSTILE) {
            var reply = new Reply(true, text, text.length() % 2 == 0);
            Absence hostile = new Absence(
                    NOW,
                    Map.of(Audience.INTERNAL, reply, Audience.EXTERNAL_KNOWN, reply, Audience.EXTERNAL_UNKNOWN, reply));
            oof.setAbsence(hostile);
            assertEquals(hostile, oof.absence());
        }
        try (SieveConnection webmail = user.webmail()) {
            assertEquals(
                    Set.of("victim", OofScript.NAME),
                    Set.copyOf(webmail.scripts().names()));
        }
        assertTrue(user.answerTo(sender("elsewhere.example")).isPresent());
        assertEquals(1, user.count("INBOX"), "nothing discarded what came");
    }

    @Test
    void whoIsOffAnswersNobodyAndKeepsTheTexts() throws BackendException {
        oof.setAbsence(absence(NOW));
        oof.setAbsence(absence(NEVER));
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), user.active());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
        assertEquals(Optional.empty(), user.answerTo(sender("elsewhere.example")));
    }

    @Test
    void aSenderIsAnsweredOnceInAnAbsenceAndAgainInTheNext() throws BackendException {
        String sender = sender("elsewhere.example");
        oof.setAbsence(absence(NOW));
        assertTrue(user.answerTo(sender).isPresent());
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.empty(), user.answerTo(sender));
        oof.setAbsence(absence(NEVER));
        oof.setAbsence(absence(NOW));
        assertTrue(user.answerTo(sender).isPresent());
    }

    @Test
    void anAudienceThatIsNotEnabledOrHasNoTextIsNotAnswered() throws BackendException {
        oof.setAbsence(new Absence(
                NOW,
                Map.of(
                        Audience.INTERNAL, new Reply(true, "inside", false),
                        Audience.EXTERNAL_KNOWN, new Reply(false, "not enabled", false),
                        Audience.EXTERNAL_UNKNOWN, new Reply(true, "<p> </p>", true))));
        assertEquals(Optional.empty(), user.answerTo(sender("elsewhere.example")));
        assertEquals(Optional.empty(), user.answerTo("friend@elsewhere.example"));
        // a subdomain may be anybody's
        assertEquals(Optional.empty(), user.answerTo(sender("sub.mailspan.test")));
        user.assertAnswer("inside", sender("mailspan.test"));
    }

    @Test
    void friendsAloneCanBeAnswered() throws BackendException {
        oof.setAbsence(new Absence(
                NOW,
                Map.of(
                        Audience.INTERNAL, Reply.NONE,
                        Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
                        Audience.EXTERNAL_UNKNOWN, Reply.NONE)));
        user.assertAnswer("Dear friend", "friend@elsewhere.example");
        assertEquals(Optional.empty(), user.answerTo(sender("elsewhere.example")));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
    }

    @Test
    void timesAreKept() throws BackendException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var running = new When.During(now.minusSeconds(60), now.plusSeconds(3600));
        oof.setAbsence(absence(running));
        assertEquals(absence(running), oof.absence());
        user.assertAnswer("Gone fishing", sender("mailspan.test"));

        var later = new When.During(now.plusSeconds(3600), now.plusSeconds(7200));
        oof.setAbsence(absence(later));
        assertEquals(absence(later), oof.absence());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));

        oof.setAbsence(absence(new When.During(now.minusSeconds(60), now.minusSeconds(30))));
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
    }

    @Test
    void listsAndSpamAreNotAnswered() throws BackendException {
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test"), "List-Id: <list.example.org>"));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test"), "Auto-Submitted: auto-generated"));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test"), "X-Spam-Flag: YES"));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test"), "X-Spam: Yes"));
    }

    @Test
    void aHostWithoutVacationIsNoHost() throws BackendException {
        OutOfOffice none = user.at(SieveHost.withoutVacation());
        assertEquals(Absence.NOT_OFFERED, none.absence());
        var refused = assertThrows(BackendException.class, () -> none.setAbsence(absence(NOW)));
        assertEquals("the host's Sieve has no vacation", refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void theConnectionIsProtectedAsTheOwnerSays(Security security) throws BackendException {
        int port =
                security == Security.TLS ? user.host().tlsPort() : user.host().port();
        var settings = SieveSettings.of("127.0.0.1", port, security, true);
        OutOfOffice trusting =
                user.at(settings.withTrust(TestCertificate.shared().trust()));
        trusting.setAbsence(absence(NOW));
        assertEquals(absence(NOW), trusting.absence());
        assertEquals(
                Kind.UNAVAILABLE,
                assertThrows(BackendException.class, () -> user.at(settings).absence())
                        .kind());
    }

    @Test
    void whatTheHostHasNoRoomForIsTooLarge() {
        String letter = "x".repeat(600_000);
        var refused = assertThrows(
                BackendException.class,
                () -> oof.setAbsence(new Absence(NOW, Map.of(Audience.INTERNAL, new Reply(true, letter, false)))));
        assertEquals(Kind.TOO_LARGE, refused.kind());
    }

    @Test
    void aThousandFriendsAndALongLetterFit() throws BackendException {
        List<String> friends = java.util.stream.IntStream.range(0, 3_000)
                .mapToObj(i -> "some.longer.name" + i + "@example.org")
                .toList();
        OutOfOffice busy = user.at(Absentee.settings(user.host()), () -> friends);
        var replies = Map.of(
                Audience.INTERNAL, new Reply(true, "Grüße ".repeat(3_000), true),
                Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
                Audience.EXTERNAL_UNKNOWN, Reply.NONE);
        Instant begun = Instant.now();
        busy.setAbsence(new Absence(NOW, replies));
        assertEquals(replies, busy.absence().replies());
        user.assertAnswer("Dear friend", "some.longer.name999@example.org");
        assertFalse(Duration.between(begun, Instant.now()).compareTo(Duration.ofSeconds(10)) > 0);
    }
}
