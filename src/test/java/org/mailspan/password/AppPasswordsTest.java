package org.mailspan.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.TooManyAttempts;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.backend.memory.MemoryConnector;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.password.PasswordSettings.Accepted;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;

/** What app passwords open, for whom and for how long; the owner works in a process of his own. */
@Timeout(60)
final class AppPasswordsTest {
    private static final String ANNA = "anna@example.org";

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final Set<Credentials> good = ConcurrentHashMap.newKeySet();
    private final List<Credentials> asked = new CopyOnWriteArrayList<>();
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private Decisions ours;
    private Decisions owners;
    private Issuing issuing;
    private AppPasswords passwords;
    private Backends backends;

    /** A mail host that knows passwords and tells which it was asked about. */
    private final class Host implements Connector {
        private final MemoryConnector mailboxes = new MemoryConnector(MemoryBackend.Tells.INCREMENTAL, Faults.NONE);

        @Override
        public Backend connect(Credentials credentials) throws BackendException {
            asked.add(credentials);
            if (!good.contains(credentials)) throw new BackendException(Kind.LOGIN, "wrong");
            mailboxes.user(credentials.user(), credentials.password());
            return mailboxes.connect(credentials);
        }
    }

    @BeforeEach
    void open() {
        good.add(new Credentials(ANNA, "mail secret"));
        owners = SqliteDecisions.open(directory, notice -> {});
        issuing = new Issuing(owners, settings(Accepted.BOTH).key(), host(), () -> now, 64, 1);
        serve(Accepted.BOTH);
    }

    private Connector host() {
        return new Host();
    }

    private PasswordSettings settings(Accepted accepted) {
        return new PasswordSettings(accepted, KeyFile.of(Optional.empty(), directory, Map.of()));
    }

    private void serve(Accepted accepted) {
        ours = SqliteDecisions.open(directory, notice -> {});
        passwords = new AppPasswords(ours, settings(accepted), () -> now);
        var events = new Events();
        events.listen(seen::add);
        backends =
                new Backends(host(), passwords, Backends.Settings.withDomain("").prompt(), () -> now, events);
        passwords.follow(new AppPasswords.Changes() {
            @Override
            public void recalled(BiPredicate<String, String> stands) {
                backends.recall(stands);
            }

            @Override
            public void ended(String account, String deviceId) {
                ended.add(account + " " + deviceId);
            }

            @Override
            public void renewed(String account) {
                backends.reconsider(account);
            }
        });
    }

    private void restart(Accepted accepted) {
        backends.close();
        ours.close();
        serve(accepted);
    }

    @AfterEach
    void close() {
        backends.close();
        ours.close();
        owners.close();
    }

    private String added(String name) throws Exception {
        if (!issuing.hasMailPassword(ANNA)) issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mail secret"));
        String made = issuing.make(ANNA, name).orElseThrow().password();
        asked.clear();
        ours.poll();
        return made;
    }

    private Backends.Entrance login(String user, String password) throws BackendException {
        try {
            return backends.login(new Credentials(user, password), "home");
        } catch (TooManyAttempts tooMany) {
            throw new AssertionError(tooMany);
        }
    }

    private Kind refusal(String user, String password) {
        return assertThrows(BackendException.class, () -> login(user, password)).kind();
    }

    private boolean admits(String password, String device) throws BackendException {
        return backends.admits(login(ANNA, password), device);
    }

    @Test
    void theHostHearsTheMailPasswordAndNeverTheAppPassword() throws Exception {
        String password = added("phone");
        assertEquals(ANNA, login(ANNA, password).backend().account().id());
        assertEquals(List.of(new Credentials(ANNA, "mail secret")), asked);
    }

