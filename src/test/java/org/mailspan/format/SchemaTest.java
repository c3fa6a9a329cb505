package org.mailspan.format;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** Every message of the corpus fits the schema of a Sync answer, however it is asked for. */
final class SchemaTest {
    @TestFactory
    Stream<DynamicTest> anItemFitsTheSchema() {
        return Golden.files(".eml").stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) {
        String name = file.getFileName().toString().replace(".eml", "");
        for (String options : new String[] {"none", "html", "plain50", "preview", "mime", "allornone", "part"})
            Schemas.assertFits(sync(Golden.item(Golden.message(name), Golden.options(options))));
        var data = MimeTree.parse(Golden.message(name)).data("SFAWD", Golden.RECEIVED);
        Schemas.assertFits(sync(Mime.stub(data, Golden.options("html"), 1, 2)));
    }

    private static Element sync(Item item) {
        var fields = ApplicationData.write(EmailFields.TABLE, item, Version.V16_1);
        var add = Element.of(
                AirSync.Add, Element.of(AirSync.ServerId, "5:1"), Element.of(AirSync.ApplicationData, fields));
        var collection = Element.of(
                AirSync.Collection,
                Element.of(AirSync.SyncKey, "1"),
                Element.of(AirSync.CollectionId, "5"),
                Element.of(AirSync.Status, 1),
                Element.of(AirSync.Commands, add));
        return Element.of(AirSync.Sync, Element.of(AirSync.Collections, collection));
    }
}
