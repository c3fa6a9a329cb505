package org.mailspan.item;

import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Utf8Text;

/**
 * The body of an item, MS-ASAIRS 2.2.2.9.
 *
 * @param estimatedDataSize octets of the whole body in the form that {@code type} names
 * @param data may be cut, then {@code truncated} says so; empty text is written as no Data (MS-ASEMAIL_R1057)
 * @param preview plain text for a list; empty text is written as no Preview
 * @param part where a multipart answer carries the data instead (MS-ASCMD 2.2.1.10.1), {@link #NO_PART} elsewhere
 */
public record Body(BodyType type, long estimatedDataSize, boolean truncated, Utf8Text data, String preview, int part) {
    public static final int NO_PART = -1;

    private static final long GREATEST_SIZE = 0xFFFF_FFFFL;

    public Body(BodyType type, long estimatedDataSize, boolean truncated, Utf8Text data, String preview) {
        this(type, estimatedDataSize, truncated, data, preview, NO_PART);
    }

    /** This body with its data in a part of a multipart answer. */
    public Body inPart(int index) {
        return new Body(type, estimatedDataSize, truncated, Utf8Text.EMPTY, preview, index);
    }

    /** The data as a text. */
    public String text() {
        return data.toString();
    }

    Body withoutPreview() {
        return new Body(type, estimatedDataSize, truncated, data, "", part);
    }

    /** What 16.x clients send of a draft: Type and Data. */
    static @Nullable Body read(Element element) {
        var type = element.text(AirSyncBase.Type).map(String::strip).flatMap(BodyType::of);
        if (type.isEmpty()) return null;
        Utf8Text data = element.text(AirSyncBase.Data).map(Utf8Text::of).orElse(Utf8Text.EMPTY);
        return new Body(type.get(), data.length(), false, data, "");
    }

    /** The order of the schema. EstimatedDataSize always: Android dies of Truncated without it (quirk F1). */
    static Element write(Body body) {
        return Element.of(
                AirSyncBase.Body,
                Element.of(AirSyncBase.Type, body.type.code()),
                Element.of(AirSyncBase.EstimatedDataSize, size(body.estimatedDataSize)),
                body.truncated ? Element.of(AirSyncBase.Truncated, true) : null,
                body.data.isEmpty() ? null : Element.of(AirSyncBase.Data, body.data),
                body.preview.isEmpty() ? null : Element.of(AirSyncBase.Preview, body.preview),
                body.part == NO_PART ? null : Element.of(ItemOperations.Part, body.part));
    }

    /** The schema's unsignedInt. */
    static long size(long octets) {
        return Math.clamp(octets, 0, GREATEST_SIZE);
    }
}
