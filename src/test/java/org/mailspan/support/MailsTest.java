package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generated mail says what its {@link Sample} claims, as a third party (Jakarta Mail) reads it. */
final class MailsTest {
    @Test
    void theSameSeedGivesTheSameMessage() {
        assertArrayEquals(
                Mails.mixed(7).apply(12).raw(), Mails.mixed(7).apply(12).raw());
    }

    @Test
    void aThirdPartyReadsWhatTheSampleClaims() throws Exception {
        for (Sample sample : Mails.mixed(1).first(300).toList()) {
            var message = new MimeMessage(null, new ByteArrayInputStream(sample.raw()));
            assertEquals(
                    sample.subject(), MimeUtility.decodeText(MimeUtility.unfold(message.getHeader("Subject", null))));
            assertEquals(sample.messageId(), message.getMessageID());
            assertEquals(sample.date(), message.getSentDate().toInstant());
            var found = new ArrayList<String>();
            var files = new ArrayList<byte[]>();
            collect(message, found, files);
            var expected = new ArrayList<String>();
            if (!sample.text().isEmpty()) expected.add(sample.text());
            if (!sample.html().isEmpty()) expected.add(sample.html());
            assertEquals(expected, found, "message " + sample.number());
            assertEquals(sample.attachments().size(), files.size());
            for (int i = 0; i < files.size(); i++)
                assertArrayEquals(sample.attachments().get(i).octets(), files.get(i));
        }
    }

    @Test
    void bulkyMailHasTheSizesOfAMailbox() {
        List<Integer> sizes =
                Mails.bulky(1).first(2000).map(sample -> sample.raw().length).toList();
        double average = sizes.stream().mapToInt(size -> size).average().orElseThrow();
        assertTrue(average > 8_000 && average < 12_000, "average " + average);
        assertTrue(Mails.bulky(1).first(2000).anyMatch(sample -> sample.html().length() > 40_000));
    }

    private static void collect(Part part, List<String> texts, List<byte[]> files)
            throws IOException, MessagingException {
        if (part.isMimeType("multipart/*")) {
            var children = (Multipart) part.getContent();
            for (int i = 0; i < children.getCount(); i++) collect(children.getBodyPart(i), texts, files);
        } else if (part.isMimeType("text/*")) {
            texts.add((String) part.getContent());
        } else {
            files.add(part.getInputStream().readAllBytes());
        }
    }
}
