package org.mailspan.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app password looks like, and that it can be typed. */
final class AppPasswordTest {
    private final AppPassword password = AppPassword.make(new SecureRandom());

    @Test
    void itIsSevenGroupsOfFourLettersThatNobodyTakesForOthers() {
        assertTrue(password.shown().matches("([a-hjkmnp-z]{4}-){6}[a-hjkmnp-z]{4}"), password.shown());
        assertEquals(password.letters(), password.shown().replace("-", ""));
    }

    /** Without the id, which is no secret, and the last letter, which follows from the others. */
    @Test
    void itHasMoreThanAHundredBitsOfChance() {
        int letters = AppPassword.LENGTH - password.id().length() - 1;
        assertTrue(letters * Math.log(23) / Math.log(2) > 100);
        var seen = new HashSet<String>();
        var used = new HashSet<Character>();
        for (int i = 0; i < 2_000; i++) {
            String made = AppPassword.make(new SecureRandom()).letters();
            assertTrue(seen.add(made));
            for (char c : made.toCharArray()) used.add(c);
        }
        assertEquals(23, used.size());
    }

    @Test
    void itIsKnownHoweverItIsTyped() {
        String shown = password.shown();
        assertEquals(Optional.of(password), AppPassword.of(shown));
        assertEquals(Optional.of(password), AppPassword.of(shown.replace("-", "")));
        assertEquals(Optional.of(password), AppPassword.of(shown.replace("-", " ")));
        assertEquals(Optional.of(password), AppPassword.of(" " + shown + " "));
        assertEquals(Optional.of(password), AppPassword.of(shown.toUpperCase(Locale.ROOT)));
        assertEquals(
                Optional.of(password),
                AppPassword.of(shown.substring(0, 1).toUpperCase(Locale.ROOT) + shown.substring(1)));
    }

    @Test
    void oneWrongLetterAndTwoThatChangedPlacesAreNoticed() {
        String letters = password.letters();
        for (int at = 0; at < letters.length(); at++) {
            char other = letters.charAt(at) == 'x' ? 'y' : 'x';
            assertEquals(
                    Optional.empty(), AppPassword.of(letters.substring(0, at) + other + letters.substring(at + 1)));
        }
        for (int at = 0; at + 1 < letters.length() - 1; at++) {
            if (letters.charAt(at) == letters.charAt(at + 1)) continue;
            String swapped =
                    letters.substring(0, at) + letters.charAt(at + 1) + letters.charAt(at) + letters.substring(at + 2);
            assertEquals(Optional.empty(), AppPassword.of(swapped), letters + " " + swapped);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "abcd efgh jkmn pqrs",
                "correct horse battery staple",
                "----------------------------",
                "                                ",
                "äääääääääääääääääääääääääääa",
                "\u0000\u0000"
            })
    void aMailPasswordIsNone(String typed) {
        assertEquals(Optional.empty(), AppPassword.of(typed));
        assertEquals(Optional.empty(), AppPassword.of(typed.repeat(10_000)));
    }

    @Test
    void itDoesNotPrintItself() {
        assertFalse(("" + password).contains(password.letters()));
        assertNotEquals(password.shown(), "" + password);
    }
}
