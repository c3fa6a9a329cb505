package org.mailspan.item;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.FileReference;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/**
 * One attachment of an item, MS-ASAIRS 2.2.2.7. Android drops one without DisplayName, FileReference or
 * EstimatedDataSize (quirk F8), so all three are always written.
 *
 * @param displayName never empty
 * @param estimatedDataSize decoded octets
 * @param contentId without angle brackets; empty for none
 * @param contentLocation empty for none
 * @param isInline shown in the body by its ContentId
 */
public record Attachment(
        String displayName,
        FileReference fileReference,
        Method method,
        long estimatedDataSize,
        String contentId,
        String contentLocation,
        boolean isInline) {
    /** MS-ASAIRS 2.2.2.31.2. */
    public enum Method {
        Normal(1),
        EmbeddedMessage(5);

        private final int code;

        Method(int code) {
            this.code = code;
        }

        private static Optional<Method> of(String text) {
            return switch (text.strip()) {
                case "1" -> Optional.of(Normal);
                case "5" -> Optional.of(EmbeddedMessage);
                default -> Optional.empty();
            };
        }
    }

    private static Optional<Attachment> one(Element element) {
        return element.text(AirSyncBase.FileReference)
                .flatMap(FileReference::parse)
                .map(reference -> one(element, reference));
    }

    private static Attachment one(Element element, FileReference reference) {
        return new Attachment(
                element.text(AirSyncBase.DisplayName).orElse(""),
                reference,
                element.text(AirSyncBase.Method).flatMap(Method::of).orElse(Method.Normal),
                0,
                element.text(AirSyncBase.ContentId).orElse(""),
                element.text(AirSyncBase.ContentLocation).orElse(""),
                element.flag(AirSyncBase.IsInline).orElse(false));
    }

    static List<Attachment> read(Element element) {
        return element.all(AirSyncBase.Attachment)
                .map(Attachment::one)
                .flatMap(Optional::stream)
                .toList();
    }

    static @Nullable Element write(List<Attachment> attachments) {
        if (attachments.isEmpty()) return null;
        return Element.of(AirSyncBase.Attachments, attachments.stream().map(Attachment::element));
    }

    private static Element element(Attachment a) {
        return Element.of(
                AirSyncBase.Attachment,
                Element.of(AirSyncBase.DisplayName, a.displayName),
                Element.of(AirSyncBase.FileReference, a.fileReference.toString()),
                Element.of(AirSyncBase.Method, a.method.code),
                Element.of(AirSyncBase.EstimatedDataSize, Body.size(a.estimatedDataSize)),
                a.contentId.isEmpty() ? null : Element.of(AirSyncBase.ContentId, a.contentId),
                a.contentLocation.isEmpty() ? null : Element.of(AirSyncBase.ContentLocation, a.contentLocation),
                a.isInline ? Element.of(AirSyncBase.IsInline, true) : null);
    }
}
