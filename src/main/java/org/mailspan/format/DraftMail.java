package org.mailspan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mailspan.item.AttachmentChanges;
import org.mailspan.item.AttachmentChanges.Added;
import org.mailspan.item.BodyFields;
import org.mailspan.item.DraftBody;
import org.mailspan.item.DraftFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Field;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;

/**
 * A draft as a client of 16.x wants it (MS-ASEMAIL 3.1.5.4): a message made of the fields that it sent, laid over the
 * message that is there. What it does not name stays: texts and attachments stream from the host, and their content goes
 * over octet by octet. A MIME is the whole message, unless the client keeps account of attachments beside it.
 */
public final class DraftMail {
    private static final int MODULUS = 1_000_000_000;

    private DraftMail() {}

    /**
     * The message that is there.
     *
     * @param header all of it, with the empty line
     */
    public record Present(byte[] header, MimePart structure) {
        /** Whether all that is in it is known, so that it can be put into another message. */
        public boolean isSound() {
            BodyParts parts = BodyParts.of(structure);
            boolean hollow = structure.isMultipart() && structure.children().isEmpty();
            return !hollow
                    && parts.attached().size() < BodyParts.MOST_ATTACHED
                    && parts.rich().size() < BodyParts.MOST_TEXTS
                    && parts.plain().size() < BodyParts.MOST_TEXTS;
        }
    }

    /**
     * What is written.
     *
     * @param me who writes, if the message does not say
     * @param unique of which boundaries and, for a new message, its Message-ID are made
     * @param mark in the header; empty for a mail that leaves, which has no names of ours in it either
     */
    public record Order(Item patch, Optional<Present> present, Mailbox me, Instant now, String unique, String mark) {
        boolean leaves() {
            return mark.isEmpty();
        }

        AttachmentChanges attachments() {
            return patch.get(DraftFields.Attachments).orElse(AttachmentChanges.NONE);
        }
    }

    /** A file that was attached, and the section of its FileReference. */
    public record Named(String clientId, String section) {}

    /**
     * A message.
     *
     * @param header its fields but those of the content, without the empty line
     * @param entity the rest: fields of the content, the empty line, the body
     */
    public record Written(byte[] header, List<Piece> entity) {
        /** What an answer tells of a new draft: MS-ASEMAIL_R1184, R1190. */
        public Item conversation() {
            Headers headers = Headers.parse(header);
            return Item.builder()
                    .with(EmailFields.ConversationId, Conversation.id(headers))
                    .with(
                            EmailFields.ConversationIndex,
                            Conversation.index(headers, headers.date("Date").orElse(Instant.EPOCH)))
                    .build();
        }

        /** Whether there are recipients, all of them with an address: else Status 183 (MS-ASCMD_R7472). */
        public boolean isAddressed() {
            Headers headers = Headers.parse(header);
            var recipients = new ArrayList<Mailbox>();
            for (String field : List.of("To", "Cc", "Bcc")) recipients.addAll(headers.mailboxes(field));
            return !recipients.isEmpty() && recipients.stream().allMatch(Mailbox::isAddress);
        }
    }

    /** Empty for a MIME that is no message. */
    public static Optional<Written> write(Order order) {
        byte[] earlier = order.present().map(Present::header).orElse(new byte[0]);
        Optional<byte[]> mime = order.patch()
                .get(DraftFields.Body)
                .filter(DraftBody::isMime)
                .map(body -> body.octets().bytes());
        if (mime.isPresent() && !isMessage(mime.get())) return Optional.empty();
        byte[] header = DraftHeader.of(mime, earlier, order);
        return Optional.of(new Written(header, new DraftEntity(order, mime).pieces()));
    }

    private static boolean isMessage(byte[] mime) {
        var lines = new HeaderLines(mime, 0, mime.length);
        int fields = 0;
        while (lines.next()) fields++;
        return fields > 0 && !lines.hadGarbage();
    }

