package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.sieve.SieveTokens.Kind;
import org.mailspan.backend.sieve.SieveTokens.Token;

/** The script that we write: nothing in it is anybody's but ours, and it tells again what was set. */
final class OofScriptTest {
    private static final Account ANNA =
            new Account("anna", List.of("anna@example.org", "a@Example.ORG", "anna@example.net"), "");
    private static final Reply NONE = Reply.NONE;

    private static Memo memo(When when, Reply internal, Reply known, Reply unknown) {
        var replies =
                Map.of(Audience.INTERNAL, internal, Audience.EXTERNAL_KNOWN, known, Audience.EXTERNAL_UNKNOWN, unknown);
        return new Memo(new Absence(when, replies), "own", "h");
    }

    private static Reply says(String text) {
        return new Reply(true, text, false);
    }

    private static long count(String script, String word) {
        return SieveTokens.of(script).stream()
                .filter(token -> token.is(Kind.WORD, word))
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "plain",
                "two\nlines\r\nand\rthree",
                "\"; discard; #",
                "*/ discard; /*",
                ".\r\n.\r\n",
                "\r\n#: never\r\n#+ x",
                "Grüße \uD83D\uDE00 ${variable}",
                "\t \u0001"
            })
    void itTellsAgainWhatWasSetAndNothingOfItIsACommand(String text) {
        for (boolean html : new boolean[] {false, true}) {
            var memo = memo(new When.Now(), new Reply(true, text, html), new Reply(false, text, html), says("x"));
            String script = OofScript.of(ANNA, memo, List.of());
            assertEquals(Optional.of(memo), Memo.read(script));
            assertEquals(Optional.of(memo), Memo.read(script.replace("\r\n", "\n")));
            assertEquals(0, count(script, "discard"));
            assertEquals(text.isBlank() ? 1 : 2, count(script, "vacation"));
            assertTrue(script.lines().allMatch(line -> line.length() < 998), script);
        }
    }

    @Test
    void longTextsGoOnInTheNextLine() {
        var memo = memo(
                new When.During(Instant.parse("2026-12-24T00:00:00.001Z"), Instant.parse("2027-01-02T00:00:00Z")),
                says("long ".repeat(10_000)),
                NONE,
                says("<p>".repeat(300)));
        assertEquals(Optional.of(memo), Memo.read(OofScript.of(ANNA, memo, List.of())));
    }

    @Test
    void whatItNeedsIsRequiredAndNoMore() {
        var during = new When.During(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        assertEquals(List.of("include"), required(memo(new When.Never(), says("x"), says("x"), says("x"))));
        assertEquals(List.of("include"), required(memo(during, NONE, NONE, NONE)));
        assertEquals(List.of("vacation", "envelope", "include"), required(memo(new When.Now(), says("x"), NONE, NONE)));
        assertEquals(
                List.of("date", "relational", "vacation", "envelope", "include"),
                required(memo(during, NONE, NONE, says("x"))));
        assertFalse(OofScript.of(ANNA, Memo.BLANK, List.of()).contains("require"));
    }

    private static List<String> required(Memo memo) {
        return SieveTokens.of(OofScript.of(ANNA, memo, List.of())).stream()
                .takeWhile(token -> !token.is(Kind.SIGN, ";"))
                .filter(token -> token.kind() == Kind.STRING)
                .map(Token::text)
                .toList();
    }

    @Test
    void insideIsEveryDomainOfTheAccountOnce() {
        String script = OofScript.of(ANNA, memo(new When.Now(), says("x"), NONE, NONE), List.of());
        assertTrue(script.contains("envelope :domain :is \"from\" [\"example.org\", \"example.net\"]"), script);
    }

    @Test
    void whoIsKnownIsNamedOnlyWhereItMatters() {
        List<String> friends = List.of("f\"; discard; @example.com");
        var same = memo(new When.Now(), says("x"), says("y"), says("y"));
        assertFalse(OofScript.distinguishes(same.absence()));
        assertFalse(OofScript.of(ANNA, same, friends).contains("example.com"));
        var other = memo(new When.Now(), says("x"), says("y"), NONE);
        assertTrue(OofScript.distinguishes(other.absence()));
        String script = OofScript.of(ANNA, other, friends);
        assertTrue(script.contains("example.com"));
        assertEquals(0, count(script, "discard"));
        assertFalse(OofScript.distinguishes(other.with(new When.Never()).absence()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep;",
                "",
                "#mailspan-oof 2\r\n#: never",
                "#mailspan-oof 1\r\n#: during",
                "#mailspan-oof 1\r\n#: during 2026 2027",
                "#mailspan-oof 1\r\n#: includes !",
                "#mailspan-oof 1\r\n#: EVERYBODY on text -",
                "#mailspan-oof 1\r\n#: INTERNAL on"
            })
    void whatWeDidNotWriteIsNotOurs(String script) {
        assertEquals(Optional.empty(), Memo.read(script));
    }
}
