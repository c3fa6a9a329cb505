package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/** The tree: built, walked, compared and printed. */
final class ElementTest {
    private static final Element ONE =
            Element.of(AirSync.Collection, Element.of(AirSync.SyncKey, "a"), Element.of(AirSync.CollectionId, 1));
    private static final Element TWO =
            Element.of(AirSync.Collection, Element.of(AirSync.SyncKey, "b"), Element.of(AirSync.CollectionId, 2));
    private static final Element SYNC = Element.of(AirSync.Sync, Element.of(AirSync.Collections, ONE, TWO));

    @Test
    void contentIsTakenFromNodesTextsNumbersTagsAndManyOfThem() {
        var children = Element.of(
                        AirSync.Sync,
                        null,
                        AirSync.Partial,
                        List.of(ONE, TWO),
                        Stream.of(ONE),
                        Optional.of(TWO),
                        Optional.empty(),
                        7L,
                        true,
                        new byte[] {1})
                .children();
        var partial = new Element(AirSync.Partial, List.of());
        assertEquals(List.of(partial, ONE, TWO, ONE, TWO, new Text("71"), Opaque.of(new byte[] {1})), children);
    }

    @Test
    void whatHasNoFormOnTheWireIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Element.of(AirSync.Sync, new Object()));
    }

    @Test
    void textsBesideEachOtherAreOneAndEmptyOnesAreNone() {
        var inner = Element.of(AirSync.Status);
        assertEquals(
                Element.of(AirSync.ApplicationData, "ab", inner, "c"),
                Element.of(AirSync.ApplicationData, "a", "", "b", inner, "c"));
        assertEquals(List.of(), Element.of(AirSync.SyncKey, "").children());
    }

    @Test
    void aTreeCannotBeChangedFromOutside() {
        var list = new ArrayList<Node>(List.of(ONE));
        var element = new Element(AirSync.Sync, list);
        list.clear();
        assertEquals(List.of(ONE), element.children());
        assertThrows(
                UnsupportedOperationException.class, () -> element.children().clear());

        byte[] bytes = {1, 2};
        var opaque = Opaque.of(bytes);
        bytes[0] = 9;
        opaque.bytes()[1] = 9;
        assertArrayEquals(new byte[] {1, 2}, opaque.bytes());
    }

    @Test
    void opaqueValuesAreEqualByTheirBytes() {
        assertEquals(Opaque.of(new byte[] {1, 2}), Opaque.of(new byte[] {1, 2}));
        assertEquals(
                Opaque.of(new byte[] {1, 2}).hashCode(),
                Opaque.of(new byte[] {1, 2}).hashCode());
        assertNotEquals(Opaque.of(new byte[] {1, 2}), Opaque.of(new byte[] {1, 3}));
    }

    @Test
    void aPathLeadsToEveryElementAtItsEnd() {
        assertEquals(
                List.of(ONE, TWO),
                SYNC.all(AirSync.Collections, AirSync.Collection).toList());
        assertEquals(Optional.of(ONE), SYNC.first(AirSync.Collections, AirSync.Collection));
        assertEquals(Optional.of("b"), TWO.text(AirSync.SyncKey));
        assertEquals(Optional.of("a"), SYNC.text(AirSync.Collections, AirSync.Collection, AirSync.SyncKey));
        assertEquals(Optional.empty(), SYNC.text(AirSync.SyncKey));
        assertTrue(SYNC.has(AirSync.Collections));
        assertFalse(SYNC.has(FolderHierarchy.SyncKey));
        assertEquals(2, ONE.elements().count());
    }

    @Test
    void aSwitchMayBeEmptyOrSayOneOrZero() {
        var options = Element.of(
                AirSync.Collection,
                AirSync.DeletesAsMoves,
                Element.of(AirSync.GetChanges, 0),
                Element.of(AirSync.MoreAvailable, "1"));
        assertEquals(Optional.of(true), options.flag(AirSync.DeletesAsMoves));
        assertEquals(Optional.of(false), options.flag(AirSync.GetChanges));
        assertEquals(Optional.of(true), options.flag(AirSync.MoreAvailable));
        assertEquals(Optional.empty(), options.flag(AirSync.Partial));
    }

    @Test
    void mimeIsTheSameFromAStringAndFromOpaque() throws IOException {
        byte[] mime = "Subject: ü".getBytes(StandardCharsets.UTF_8);
        for (Object content : List.of("Subject: ü", mime)) {
            var element = Element.of(ComposeMail.Mime, content);
            assertArrayEquals(mime, element.bytes());
            assertArrayEquals(mime, element.stream().readAllBytes());
            assertEquals("Subject: ü", element.text());
        }
        assertEquals(0, Element.of(ComposeMail.Mime).bytes().length);
    }

    @Test
    void bytesThatAreNotUtf8StayAsTheyAre() {
        byte[] latin1 = {'a', (byte) 0xFC};
        assertArrayEquals(latin1, Element.of(ComposeMail.Mime, latin1).bytes());
    }

    @Test
    void itPrintsAsTheExamplesOfTheSpecification() {
        var add = Element.of(
                AirSync.Add,
                AirSync.MoreAvailable,
                Element.of(Email.Subject, "a < b & \u0001"),
                Element.of(Email2.ConversationId, new byte[16]),
                Element.of(Tag.of(3, 5), 1));
        assertEquals(
                "<Add><MoreAvailable/><Email:Subject>a &lt; b &amp; &#1;</Email:Subject>"
                        + "<Email2:ConversationId>[16 bytes]</Email2:ConversationId>"
                        + "<Unknown-3-05>1</Unknown-3-05></Add>",
                add.toString());
        assertEquals(
                """
                <Sync>
                  <Collections>
                    <Collection>
                      <SyncKey>a</SyncKey>
                      <CollectionId>1</CollectionId>
                    </Collection>
                  </Collections>
                </Sync>
                """,
                Element.of(AirSync.Sync, Element.of(AirSync.Collections, ONE)).indented());
    }
}
