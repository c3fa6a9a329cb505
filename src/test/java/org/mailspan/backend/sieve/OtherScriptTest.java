package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether somebody else's script answers by itself, told from what webmail programs write. */
final class OtherScriptTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-21");

    private static boolean answers(String script) {
        return OtherScript.of(script, TODAY).answers();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "require [\"vacation\"];\nvacation \"away\";",
                "VACATION :days 7 text:\naway\n.\n;",
                "if true { if header \"a\" \"b\" { vacation \"x\"; } }",
                "if false { keep; } else { vacation \"x\"; }",
                "if false { keep; } elsif true { vacation \"x\"; }",
                "if false { keep; }\nvacation \"x\";",
                "if false { keep; }\nforeverypart { vacation \"x\"; }",
                "if not false { vacation \"x\"; }",
                "if anyof (false, true) { vacation \"x\"; }",
                "if allof (currentdate :value \"ge\" \"date\" \"2026-01-01\", currentdate :value \"le\" \"date\""
                        + " \"2026-12-01\") { vacation \"x\"; }",
                "if currentdate :zone \"+0100\" :value \"ge\" \"date\" \"2020-01-01\" { vacation \"x\"; }",
                "if currentdate :value \"le\" \"date\" \"2026-11-20\" { vacation \"only yesterday\"; }",
                "if currentdate :value \"le\" \"weekday\" \"5\" { vacation \"x\"; }",
                "if currentdate :value \"le\" \"date\" \"soon\" { vacation \"x\"; }"
            })
    void thisMayAnswer(String script) {
        assertTrue(answers(script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "require [\"fileinto\", \"vacation\"];\nfileinto \"vacation\";",
                "# vacation \"x\";\n/* vacation \"x\"; */ keep;",
                "fileinto text:\nvacation \"x\";\n.\n;",
                "keep \"a \\\" vacation\";",
                "# rule:[Vacation]\nif false # anyof (true)\n{\n vacation :days 1 \"x\";\n}",
                "if allof (false, true) { if true { vacation \"x\"; } }",
                "if allof (currentdate :zone \"+0200\" :value \"ge\" \"iso8601\" \"2026-08-01T00:00:00+02:00\","
                        + " currentdate :zone \"+0200\" :value \"le\" \"iso8601\" \"2026-08-31T23:59:59+02:00\")"
                        + " { vacation \"x\"; }",
                "if currentdate :value \"lt\" \"date\" [\"2026-09-01\"] { vacation \"x\"; }"
            })
    void thisAnswersNobody(String script) {
        assertFalse(answers(script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"", "text:", "text:\n", "/*", "#", ":", "}}}", "{{{", "if", "if {", "\\", "\"\\", "include"})
    void brokenScriptsAreReadToTheirEnd(String script) {
        assertFalse(answers(script));
    }

    @Test
    void whatItIncludesOfTheUsersIsNamed() {
        var script = OtherScript.of(
                "include :personal \"one\"; include \"two\"; include :global \"everyone's\"; include :once :optional"
                        + " \"three\"; if false { include \"four\"; }",
                TODAY);
        assertEquals(List.of("one", "two", "three"), script.includes());
    }
}
