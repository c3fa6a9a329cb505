package org.mailspan.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.password.PasswordDesk.ANNA;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.TooManyAttempts;
import org.mailspan.password.PasswordSettings.Accepted;

/** What app passwords open, for whom and for how long. */
@Timeout(60)
final class AppPasswordsTest {
    @AutoClose
    private PasswordDesk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new PasswordDesk(directory);
    }

    @Test
    void theHostHearsTheMailPasswordAndNeverTheAppPassword() throws Exception {
        String password = desk.added("phone");
        assertEquals(ANNA, desk.login(ANNA, password).backend().account().id());
        assertEquals(List.of(new Credentials(ANNA, "mail secret")), desk.asked);
    }

    @Test
    void allDevicesOfAnAccountShareOneBackendAndOneLoginWhicheverPasswordTheyHave() throws Exception {
        String phone = desk.added("phone");
        String tablet = desk.added("tablet");
        Backend backend = desk.login(ANNA, phone).backend();
        for (int i = 0; i < 3; i++) {
            assertSame(backend, desk.login(ANNA, tablet).backend());
            assertSame(backend, desk.login(ANNA, phone).backend());
            assertSame(backend, desk.login("Anna@example.org", "mail secret").backend());
        }
        assertEquals(1, desk.asked.size());
    }

    @Test
    void aWrongOneIsNeitherShownToTheHostNorLetIn() throws Exception {
        String password = desk.added("phone");
        String other = guess();
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, other));
        assertEquals(Kind.LOGIN, desk.refusal("nobody@example.org", password));
        assertEquals(Kind.LOGIN, desk.refusal("nobody@example.org", other));
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, guess(password)));
        assertEquals(List.of(), desk.asked);
    }

    /** By text: the same words for an unknown user and a wrong password. */
    @Test
    void anUnknownUserIsRefusedInTheSameWords() throws Exception {
        String password = desk.added("phone");
        String unknownUser = ""
                + assertThrows(BackendException.class, () -> desk.login("nobody@example.org", password))
                        .getMessage();
        String unknownPassword = ""
                + assertThrows(
                                BackendException.class,
                                () -> desk.login(
                                        ANNA,
                                        AppPassword.make(new SecureRandom()).shown()))
                        .getMessage();
        assertEquals(unknownUser, unknownPassword);
    }

    /** By time: an unknown user and a wrong password take as much, which is nothing. */
    @Test
    void anUnknownUserCostsAsLittleAsAWrongPassword() throws Exception {
        String password = desk.added("phone");
        long before = desk.passwords.hashes();
        for (var it : List.of(
                new Credentials("nobody@example.org", password),
                new Credentials("nobody@example.org", guess()),
                new Credentials(ANNA, guess()))) desk.refusal(it.user(), it.password());
        assertEquals(before, desk.passwords.hashes());
        for (int i = 0; i < 100; i++) desk.login(ANNA, password);
        assertEquals(before + 1, desk.passwords.hashes(), "nor for each request");
    }

    private static String guess() {
        return AppPassword.make(new SecureRandom()).shown();
    }

    /** Of somebody who knows the id of a password. */
    private static String guess(String known) {
        String id = AppPassword.of(known).orElseThrow().id();
        String guess = "";
        while (AppPassword.of(guess).isEmpty())
            guess = id + AppPassword.make(new SecureRandom()).letters().substring(id.length());
        return guess;
    }

    /** As many as are looked at at one time, from as many addresses: not one hash is in front of the right one. */
    @Test
    void whoComesWithTheRightOneWaitsBehindNobodysGuesses() throws Exception {
        String password = desk.added("phone");
        long before = desk.passwords.hashes();
        for (int i = 0; i < 300; i++) {
            var guess = new Credentials(i % 10 == 0 ? ANNA : "user" + i + "@example.org", guess());
            String network = "network " + i;
            assertEquals(
                    Kind.LOGIN,
                    assertThrows(BackendException.class, () -> desk.backends.login(guess, network))
                            .kind());
        }
        desk.login(ANNA, password);
        assertEquals(before + 1, desk.passwords.hashes());
    }

    @Test
    void anAttackerCannotHaveMoreHashedThanHeMayTry() throws Exception {
        String password = desk.added("phone");
        long before = desk.passwords.hashes();
        int throttled = 0;
        for (int i = 0; i < 1_000; i++) {
            try {
                desk.backends.login(new Credentials(ANNA, guess(password)), "attacker");
            } catch (TooManyAttempts tooMany) {
                throttled++;
            } catch (BackendException refused) {
                assertEquals(Kind.LOGIN, refused.kind());
            }
        }
        assertEquals(980, throttled);
        assertEquals(before + 20, desk.passwords.hashes());
        desk.login(ANNA, password);
    }

    @Test
    void theFirstDeviceIsTheOnlyOne() throws Exception {
        String password = desk.added("phone");
        assertTrue(desk.admits(password, "phone1"));
        assertTrue(desk.admits(password, "phone1"));
        assertFalse(desk.admits(password, "thief1"));
        desk.restart(Accepted.BOTH);
        assertFalse(desk.admits(password, "thief1"));
        assertTrue(desk.admits(password, "phone1"));
        assertTrue(
                desk.backends.admits(desk.login(ANNA, "mail secret"), "anything"),
                "a mail password is nobody's device's");
    }

    @Test
    void onceRevokedByAnotherProcessItIsRefusedAndWhatWaitsEnds() throws Exception {
        String phone = desk.added("phone");
        String tablet = desk.added("tablet");
        assertTrue(desk.admits(phone, "phone1"));
        assertTrue(desk.admits(tablet, "tablet1"));
        assertEquals(
                1, desk.issuing.revoke(ANNA, row -> row.name().equals("phone")).size());
        assertEquals(List.of(), desk.ended);
        desk.ours.poll();
        assertEquals(List.of(ANNA + " phone1"), desk.ended);
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, phone));
        assertTrue(desk.admits(tablet, "tablet1"), "the other goes on");
        assertEquals(1, desk.asked.size(), "and the host was not asked again");
    }

    @Test
    void oneThatIsUnderWayWhileItIsRevokedIsNotLetIn() throws Exception {
        String phone = desk.added("phone");
        Backends.Entrance before = desk.login(ANNA, phone);
        desk.issuing.revoke(ANNA, row -> true);
        desk.ours.poll();
        assertFalse(desk.backends.admits(before, "phone1"), "its request has yet to name its device");
    }

    @Test
    void itOutlivesARestart() throws Exception {
        String password = desk.added("phone");
        desk.login(ANNA, password);
        desk.restart(Accepted.BOTH);
        desk.login(ANNA, password);
        assertEquals(2, desk.asked.size());
    }

    @Test
    void itIsOneHoweverItIsTyped() throws Exception {
        String password = desk.added("phone");
        Backend backend = desk.login(ANNA, password).backend();
        assertSame(backend, desk.login(ANNA, password.replace("-", "")).backend());
        assertSame(backend, desk.login(ANNA, password.toUpperCase(Locale.ROOT)).backend());
        assertEquals(1, desk.asked.size());
    }

    @Test
    void mailPasswordsCanBeShutOutAndAppPasswordsToo() throws Exception {
        String password = desk.added("phone");
        desk.restart(Accepted.APP);
        desk.login(ANNA, password);
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, "mail secret"));
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, "mail secret"));
        assertEquals(1, desk.asked.size());
        desk.restart(Accepted.MAIL);
        desk.login(ANNA, "mail secret");
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, password), "it is a wrong mail password then");
    }

    /** Whoever showed a certificate has no password here; what stands for it is known to this process alone. */
    @Test
    void whoProvedByOtherMeansWhoHeIsNeedsNoPassword() throws Exception {
        assertEquals(Optional.empty(), desk.passwords.proven(ANNA, ""));
        desk.added("phone");
        desk.restart(Accepted.APP);
        Credentials proven = desk.passwords.proven(ANNA, "").orElseThrow();
        assertTrue(desk.backends.admits(desk.login(proven.user(), proven.password()), "anything"));
        assertEquals("mail secret", desk.asked.getFirst().password());
        assertNotEquals("mail secret", proven.password());
        desk.issuing.revoke(ANNA, row -> true);
        desk.ours.poll();
        assertEquals(Optional.empty(), desk.passwords.proven(ANNA, ""));
        desk.refusal(proven.user(), proven.password());
    }
}
