package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** Invitations as mail programs write them, and what devices of each version get of them: {@code NAME-VERSION.xml}. */
@Shows({
    "MS-ASEMAIL_R401",
    "MS-ASEMAIL_R478",
    "MS-ASEMAIL_R491",
    "MS-ASEMAIL_R508",
    "MS-ASEMAIL_R541",
    "MS-ASEMAIL_R687",
    "MS-ASEMAIL_R781",
    "MS-ASEMAIL_R789",
    "MS-ASEMAIL_R935",
    "MS-ASEMAIL_R1253",
    "MS-ASEMAIL_R1310",
    "MS-ASEMAIL_R1311",
    "MS-ASCMD_R5068"
})
final class CalendarGoldenTest {
    static final ZoneId LOCAL = ZoneId.of("Europe/Vienna");

    static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(CalendarGoldenTest.class.getResource("/calendar"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(directory().resolve(name + ".ics"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Meeting meeting(String name) {
        return ICalendar.read(text(name), "", LOCAL).orElseThrow();
    }

    private static List<Path> files(String extension) throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(f -> f.toString().endsWith(extension)).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> aDeviceGetsTheMeetingInTheShapeOfItsVersion() throws IOException {
        return files(".xml").stream().map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path expected) throws IOException {
        String name = expected.getFileName().toString().replace(".xml", "");
        int dash = name.lastIndexOf('-');
        var version = Version.of(name.substring(dash + 1)).orElseThrow();
        assertEquals(
                Files.readString(expected),
                data(name.substring(0, dash), version).indented());
    }

    private static Element data(String name, Version version) {
        var item = Item.builder();
        MeetingItem.into(item, meeting(name));
        return Element.of(AirSync.ApplicationData, ApplicationData.write(EmailFields.TABLE, item.build(), version));
    }

    @TestFactory
    Stream<DynamicTest> everyMeetingHasAGoldenResultAndFitsTheSchemaInEachVersion() throws IOException {
        return files(".ics").stream().map(file -> {
            String name = file.getFileName().toString().replace(".ics", "");
            return dynamicTest(name, () -> {
                assertTrue(Files.exists(directory().resolve(name + "-16.1.xml")), "no golden result");
                for (Version version : Version.values()) Schemas.assertFits(sync(data(name, version)));
            });
        });
    }

    private static Element sync(Element data) {
        var add = Element.of(AirSync.Add, Element.of(AirSync.ServerId, "5:1"), data);
        var collection = Element.of(
                AirSync.Collection,
                Element.of(AirSync.SyncKey, "1"),
                Element.of(AirSync.CollectionId, "5"),
                Element.of(AirSync.Status, 1),
                Element.of(AirSync.Commands, add));
        return Element.of(AirSync.Sync, Element.of(AirSync.Collections, collection));
    }
}
