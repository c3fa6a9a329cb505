package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Ping;

/** A dialogue is read as it is written, and a slip of the pen is named with its line. */
final class DialogueReaderTest {
    private static Dialogue read(String text) {
        return DialogueReader.read("x.txt", text, Version.V14_0);
    }

    @Test
    void stepsComeInTheirOrderWithTheirLines() {
        var dialogue = read("""
            # A comment.
            versions 12.1 16.1
            shows MS-ASCMD_R1 MS-ASCMD_R2
            message one subject="a \\"b\\" \\r\\n" flags=\\Seen

            > POST Ping device=phone2 policy={key}
            <Ping>
              <Status>1</Status>
            </Ping>
            expunge one
            < 200 Content-Length={*}
            <Ping/>
            """);
        assertEquals(EnumSet.of(Version.V12_1, Version.V16_1), dialogue.versions());
        assertEquals(Set.of("MS-ASCMD_R1", "MS-ASCMD_R2"), dialogue.shows());
        assertEquals(
                List.of(4, 6, 10, 11), dialogue.steps().stream().map(Step::line).toList());
        var act = assertInstanceOf(Step.Act.class, dialogue.steps().getFirst());
        assertEquals(List.of("message", "one"), act.words().bare());
        assertEquals(
                Map.of("subject", "a \"b\" \r\n", "flags", "\\Seen"),
                act.words().named());
        var ask = assertInstanceOf(Step.Ask.class, dialogue.steps().get(1));
        assertEquals("Ping", ask.command());
        assertEquals(Map.of("device", "phone2", "policy", "{key}"), ask.options());
        assertEquals(Optional.of(Element.of(Ping.Ping, Element.of(Ping.Status, 1))), ask.document());
        var expect = assertInstanceOf(Step.Expect.class, dialogue.steps().getLast());
        assertEquals(Map.of("Content-Length", "{*}"), expect.headers());
        assertEquals(Optional.of(Element.of(Ping.Ping)), expect.document());
    }

    @Test
    void bodiesAndPartsStandBehindBars() {
        var dialogue = read("""
            > POST SendMail
            | Subject: x
            |
            |  two
            < 200
            <ItemOperations/>
            part
            | one
            part
            """);
        var ask = assertInstanceOf(Step.Ask.class, dialogue.steps().getFirst());
        assertArrayEquals("Subject: x\r\n\r\n two".getBytes(StandardCharsets.UTF_8), ask.body());
        var expect = assertInstanceOf(Step.Expect.class, dialogue.steps().getLast());
        assertEquals(Optional.of(Element.of(ItemOperations.ItemOperations)), expect.document());
        assertEquals(List.of("one", ""), expect.texts());
    }

    @ParameterizedTest
    @CsvSource({"12.1, 1 3 5", "14.0, 1 2 3 5", "16.1, 1 2 4 5"})
    void linesOfOtherVersionsAreLeftOut(String version, String statuses) {
        var dialogue = DialogueReader.read("x.txt", """
            > POST Ping
            < 200
            <Ping>
            <Status>1</Status>
            [14.0..]<Status>2</Status>
            [..14.1]<Status>3</Status>
            [16.1]<Status>4</Status>
            <Status>5</Status>
            </Ping>
            """, Version.of(version).orElseThrow());
        var expect = assertInstanceOf(Step.Expect.class, dialogue.steps().getLast());
        var found =
                expect.document().orElseThrow().elements().map(Element::text).toList();
        assertEquals(List.of(statuses.split(" ")), found);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
        'message one', expects nothing
        '> POST Ping\n\n<Pong/>\n< 200', x.txt:3
        '> POST Ping\n< 200\n<Ping>\n<Status/></Pong>', 'x.txt:4: </Pong>'
        'versions 15.0', no version 15.0
        'message "one', 'x.txt:1: cannot be read'
        """)
    void aSlipOfThePenIsNamedWithItsLine(String text, String reason) {
        var refused = assertThrows(IllegalArgumentException.class, () -> read(text));
        assertTrue(refused.getMessage().contains(reason), refused::getMessage);
    }
}