    @Test
    void allDevicesOfAnAccountShareOneBackendAndOneLoginWhicheverPasswordTheyHave() throws Exception {
        String phone = added("phone");
        String tablet = added("tablet");
        Backend backend = login(ANNA, phone).backend();
        for (int i = 0; i < 3; i++) {
            assertSame(backend, login(ANNA, tablet).backend());
            assertSame(backend, login(ANNA, phone).backend());
            assertSame(backend, login("Anna@example.org", "mail secret").backend());
        }
        assertEquals(1, asked.size());
    }

    @Test
    void aWrongOneIsNeitherShownToTheHostNorLetIn() throws Exception {
        String password = added("phone");
        String other = AppPassword.make(new SecureRandom()).shown();
        assertEquals(Kind.LOGIN, refusal(ANNA, other));
        assertEquals(Kind.LOGIN, refusal("nobody@example.org", password));
        assertEquals(Kind.LOGIN, refusal("nobody@example.org", other));
        AppPassword real = AppPassword.of(password).orElseThrow();
        String sameId = "";
        while (AppPassword.of(sameId).isEmpty())
            sameId = real.id() + AppPassword.make(new SecureRandom()).letters().substring(4);
        assertEquals(Kind.LOGIN, refusal(ANNA, sameId));
        assertEquals(List.of(), asked);
    }

    /** By text: the same words for an unknown user and a wrong password. */
    @Test
    void anUnknownUserIsRefusedInTheSameWords() throws Exception {
        String password = added("phone");
        String unknownUser = ""
                + assertThrows(BackendException.class, () -> login("nobody@example.org", password))
                        .getMessage();
        String unknownPassword = ""
                + assertThrows(
                                BackendException.class,
                                () -> login(
                                        ANNA,
                                        AppPassword.make(new SecureRandom()).shown()))
                        .getMessage();
        assertEquals(unknownUser, unknownPassword);
    }

    /** By time: whatever is not known of a password, as much is computed. */
    @Test
    void anUnknownUserCostsAsMuchAsAWrongPassword() throws Exception {
        String password = added("phone");
        AppPassword real = AppPassword.of(password).orElseThrow();
        AppPassword other = AppPassword.make(new SecureRandom());
        for (var it : List.of(
                new Credentials("nobody@example.org", real.shown()),
                new Credentials("nobody@example.org", other.shown()),
                new Credentials(ANNA, other.shown()))) {
            long before = passwords.hashes();
            refusal(it.user(), it.password());
            assertEquals(before + 1, passwords.hashes(), it.user());
            refusal(it.user(), it.password());
            assertEquals(before + 1, passwords.hashes(), "and nothing twice");
        }
        long before = passwords.hashes();
        for (int i = 0; i < 100; i++) login(ANNA, password);
        assertEquals(before + 1, passwords.hashes(), "nor for each request");
    }

    @Test
    void anAttackerCannotHaveMoreHashedThanHeMayTry() throws Exception {
        String password = added("phone");
        long before = passwords.hashes();
        int throttled = 0;
        for (int i = 0; i < 1_000; i++) {
            String user = "user" + i % 7 + "@example.org";
            var guess =
                    new Credentials(user, AppPassword.make(new SecureRandom()).shown());
            try {
                backends.login(guess, "attacker");
            } catch (TooManyAttempts tooMany) {
                throttled++;
            } catch (BackendException refused) {
                assertEquals(Kind.LOGIN, refused.kind());
            }
        }
        assertEquals(980, throttled);
        assertEquals(before + 20, passwords.hashes());
        login(ANNA, password);
    }

    @Test
    void theFirstDeviceIsTheOnlyOne() throws Exception {
        String password = added("phone");
        assertTrue(admits(password, "phone1"));
        assertTrue(admits(password, "phone1"));
        assertFalse(admits(password, "thief1"));
        restart(Accepted.BOTH);
        assertFalse(admits(password, "thief1"));
        assertTrue(admits(password, "phone1"));
        assertTrue(backends.admits(login(ANNA, "mail secret"), "anything"), "a mail password is nobody's device's");
    }

