package org.mailspan.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.format.DraftMail.Order;
import org.mailspan.format.DraftMail.Present;
import org.mailspan.format.DraftMail.Written;
import org.mailspan.item.AttachmentChanges;
import org.mailspan.item.AttachmentChanges.Added;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyType;
import org.mailspan.item.DraftBody;
import org.mailspan.item.DraftFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Utf8Text;

/** What a draft becomes of what a client sends and what was there. */
class DraftMailTest {
    private static final Mailbox ME = new Mailbox("Anna", "anna@example.org");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String MARK = "aa.bb";

    private static Item.Builder patch() {
        return Item.builder();
    }

    private static DraftBody body(BodyType type, String text) {
        return new DraftBody(type, Opaque.of(text.getBytes(UTF_8)));
    }

    private static Added file(String clientId, String name, String type, byte[] octets) {
        return new Added(clientId, name, Opaque.of(octets), type, "", "", false, false);
    }

    private static Present present(byte[] message) {
        MimeTree tree = MimeTree.parse(message);
        return new Present(tree.header(), tree.root());
    }

    private static byte[] written(Item patch, Optional<byte[]> before, String mark) {
        var order = new Order(patch, before.map(DraftMailTest::present), ME, NOW, "unique", mark);
        Written written = DraftMail.write(order).orElseThrow();
        var out = new ByteArrayOutputStream();
        out.writeBytes(written.header());
        for (Piece piece : written.entity()) out.writeBytes(octets(piece, before.orElse(new byte[0])));
        return out.toByteArray();
    }

    private static byte[] octets(Piece piece, byte[] message) {
        return switch (piece) {
            case Piece.Octets(byte[] octets) -> octets;
            case Piece.Rest(long from) -> Arrays.copyOfRange(message, (int) from, message.length);
            case Piece.Carried(String section, Piece.Coding coding) -> {
                MimeTree tree = MimeTree.parse(message);
                MimePart part =
                        PartNames.find(tree.root(), PartNames.at(section)).orElseThrow();
                byte[] decoded =
                        TransferDecoding.decode(tree.section(part.section()).orElseThrow(), part.encoding());
                yield coding == Piece.Coding.BASE64 ? Base64.getMimeEncoder().encode(decoded) : decoded;
            }
        };
    }

    private static byte[] fresh(Item patch) {
        return written(patch, Optional.empty(), MARK);
    }

    private static byte[] changed(byte[] before, Item patch) {
        return written(patch, Optional.of(before), MARK);
    }

    private static Headers headers(byte[] message) {
        return Headers.parse(message);
    }

    private static List<BodyParts.Attached> attached(byte[] message) {
        return BodyParts.of(MimeTree.parse(message).root()).attached();
    }

    private static byte[] content(byte[] message, BodyParts.Attached one) {
        byte[] encoded = MimeTree.parse(message).section(one.part().section()).orElseThrow();
        return TransferDecoding.decode(encoded, one.part().encoding());
    }

    private static String text(byte[] message, boolean html) {
        MimeTree tree = MimeTree.parse(message);
        BodyParts parts = BodyParts.of(tree.root());
        MimePart part = (html ? parts.rich() : parts.plain()).getFirst();
        return Charsets.decode(
                TransferDecoding.decode(tree.section(part.section()).orElseThrow(), part.encoding()),
                part.parameters().getOrDefault("charset", ""),
                html);
    }

    @Test
    void nothingOfAHeaderCanBeSmuggledInByAField() {
        byte[] message = fresh(patch().with(EmailFields.Subject, "One\r\nBcc: evil@example.org")
                .with(EmailFields.To, "Bob\r\nX-Evil: yes <bob@example.org>")
                .build());
        assertEquals(List.of(), headers(message).mailboxes("Bcc"));
        assertTrue(headers(message).raw("X-Evil").isEmpty());
        assertEquals(
                "bob@example.org", headers(message).mailboxes("To").getFirst().address());
    }

