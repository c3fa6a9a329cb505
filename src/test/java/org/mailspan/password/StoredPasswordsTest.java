package org.mailspan.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.password.PasswordDesk.ANNA;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.password.PasswordSettings.Accepted;

/** How app passwords and the mail password behind them are kept. */
@Timeout(60)
final class StoredPasswordsTest {
    @AutoClose
    private PasswordDesk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new PasswordDesk(directory);
    }

    @Test
    void withTheLastOneGoesTheMailPassword() throws Exception {
        desk.added("phone");
        desk.added("tablet");
        desk.issuing.revoke(ANNA, row -> row.name().equals("phone"));
        assertTrue(desk.issuing.hasMailPassword(ANNA));
        desk.issuing.revoke(ANNA, row -> true);
        assertFalse(desk.issuing.hasMailPassword(ANNA));
    }

    @Test
    void aMailPasswordThatWasChangedIsToldAfterAWhileAndAppPasswordsGoOnOnceItIsRenewed() throws Exception {
        String phone = desk.added("phone");
        String tablet = desk.added("tablet");
        desk.login(ANNA, phone);
        desk.good.clear();
        desk.good.add(new Credentials(ANNA, "changed"));
        desk.now = desk.now.plus(Duration.ofHours(2));
        assertEquals(Kind.UNAVAILABLE, desk.refusal(ANNA, phone), "it may be throttling (law 7)");
        assertEquals(Kind.UNAVAILABLE, desk.refusal(ANNA, tablet));
        assertEquals(2, desk.asked.size(), "the other one asks nothing again");
        for (int minute = 0; minute < 30; minute++, desk.now = desk.now.plusSeconds(60)) desk.refusal(ANNA, phone);
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, phone));
        assertEquals(Kind.LOGIN, desk.refusal(ANNA, tablet));
        assertTrue(desk.seen.contains(new Event.StoredPasswordRefused(ANNA)));
        assertTrue(desk.asked.size() < 10, "asked " + desk.asked.size() + " times");
        desk.issuing.storeMailPassword(ANNA, new Credentials(ANNA, "changed"));
        desk.ours.poll();
        desk.login(ANNA, phone);
        desk.login(ANNA, tablet);
    }

    @Test
    void afterARestartAStoredPasswordIsStillOneThatWasGood() throws Exception {
        String password = desk.added("phone");
        desk.good.clear();
        assertEquals(
                Kind.UNAVAILABLE, desk.refusal(ANNA, password), "a throttled login must not cost a phone its password");
    }

    @Test
    void whatTheHostRefusesIsNotStored() {
        assertThrows(
                BackendException.class, () -> desk.issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mistyped")));
        assertFalse(desk.issuing.hasMailPassword(ANNA));
    }

    @Test
    void neitherPasswordStandsInAnyFile() throws Exception {
        String password = desk.added("phone");
        desk.login(ANNA, password);
        desk.restart(Accepted.BOTH);
        List<Path> files;
        try (var all = Files.list(desk.directory)) {
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
        String password = desk.added("phone");
        Files.delete(desk.settings(Accepted.BOTH).key().path());
        assertEquals(Kind.UNAVAILABLE, desk.refusal(ANNA, password));
        assertTrue(
                desk.seen.stream().anyMatch(event -> event.toString().contains("there is no")),
                "the owner is told: " + desk.seen);
    }

    @Test
    void aSecondKeyIsNotMadeBesideTheOneThatSealedOthers() throws Exception {
        desk.added("phone");
        desk.good.add(new Credentials("otto@example.org", "other secret"));
        Files.delete(desk.settings(Accepted.BOTH).key().path());
        assertThrows(
                MailKey.Unusable.class,
                () -> desk.issuing.storeMailPassword(
                        "otto@example.org", new Credentials("otto@example.org", "other secret")));
        desk.issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mail secret"));
    }

    /** The least that OWASP lists for Argon2id is 7 MiB with five passes; each password has a salt of its own. */
    @Test
    void itIsHashedSlowlyAndWithASaltOfItsOwn() throws Exception {
        desk.added("first");
        var earnest = new Issuing(desk.owners, desk.settings(Accepted.BOTH).key(), desk.host(), () -> desk.now);
        String password = earnest.make(ANNA, "phone").orElseThrow().password();
        var rows = desk.issuing.list(ANNA);
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
        desk.login(ANNA, password);
    }

    @Test
    void thereAreFiftyOfAnAccountAtMost() throws Exception {
        desk.added("first");
        var made = new ArrayList<String>();
        for (int i = 1; i < Issuing.MOST; i++)
            made.add(desk.issuing.make(ANNA, "").orElseThrow().id());
        assertEquals(Optional.empty(), desk.issuing.make(ANNA, "one more"));
        assertEquals(made.size(), Set.copyOf(made).size());
    }
}
