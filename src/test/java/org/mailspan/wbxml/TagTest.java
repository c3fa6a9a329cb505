package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code page enums against the rows of MS-ASWBXML, and the look-up by token. */
final class TagTest {
    @Test
    void everyConstantIsARowOfTheSpecificationAndEveryRowAConstant() throws IOException {
        Path rows = Path.of(System.getProperty("mailspan.spec", "../shared/spec"), "wbxml-tokens.tsv");
        assumeTrue(Files.exists(rows), "needs the specification's rows, -Dmailspan.spec=DIRECTORY: no " + rows);
        Set<String> specified = Files.readAllLines(rows).stream()
                .skip(1)
                .map(row -> row.split("\t"))
                .map(row -> row(Integer.parseInt(row[0]), row[1], Integer.decode(row[2]), row[3]))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> ours = Samples.tags().stream()
                .map(tag -> row(tag.page(), tag.getClass().getSimpleName(), tag.token(), tag.name()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", specified), String.join("\n", ours));
    }

    private static String row(int page, String namespace, int token, String name) {
        return "%02d %s 0x%02X %s".formatted(page, namespace, token, name);
    }

    @Test
    void everyTagIsFoundByItsPageAndToken() {
        for (Tag tag : Samples.tags()) {
            assertSame(tag, Tag.of(tag.page(), tag.token()));
            assertEquals(tag.getClass().getSimpleName(), tag.namespace());
        }
    }

    @Test
    void aTokenWithoutARowIsKeptAsUnknown() {
        assertEquals(new Tag.Unknown(0, 0x11), Tag.of(0, 0x11));
        assertEquals(new Tag.Unknown(3, 0x05), Tag.of(3, 0x05));
        assertEquals(new Tag.Unknown(26, 0x05), Tag.of(26, 0x05));
        assertEquals("Unknown-255-3F", Tag.of(255, 0x3F).name());
    }

    @Test
    void whatIsNoTokenOfATagIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Tag.of(0, 0x04));
        assertThrows(IllegalArgumentException.class, () -> Tag.of(0, 0x45));
        assertThrows(IllegalArgumentException.class, () -> Tag.of(0, -1));
        assertThrows(IllegalArgumentException.class, () -> Tag.of(-1, 0x05));
        assertThrows(IllegalArgumentException.class, () -> Tag.of(256, 0x05));
        assertThrows(IllegalArgumentException.class, () -> Tag.of(Integer.MAX_VALUE, 0x05));
    }
}