    @Test
    void aHalfWrittenRecipientStays() {
        byte[] message = fresh(patch().with(EmailFields.To, "bo").build());
        assertTrue(headers(message).raw("To").orElseThrow().contains("bo"));
        var written = DraftMail.write(
                        new Order(patch().with(EmailFields.To, "bo").build(), Optional.empty(), ME, NOW, "unique", ""))
                .orElseThrow();
        assertFalse(written.isAddressed());
    }

    @Test
    void whatOtherProgramsWroteIntoTheHeaderStaysOctetForOctet() {
        byte[] before = ("From: Other <other@example.org>\nX-Odd: r\u00e9sum\u00e9\n  folded\nIn-Reply-To: <q@x>\n"
                        + "Bcc: dora@example.org\nX-Mailspan-Draft: old\nSubject: One\n\nHello\n")
                .getBytes(ISO_8859_1);
        byte[] after = changed(before, patch().with(EmailFields.Subject, "Two").build());
        String header = new String(MimeTree.parse(after).header(), ISO_8859_1);
        assertTrue(header.contains("X-Odd: r\u00e9sum\u00e9\r\n  folded\r\n"), header);
        assertEquals(List.of("<q@x>"), headers(after).ids("In-Reply-To"));
        assertEquals(
                "other@example.org", headers(after).mailboxes("From").getFirst().address());
        assertEquals(
                "dora@example.org", headers(after).mailboxes("Bcc").getFirst().address());
        assertEquals(MARK, headers(after).text("X-Mailspan-Draft"));
        assertEquals("Two", headers(after).text("Subject"));
        assertEquals(header.indexOf("X-Mailspan-Draft"), header.lastIndexOf("X-Mailspan-Draft"));
    }

    @Test
    void recipientsThatTheElementHasNoRoomForStay() {
        var all = new StringBuilder();
        for (int i = 0; i < 60; i++)
            all.append(i == 0 ? "" : ",\r\n ").append("person").append(i).append("@example.org");
        byte[] before = ("Bcc: " + all + "\r\nSubject: One\r\n\r\nHello").getBytes(UTF_8);
        String told = EmailItem.of(MimeTree.parse(before).data("D", NOW))
                .build()
                .get(EmailFields.Bcc)
                .orElseThrow();
        assertTrue(Mailbox.list(told).size() < 60);
        byte[] same = changed(before, patch().with(EmailFields.Bcc, told).build());
        assertEquals(60, headers(same).mailboxes("Bcc").size());
        byte[] fewer = changed(
                before, patch().with(EmailFields.Bcc, "person0@example.org").build());
        assertEquals(1, headers(fewer).mailboxes("Bcc").size());
    }

    @Test
    void importanceIsSaidInOneWayOnly() {
        byte[] before = "X-Priority: 1\r\nPriority: urgent\r\nSubject: One\r\n\r\nHello".getBytes(UTF_8);
        byte[] low = changed(before, patch().with(EmailFields.Importance, 0).build());
        assertEquals("low", headers(low).text("Importance"));
        assertEquals("5", headers(low).text("X-Priority"));
        assertTrue(headers(low).raw("Priority").isEmpty());
        byte[] normal = changed(before, patch().with(EmailFields.Importance, 1).build());
        assertTrue(headers(normal).raw("Importance").isEmpty());
        assertTrue(headers(normal).raw("X-Priority").isEmpty());
    }

    @Test
    void aMimeKeepsThePlaceOfTheDraftInItsConversation() {
        byte[] before = "Message-ID: <d@x>\r\nIn-Reply-To: <q@x>\r\nReferences: <q@x>\r\nSubject: One\r\n\r\nHello"
                .getBytes(UTF_8);
        byte[] after = changed(
                before,
                patch().with(DraftFields.Body, body(BodyType.MIME, "Subject: Two\n\nBye"))
                        .build());
        assertEquals(List.of("<d@x>"), headers(after).ids("Message-ID"));
        assertEquals(List.of("<q@x>"), headers(after).ids("References"));
        assertEquals("Two", headers(after).text("Subject"));
        assertTrue(new String(after, UTF_8).endsWith("\r\n\r\nBye"));
    }

