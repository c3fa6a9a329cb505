package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed whole is read again, for any tree; a failure names the seed, and -Dmailspan.seed=N repeats it. */
final class XmlReaderTest {
    private static final long SEED = Long.getLong("mailspan.seed", 25);

    @Test
    void everyTreeComesBackEqual() {
        for (long seed = SEED; seed < SEED + 5_000; seed++) {
            var random = new Random(seed);
            Element tree = Samples.randomTree(random, 1 + random.nextInt(12));
            assertEquals(tree, XmlReader.read(Xml.whole(tree)), "seed " + seed);
        }
    }

    @Test
    void theSamplesComeBackEqual() {
        for (Element document : Samples.documents()) assertEquals(document, XmlReader.read(Xml.whole(document)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\n  ",
                "a\r\nb",
                "\r",
                "\u0001\u001b[31m",
                "\u2028",
                "\uD800",
                "a\uDC00b",
                "&#10;",
                "<!-- -->"
            })
    void oddTextsComeBackEqual(String text) {
        for (Element tree : List.of(
                Element.of(Email.Subject, text),
                Element.of(AirSync.Add, text, AirSync.Wait, text),
                Element.of(AirSync.Add, AirSync.Wait, text, Element.of(AirSync.Change, AirSync.Limit)),
                Element.of(AirSync.Add, text, new byte[] {1}, text),
                Element.of(AirSync.Add, text, new byte[0], AirSync.Wait)))
            assertEquals(tree, XmlReader.read(Xml.whole(tree)), () -> Xml.whole(tree));
    }

    @Test
    void unknownTagsComeBack() {
        var tree = Element.of(Tag.of(254, 5), Element.of(Tag.of(3, 6), "x"), Element.of(Email.Subject));
        assertEquals(tree, XmlReader.read(Xml.whole(tree)));
    }

    @Test
    void whatMightMisleadIsAReference() {
        String text = Xml.whole(Element.of(Email.Subject, "a\r\u001b[2J\u0085b\nc"));
        assertEquals("<Email:Subject>a&#13;&#27;[2J&#133;b\nc</Email:Subject>\n", text);
    }

    @Test
    void aPrefixedRootOfANameThatOtherPagesHaveToo() {
        assertEquals("<AirSync:Status>1</AirSync:Status>\n", Xml.whole(Element.of(AirSync.Status, 1)));
        assertEquals(
                "<Ping>\n  <Status>1</Status>\n</Ping>\n",
                Xml.whole(Element.of(Ping.Ping, Element.of(Ping.Status, 1))));
    }

    @Test
    void theTextMayGoOnBehindADocument() {
        String text = "\n <Ping/>\n< 200\n<Sync/>";
        var first = XmlReader.first(text, 0);
        assertEquals(Element.of(Ping.Ping), first.root());
        assertEquals("\n< 200\n<Sync/>", text.substring(first.end()));
    }

    @Test
    void commentsAndIndentationAreNotContent() {
        assertEquals(
                Element.of(Ping.Ping, Element.of(Ping.Status, " 1 ")),
                XmlReader.read("<Ping><!-- a > b -->\n\t<Status> <!-- -->1 </Status>\n</Ping>\n\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
        '', does not end
        '<Ping>', does not end
        '<Ping', no >
        'Ping', no element
        '<Ping></Pong>', </Pong> where </Ping>
        '<Nothing/>', no tag Nothing
        '<Status/>', no tag Status
        '<Ping><Email:Nothing/></Ping>', no tag Email:Nothing
        '<Ping>&nbsp;</Ping>', no character
        '<Ping>&#x;</Ping>', no character
        '<Ping><?opaque ??></Ping>', not base64
        '<Ping/><Ping/>', a second
        """)
    void whatIsNotADocumentIsRefused(String text, String reason) {
        var refused = assertThrows(IllegalArgumentException.class, () -> XmlReader.read(text));
        assertTrue(
                refused.getMessage().startsWith("line 1: ")
                        && refused.getMessage().contains(reason),
                refused::getMessage);
    }

    @Test
    void aRefusalNamesTheLine() {
        var refused = assertThrows(IllegalArgumentException.class, () -> XmlReader.read("<Ping>\n\n<Pong/></Ping>"));
        assertEquals("line 3: no tag Pong, perhaps its prefix is missing", refused.getMessage());
    }
}