    /**
     * Whether a client only says once more what is there: Gmail sends hundreds of its drafts at once (quirk E17), and each
     * that is filed anew is a change to all other devices.
     *
     * @param there read with a body of the type that the client sent
     */
    public static boolean isSame(Item patch, Item there) {
        for (Field<String> field : List.of(EmailFields.To, EmailFields.Cc, EmailFields.Bcc, EmailFields.ReplyTo)) {
            boolean isRecipient = !field.equals(EmailFields.ReplyTo);
            boolean meant = patch.get(field).isPresent() || isRecipient && namesRecipients(patch);
            if (meant && !mailboxes(patch, field).equals(mailboxes(there, field))) return false;
        }
        String subject = there.get(EmailFields.Subject).orElse("");
        return patch.get(EmailFields.Subject).map(Texts::line).orElse(subject).equals(subject)
                && isSame(patch.get(EmailFields.Importance), there.get(EmailFields.Importance))
                && patch.get(DraftFields.Attachments)
                        .orElse(AttachmentChanges.NONE)
                        .equals(AttachmentChanges.NONE)
                && patch.get(DraftFields.Body)
                        .filter(body -> !isSame(body, there))
                        .isEmpty();
    }

    private static boolean isSame(Optional<Integer> wanted, Optional<Integer> there) {
        return wanted.isEmpty() || wanted.equals(there);
    }

    static boolean namesRecipients(Item patch) {
        return patch.get(EmailFields.To).isPresent()
                || patch.get(EmailFields.Cc).isPresent()
                || patch.get(EmailFields.Bcc).isPresent();
    }

    private static List<Mailbox> mailboxes(Item item, Field<String> field) {
        return Mailbox.list(item.get(field).orElse("")).stream()
                .map(one -> new Mailbox(one.name().equals(one.address()) ? "" : one.name(), one.address()))
                .toList();
    }

    private static boolean isSame(DraftBody body, Item there) {
        return there.get(BodyFields.Body)
                .filter(one -> one.type() == body.type() && !one.truncated() && !body.isMime())
                .filter(one -> withoutReturns(one.text()).equals(withoutReturns(body.text())))
                .isPresent();
    }

    private static String withoutReturns(String text) {
        return text.replace("\r", "").stripTrailing();
    }

    /** What the files that a client attaches are called from then on. */
    public static List<Named> named(Item patch) {
        return patch.get(DraftFields.Attachments).orElse(AttachmentChanges.NONE).added().stream()
                .map(file -> new Named(file.clientId(), name(file)))
                .toList();
    }

    /** The same for the same file of the same request, so that one that is repeated does not attach it twice. */
    static String name(Added file) {
        byte[] digest = digest(
                List.of(file.clientId(), file.displayName()), file.content().bytes());
        long number = 0;
        for (int i = 0; i < 7; i++) number = number << 8 | digest[i] & 0xFF;
        return FileReference.WHOLE + "." + number % MODULUS;
    }

    /** Tells what a client sent from anything else that it might send. */
    public static String fingerprint(Item patch) {
        var said = new ArrayList<String>();
        for (Field<?> field : DraftFields.CONTENT) {
            if (field.equals(DraftFields.Body) || field.equals(DraftFields.Attachments)) continue;
            said.add(field.tag().name());
            patch.get(field).ifPresent(value -> said.add(value.toString()));
        }
        Optional<DraftBody> body = patch.get(DraftFields.Body);
        body.ifPresent(one -> said.add(one.type().name()));
        AttachmentChanges attachments = patch.get(DraftFields.Attachments).orElse(AttachmentChanges.NONE);
        attachments.deleted().forEach(reference -> said.add("-" + reference));
        attachments.added().forEach(file -> said.add("+" + name(file)));
        byte[] octets = body.map(one -> one.octets().bytes()).orElse(new byte[0]);
        return HexFormat.of().formatHex(digest(said, octets), 0, 10);
    }

    /** A short name for what these texts say. */
    public static String fingerprint(String... texts) {
        return HexFormat.of().formatHex(digest(List.of(texts), new byte[0]), 0, 10);
    }

    private static byte[] digest(List<String> texts, byte[] octets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest(octets);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
