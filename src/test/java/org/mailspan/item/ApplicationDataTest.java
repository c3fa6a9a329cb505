package org.mailspan.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Tasks;
import org.mailspan.wbxml.Utf8Text;

/** Fields to elements and back, in every version. */
final class ApplicationDataTest {
    private static final Instant TIME = Instant.parse("2026-11-21T05:47:00Z");

    private static final Item FULL = Item.builder()
            .with(EmailFields.To, "\"Karl\" <karl@example.com>")
            .with(EmailFields.Subject, "Hello")
            .with(EmailFields.DateReceived, TIME)
            .with(EmailFields.Importance, 2)
            .with(EmailFields.Read, true)
            .with(EmailFields.Flag, FollowUp.FLAGGED)
            .with(EmailFields.Categories, List.of("Red", "Blue"))
            .with(EmailFields.ConversationId, Opaque.of(new byte[16]))
            .with(EmailFields.LastVerbExecuted, 1)
            .with(EmailFields.AccountId, "second")
            .with(EmailFields.IsDraft, true)
            .with(EmailFields.Bcc, "b@example.org")
            .with(BodyFields.Body, new Body(BodyType.HTML, 10, true, Utf8Text.of("<p>"), "Hel"))
            .with(
                    BodyFields.BodyPart,
                    new BodyPart(BodyPart.Status.Success, new Body(BodyType.HTML, 3, false, Utf8Text.of("<p>"), "")))
            .build();

    private static Element written(Item item, Version version) {
        return Element.of(AirSync.ApplicationData, ApplicationData.write(EmailFields.TABLE, item, version));
    }

    private static ApplicationData.Read read(Object... children) {
        return ApplicationData.read(EmailFields.TABLE, Element.of(AirSync.ApplicationData, children));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var read = ApplicationData.read(EmailFields.TABLE, written(FULL, Version.V16_1));
        assertEquals(List.of(), read.unknown());
        assertEquals(List.of(AirSyncBase.BodyPart), read.malformed(), "a request never has a BodyPart");
        for (Field<?> field : List.of(
                EmailFields.To,
                EmailFields.Subject,
                EmailFields.DateReceived,
                EmailFields.Importance,
                EmailFields.Read,
                EmailFields.Categories,
                EmailFields.ConversationId,
                EmailFields.LastVerbExecuted))
            assertEquals(FULL.get(field), read.item().get(field), field.tag().name());
        assertTrue(read.item().get(EmailFields.Flag).orElseThrow().isFlagged());
    }

    @Test
    void eachVersionGetsTheElementsThatItKnows() {
        assertEquals(
                List.of(
                        Email.To,
                        Email.Subject,
                        Email.DateReceived,
                        Email.Importance,
                        Email.Read,
                        AirSyncBase.Body,
                        Email.Flag),
                tags(Version.V12_1));
        var added14 = tags(Version.V14_0);
        added14.removeAll(tags(Version.V12_1));
        assertEquals(List.of(Email2.ConversationId, Email.Categories, Email2.LastVerbExecuted), added14);
        var added141 = tags(Version.V14_1);
        added141.removeAll(tags(Version.V14_0));
        assertEquals(List.of(AirSyncBase.BodyPart, Email2.AccountId), added141);
        var added16 = tags(Version.V16_0);
        added16.removeAll(tags(Version.V14_1));
        assertEquals(List.of(Email2.Bcc, Email2.IsDraft), added16);
        assertEquals(tags(Version.V16_0), tags(Version.V16_1));
    }

    private static List<Object> tags(Version version) {
        return new java.util.ArrayList<>(
                written(FULL, version).elements().map(Element::tag).toList());
    }

    @Test
    void previewIsLeftOutBefore140() {
        assertTrue(written(FULL, Version.V14_0).has(AirSyncBase.Body, AirSyncBase.Preview));
        assertFalse(written(FULL, Version.V12_1).has(AirSyncBase.Body, AirSyncBase.Preview));
        assertTrue(written(FULL, Version.V12_1).has(AirSyncBase.Body, AirSyncBase.Data), "the rest of the body stays");
    }

