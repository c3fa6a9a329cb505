package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

/** What was said to an IMAP host on one connection, taken apart by RFC 3501 9: commands of the bridge and no others. */
public final class ImapTalk {
    private static final Set<String> IMAP = Set.of(
            "CAPABILITY",
            "LOGIN",
            "AUTHENTICATE",
            "ID",
            "ENABLE",
            "NAMESPACE",
            "LIST",
            "LSUB",
            "STATUS",
            "SELECT",
            "EXAMINE",
            "UNSELECT",
            "CLOSE",
            "NOOP",
            "IDLE",
            "DONE",
            "LOGOUT",
            "UID FETCH",
            "UID SEARCH",
            "UID STORE",
            "UID COPY",
            "UID MOVE",
            "UID EXPUNGE",
            "UID SORT",
            "FETCH",
            "SEARCH",
            "APPEND",
            "CREATE",
            "RENAME",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "CHECK",
            "NOTIFY",
            "SORT");

    private final byte[] said;
    private int at;
    private final Set<String> tags = new HashSet<>();

    public ImapTalk(byte[] said) {
        this.said = said;
    }

    public void check() {
        while (at < said.length) command();
    }

    private void command() {
        var bare = new StringBuilder();
        boolean quoted = false;
        while (at < said.length) {
            char c = (char) (said[at] & 0xFF);
            if (c == '\r') {
                assertFalse(quoted, () -> "a quoted string has no line end: " + bare);
                assertEquals('\n', said[at + 1], "a bare CR");
                at += 2;
                if (!literal(bare)) break;
                continue;
            }
            assertTrue(c != '\n' && c != 0, () -> "a bare LF or NUL behind " + bare);
            if (c == '"') quoted = !quoted;
            else if (c == '\\' && quoted) at++;
            else if (!quoted) bare.append(c);
            at++;
        }
        check(bare.toString());
    }

    /** Whether the line announced one, which is passed over. */
    private boolean literal(StringBuilder bare) {
        int brace = bare.lastIndexOf("{");
        if (brace < 0 || bare.charAt(bare.length() - 1) != '}') return false;
        String length = bare.substring(brace + 1, bare.length() - 1).replace("+", "");
        for (int i = at; i < at + Integer.parseInt(length); i++) assertTrue(said[i] != 0, "NUL in a literal");
        at += Integer.parseInt(length);
        bare.setLength(brace);
        return true;
    }

    private void check(String bare) {
        if (bare.equals("DONE") || bare.isEmpty()) return;
        String[] words = bare.split(" ");
        assertTrue(words[0].matches("M\\d+|A\\d+") && tags.add(words[0]), "the host heard: " + bare);
        String verb = words[1].equals("UID") ? words[1] + " " + words[2] : words[1];
        assertTrue(IMAP.contains(verb), "the host heard: " + bare);
        assertTrue(bare.chars().allMatch(c -> c >= ' ' && c < 0x7F), "the host heard: " + bare);
    }
}