    @Test
    void aMimeTakesFilesAlongOnlyIfTheClientKeepsThemBeside() {
        byte[] before = fresh(patch().with(DraftFields.Body, body(BodyType.PlainText, "Hi"))
                .with(
                        DraftFields.Attachments,
                        new AttachmentChanges(
                                List.of(file("1", "a.bin", "", new byte[] {1}), file("2", "b.bin", "", new byte[] {2})),
                                List.of()))
                .build());
        DraftBody bare = body(BodyType.MIME, "Subject: Two\n\nBye");
        DraftBody full = body(
                BodyType.MIME,
                "Content-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\n\n"
                        + "Bye\n"
                        + "--b\n"
                        + "Content-Type: image/png; name=c.png\n\n"
                        + "C\n"
                        + "--b--\n");
        assertEquals(
                List.of(),
                attached(changed(before, patch().with(DraftFields.Body, bare).build())));
        String first = PartNames.of(attached(before).getFirst().part());
        var without = new AttachmentChanges(List.of(), List.of(new FileReference(new ServerId(1, 1), first)));
        Item beside = patch().with(DraftFields.Attachments, without).build();
        byte[] kept = changed(before, beside.with(DraftFields.Body, bare));
        assertEquals(1, attached(kept).size());
        assertArrayEquals(new byte[] {2}, content(kept, attached(kept).getFirst()));
        assertEquals(
                1,
                attached(changed(before, beside.with(DraftFields.Body, full))).size());
    }

    @Test
    void textsAndPicturesGoOverWhenOnlyAFileIsAdded() {
        byte[] before = ("Subject: One\r\n"
                        + "MIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/alternative; boundary=o\r\n\r\n"
                        + "--o\r\n"
                        + "Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\n\r\n"
                        + "Gr\u00fc\u00dfe\r\n"
                        + "--o\r\n"
                        + "Content-Type: multipart/related; boundary=i\r\n\r\n"
                        + "--i\r\n"
                        + "Content-Type: text/html; charset=iso-8859-1\r\n\r\n"
                        + "<p>Gr\u00fc\u00dfe</p><img src=cid:p@x>\r\n"
                        + "--i\r\n"
                        + "Content-Type: image/png\r\n"
                        + "Content-ID: <p@x>\r\n"
                        + "Content-Disposition: inline\r\n\r\n"
                        + "PNG\r\n"
                        + "--i--\r\n"
                        + "--o--\r\n")
                .getBytes(ISO_8859_1);
        var added = new AttachmentChanges(
                List.of(file("1", "r\u00e9sum\u00e9.pdf", "application/pdf", new byte[] {0, -1, 13, 10})), List.of());
        byte[] after =
                changed(before, patch().with(DraftFields.Attachments, added).build());
        assertEquals("Gr\u00fc\u00dfe", text(after, false).strip());
        assertTrue(text(after, true).startsWith("<p>Gr\u00fc\u00dfe</p>"));
        var files = attached(after);
        assertEquals(2, files.size());
        assertTrue(files.getFirst().related());
        assertEquals("<p@x>", files.getFirst().part().contentId());
        assertEquals("PNG", new String(content(after, files.getFirst()), UTF_8));
        assertEquals("r\u00e9sum\u00e9.pdf", BodyParts.fileName(files.get(1).part()));
        assertArrayEquals(new byte[] {0, -1, 13, 10}, content(after, files.get(1)));
        assertEquals("multipart/mixed", MimeTree.parse(after).root().mediaType());
    }

    @Test
    void aMailThatLeavesHasNoNamesOfOurs() {
        Item asked = patch().with(EmailFields.To, "bob@example.org")
                .with(DraftFields.Body, body(BodyType.HTML, "<p>Hi</p>"))
                .with(
                        DraftFields.Attachments,
                        new AttachmentChanges(List.of(file("1", "a.bin", "", new byte[] {1})), List.of()))
                .build();
        byte[] draft = fresh(asked);
        assertTrue(new String(draft, UTF_8).contains("x-mailspan-part"));
        byte[] leaving = written(Item.EMPTY, Optional.of(draft), "");
        assertFalse(
                new String(leaving, UTF_8).toLowerCase(java.util.Locale.ROOT).contains("mailspan"));
        assertArrayEquals(new byte[] {1}, content(leaving, attached(leaving).getFirst()));
        assertEquals("<p>Hi</p>", text(leaving, true).strip());
        assertEquals("Hi", text(leaving, false).strip());
    }

