package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.backend.sieve.Absentee.NEVER;
import static org.mailspan.backend.sieve.Absentee.NOW;
import static org.mailspan.backend.sieve.Absentee.absence;
import static org.mailspan.backend.sieve.Absentee.sender;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.support.SieveHost;

/** A user with a Sieve script of their own, at a real Dovecot with Pigeonhole: it goes on, and answers beside ours. */
final class OwnScriptTest {
    private final Absentee user = new Absentee();
    private final OutOfOffice oof = user.oof();

    @Test
    void theUsersOwnScriptGoesOnAndIsActiveAgainAfterwards() throws BackendException {
        String own = "require \"fileinto\";\r\nif header \"X-Kind\" \"bill\" { fileinto \"Junk\"; stop; }\r\n";
        String name = "my \"own\" \\ script ä";
        user.webmailActivates(name, own);
        oof.setAbsence(absence(NOW));
        assertEquals(Optional.of(OofScript.NAME), user.active());
        assertTrue(user.answerTo(sender("mailspan.test"), "X-Kind: bill").isPresent());
        assertEquals(1, user.count("Junk"));

        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.of(name), user.active());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test"), "X-Kind: bill"));
        assertEquals(2, user.count("Junk"));
        try (SieveConnection webmail = user.webmail()) {
            assertEquals(Optional.of(own), webmail.script(name));
        }
    }

    @Test
    void whatTheUserDoesToTheOwnScriptMeanwhileCounts() throws BackendException {
        user.webmailActivates("own", "keep;\r\n");
        oof.setAbsence(absence(NOW));
        try (SieveConnection webmail = user.webmail()) {
            webmail.put("own", "require \"fileinto\";\r\nfileinto \"Junk\";\r\n");
        }
        user.assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(1, user.count("Junk"));
        user.webmailActivates("other", "keep;\r\n");
        assertEquals(absence(NEVER), oof.absence());
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
        oof.setAbsence(absence(NOW));
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.of("other"), user.active());
    }

    @Test
    void aUserWhoseOwnScriptIsGoneIsAnsweredForAllTheSame() throws BackendException {
        user.webmailActivates("own", "keep;\r\n");
        oof.setAbsence(absence(NOW));
        assertTrue(user.host().say(user.name(), "DELETESCRIPT \"own\"").startsWith("OK"));
        user.assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(absence(NOW), oof.absence());
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.empty(), user.active());
    }

    @Test
    void anAnswerThatWebmailSetUpIsOnAndNotOurs() throws BackendException {
        String vacation = "require \"vacation\";\r\n# rule:[Vacation]\r\nif true { vacation :days 1 \"webmail\"; }\r\n";
        user.webmailActivates("roundcube", vacation);
        assertEquals(new Absence(NOW, Map.of()), oof.absence());
        for (When when : List.of(NOW, NEVER))
            assertEquals(
                    Kind.NOT_ALLOWED,
                    assertThrows(BackendException.class, () -> oof.setAbsence(absence(when)))
                            .kind());
        assertEquals(Optional.of("roundcube"), user.active());
        user.webmailActivates("roundcube", vacation.replace("if true", "if false # true\r\n"));
        oof.setAbsence(absence(NOW));
        user.assertAnswer("Gone fishing", sender("mailspan.test"));
        // switched on in webmail while ours answers: ours can still be ended
        try (SieveConnection webmail = user.webmail()) {
            webmail.put("roundcube", vacation);
        }
        assertEquals(absence(NOW), oof.absence());
        oof.setAbsence(absence(NEVER));
        user.assertAnswer("webmail", sender("mailspan.test"));
    }

    @Test
    void aScriptThatWasMadeByHandGoesOn() throws BackendException {
        user.host().handmade(user.name(), "require \"fileinto\";\nfileinto \"Junk\";\n");
        oof.setAbsence(absence(NOW));
        user.assertAnswer("Gone fishing", sender("mailspan.test"));
        assertEquals(1, user.count("Junk"));
        oof.setAbsence(absence(NEVER));
        assertEquals(Optional.empty(), user.answerTo(sender("mailspan.test")));
        assertEquals(2, user.count("Junk"));
    }

    @Test
    void aScriptOfOursThatSomebodyElseWroteIsLeftAlone() throws BackendException {
        try (SieveConnection webmail = user.webmail()) {
            webmail.put(OofScript.NAME, "keep;\r\n");
        }
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertThrows(BackendException.class, () -> oof.setAbsence(absence(NOW)));
        try (SieveConnection webmail = user.webmail()) {
            assertEquals(Optional.of("keep;\r\n"), webmail.script(OofScript.NAME));
        }
    }

    @Test
    void aHostWithoutIncludeServesThoseWhoHaveNoScript() throws BackendException {
        OutOfOffice poor = user.at(SieveHost.withoutInclude());
        poor.setAbsence(absence(NOW));
        assertEquals(absence(NOW), poor.absence());
        poor.setAbsence(absence(NEVER));
        user.webmailActivates(SieveHost.withoutInclude(), "own", "keep;\r\n");
        assertEquals(Absence.NOT_OFFERED, poor.absence());
        assertEquals(
                Kind.NOT_ALLOWED,
                assertThrows(BackendException.class, () -> poor.setAbsence(absence(NOW)))
                        .kind());
    }
}