    @Test
    void onceRevokedByAnotherProcessItIsRefusedAndWhatWaitsEnds() throws Exception {
        String phone = added("phone");
        String tablet = added("tablet");
        assertTrue(admits(phone, "phone1"));
        assertTrue(admits(tablet, "tablet1"));
        assertEquals(1, issuing.revoke(ANNA, row -> row.name().equals("phone")).size());
        assertEquals(List.of(), ended);
        ours.poll();
        assertEquals(List.of(ANNA + " phone1"), ended);
        assertEquals(Kind.LOGIN, refusal(ANNA, phone));
        assertTrue(admits(tablet, "tablet1"), "the other goes on");
        assertEquals(1, asked.size(), "and the host was not asked again");
    }

    @Test
    void oneThatIsUnderWayWhileItIsRevokedIsNotLetIn() throws Exception {
        String phone = added("phone");
        Backends.Entrance before = login(ANNA, phone);
        issuing.revoke(ANNA, row -> true);
        ours.poll();
        assertFalse(backends.admits(before, "phone1"), "its request has yet to name its device");
    }

    @Test
    void withTheLastOneGoesTheMailPassword() throws Exception {
        added("phone");
        added("tablet");
        issuing.revoke(ANNA, row -> row.name().equals("phone"));
        assertTrue(issuing.hasMailPassword(ANNA));
        issuing.revoke(ANNA, row -> true);
        assertFalse(issuing.hasMailPassword(ANNA));
    }

    @Test
    void itOutlivesARestart() throws Exception {
        String password = added("phone");
        login(ANNA, password);
        restart(Accepted.BOTH);
        login(ANNA, password);
        assertEquals(2, asked.size());
    }

    @Test
    void itIsOneHoweverItIsTyped() throws Exception {
        String password = added("phone");
        Backend backend = login(ANNA, password).backend();
        assertSame(backend, login(ANNA, password.replace("-", "")).backend());
        assertSame(backend, login(ANNA, password.toUpperCase(Locale.ROOT)).backend());
        assertEquals(1, asked.size());
    }

    @Test
    void mailPasswordsCanBeShutOutAndAppPasswordsToo() throws Exception {
        String password = added("phone");
        restart(Accepted.APP);
        login(ANNA, password);
        assertEquals(Kind.LOGIN, refusal(ANNA, "mail secret"));
        assertEquals(Kind.LOGIN, refusal(ANNA, "mail secret"));
        assertEquals(1, asked.size());
        restart(Accepted.MAIL);
        login(ANNA, "mail secret");
        assertEquals(Kind.LOGIN, refusal(ANNA, password), "it is a wrong mail password then");
    }

    @Test
    void aMailPasswordThatWasChangedIsToldAfterAWhileAndAppPasswordsGoOnOnceItIsRenewed() throws Exception {
        String phone = added("phone");
        String tablet = added("tablet");
        login(ANNA, phone);
        good.clear();
        good.add(new Credentials(ANNA, "changed"));
        now = now.plus(Duration.ofHours(2));
        assertEquals(Kind.UNAVAILABLE, refusal(ANNA, phone), "it may be throttling (law 7)");
        assertEquals(Kind.UNAVAILABLE, refusal(ANNA, tablet));
        assertEquals(2, asked.size(), "the other one asks nothing again");
        for (int minute = 0; minute < 30; minute++, now = now.plusSeconds(60)) refusal(ANNA, phone);
        assertEquals(Kind.LOGIN, refusal(ANNA, phone));
        assertEquals(Kind.LOGIN, refusal(ANNA, tablet));
        assertTrue(seen.contains(new Event.StoredPasswordRefused(ANNA)));
        assertTrue(asked.size() < 10, "asked " + asked.size() + " times");
        issuing.storeMailPassword(ANNA, new Credentials(ANNA, "changed"));
        ours.poll();
        login(ANNA, phone);
        login(ANNA, tablet);
    }

