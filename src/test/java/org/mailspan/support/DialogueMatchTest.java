package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.wbxml.XmlReader;

/** An answer matches what was expected of it, or it is told where it does not. */
final class DialogueMatchTest {
    private final Map<String, String> known = new HashMap<>(Map.of("INBOX", "5"));
    private final DialogueMatch match =
            new DialogueMatch(known, name -> name.equals("one") ? Optional.of("5:1") : Optional.empty());

    private Optional<String> difference(String expected, String actual) {
        return match.difference(
                XmlReader.read("<Sync>" + expected + "</Sync>"), XmlReader.read("<Sync>" + actual + "</Sync>"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <Status>1</Status>                              | <Status>1</Status>
        <Status>{*}</Status>                            | <Status>1</Status>
        <SyncKey>{a}-{b}</SyncKey><SyncKey>{a}</SyncKey>| <SyncKey>1-2</SyncKey><SyncKey>1</SyncKey>
        <CollectionId>{INBOX}</CollectionId>            | <CollectionId>5</CollectionId>
        <ServerId>{one}</ServerId>                      | <ServerId>5:1</ServerId>
        <Add>{*}</Add>                                  | <Add><Status>1</Status></Add>
        <Add>{*}</Add>                                  | <Add/>
        <Add>{*}<Status>2</Status>{*}</Add>             | <Add><Status>1</Status><Status>2</Status><Wait/></Add>
        <Add>{*}<Status>{s}</Status><Wait/></Add>       | <Add><Status>1</Status><Status>2</Status><Wait/></Add>
        <Add><?opaque AQI=?></Add>                      | <Add><?opaque AQI=?></Add>
        <Add>a { b: c } {d</Add>                        | <Add>a { b: c } {d</Add>
        """)
    void whatIsAsExpectedMatches(String expected, String actual) {
        assertEquals(Optional.empty(), difference(expected, actual));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <Status>1</Status>                  | <Status>2</Status>             | /Sync/AirSync:Status: expected 1, was 2
        <Status>1</Status>                  | <Wait>1</Wait>                 | expected AirSync:Status, was AirSync:Wait
        <Status>1</Status>                  | <Status>1</Status><Wait/>      | /Sync: not expected: <Wait/>
        <Status>1</Status><Wait/>           | <Status>1</Status>             | /Sync: missing <Wait/>
        <SyncKey>{a}</SyncKey><Wait>{a}</Wait>| <SyncKey>1</SyncKey><Wait>2</Wait> | expected {a} (1), was 2
        <CollectionId>{INBOX}</CollectionId>| <CollectionId>55</CollectionId> | expected {INBOX} (5), was 55
        <Add>{*}<Wait/></Add>               | <Add><Status>1</Status></Add>  | expected <Wait/> somewhere here
        <Add><Wait/></Add>                  | <Add>text</Add>                | expected <Wait/>, was text
        <Add>{*}<Wait>2</Wait></Add>        | <Add><Wait>1</Wait></Add>      | Add/AirSync:Wait: expected 2, was 1
        <Add><?opaque AQI=?></Add>          | <Add><?opaque AQM=?></Add>     | expected [2 bytes], was [2 bytes]
        <SyncKey>{new}</SyncKey>            | <SyncKey/>                     | expected {new}, was
        """)
    void whatIsNotIsTold(String expected, String actual, String told) {
        String difference = difference(expected, actual).orElseThrow();
        assertTrue(difference.contains(told), difference);
    }

    @Test
    void aNameMeansWhatItWasMetAsAndNothingIsLearntOfWhatDiffers() {
        difference("<SyncKey>{key}</SyncKey><Status>1</Status>", "<SyncKey>7</SyncKey><Status>2</Status>");
        assertThrows(IllegalArgumentException.class, () -> match.filled("{key}"));
        difference("<SyncKey>{key}</SyncKey>", "<SyncKey>8</SyncKey>");
        assertEquals("8 5 5:1", match.filled("{key} {INBOX} {one}"));
        var request = XmlReader.read("<Sync><SyncKey>{key}</SyncKey><?opaque AQI=?></Sync>");
        assertEquals(XmlReader.read("<Sync><SyncKey>8</SyncKey><?opaque AQI=?></Sync>"), match.filled(request));
    }
}
