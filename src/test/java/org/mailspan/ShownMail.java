package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.support.Sample;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.ItemOperations;

/** What a phone shows of a mail, held against the sample that the mail was made from. */
final class ShownMail {
    private final Phone phone;
    private final UnaryOperator<String> asTold;

    /** @param asTold a text as the host tells it */
    ShownMail(Phone phone, UnaryOperator<String> asTold) {
        this.phone = phone;
        this.asTold = asTold;
    }

    void assertIs(Sample sample, Element data) {
        assertNotEquals(null, data, () -> "no item with the subject " + sample.subject());
        assertEquals(sample.flags().contains("\\Seen"), data.flag(Email.Read).orElse(false), sample.subject());
        boolean flagged =
                data.text(Email.Flag, Email.Status).map(s -> s.equals("2")).orElse(false);
        assertEquals(sample.flags().contains("\\Flagged"), flagged, sample.subject());
        assertTrue(data.text(Email.From).orElse("").contains("<" + sample.fromAddress() + ">"), sample.subject());
        Element body = data.first(AirSyncBase.Body).orElseThrow();
        String type = body.text(AirSyncBase.Type).orElseThrow();
        String text = body.text(AirSyncBase.Data).orElse("");
        if (!sample.html().isEmpty()) {
            assertEquals("2", type, sample.subject());
            assertEquals(asTold.apply(sample.html()), asTold.apply(text), sample.subject());
        } else if (type.equals("1")) assertEquals(asTold.apply(sample.text()), asTold.apply(text), sample.subject());
        assertEquals(
                sample.attachments().size(),
                data.all(AirSyncBase.Attachments, AirSyncBase.Attachment).count(),
                sample.subject());
        var attachments =
                data.all(AirSyncBase.Attachments, AirSyncBase.Attachment).toList();
        for (int i = 0; i < attachments.size(); i++) {
            Sample.Attachment expected = sample.attachments().get(i);
            assertEquals(
                    expected.name(),
                    attachments.get(i).text(AirSyncBase.DisplayName).orElse(""));
            if (sample.number() % 20 == 0) assertArrayEquals(expected.octets(), fetch(attachments.get(i)));
        }
    }

    private byte[] fetch(Element attachment) {
        String reference = attachment.text(AirSyncBase.FileReference).orElseThrow();
        Element answer = phone.post("ItemOperations", Requests.attachment(reference))
                .document()
                .orElseThrow();
        Element fetched =
                answer.first(ItemOperations.Response, ItemOperations.Fetch).orElseThrow();
        assertEquals("1", fetched.text(ItemOperations.Status).orElse(""), answer::toString);
        return Requests.octets(answer);
    }
}