    @Test
    void afterARestartAStoredPasswordIsStillOneThatWasGood() throws Exception {
        String password = added("phone");
        good.clear();
        assertEquals(Kind.UNAVAILABLE, refusal(ANNA, password), "a throttled login must not cost a phone its password");
    }

    @Test
    void whatTheHostRefusesIsNotStored() {
        assertThrows(BackendException.class, () -> issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mistyped")));
        assertFalse(issuing.hasMailPassword(ANNA));
    }

    @Test
    void neitherPasswordStandsInAnyFile() throws Exception {
        String password = added("phone");
        login(ANNA, password);
        restart(Accepted.BOTH);
        List<Path> files;
        try (var all = Files.list(directory)) {
            files = all.toList();
        }
        assertTrue(files.size() >= 2, "" + files);
        for (Path file : files) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            for (String secret : List.of(password, password.replace("-", ""), "mail secret"))
                assertFalse(text.contains(secret), file + " holds " + secret);
        }
    }

    @Test
    void aKeyThatIsLostOrOpenToOthersMeansLater() throws Exception {
        String password = added("phone");
        Files.delete(settings(Accepted.BOTH).key().path());
        assertEquals(Kind.UNAVAILABLE, refusal(ANNA, password));
        assertTrue(
                seen.stream().anyMatch(event -> event.toString().contains("there is no")),
                "the owner is told: " + seen);
    }

    @Test
    void aSecondKeyIsNotMadeBesideTheOneThatSealedOthers() throws Exception {
        added("phone");
        good.add(new Credentials("otto@example.org", "other secret"));
        Files.delete(settings(Accepted.BOTH).key().path());
        assertThrows(
                MailKey.Unusable.class,
                () -> issuing.storeMailPassword(
                        "otto@example.org", new Credentials("otto@example.org", "other secret")));
        issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mail secret"));
    }

    /** The least that OWASP lists for Argon2id is 7 MiB with five passes; each password has a salt of its own. */
    @Test
    void itIsHashedSlowlyAndWithASaltOfItsOwn() throws Exception {
        added("first");
        var earnest = new Issuing(owners, settings(Accepted.BOTH).key(), host(), () -> now);
        String password = earnest.make(ANNA, "phone").orElseThrow().password();
        var rows = issuing.list(ANNA);
        var row = rows.stream()
                .filter(it -> it.name().equals("phone"))
                .findFirst()
                .orElseThrow();
        assertEquals("7168 KiB, 5 passes", row.memory() + " KiB, " + row.passes() + " passes");
        assertEquals(32, row.hash().length);
        assertEquals(
                2,
                rows.stream()
                        .map(it -> HexFormat.of().formatHex(it.salt()))
                        .distinct()
                        .count());
        login(ANNA, password);
    }

    @Test
    void thereAreFiftyOfAnAccountAtMost() throws Exception {
        added("first");
        var made = new ArrayList<String>();
        for (int i = 1; i < Issuing.MOST; i++)
            made.add(issuing.make(ANNA, "").orElseThrow().id());
        assertEquals(Optional.empty(), issuing.make(ANNA, "one more"));
        assertEquals(made.size(), Set.copyOf(made).size());
    }

    /** Whoever showed a certificate has no password here; what stands for it is known to this process alone. */
    @Test
    void whoProvedByOtherMeansWhoHeIsNeedsNoPassword() throws Exception {
        assertEquals(Optional.empty(), passwords.proven(ANNA, ""));
        added("phone");
        restart(Accepted.APP);
        Credentials proven = passwords.proven(ANNA, "").orElseThrow();
        assertTrue(backends.admits(login(proven.user(), proven.password()), "anything"));
        assertEquals("mail secret", asked.getFirst().password());
        assertNotEquals("mail secret", proven.password());
        issuing.revoke(ANNA, row -> true);
        ours.poll();
        assertEquals(Optional.empty(), passwords.proven(ANNA, ""));
        refusal(proven.user(), proven.password());
    }
}
