package org.mailspan.backend.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was said to a ManageSieve host on one connection, taken apart octet by octet by RFC 5804 4. */
final class SieveTalk {
    private static final int LONGEST_QUOTED = 1024;

    private final byte[] octets;
    private int at;

    private SieveTalk(byte[] octets) {
        this.octets = octets;
    }

    record Said(String verb, List<String> arguments) {}

    /** Fails for what is no command. */
    static List<Said> of(byte[] octets) {
        var talk = new SieveTalk(octets);
        var said = new ArrayList<Said>();
        while (talk.at < octets.length) said.add(talk.command());
        return said;
    }

    private Said command() {
        String verb = run("[A-Z]");
        assertTrue(!verb.isEmpty(), () -> "no command: " + rest());
        var arguments = new ArrayList<String>();
        while (octets[at] == ' ') {
            at++;
            arguments.add(
                    switch (octets[at]) {
                        case '"' -> quoted();
                        case '{' -> literal();
                        default -> run("[0-9]");
                    });
        }
        take("\r\n");
        return new Said(verb, arguments);
    }

    private String quoted() {
        take("\"");
        var text = new ByteArrayOutputStream();
        while (octets[at] != '"') {
            if (octets[at] == '\\') {
                at++;
                assertTrue(octets[at] == '"' || octets[at] == '\\', () -> "marks nothing: " + rest());
            }
            assertTrue(octets[at] < 0 || octets[at] >= ' ', () -> "a control character: " + rest());
            text.write(octets[at++]);
        }
        take("\"");
        assertTrue(text.size() <= LONGEST_QUOTED, "a long quoted string");
        return text.toString(UTF_8);
    }

    private String literal() {
        take("{");
        int length = Integer.parseInt(run("[0-9]"));
        take("+}\r\n");
        at += length;
        return new String(Arrays.copyOfRange(octets, at - length, at), UTF_8);
    }

    private String run(String of) {
        int begin = at;
        while (Character.toString(octets[at]).matches(of)) at++;
        return new String(octets, begin, at - begin, US_ASCII);
    }

    private void take(String expected) {
        String found = new String(octets, at, Math.min(expected.length(), octets.length - at), US_ASCII);
        assertEquals(expected, found, () -> "at " + rest());
        at += expected.length();
    }

    private String rest() {
        return new String(octets, at, octets.length - at, UTF_8);
    }
}
