package org.mailspan.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailspan.format.BodyParts.Attached;
import org.mailspan.item.Attachment;
import org.mailspan.item.Attachment.Method;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;

/** The attachments of a message, named so that a phone can open them. */
final class Attachments {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_EXTENSION = 6;

    private Attachments() {}

    /** @param texts when they have become the body */
    static List<Attachment> of(List<Attached> attached, BodyText texts, ServerId item) {
        var attachments = new ArrayList<Attachment>(attached.size());
        for (Attached one : attached) attachments.add(attachment(one, texts, item));
        return attachments;
    }

    private static Attachment attachment(Attached attached, BodyText texts, ServerId item) {
        MimePart part = attached.part();
        boolean isMessage = part.is("message", "rfc822");
        String contentId = id(part.contentId());
        // HTML may also mean it by its Content-Location.
        boolean inline = !contentId.isEmpty()
                && texts.shows(contentId)
                        .filter(shown -> shown || part.location().isEmpty())
                        .orElseGet(() -> saysInline(attached));
        return new Attachment(
                name(part),
                new FileReference(item, PartNames.of(part)),
                isMessage ? Method.EmbeddedMessage : Method.Normal,
                TransferDecoding.estimate(part.octets(), part.encoding()),
                contentId,
                Texts.line(part.location()),
                inline);
    }

    private static boolean saysInline(Attached attached) {
        String disposition = attached.part().disposition();
        return !disposition.equals("attachment") && (attached.related() || disposition.equals("inline"));
    }

    /** The whole message as the attachment of its stub. */
    static Attachment original(String subject, long size, ServerId item) {
        String name = subject.isBlank() ? "message" : fileName(subject);
        return new Attachment(
                name + ".eml",
                new FileReference(item, FileReference.WHOLE),
                Method.EmbeddedMessage,
                size,
                "",
                "",
                false);
    }

    private static String id(String raw) {
        String id = Texts.line(raw);
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    /** Android knows the type by the name's extension alone (quirk F8), so a name without one gets it. */
    static String name(MimePart part) {
        String given = fileName(BodyParts.fileName(part));
        String extension = extension(part);
        if (given.isEmpty()) return madeUp(part) + extension;
        int dot = given.lastIndexOf('.');
        boolean hasExtension = dot > 0 && dot >= given.length() - LONGEST_EXTENSION;
        boolean isMessage =
                part.is("message", "rfc822") && !given.toLowerCase(Locale.ROOT).endsWith(".eml");
        return hasExtension && !isMessage ? given : given + extension;
    }

    private static String madeUp(MimePart part) {
        String described = fileName(
                EncodedWords.decode(part.description()).replace('/', '-').replace('\\', '-'));
        if (!described.isEmpty()) return described;
        if (part.is("text", "calendar")) return "invitation";
        return (part.type().equals("image") ? "image-" : "attachment-") + part.section();
    }

    /** No directories, no control characters, and not so long that a phone's file system refuses it. */
    static String fileName(String raw) {
        String line = Texts.line(raw);
        String name = line.substring(Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1)
                .replace(':', '-')
                .strip();
        if (name.length() <= LONGEST_NAME) return name;
        int dot = name.lastIndexOf('.');
        String extension = dot >= name.length() - 10 && dot > 0 ? name.substring(dot) : "";
        return Utf8.first(name, LONGEST_NAME - extension.length()) + extension;
    }

    private static String extension(MimePart part) {
        return switch (part.mediaType()) {
            case "message/rfc822" -> ".eml";
            case "message/delivery-status",
                    "message/disposition-notification",
                    "text/rfc822-headers",
                    "text/plain",
                    "application/pgp-encrypted" -> ".txt";
            case "text/html" -> ".html";
            case "text/calendar", "application/ics" -> ".ics";
            case "text/vcard", "text/x-vcard", "text/directory" -> ".vcf";
            case "text/csv" -> ".csv";
            case "image/jpeg", "image/jpg", "image/pjpeg" -> ".jpg";
            case "image/png" -> ".png";
            case "image/gif" -> ".gif";
            case "image/svg+xml" -> ".svg";
            case "image/webp" -> ".webp";
            case "image/heic" -> ".heic";
            case "image/tiff" -> ".tif";
            case "image/bmp" -> ".bmp";
            case "audio/mpeg" -> ".mp3";
            case "audio/wav", "audio/x-wav" -> ".wav";
            case "audio/mp4" -> ".m4a";
            case "video/mp4" -> ".mp4";
            case "video/quicktime" -> ".mov";
            case "application/pdf" -> ".pdf";
            case "application/zip" -> ".zip";
            case "application/msword" -> ".doc";
            case "application/vnd.ms-excel" -> ".xls";
            case "application/vnd.openxmlformats-officedocument.wordprocessingml.document" -> ".docx";
            case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" -> ".xlsx";
            case "application/vnd.openxmlformats-officedocument.presentationml.presentation" -> ".pptx";
            case "application/pkcs7-mime", "application/x-pkcs7-mime" -> ".p7m";
            case "application/pkcs7-signature", "application/x-pkcs7-signature" -> ".p7s";
            case "application/pgp-signature" -> ".asc";
            default -> "";
        };
    }
}
