package org.mailspan.item;

import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/** The message part of an email beside its Body, MS-ASAIRS 2.2.2.10; only in answers. */
public record BodyPart(Status status, Body body) {
    /** MS-ASAIRS 2.2.2.37. */
    public enum Status {
        Success(1),
        TooLarge(176);

        private final int code;

        Status(int code) {
            this.code = code;
        }
    }

    /** A request never has one (MS-ASAIRS_R123). */
    static @Nullable BodyPart read(Element element) {
        return null;
    }

    static Element write(BodyPart part) {
        Body body = part.body;
        return Element.of(
                AirSyncBase.BodyPart,
                Element.of(AirSyncBase.Status, part.status.code),
                Element.of(AirSyncBase.Type, body.type().code()),
                Element.of(AirSyncBase.EstimatedDataSize, Body.size(body.estimatedDataSize())),
                body.truncated() ? Element.of(AirSyncBase.Truncated, true) : null,
                body.data().isEmpty() ? null : Element.of(AirSyncBase.Data, body.data()),
                body.preview().isEmpty() ? null : Element.of(AirSyncBase.Preview, body.preview()));
    }
}
