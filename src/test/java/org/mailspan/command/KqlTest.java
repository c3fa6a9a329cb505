package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Query;
import org.mailspan.command.Kql.Parsed;
import org.mailspan.support.Shows;

/** What people type, and phones make of it. */
final class KqlTest {
    private static final KqlDates DATES = new KqlDates(LocalDate.of(2026, 11, 21), ZoneOffset.UTC);

    private static String parsed(String text) {
        return switch (Kql.parse(text, DATES)) {
            case Parsed.Understood(Query query) -> shown(query);
            case Parsed.Nothing _ -> "nothing";
            case Parsed.TooComplex _ -> "too complex";
        };
    }

    private static String shown(Query query) {
        return switch (query) {
            case Query.And(List<Query> all) -> all.isEmpty() ? "all" : joined(all, " & ");
            case Query.Or(List<Query> any) -> any.isEmpty() ? "none" : joined(any, " | ");
            case Query.Not(Query not) -> "!" + shown(not);
            case Query.Text(Query.Where where, String text) ->
                where == Query.Where.ANYWHERE ? text : where.name().toLowerCase(Locale.ROOT) + "=" + text;
            case Query.Since(var moment) -> ">=" + moment;
            case Query.Before(var moment) -> "<" + moment;
            case Query.Marked(var mark) -> mark.name();
            case Query.WithAttachment() -> "attachment";
            case Query.OfConversation(String name) -> name;
        };
    }

    private static String joined(List<Query> queries, String sign) {
        return queries.stream().map(KqlTest::shown).collect(Collectors.joining(sign, "(", ")"));
    }

    @Test
    void wordsAreAllWanted() {
        assertEquals("hello", parsed(" hello "));
        assertEquals("(hello & world)", parsed("hello world"));
        assertEquals("hello world", parsed("\"hello world\""));
        assertEquals("(a b & c)", parsed("\u201ca b\u201d c"));
        assertEquals("proj", parsed("proj*"));
        assertEquals("unclosed quote", parsed("\"unclosed quote"));
    }

    @Test
    void operatorsJoin() {
        assertEquals("(a | b)", parsed("a OR b"));
        assertEquals("((a & b) | c)", parsed("a AND b OR c"));
        assertEquals("(a & (b | c))", parsed("a (b OR c)"));
        assertEquals("(a & !b)", parsed("a NOT b"));
        assertEquals("(a & !b)", parsed("a -b"));
        assertEquals("(a & b)", parsed("+a +b"));
        assertEquals("(a & or & b)", parsed("a or b"), "only capitals are operators");
        assertEquals("(e-mail & a-b)", parsed("e-mail a-b"));
        assertEquals("(a & b)", parsed("a NEAR b"));
        assertEquals("!(a | b)", parsed("NOT (a OR b)"));
        assertEquals("!!a", parsed("NOT NOT a"));
    }

    @Test
    @Shows({"MS-ASCMD_R10031940"})
    void propertiesRestrict() {
        assertEquals("subject=budget", parsed("subject:budget"));
        assertEquals("from=Anna Apple", parsed("from:\"Anna Apple\""));
        assertEquals(
                "(from=anna & to=bob & cc=carl & bcc=dora & body=x)",
                parsed("FROM:anna To:bob cc:carl bcc:dora body:x"));
        assertEquals("(to=a | cc=a | bcc=a)", parsed("recipients:a"));
        assertEquals("(from=a | to=a | cc=a | bcc=a)", parsed("participants:a"));
        assertEquals("attachment", parsed("hasattachment:true"));
        assertEquals("!attachment", parsed("hasattachments:no"));
        assertEquals("!Seen", parsed("isread:false"));
        assertEquals("Flagged", parsed("isflagged:yes"));
        assertEquals("all", parsed("kind:email"));
        assertEquals("none", parsed("kind:contacts"));
        assertEquals("(subject=a b & c)", parsed("subject:\"a b\" c"));
        assertEquals("subject=x", parsed("subject=x"));
    }

    @Test
    void onePropertyTwiceMeansEither() {
        assertEquals("(from=a | from=b)", parsed("from:a from:b"));
        assertEquals("(from=a & from=b)", parsed("from:a AND from:b"));
        assertEquals("(from=a | from=b)", parsed("from:(a b)"));
        assertEquals("(subject=x & (from=a | from=b) & y)", parsed("subject:x from:a from:b y"));
    }

