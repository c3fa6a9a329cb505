package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Structure and sections of raw messages, numbered as IMAP numbers them (RFC 3501 6.4.5). */
final class MimeTreeTest {
    private static MimeTree parse(String text) {
        return MimeTree.parse(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String section(MimeTree tree, String id) {
        return tree.section(id)
                .map(b -> new String(b, StandardCharsets.ISO_8859_1))
                .orElse("none");
    }

    private static List<String> outline(MimePart part) {
        var lines = new ArrayList<String>();
        lines.add(part.section() + " " + part.mediaType());
        part.children().forEach(child -> lines.addAll(outline(child)));
        return lines;
    }

    /** The example of RFC 3501 6.4.5. */
    private static final String EXAMPLE = """
        Content-Type: multipart/mixed; boundary=a

        --a
        Content-Type: text/plain

        1
        --a
        Content-Type: application/octet-stream

        2
        --a
        Content-Type: message/rfc822

        Subject: three
        Content-Type: multipart/mixed; boundary=b

        --b

        3.1
        --b
        Content-Type: application/octet-stream

        3.2
        --b--
        --a
        Content-Type: multipart/mixed; boundary=c

        --c
        Content-Type: image/gif

        4.1
        --c
        Content-Type: message/rfc822

        Content-Type: multipart/mixed; boundary=d

        --d

        4.2.1
        --d
        Content-Type: multipart/alternative; boundary=e

        --e

        4.2.2.1
        --e
        Content-Type: text/richtext

        4.2.2.2
        --e--
        --d--
        --c--
        --a--
        """;

    @Test
    void sectionsAreNumberedAsInRfc3501() {
        var tree = parse(EXAMPLE);
        for (String id : List.of("1", "2", "3.1", "3.2", "4.1", "4.2.1", "4.2.2.1", "4.2.2.2"))
            assertEquals(id, section(tree, id));
        assertTrue(section(tree, "3").startsWith("Subject: three\r\n"));
        assertEquals(
                List.of(
                        " multipart/mixed",
                        "1 text/plain",
                        "2 application/octet-stream",
                        "3 message/rfc822",
                        "3.TEXT multipart/mixed",
                        "3.1 text/plain",
                        "3.2 application/octet-stream",
                        "4 multipart/mixed",
                        "4.1 image/gif",
                        "4.2 message/rfc822",
                        "4.2.TEXT multipart/mixed",
                        "4.2.1 text/plain",
                        "4.2.2 multipart/alternative",
                        "4.2.2.1 text/plain",
                        "4.2.2.2 text/richtext"),
                outline(tree.root()));
    }

    @Test
    void aMessageOfOnePartHasItAs1() {
        var tree = parse("Subject: x\n\nbody\n");
        assertEquals(List.of("1 text/plain"), outline(tree.root()));
        assertEquals("body\r\n", section(tree, "1"));
        assertEquals(6, tree.root().octets());
        assertEquals("Subject: x\r\n\r\n", new String(tree.header(), StandardCharsets.US_ASCII));
        assertEquals("none", section(tree, "2"));
    }

    @Test
    void anEmbeddedMessageOfOnePart() {
        var tree = parse("Content-Type: message/rfc822\n\nSubject: in\n\nbody");
        assertEquals(List.of("1 message/rfc822", "1.1 text/plain"), outline(tree.root()));
        assertEquals("body", section(tree, "1.1"));
    }

    @Test
    void whatAPartSaysOfItself() {
        var part = parse("""
            Content-Type: IMAGE/PNG; Name="x.png"
            Content-Transfer-Encoding: BASE64
            Content-Disposition: Inline; FileName=x.png
            Content-ID: <x@y>
            Content-Location: loc
            Content-Description: a dot

            AAAA
            """).root();
        assertEquals(
                "image/png base64 inline <x@y> loc a dot x.png x.png",
                String.join(
                        " ",
                        part.mediaType(),
                        part.encoding(),
                        part.disposition(),
                        part.contentId(),
                        part.location(),
                        part.description(),
                        part.parameters().get("name"),
                        part.dispositionParameters().get("filename")));
    }

    @Test
    void anOuterBoundaryEndsAnInnerPart() {
        var tree = parse("""
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/mixed; boundary=outer-inner

            --outer-inner

            first
            --outer

            second
            --outer--
            """);
        assertEquals("first", section(tree, "1.1"));
        assertEquals("second", section(tree, "2"));
    }

    @Test
    void aDigestHoldsMessages() {
        var tree = parse("Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: x\n\nbody\n--d--\n");
        assertEquals(List.of(" multipart/digest", "1 message/rfc822", "1.1 text/plain"), outline(tree.root()));
    }

    @Test
    void lineEndsMayBeBare() {
        var tree = MimeTree.parse(EXAMPLE.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("4.2.2.2", section(tree, "4.2.2.2"));
    }

    @Test
    void nothingIsAMessageToo() {
        assertEquals(List.of("1 text/plain"), outline(parse("").root()));
        assertEquals(List.of("1 text/plain"), outline(parse("\n").root()));
        assertEquals(
                List.of("1 text/plain"),
                outline(parse("Content-Type: nonsense\n\n").root()));
    }

    @Test
    void depthAndPartsAreBounded() {
        var deep = new StringBuilder();
        for (int i = 0; i < 5000; i++)
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        var messages = "Content-Type: message/rfc822\n\n".repeat(5000);
        var wide = "Content-Type: multipart/mixed; boundary=w\n\n" + "--w\n\nx\n".repeat(50_000);
        for (String text : List.of(deep.toString(), messages, wide))
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                var outline = outline(parse(text).root());
                assertTrue(outline.size() <= 1002, () -> outline.size() + " parts");
            });
    }
}
