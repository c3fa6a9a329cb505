package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.format.MimePart;

final class BodyStructureTest {
    private static FetchRow row(String structure) throws Exception {
        return FetchRow.parse(new ImapRow("* 7 FETCH (UID 9 BODYSTRUCTURE " + structure + " RFC822.SIZE 1234)"));
    }

    private static MimePart structure(String structure) throws Exception {
        FetchRow row = row(structure);
        assertFalse(row.broken());
        assertEquals(1234, row.size());
        MimePart root = row.structure();
        assertNotNull(root);
        return root;
    }

    private static List<String> sections(MimePart part) {
        var sections = new java.util.ArrayList<String>();
        sections.add(part.section() + " " + part.mediaType());
        part.children().forEach(child -> sections.addAll(sections(child)));
        return sections;
    }

    @Test
    void aLonePartIsNumberOne() throws Exception {
        MimePart part = structure("(\"TEXT\" \"HTML\" (\"CHARSET\" \"UTF-8\") NIL NIL \"Quoted-Printable\" 99 3)");
        assertEquals("1", part.section());
        assertEquals("text/html", part.mediaType());
        assertEquals("quoted-printable", part.encoding());
        assertEquals(Map.of("charset", "UTF-8"), part.parameters());
        assertEquals(99, part.octets());
    }

