package org.mailspan.format;

import java.util.List;
import java.util.Optional;
import org.mailspan.item.Attachment;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPart;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;

/**
 * The message that is replied to or forwarded, as far as that needs it.
 *
 * @param texts empty where none can be quoted: then the whole message is attached
 */
public record Original(MessageData data, Optional<Texts> texts) {
    /** Its texts in both forms, in one reading. */
    public static final BodyOptions TEXTS = new BodyOptions(
            List.of(whole(BodyType.PlainText)),
            List.of(whole(BodyType.HTML)),
            BodyOptions.MimeSupport.Never,
            BodyPreference.WHOLE);

    /** More than a person reads, and more than should be parsed at once. */
    private static final int LONGEST = 4 << 20;

    /** @param rich whether the HTML is the message's own */
    public record Texts(String plain, String html, boolean rich) {}

    private static BodyPreference whole(BodyType type) {
        return new BodyPreference(type, BodyPreference.WHOLE, false, 0);
    }

    /** Whether its texts can be read at all: not if it is encrypted, or opaquely signed, or no sound message. */
    public static boolean isReadable(MimePart structure) {
        boolean hollow = structure.isMultipart() && structure.children().isEmpty();
        return !hollow && !isSealed(structure);
    }

    /** Nobody but its reader can see into it. */
    static boolean isSealed(MimePart structure) {
        return structure.is("multipart", "encrypted")
                || structure.is("application", "pkcs7-mime")
                || structure.is("application", "x-pkcs7-mime");
    }

    static boolean isSigned(MimePart structure) {
        return structure.is("multipart", "signed");
    }

    /** Of a message of which nothing is quoted. */
    public static Original unread(MessageData data) {
        return new Original(data, Optional.empty());
    }

    /** @param item read with {@link #TEXTS} */
    public static Original read(MessageData data, Item item) {
        Optional<Body> plain = item.get(BodyFields.Body);
        Optional<Body> html = item.get(BodyFields.BodyPart).map(BodyPart::body);
        boolean isStub = item.get(BodyFields.Attachments).orElse(List.of()).stream()
                .map(Attachment::fileReference)
                .anyMatch(reference -> reference.section().equals(FileReference.WHOLE));
        boolean isWhole = plain.isPresent()
                && html.isPresent()
                && !html.get().truncated()
                && html.get().data().length() <= LONGEST
                && Html.isWithinBounds(html.get().data().toString())
                && BodyParts.of(data.structure()).attached().size() < BodyParts.MOST_ATTACHED;
        if (isStub || !isWhole || !isReadable(data.structure())) return unread(data);
        boolean rich = item.get(BodyFields.NativeBodyType).orElse(0) == BodyType.HTML.code();
        var texts = new Texts(plain.get().data().toString(), html.get().data().toString(), rich);
        return new Original(data, Optional.of(texts));
    }
}
