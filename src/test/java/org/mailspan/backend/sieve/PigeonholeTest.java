package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.Answering;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.Security;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.SieveHost;
import org.mailspan.support.TestCertificate;

/** Out of office at a real Dovecot with Pigeonhole: what is set is read, and senders get it or not. */
final class PigeonholeTest {
    private static final AtomicInteger SENDERS = new AtomicInteger();
    private static final When NOW = new When.Now();
    private static final When NEVER = new When.Never();
    private static final Map<Audience, Reply> REPLIES = Map.of(
            Audience.INTERNAL, new Reply(true, "Gone fishing\n. a \"dot\" \\ and a backslash;\nGrüße", false),
            Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
            Audience.EXTERNAL_UNKNOWN, new Reply(true, "<p>Out of <b>office</b> &amp; away</p>", true));

    private final SieveHost sieve = SieveHost.shared();
    private String user = "";
    private OutOfOffice oof = Answering.NONE.of(new Account("", List.of(""), ""), new Credentials("", ""), List::of);

    @BeforeEach
    void aUser() {
        user = sieve.dovecot().newUser();
        oof = at(sieve);
    }

    private OutOfOffice at(SieveHost host) {
        var settings = SieveSettings.of("127.0.0.1", host.port(), Security.NONE, true);
        return at(settings);
    }

    private OutOfOffice at(SieveSettings settings) {
        return new SieveAnswering(settings, InstantSource.system(), new Events())
                .of(
                        new Account(user, List.of(user), ""),
                        new Credentials(user, MailHost.PASSWORD),
                        () -> List.of("friend@elsewhere.example"));
    }

    private static Absence absence(When when) {
        return new Absence(when, REPLIES);
    }

    /** Somebody who never wrote before. */
    private static String sender(String domain) {
        return "s" + SENDERS.incrementAndGet() + "@" + domain;
    }

    /** What the sender is answered, if they are. */
    private Optional<String> answerTo(String sender, String... header) {
        DovecotHost host = sieve.dovecot();
        int before = host.received(sender).size();
        String message = "From: <" + sender + ">\r\nTo: <" + user + ">\r\nSubject: hello\r\nMessage-ID: <" + sender
                + before + ">\r\n" + String.join("\r\n", header) + (header.length > 0 ? "\r\n" : "") + "\r\nhello\r\n";
        host.deliver(sender, user, message.getBytes(StandardCharsets.UTF_8));
        List<byte[]> received = host.received(sender);
        return received.size() == before
                ? Optional.empty()
                : Optional.of(new String(received.getLast(), StandardCharsets.UTF_8));
    }

    private void assertAnswer(String expected, String sender) {
        String answer = answerTo(sender)
                .orElseThrow(() -> new AssertionError(sieve.dovecot().log()));
        assertTrue(answer.contains(expected), answer);
    }

    /** The user's webmail, as it were. */
    private SieveConnection webmail() throws BackendException {
        var connection = SieveConnection.open(SieveSettings.of("127.0.0.1", sieve.port(), Security.NONE, true));
        connection.login(new Credentials(user, MailHost.PASSWORD));
        return connection;
    }

    private void webmailActivates(String name, String script) throws BackendException {
        try (SieveConnection webmail = webmail()) {
            webmail.put(name, script);
            webmail.activate(name);
        }
    }

    private Optional<String> active() throws BackendException {
        try (SieveConnection webmail = webmail()) {
            return webmail.scripts().active();
        }
    }

    @Test
    void nothingIsOnAtFirst() throws BackendException {
        assertEquals(Memo.BLANK.absence(), oof.absence());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
    }

    @Test
    void eachAudienceGetsItsAnswerAndItIsReadAsItWasSet() throws BackendException {
        oof.setAbsence(absence(NOW));
        assertEquals(absence(NOW), oof.absence());
        assertAnswer("a \"dot\" \\ and a backslash;\r\nGr=C3=BC=C3=9Fe", sender("mailspan.test"));
        assertAnswer("Dear friend", "friend@elsewhere.example");
        String html = answerTo(sender("elsewhere.example")).orElseThrow();
        assertTrue(html.contains("<p>Out of <b>office</b> &amp; away</p>"), html);
        assertTrue(html.contains("\r\nOut of office & away"), html);
        assertTrue(html.contains("Content-Type: multipart/alternative"), html);
        assertTrue(html.contains("Auto-Submitted: auto-replied"), html);
    }

