package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailspan.protocol.Version;

/** Every message of the corpus as devices of several versions and wishes get it. */
final class GoldenTest {
    @TestFactory
    Stream<DynamicTest> aDeviceGetsTheMessageAsItAskedForIt() {
        return Golden.files(".xml").stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path expected) throws Exception {
        String name = expected.getFileName().toString();
        int dot = name.indexOf('.');
        int dash = name.lastIndexOf('-');
        var options = Golden.options(name.substring(dot + 1, dash));
        var version = Version.of(name.substring(dash + 1, name.length() - ".xml".length()))
                .orElseThrow();
        String xml = Golden.xml(Golden.item(Golden.message(name.substring(0, dot)), options), version);
        assertEquals(Files.readString(expected), xml.replace("\r", "&#13;"));
    }
}
