package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.format.Headers;
import org.mailspan.format.MessageData;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.item.Attachment;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.support.Mails;
import org.mailspan.support.Sample;

/** What {@link Backend#read} and {@link Backend.Parts} owe. */
interface ReadContract {
    long COLLECTION = 5;

    Subject subject();

    private byte[] part(Entry entry, String section) throws BackendException, IOException {
        var octets = new ByteArrayOutputStream();
        subject().as(Backend.Parts.class).part("INBOX", entry, section).writeTo(octets);
        return octets.toByteArray();
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n").stripTrailing();
    }

    @Test
    default void mixedMailIsReadTrueToWhatWasAppended() throws Exception {
        List<Sample> samples = Mails.mixed(3).first(120).toList();
        List<Long> uids = subject().witness().appendAll("INBOX", Mails.mixed(3).letters(120));
        Seen seen = subject().seen("INBOX");
        List<Entry> entries = seen.entries(uids);
        Map<Long, Item> texts = subject().read("INBOX", entries, new Want.Whole(COLLECTION, Subject.TEXT));
        Map<Long, Item> htmls = subject().read("INBOX", entries, new Want.Whole(COLLECTION, Subject.HTML));
        assertEquals(Set.copyOf(uids), texts.keySet());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            Item item = texts.get(uids.get(i));
            assertEquals(sample.subject(), item.get(EmailFields.Subject).orElse(""), sample.messageId());
            assertEquals(
                    sample.flags().contains("\\Seen"),
                    item.get(EmailFields.Read).orElseThrow());
            assertEquals(
                    sample.flags().contains("\\Flagged"),
                    item.get(EmailFields.Flag).map(FollowUp::isFlagged).orElse(false));
            assertTrue(item.get(EmailFields.From).orElse("").contains(sample.fromAddress()));
            if (!sample.text().isEmpty()) assertEquals(lines(sample.text()), body(item), sample.messageId());
            if (!sample.html().isEmpty())
                assertEquals(lines(sample.html()), body(htmls.get(uids.get(i))), sample.messageId());
            attachmentsAreTrue(sample, entries.get(i), item);
        }
    }

    private static String body(Item item) {
        return lines(item.get(BodyFields.Body).orElseThrow().data().toString());
    }

    private void attachmentsAreTrue(Sample sample, Entry entry, Item item) throws BackendException, IOException {
        List<Attachment> attachments = item.get(BodyFields.Attachments).orElse(List.of());
        assertEquals(
                sample.attachments().stream().map(Sample.Attachment::name).toList(),
                attachments.stream().map(Attachment::displayName).toList(),
                sample.messageId());
        for (int i = 0; i < attachments.size(); i++) {
            Sample.Attachment expected = sample.attachments().get(i);
            var reference = attachments.get(i).fileReference();
            assertEquals(COLLECTION, reference.item().collection());
            assertEquals(entry.key(), reference.item().item());
            assertEquals(expected.contentId(), attachments.get(i).contentId());
            assertArrayEquals(expected.octets(), part(entry, reference.section()), sample.messageId());
        }
    }

    @Test
    default void whatAMessageIsIsToldBeforeItIsRead() throws Exception {
        Sample sample = Mails.mixed(3)
                .first(100)
                .filter(mail -> !mail.attachments().isEmpty())
                .findFirst()
                .orElseThrow();
        long uid = subject().witness().append("INBOX", sample.raw());
        Seen seen = subject().seen("INBOX");
        Entry entry = seen.entry(uid);
        var parts = subject().as(Backend.Parts.class);
        MessageData data = parts.structure("INBOX", entry);
        assertEquals(sample.subject(), Headers.parse(data.header()).text("Subject"));
        assertEquals(types(MimeTree.parse(sample.raw()).root()), types(data.structure()));
        assertEquals(entry.stamp(), data.stamp());
        subject().witness().expunge("INBOX", uid);
        seen.look();
        var gone = assertThrows(BackendException.class, () -> parts.structure("INBOX", entry));
        assertEquals(Kind.ITEM_GONE, gone.kind());
    }

    private static List<String> types(MimePart part) {
        var types = new ArrayList<String>(List.of(part.mediaType()));
        for (MimePart child : part.children()) types.addAll(types(child));
        return types;
    }

    @Test
    default void flagsAreThoseOfTheEntryWhateverTheyAreByNow() throws Exception {
        long uid = subject().append("INBOX", "first");
        List<Entry> entries = subject().seen("INBOX").entries(List.of(uid));
        subject().witness().store("INBOX", uid, "+FLAGS", "\\Seen", "\\Flagged");
        for (Want want : List.of(new Want.Whole(COLLECTION, Subject.TEXT), new Want.Changed())) {
            var readings = new ArrayList<Backend.Reading>();
            subject().backend().read("INBOX", entries, want, readings::add);
            assertEquals(entries, readings.stream().map(Backend.Reading::entry).toList());
            Item item = readings.getFirst().item();
            assertEquals(false, item.get(EmailFields.Read).orElseThrow());
            assertEquals(
                    false, item.get(EmailFields.Flag).map(FollowUp::isFlagged).orElse(false));
        }
    }

    @Test
    default void goneItemsAreLeftOut() throws Exception {
        long first = subject().append("INBOX", "first");
        long second = subject().append("INBOX", "second");
        long third = subject().append("INBOX", "third");
        Seen seen = subject().seen("INBOX");
        subject().witness().expunge("INBOX", second);
        subject().witness().store("INBOX", third, "+FLAGS", "\\Deleted");
        List<Entry> entries = seen.entries(List.of(first, second, third));
        assertEquals(
                Set.of(first),
                subject()
                        .read("INBOX", entries, new Want.Whole(COLLECTION, Subject.TEXT))
                        .keySet());
        assertEquals(
                Map.of(),
                subject().read("INBOX", seen.entries(List.of(second)), new Want.Whole(COLLECTION, Subject.TEXT)));
        assertEquals(Map.of(), subject().read("INBOX", List.of(), new Want.Whole(COLLECTION, Subject.TEXT)));
    }

    @Test
    default void readingMarksNothingAsRead() throws Exception {
        long uid = subject().append("INBOX", "one");
        Seen seen = subject().seen("INBOX");
        subject().read("INBOX", seen.entries(List.of(uid)), new Want.Whole(COLLECTION, Subject.HTML));
        part(seen.entry(uid), "");
        assertEquals(Set.of(), subject().witness().flags("INBOX", uid));
        assertEquals(Set.of(), seen.look());
    }

    @Test
    default void whatCanChangeFollowsFromTheStamp() throws Exception {
        long uid = subject().append("INBOX", "one", "\\Seen", "\\Flagged", "\\Answered");
        Item item = subject()
                .read("INBOX", subject().seen("INBOX").entries(List.of(uid)), new Want.Changed())
                .get(uid);
        assertEquals(true, item.get(EmailFields.Read).orElseThrow());
        assertTrue(item.get(EmailFields.Flag).orElseThrow().isFlagged());
        assertEquals(1, item.get(EmailFields.LastVerbExecuted).orElseThrow());
        assertTrue(item.get(BodyFields.Body).isEmpty(), "Android skips it (quirk E10)");
    }

    @Test
    default void theItemsOwnKeyNamesItsAttachments() throws Exception {
        Sample sample = Mails.mixed(3)
                .first(100)
                .filter(mail -> !mail.attachments().isEmpty())
                .findFirst()
                .orElseThrow();
        long uid = subject().witness().append("INBOX", sample.raw());
        Entry entry = subject().seen("INBOX").entry(uid);
        var renamed = new Entry(entry.remote(), 77_000, entry.stamp(), entry.date());
        Item item = subject()
                .read("INBOX", List.of(renamed), new Want.Whole(COLLECTION, Subject.TEXT))
                .get(77_000L);
        var reference =
                item.get(BodyFields.Attachments).orElseThrow().getFirst().fileReference();
        assertEquals(77_000, reference.item().item());
        assertArrayEquals(sample.attachments().getFirst().octets(), part(renamed, reference.section()));
    }

    @Test
    default void brokenMailArrivesAllTheSame() throws Exception {
        var broken = List.of(
                "Subject: nothing else\r\n\r\n",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\nno boundary at all\r\n",
                "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nno parameter\r\n",
                "Content-Type: text/plain; charset=no-such-charset\r\n\r\nGr\u00fc\u00dfe\r\n",
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!%%%\r\n",
                "Content-Type: ;;;=\r\n"
                        + "Content-Transfer-Encoding: what\r\n"
                        + "Date: yesterday\r\n"
                        + "From: <<>>\r\n\r\n"
                        + "body\r\n",
                "Subject: =?utf-8?B?////?= =?x?Q?=ZZ?=\r\nFrom: \"unclosed\r\nTo: @,;:\r\n\r\nbody\r\n",
                "Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nno header\r\n",
                "just text, no header at all");
        for (String mail : broken) subject().witness().append("INBOX", mail.getBytes(ISO_8859_1));
        subject().append("INBOX", "a good one");
        Seen seen = subject().seen("INBOX");
        for (var body : List.of(Subject.TEXT, Subject.HTML))
            assertEquals(
                    seen.uids(),
                    subject()
                            .read("INBOX", seen.entries(seen.uids()), new Want.Whole(COLLECTION, body))
                            .keySet());
    }

    @Test
    default void theWholeMessageStreamsTrue() throws Exception {
        for (Sample sample : Mails.mixed(9).first(10).toList()) {
            long uid = subject().witness().append("INBOX", sample.raw());
            Entry entry = subject().seen("INBOX").entry(uid);
            assertArrayEquals(sample.raw(), part(entry, ""));
            assertEquals(
                    "message/rfc822",
                    subject().as(Backend.Parts.class).part("INBOX", entry, "").mediaType());
        }
    }

    /** An attachment of 3 MB, as base64: what a range cuts is the decoded file. */
    @Test
    default void rangesAreOfTheDecodedPart() throws Exception {
        byte[] file = new byte[3_000_001];
        new Random(1).nextBytes(file);
        String base64 = Base64.getMimeEncoder().encodeToString(file);
        String mail = "Subject: big\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nsee there\r\n"
                + "--b\r\nContent-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=f.pdf\r\n\r\n" + base64 + "\r\n--b--\r\n";
        long uid = subject().witness().append("INBOX", mail.getBytes(UTF_8));
        Content content = subject()
                .as(Backend.Parts.class)
                .part("INBOX", subject().seen("INBOX").entry(uid), "2");
        assertEquals("application/pdf", content.mediaType());
        assertEquals(1.0, (double) content.octets() / file.length, 0.02);
        var whole = new ByteArrayOutputStream();
        content.writeTo(whole);
        assertArrayEquals(file, whole.toByteArray());
        for (int[] range :
                new int[][] {{0, 1}, {1, 70}, {57, 57}, {76, 1000}, {2_999_000, 5_000}, {1_500_000, 300_000}}) {
            var some = new ByteArrayOutputStream();
            content.source().writeTo(some, range[0], range[1]);
            int end = Math.min(file.length, range[0] + range[1]);
            assertArrayEquals(Arrays.copyOfRange(file, range[0], end), some.toByteArray(), Arrays.toString(range));
        }
        var beyond = new ByteArrayOutputStream();
        content.source().writeTo(beyond, file.length + 10L, 10);
        assertEquals(0, beyond.size());
    }

    @Test
    default void whatFollowsTenThousandRecipientsIsReadToo() throws Exception {
        var to = new StringBuilder();
        for (int i = 0; i < 10_000; i++)
            to.append("Recipient ").append(i).append(" <r").append(i).append("@example.org>,\r\n ");
        String mail = "From: a@example.org\r\nTo: " + to + "last@example.org\r\nSubject: To all\r\n\r\nx\r\n";
        long uid = subject().witness().append("INBOX", mail.getBytes(UTF_8));
        Entry entry = subject().seen("INBOX").entry(uid);
        Item item = subject()
                .read("INBOX", List.of(entry), new Want.Whole(COLLECTION, Subject.TEXT))
                .get(uid);
        assertEquals("To all", item.get(EmailFields.Subject).orElseThrow());
        assertTrue(item.get(EmailFields.To).orElseThrow().length() > 32_000);
        MessageData told = subject().as(Backend.Parts.class).structure("INBOX", entry);
        assertEquals("To all", Headers.parse(told.header()).text("Subject"));
    }

    /** They are no parts of the message, and are listed and fetched as if they were. */
    @Test
    default void filesInWinmailAreFetchedTrue() throws Exception {
        byte[] mail;
        try (var in = Objects.requireNonNull(ReadContract.class.getResourceAsStream("/mail/winmail.eml"))) {
            mail = in.readAllBytes();
        }
        long uid = subject().witness().append("INBOX", mail);
        Entry entry = subject().seen("INBOX").entry(uid);
        Item item = subject()
                .read("INBOX", List.of(entry), new Want.Whole(COLLECTION, Subject.TEXT))
                .get(uid);
        var attached = item.get(BodyFields.Attachments).orElseThrow();
        assertEquals(
                List.of("Übersicht 2026 €.pdf", "notes.txt", "An old message.dat"),
                attached.stream().map(Attachment::displayName).toList());
        for (Attachment one : attached)
            assertEquals(
                    one.estimatedDataSize(), part(entry, one.fileReference().section()).length);
        String notes = attached.get(1).fileReference().section();
        assertEquals("Plain notes.\r\n", new String(part(entry, notes), UTF_8));
        Content pdf = subject()
                .as(Backend.Parts.class)
                .part("INBOX", entry, attached.getFirst().fileReference().section());
        assertEquals("application/pdf", pdf.mediaType());
        var range = new ByteArrayOutputStream();
        pdf.source().writeTo(range, 1, 3);
        assertEquals("PDF", range.toString(UTF_8));
        assertEquals(
                Kind.ITEM_GONE,
                assertThrows(BackendException.class, () -> part(entry, "2.0.5")).kind());
        assertEquals(
                Kind.ITEM_GONE,
                assertThrows(BackendException.class, () -> part(entry, "1.0.1")).kind());
    }

    @Test
    default void whatIsNotThereIsGone() throws Exception {
        long uid = subject().append("INBOX", "one");
        Entry entry = subject().seen("INBOX").entry(uid);
        var kind =
                assertThrows(BackendException.class, () -> part(entry, "7.3")).kind();
        assertEquals(Kind.ITEM_GONE, kind);
        subject().witness().expunge("INBOX", uid);
        assertEquals(
                Kind.ITEM_GONE,
                assertThrows(BackendException.class, () -> part(entry, "1")).kind());
        assertEquals(
                Kind.ITEM_GONE,
                assertThrows(BackendException.class, () -> part(entry, "")).kind());
    }
}