    @Test
    void aTruncatedBodyAlwaysSaysItsSize() {
        var body = written(FULL, Version.V16_1).first(AirSyncBase.Body).orElseThrow();
        assertEquals(
                List.of(
                        AirSyncBase.Type,
                        AirSyncBase.EstimatedDataSize,
                        AirSyncBase.Truncated,
                        AirSyncBase.Data,
                        AirSyncBase.Preview),
                body.elements().map(Element::tag).toList(),
                "in the order of the schema");
    }

    @Test
    void aSizeNeverLeavesTheSchemasUnsignedInt() {
        var body = new Body(BodyType.MIME, 1L << 40, true, Utf8Text.EMPTY, "");
        var element = written(Item.EMPTY.with(BodyFields.Body, body), Version.V16_1);
        assertEquals(
                "4294967295",
                element.text(AirSyncBase.Body, AirSyncBase.EstimatedDataSize).orElseThrow());
    }

    @Test
    void anAttachmentHasWhatAndroidNeeds() {
        var reference = new FileReference(new ServerId(5, 7), "2.1");
        var one = new Attachment("a.pdf", reference, Attachment.Method.Normal, 12, "", "", false);
        var element = written(Item.EMPTY.with(BodyFields.Attachments, List.of(one)), Version.V12_1);
        assertEquals(
                "<ApplicationData><AirSyncBase:Attachments><AirSyncBase:Attachment>"
                        + "<AirSyncBase:DisplayName>a.pdf</AirSyncBase:DisplayName>"
                        + "<AirSyncBase:FileReference>5-7-2.1</AirSyncBase:FileReference>"
                        + "<AirSyncBase:Method>1</AirSyncBase:Method>"
                        + "<AirSyncBase:EstimatedDataSize>12</AirSyncBase:EstimatedDataSize>"
                        + "</AirSyncBase:Attachment></AirSyncBase:Attachments></ApplicationData>",
                element.toString());
    }

    @Test
    void emptyContainersAreNotWritten() {
        var item = Item.builder().with(BodyFields.Attachments, List.of()).build();
        assertTrue(written(item, Version.V16_1).children().isEmpty());
    }

    @Test
    void anEmptyListOfCategoriesClearsThem() {
        var item = Item.builder().with(EmailFields.Categories, List.of()).build();
        assertEquals(
                List.of(Element.of(Email.Categories)),
                written(item, Version.V16_1).children());
        assertTrue(written(item, Version.V12_1).children().isEmpty());
    }

    @Test
    void aMalformedValueIsNamedAndNotInTheItem() {
        var read =
                read(Element.of(Email.Read, "yes"), Element.of(Email.Importance, "3"), Element.of(Email.Subject, "x"));
        assertEquals(new HashSet<>(List.of(Email.Read, Email.Importance)), new HashSet<>(read.malformed()));
        assertEquals(
                Item.builder().with(EmailFields.Subject, "x").build().values(),
                read.item().values());
    }

    @Test
    void unknownElementsAreNamedAndIgnored() {
        var read = read(Element.of(Email2.Send), Element.of(Tasks.Subject, "x"), Element.of(Email.Read, "1"));
        assertEquals(List.of(Email2.Send, Tasks.Subject), read.unknown());
        assertEquals(List.of(), read.malformed());
        assertTrue(read.item().get(EmailFields.Read).orElseThrow());
    }

    @Test
    void anEmptyReadIsASetSwitch() {
        assertTrue(read(Element.of(Email.Read)).item().get(EmailFields.Read).orElseThrow());
        assertFalse(
                read(Element.of(Email.Read, "0")).item().get(EmailFields.Read).orElseThrow());
    }

    @Test
    void aChangeIsLaidOverAnItem() {
        var changed = FULL.changedBy(Item.EMPTY.with(EmailFields.Read, false));
        assertFalse(changed.get(EmailFields.Read).orElseThrow());
        assertEquals(FULL.get(EmailFields.Subject), changed.get(EmailFields.Subject));
        assertTrue(FULL.get(EmailFields.Read).orElseThrow(), "the item itself is as it was");
    }
}