    @Test
    void partsAndEnclosedMessagesAreNumberedAsImapDoes() throws Exception {
        String text = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1 NIL NIL NIL NIL)";
        String inner = "(" + text + text + " \"alternative\" (\"boundary\" \"b\") NIL NIL NIL)";
        String envelope = "(NIL \"a (strange) subject\" NIL NIL NIL NIL NIL NIL NIL \"<x@y>\")";
        String enclosed =
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 50 " + envelope + " " + inner + " 9 NIL NIL NIL NIL)";
        String lone = "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 50 " + envelope + text + " 9)";
        MimePart root = structure("(" + inner + enclosed + lone + " \"mixed\" (\"boundary\" \"c\") NIL NIL NIL)");
        assertEquals(
                List.of(
                        " multipart/mixed",
                        "1 multipart/alternative",
                        "1.1 text/plain",
                        "1.2 text/plain",
                        "2 message/rfc822",
                        "2.TEXT multipart/alternative",
                        "2.1 text/plain",
                        "2.2 text/plain",
                        "3 message/rfc822",
                        "3.1 text/plain"),
                sections(root));
    }

    @Test
    void whatMakesAnAttachmentIsRead() throws Exception {
        MimePart part = structure(
                "(\"image\" \"png\" (\"name\" \"a \\\"b\\\" \\\\ c.png\") \"<id@x>\" \"what it is\" \"base64\" 400 NIL"
                        + " (\"INLINE\" (\"FILENAME*0*\" {7}\r\n"
                        + "utf-8'')) (\"en\" \"de\") \"http://x/y\" NIL (1 (2)))");
        assertEquals(Map.of("name", "a \"b\" \\ c.png"), part.parameters());
        assertEquals("<id@x>", part.contentId());
        assertEquals("what it is", part.description());
        assertEquals("inline", part.disposition());
        assertEquals(Map.of("filename*0*", "utf-8''"), part.dispositionParameters());
        assertEquals("http://x/y", part.location());
    }

    /** Each was sent by some host: Exchange, Gmail, Domino, SIMS, and others of the BODYSTRUCTURE folklore. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(NIL NIL NIL NIL NIL \"7BIT\" 0 NIL NIL NIL)",
                "(\"text\" \"plain\" NIL NIL NIL 7BIT 12 1 NIL NIL NIL)",
                "(\"text\" \"plain\" (\"charset\" NIL) NIL NIL NIL 12 1)",
                "(\"text\" \"plain\" NIL NIL NIL \"7bit \" 12)",
                "(\"text\" \"plain\" NIL NIL NIL \"7bit\" NIL NIL NIL NIL NIL)",
                "(\"application\" \"pdf\" NIL NIL NIL \"base64\" 12 7 NIL NIL NIL)",
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 12 NIL (\"attachment\" NIL) NIL)",
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 12 5 NIL NIL NIL)",
                "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) (\"text\" \"html\" NIL NIL NIL \"7bit\" 1 1)"
                        + " \"mixed\")",
                "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) \"mixed\" (\"boundary\" \"x\") \"a description\" NIL)",
                "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) NIL NIL)",
                "(\"text\" \"plain\" () NIL NIL \"7bit\" 1 1 NIL (\"attachment\" ()) NIL)",
                "(\"text\" \"plain\" (\"name\") NIL NIL \"7bit\" 1 1)",
                "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1 NIL (\"attachment\") NIL)"
            })
    void oddOnesAreUnderstood(String odd) throws Exception {
        structure(odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "()",
                "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)())",
                "(((()))) ",
                "(\"text\")",
                "(\"a\\\"b\" ())"
            })
    void hopelessOnesLeaveTheRestOfTheRow(String hopeless) throws Exception {
        FetchRow row = row(hopeless);
        assertTrue(row.broken());
        assertNull(row.structure());
        assertEquals(9, row.uid());
        assertEquals(1234, row.size());
    }

    @Test
    void aForgedDepthExhaustsNothing() throws Exception {
        FetchRow row = row("(".repeat(200_000) + ")".repeat(200_000));
        assertTrue(row.broken());
        assertEquals(1234, row.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 1 FETCH (UID 9 BODYSTRUCTURE (\"text\" \"pl",
                "* 1 FETCH (UID 9 BODY[1] {500}\r\nshort",
                "* 1 FETCH (UID 9 BODY[HEADER.FIELDS (FROM",
                "* 1 FETCH (UID 9",
                "* 1 FETCH (UID 9 INTERNALDATE \"never\" BODY[1] \"no end"
            })
    void aCutRowIsBrokenAndKeepsItsUid(String cut) throws Exception {
        FetchRow row = FetchRow.parse(new ImapRow(cut));
        assertTrue(row.broken());
        assertEquals(9, row.uid());
    }

    @Test
    void sectionsComeInEverySpelling() throws Exception {
        FetchRow row = FetchRow.parse(new ImapRow("* 1 FETCH (UID 9 BODY[1.2]<0>{5}\r\n"
                + "hello BODY[HEADER.FIELDS (From \"To\")]<0> \"a\\\"b\" BODY[] NIL body[2.mime] {0}\r\n"
                + " FLAGS (\\Seen \\deleted) EMAILID (M1) X (1 (2 \"3)\")))"));
        assertFalse(row.broken());
        assertEquals("hello", text(row, "1.2"));
        assertEquals("a\"b", text(row, "HEADER.FIELDS"));
        assertEquals("", text(row, ""));
        assertEquals("", text(row, "2.MIME"));
        assertNull(row.section("3"));
        assertTrue(row.isDeleted());
        assertEquals("S", row.stamp());
    }

    private static String text(FetchRow row, String section) {
        byte[] octets = row.section(section);
        assertNotNull(octets);
        return new String(octets, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void datesAreReadWithTheirZone() {
        assertEquals(
                java.time.Instant.parse("1996-07-17T09:44:25Z").getEpochSecond(),
                FetchRow.date("17-Jul-1996 02:44:25 -0700"));
        assertEquals(
                java.time.Instant.parse("2026-01-02T01:30:00Z").getEpochSecond(),
                FetchRow.date(" 2-Jan-2026 03:00:00 +0130"));
        assertEquals(
                java.time.Instant.parse("2026-12-02T03:00:00Z").getEpochSecond(),
                FetchRow.date("2-Dec-2026 03:00:00 +0000"));
        for (String odd : List.of("", "never", "31-Feb-2026 03:00:00 +0000", "17-Foo-1996 02:44:25 -0700"))
            assertEquals(-1, FetchRow.date(odd), odd);
    }
}
