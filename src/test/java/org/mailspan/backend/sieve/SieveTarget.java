package org.mailspan.backend.sieve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.mailspan.fuzz.Target;

/** What a ManageSieve host says, and other people's Sieve scripts, for fuzzing. */
public final class SieveTarget {
    private SieveTarget() {}

    public static Target sieve() {
        return new Target(
                "sieve",
                SieveTarget::read,
                () -> List.of(
                        utf8("\"IMPLEMENTATION\" \"x\"\r\n"
                                + "\"SIEVE\" \"vacation date\"\r\n"
                                + "OK (TAG {3}\r\n"
                                + "abc) \"yes\"\r\n"),
                        utf8("{5+}\r\nhello\r\nNO (QUOTA/MAXSIZE) \"full\"\r\n"),
                        utf8("require [\"vacation\", \"date\"];\r\n"
                                + "if currentdate :value \"ge\" \"date\" \"2026-01-01\" {\r\n"
                                + " vacation :days 7 :addresses [\"a@b\"] text:\r\n"
                                + ".x\r\n"
                                + "..y\r\n"
                                + ".\r\n"
                                + ";\r\n"
                                + "}\r\n"),
                        utf8("if allof (true, not header :is \"x\" \"y\\\"z\") { keep; } # c\r\n/* d */ stop;\r\n")),
                List.of(
                        "{10000000000}",
                        "{-1}\r\n",
                        "text:\r\n",
                        "/*",
                        "\"",
                        "\\",
                        "[",
                        "{",
                        "}",
                        ";",
                        "vacation ",
                        "OK",
                        "\r\n"));
    }

    private static void read(byte[] input) throws Exception {
        try {
            var reader = new SieveReader(new ByteArrayInputStream(input));
            for (int i = 0; i < 10; i++) reader.answer();
        } catch (IOException ended) {
            // what a host says that is no answer is a failed connection
        }
        String script = new String(input, StandardCharsets.UTF_8);
        SieveTokens.of(script);
        OtherScript.of(script, LocalDate.of(2026, 11, 21));
        Memo.read(script);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