    @Test
    void datesAreDaysAndSpans() {
        assertEquals("(>=2026-11-20T00:00:00Z & <2026-11-21T00:00:00Z)", parsed("received:2026-11-20"));
        assertEquals("(>=2026-11-20T00:00:00Z & <2026-11-21T00:00:00Z)", parsed("received:11/20/2026"));
        for (String beyond : List.of(
                "+999999999-12-31",
                "12/31/+999999999",
                "31.12.+999999999",
                "+999999999-12",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z"))
            assertEquals("received:" + beyond, parsed("received:" + beyond), "no date, so it is text");
        assertEquals("(>=2026-11-20T00:00:00Z & <2026-11-21T00:00:00Z)", parsed("sent:yesterday"));
        assertEquals("(>=2026-11-09T00:00:00Z & <2026-11-16T00:00:00Z)", parsed("received:\"last week\""));
        assertEquals("(>=2026-10-01T00:00:00Z & <2026-11-01T00:00:00Z)", parsed("received:2026-10"));
        assertEquals(">=2026-11-01T00:00:00Z", parsed("received>=2026-11-01"));
        assertEquals(">=2026-11-02T00:00:00Z", parsed("received>2026-11-01"));
        assertEquals("<2026-11-01T00:00:00Z", parsed("received<2026-11-01"));
        assertEquals("<2026-11-02T00:00:00Z", parsed("received<=2026-11-01"));
        assertEquals(
                "(>=2026-11-01T10:00:00Z & <2026-11-03T00:00:00Z)",
                parsed("received:2026-11-01T10:00:00Z..2026-11-02"));
        assertEquals(
                "(>=2026-01-01T00:00:00Z & <2026-02-01T00:00:00Z)", parsed("received>=2026-01-01 received<2026-02-01"));
    }

    @Test
    void whatIsNoPropertyIsText() {
        assertEquals("(Re: & hello)", parsed("Re: hello"));
        assertEquals("http://example.org/x", parsed("http://example.org/x"));
        assertEquals("received:whenever", parsed("received:whenever"));
        assertEquals("received:99999-01-01", parsed("received:99999-01-01"));
        assertEquals("isread:perhaps", parsed("isread:perhaps"));
        assertEquals("12:30", parsed("12:30"));
    }

    @Test
    void nothingIsLookedForWhereNothingIsAsked() {
        for (String empty : List.of("", "   ", "\"\"", "()", "*", "OR", "AND AND", "NOT", "(", "))", "\u00a0"))
            assertEquals("nothing", parsed(empty), empty);
        for (String line : List.of("a\r\nb", "a\nb", "a\0b", "a\u0007b")) assertEquals("nothing", parsed(line));
        assertEquals("(a & b)", parsed("a\tb"));
    }

    @Test
    void whatCostsTooMuchIsTooComplex() {
        assertEquals("too complex", parsed("word ".repeat(Kql.MOST_TERMS + 1)));
        assertEquals("too complex", parsed("x".repeat(1025)));
        assertInstanceOf(Parsed.Understood.class, Kql.parse("word ".repeat(Kql.MOST_TERMS), DATES));
    }

    @Test
    void itNeverThrows() {
        var random = new Random(7);
        List<String> pieces = List.of(
                "(",
                ")",
                "\"",
                "from:",
                "subject:(",
                "OR",
                "AND",
                "NOT",
                "-",
                "+",
                " ",
                "a",
                "*",
                "..",
                "received>",
                ":",
                "\ud83d",
                "\u201c",
                "received:2026-",
                "hasattachment:",
                "=",
                "<>",
                "NEAR");
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) text.append(pieces.get(random.nextInt(pieces.size())));
            assertNotNull(Kql.parse(text.toString(), DATES), text.toString());
        }
        for (String deep : List.of("(".repeat(1000) + "a", "NOT ".repeat(250) + "a", "((a) OR ".repeat(100)))
            assertNotNull(parsed(deep));
        assertTrue(parsed("(((a)))").equals("a"));
    }
}