    @Test
    void aPartThatClaimsTheNameOfAnotherHidesNoneThatGoesOver() {
        byte[] before = ("Subject: One\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n"
                        + "--b\r\nContent-Type: image/png; name=a.png; x-mailspan-part=\"3\"\r\n\r\nA\r\n"
                        + "--b\r\nContent-Type: image/png; name=b.png\r\n\r\nB\r\n--b--\r\n")
                .getBytes(UTF_8);
        byte[] after = changed(
                before,
                patch().with(DraftFields.Body, body(BodyType.PlainText, "Bye")).build());
        assertEquals(
                List.of("A", "B"),
                attached(after).stream()
                        .map(one -> new String(content(after, one), UTF_8))
                        .toList());
    }

    @Test
    void aMessageThatIsNoneAndAContainerAsAFileAreNotBelieved() {
        assertTrue(DraftMail.write(new Order(
                        patch().with(DraftFields.Body, body(BodyType.MIME, "no field\n\nHi"))
                                .build(),
                        Optional.empty(),
                        ME,
                        NOW,
                        "unique",
                        MARK))
                .isEmpty());
        var odd = new AttachmentChanges(
                List.of(
                        file("1", "a", "multipart/mixed; boundary=x", new byte[] {1}),
                        file("2", "b", "no type", new byte[] {2}),
                        file("3", "c", "message/rfc822", new byte[] {3})),
                List.of());
        byte[] message = fresh(patch().with(DraftFields.Body, body(BodyType.PlainText, "Hi"))
                .with(DraftFields.Attachments, odd)
                .build());
        for (var one : attached(message))
            assertEquals("application/octet-stream", one.part().mediaType());
    }

    @Test
    void sayingAgainWhatIsThereIsNoChange() {
        Item there = Item.builder()
                .with(EmailFields.To, "\"Bob\" <bob@example.org>")
                .with(EmailFields.Subject, "One")
                .with(EmailFields.Importance, 1)
                .with(BodyFields.Body, new Body(BodyType.PlainText, 4, false, Utf8Text.of("Hi\r\n"), ""))
                .build();
        Item same = patch().with(EmailFields.To, "Bob <bob@example.org>")
                .with(EmailFields.Cc, "")
                .with(EmailFields.Subject, "One")
                .with(EmailFields.Importance, 1)
                .with(DraftFields.Body, body(BodyType.PlainText, "Hi\n"))
                .build();
        assertTrue(DraftMail.isSame(same, there));
        assertFalse(DraftMail.isSame(same.with(EmailFields.Subject, "Two"), there));
        assertFalse(DraftMail.isSame(same.with(EmailFields.Cc, "carl@example.org"), there));
        assertFalse(DraftMail.isSame(same.with(EmailFields.Importance, 2), there));
        assertFalse(DraftMail.isSame(same.with(DraftFields.Body, body(BodyType.PlainText, "Ho")), there));
        assertFalse(DraftMail.isSame(same.with(DraftFields.Body, body(BodyType.HTML, "Hi")), there));
        assertFalse(DraftMail.isSame(patch().with(EmailFields.Cc, "").build(), there), "To is emptied");
    }

    @Test
    void aFingerprintTellsContentsApart() {
        Item one = patch().with(EmailFields.Subject, "One").build();
        assertEquals(
                DraftMail.fingerprint(one),
                DraftMail.fingerprint(patch().with(EmailFields.Subject, "One").build()));
        assertNotEquals(
                DraftMail.fingerprint(one),
                DraftMail.fingerprint(patch().with(EmailFields.To, "One").build()));
        assertNotEquals(
                DraftMail.fingerprint(patch().with(DraftFields.Body, body(BodyType.HTML, "Hi"))
                        .build()),
                DraftMail.fingerprint(patch().with(DraftFields.Body, body(BodyType.PlainText, "Hi"))
                        .build()));
        assertNotEquals(DraftMail.fingerprint("a", "b"), DraftMail.fingerprint("ab", ""));
    }
}