    /** A real host's reading of what {@link SieveInjectionTest} takes apart by itself. */
    @Test
    void textsThatLookLikeCommandsAndScriptsAreTexts() throws BackendException {
        try (SieveConnection webmail = webmail()) {
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
        try (SieveConnection webmail = webmail()) {
            assertEquals(
                    Set.of("victim", OofScript.NAME),
                    Set.copyOf(webmail.scripts().names()));
        }
        assertTrue(answerTo(sender("elsewhere.example")).isPresent());
        assertEquals(1, count("INBOX"), "nothing discarded what came");
    }

    @Test
    void whoIsOffAnswersNobodyAndKeepsTheTexts() throws BackendException {
        oof.setAbsence(absence(NOW));
        oof.setAbsence(absence(NEVER));
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), active());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
        assertEquals(Optional.empty(), answerTo(sender("elsewhere.example")));
    }

    @Test
    void aSenderIsAnsweredOnceInAnAbsenceAndAgainInTheNext() throws BackendException {
        String sender = sender("elsewhere.example");
        oof.setAbsence(absence(NOW));
        assertTrue(answerTo(sender).isPresent());
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.empty(), answerTo(sender));
        oof.setAbsence(absence(NEVER));
        oof.setAbsence(absence(NOW));
        assertTrue(answerTo(sender).isPresent());
    }

    @Test
    void anAudienceThatIsNotEnabledOrHasNoTextIsNotAnswered() throws BackendException {
        oof.setAbsence(new Absence(
                NOW,
                Map.of(
                        Audience.INTERNAL, new Reply(true, "inside", false),
                        Audience.EXTERNAL_KNOWN, new Reply(false, "not enabled", false),
                        Audience.EXTERNAL_UNKNOWN, new Reply(true, "<p> </p>", true))));
        assertEquals(Optional.empty(), answerTo(sender("elsewhere.example")));
        assertEquals(Optional.empty(), answerTo("friend@elsewhere.example"));
        // a subdomain may be anybody's
        assertEquals(Optional.empty(), answerTo(sender("sub.mailspan.test")));
        assertAnswer("inside", sender("mailspan.test"));
    }

    @Test
    void friendsAloneCanBeAnswered() throws BackendException {
        oof.setAbsence(new Absence(
                NOW,
                Map.of(
                        Audience.INTERNAL, Reply.NONE,
                        Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
                        Audience.EXTERNAL_UNKNOWN, Reply.NONE)));
        assertAnswer("Dear friend", "friend@elsewhere.example");
        assertEquals(Optional.empty(), answerTo(sender("elsewhere.example")));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
    }

    @Test
    void timesAreKept() throws BackendException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var running = new When.During(now.minusSeconds(60), now.plusSeconds(3600));
        oof.setAbsence(absence(running));
        assertEquals(absence(running), oof.absence());
        assertAnswer("Gone fishing", sender("mailspan.test"));

        var later = new When.During(now.plusSeconds(3600), now.plusSeconds(7200));
        oof.setAbsence(absence(later));
        assertEquals(absence(later), oof.absence());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));

        oof.setAbsence(absence(new When.During(now.minusSeconds(60), now.minusSeconds(30))));
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
    }

    @Test
    void listsAndSpamAreNotAnswered() throws BackendException {
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test"), "List-Id: <list.example.org>"));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test"), "Auto-Submitted: auto-generated"));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test"), "X-Spam-Flag: YES"));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test"), "X-Spam: Yes"));
    }

    @Test
    void theUsersOwnScriptGoesOnAndIsActiveAgainAfterwards() throws BackendException {
        String own = "require \"fileinto\";\r\nif header \"X-Kind\" \"bill\" { fileinto \"Junk\"; stop; }\r\n";
        String name = "my \"own\" \\ script ä";
        webmailActivates(name, own);
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.of(OofScript.NAME), active());
        assertTrue(answerTo(sender("mailspan.test"), "X-Kind: bill").isPresent());
        assertEquals(1, count("Junk"));

        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.of(name), active());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test"), "X-Kind: bill"));
        assertEquals(2, count("Junk"));
        try (SieveConnection webmail = webmail()) {
            assertEquals(Optional.of(own), webmail.script(name));
        }
    }

    private int count(String folder) {
        try (var witness = sieve.dovecot().witness(user)) {
            return witness.uids(folder).size();
        }
    }

    @Test
    void whatTheUserDoesToTheOwnScriptMeanwhileCounts() throws BackendException {
        webmailActivates("own", "keep;\r\n");
        oof.setAbsence(absence(NOW));
        try (SieveConnection webmail = webmail()) {
            webmail.put("own", "require \"fileinto\";\r\nfileinto \"Junk\";\r\n");
        }
        assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(1, count("Junk"));
        webmailActivates("other", "keep;\r\n");
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
        oof.setAbsence(absence(NOW));
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.of("other"), active());
    }

    @Test
    void aUserWhoseOwnScriptIsGoneIsAnsweredForAllTheSame() throws BackendException {
        webmailActivates("own", "keep;\r\n");
        oof.setAbsence(absence(NOW));
        assertTrue(sieve.say(user, "DELETESCRIPT \"own\"").startsWith("OK"));
        assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(absence(NOW), oof.absence());
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.empty(), active());
    }

    @Test
    void anAnswerThatWebmailSetUpIsOnAndNotOurs() throws BackendException {
        String vacation = "require \"vacation\";\r\n# rule:[Vacation]\r\nif true { vacation :days 1 \"webmail\"; }\r\n";
        webmailActivates("roundcube", vacation);
        assertEquals(new Absence(NOW, Map.of()), oof.absence());
        for (When when : List.of(NOW, NEVER))
            assertEquals(
                    Kind.NOT_ALLOWED,
                    assertThrows(BackendException.class, () -> oof.setAbsence(absence(when)))
                            .kind());
        assertEquals(Optional.of("roundcube"), active());
        webmailActivates("roundcube", vacation.replace("if true", "if false # true\r\n"));
        oof.setAbsence(absence(NOW));
        assertAnswer("Gone fishing", sender("mailspan.test"));
        // switched on in webmail while ours answers: ours can still be ended
        try (SieveConnection webmail = webmail()) {
            webmail.put("roundcube", vacation);
        }
        assertEquals(absence(NOW), oof.absence());
        oof.setAbsence(absence(NEVER));
        assertAnswer("webmail", sender("mailspan.test"));
    }

    @Test
    void aScriptThatWasMadeByHandGoesOn() throws BackendException {
        sieve.handmade(user, "require \"fileinto\";\nfileinto \"Junk\";\n");
        oof.setAbsence(absence(NOW));
        assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(1, count("Junk"));
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.empty(), answerTo(sender("mailspan.test")));
        assertEquals(2, count("Junk"));
    }

    @Test
    void aScriptOfOursThatSomebodyElseWroteIsLeftAlone() throws BackendException {
        try (SieveConnection webmail = webmail()) {
            webmail.put(OofScript.NAME, "keep;\r\n");
        }
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertThrows(BackendException.class, () -> oof.setAbsence(absence(NOW)));
        try (SieveConnection webmail = webmail()) {
            assertEquals(Optional.of("keep;\r\n"), webmail.script(OofScript.NAME));
        }
    }

    @Test
    void aHostWithoutIncludeServesThoseWhoHaveNoScript() throws BackendException {
        OutOfOffice poor = at(SieveHost.withoutInclude());
        poor.setAbsence(absence(NOW));
        assertEquals(absence(NOW), poor.absence());
        poor.setAbsence(absence(NEVER));
        var settings = SieveSettings.of("127.0.0.1", SieveHost.withoutInclude().port(), Security.NONE, true);
        try (SieveConnection webmail = SieveConnection.open(settings)) {
            webmail.login(new Credentials(user, MailHost.PASSWORD));
            webmail.put("own", "keep;\r\n");
            webmail.activate("own");
        }
        assertEquals(Absence.NOT_OFFERED, poor.absence());
        assertEquals(
                Kind.NOT_ALLOWED,
                assertThrows(BackendException.class, () -> poor.setAbsence(absence(NOW)))
                        .kind());
    }

    @Test
    void aHostWithoutVacationIsNoHost() throws BackendException {
        OutOfOffice none = at(SieveHost.withoutVacation());
        assertEquals(Absence.NOT_OFFERED, none.absence());
        var refused = assertThrows(BackendException.class, () -> none.setAbsence(absence(NOW)));
        assertEquals("the host's Sieve has no vacation", refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void theConnectionIsProtectedAsTheOwnerSays(Security security) throws BackendException {
        int port = security == Security.TLS ? sieve.tlsPort() : sieve.port();
        var settings = SieveSettings.of("127.0.0.1", port, security, true);
        OutOfOffice trusting = at(settings.withTrust(TestCertificate.shared().trust()));
        trusting.setAbsence(absence(NOW));
        assertEquals(absence(NOW), trusting.absence());
        assertEquals(
                Kind.UNAVAILABLE,
                assertThrows(BackendException.class, () -> at(settings).absence())
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
        var settings = SieveSettings.of("127.0.0.1", sieve.port(), Security.NONE, true);
        OutOfOffice busy = new SieveAnswering(settings, InstantSource.system(), new Events())
                .of(new Account(user, List.of(user), ""), new Credentials(user, MailHost.PASSWORD), () -> friends);
        var replies = Map.of(
                Audience.INTERNAL, new Reply(true, "Grüße ".repeat(3_000), true),
                Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
                Audience.EXTERNAL_UNKNOWN, Reply.NONE);
        Instant begun = Instant.now();
        busy.setAbsence(new Absence(NOW, replies));
        assertEquals(replies, busy.absence().replies());
        assertAnswer("Dear friend", "some.longer.name999@example.org");
        assertFalse(Duration.between(begun, Instant.now()).compareTo(Duration.ofSeconds(10)) > 0);
    }
}
