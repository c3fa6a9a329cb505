package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Address lists, sound and broken. */
final class AddressesTest {
    private static List<Mailbox> parse(String text) {
        return Addresses.parse(text).mailboxes();
    }

    private static List<Mailbox> one(String name, String address) {
        return List.of(new Mailbox(name, address));
    }

    @Test
    void theUsualForms() {
        assertEquals(one("", "a@b.c"), parse("a@b.c"));
        assertEquals(one("", "a@b.c"), parse("<a@b.c>"));
        assertEquals(one("John Doe", "a@b.c"), parse("John Doe <a@b.c>"));
        assertEquals(one("Doe, John", "a@b.c"), parse("\"Doe, John\" <a@b.c>"));
        assertEquals(one("John \"X\" Doe", "a@b.c"), parse("\"John \\\"X\\\" Doe\" <a@b.c>"));
        assertEquals(one("John Doe", "a@b.c"), parse("a@b.c (John Doe)"));
        assertEquals(one("Émile", "a@b.c"), parse("=?utf-8?Q?=C3=89mile?= <a@b.c>"));
        assertEquals(one("", "\"john doe\"@b.c"), parse("\"john doe\"@b.c"));
        assertEquals(List.of(new Mailbox("", "a@b"), new Mailbox("B", "b@c")), parse("a@b, B <b@c>,"));
    }

    @Test
    void groupsAreDissolved() {
        var parsed = Addresses.parse("Friends: a@b, C <c@d>;, e@f");
        assertEquals(
                List.of(new Mailbox("", "a@b"), new Mailbox("C", "c@d"), new Mailbox("", "e@f")), parsed.mailboxes());
        assertEquals(List.of("Friends"), parsed.groups());
        assertEquals(List.of(), parse("undisclosed-recipients:;"));
    }

    @Test
    void brokenAddressesStayReadable() {
        assertEquals(one("John Smith", ""), parse("John Smith"));
        assertEquals(one("", "a@b"), parse("<<a@b>>"));
        assertEquals(one("X", "a@b"), parse("X <a@b"));
        assertEquals(one("John Doe", "j@x.y"), parse("John Doe j@x.y"));
        assertEquals(one("open", "a@b"), parse("\"open <a@b>"));
        assertEquals(one("a (b", "a@b"), parse("a (b <a@b>"));
        assertEquals(one("X", "a@b"), parse("X <@relay,@other:a@b>"));
        assertEquals(one("X", "a@b"), parse("X <mailto:a@b>"));
        assertEquals(one("a@b", "a@b"), parse("'a@b' <a@b>"));
        assertEquals(List.of(), parse(" , ;, <> ()"));
        assertEquals(
                List.of(new Mailbox("", "a@b"), new Mailbox("", "c@d")),
                parse("<a@b, <c@d>"),
                "a bracket ends with a comma");
    }

    @Test
    void aMailboxIsAlwaysWrittenWithNameAndBrackets() {
        assertEquals("\"a@b\" <a@b>", new Mailbox("", "a@b").quoted());
        assertEquals("\"A \\\"B\\\" \\\\\" <a@b>", new Mailbox("A \"B\" \\", "a@b").quoted());
        assertEquals("\"MAILER-DAEMON\" <MAILER-DAEMON>", new Mailbox("MAILER-DAEMON", "").quoted());
        assertEquals("\"John Smith\" <>", new Mailbox("John Smith", "").quoted());
    }

    @Test
    void noListTakesLong() {
        for (String piece : List.of(
                "(", "\"", "<", "<,", ":", ";", "\\", "@", "a:", "=?", "=?a?q?", "((", "\"\\", ",", "<\"", "a@b,"))
            assertTimeoutPreemptively(
                    Duration.ofSeconds(2), () -> parse(piece.repeat(256 << 10 / piece.length())), piece);
    }
}
