package org.mailspan.item;

import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.StreamedText;
import org.mailspan.wbxml.Utf8Text;

/**
 * The body of an item, MS-ASAIRS 2.2.2.9.
 *
 * @param estimatedDataSize octets of the whole body in the form that {@code type} names
 * @param data may be cut, then {@code truncated} says so; empty text is written as no Data (MS-ASEMAIL_R1057)
 * @param preview plain text for a list; empty text is written as no Preview
 * @param part where a multipart answer carries the data instead (MS-ASCMD 2.2.1.10.1), {@link #NO_PART} elsewhere
 * @param whereabouts of the data, if it is too long for memory
 */
public record Body(
        BodyType type,
        long estimatedDataSize,
        boolean truncated,
        Utf8Text data,
        String preview,
        int part,
        Whereabouts whereabouts) {
    public static final int NO_PART = -1;

    private static final long GREATEST_SIZE = 0xFFFF_FFFFL;

    public Body(BodyType type, long estimatedDataSize, boolean truncated, Utf8Text data, String preview) {
        this(type, estimatedDataSize, truncated, data, preview, NO_PART, new Whereabouts.Here());
    }

    /** Where the data is. */
    public sealed interface Whereabouts {
        /** In {@code data}. */
        record Here() implements Whereabouts {}

        /**
         * Still at the host, the message itself. Written as it is, such a body is a cut one without Data.
         *
         * @param most octets of it that the device wants
         */
        record AtHost(long most) implements Whereabouts {}

        /** In a file, beside the heap. */
        record InFile(StreamedText text) implements Whereabouts {}
    }

    /** A raw message that is not read yet. */
    public static Body atHost(long octets, boolean truncated, String preview, long most) {
        var whereabouts = new Whereabouts.AtHost(most);
        return new Body(BodyType.MIME, octets, truncated, Utf8Text.EMPTY, preview, NO_PART, whereabouts);
    }

    public Body inFile(StreamedText text, long octets, boolean cut) {
        return new Body(type, octets, cut, Utf8Text.EMPTY, preview, NO_PART, new Whereabouts.InFile(text));
    }

    /** This body with its data in a part of a multipart answer. */
    public Body inPart(int index) {
        return new Body(type, estimatedDataSize, truncated, Utf8Text.EMPTY, preview, index, new Whereabouts.Here());
    }

    /** The data as a text. */
    public String text() {
        return data.toString();
    }

    Body withoutPreview() {
        return new Body(type, estimatedDataSize, truncated, data, "", part, whereabouts);
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
                truncated(body),
                body.written(),
                body.preview.isEmpty() ? null : Element.of(AirSyncBase.Preview, body.preview),
                body.part == NO_PART ? null : Element.of(ItemOperations.Part, body.part));
    }

    /** A message itself says it either way (MS-ASCMD_R3387, R3409). */
    private static @Nullable Element truncated(Body body) {
        return body.isCut() || body.type == BodyType.MIME ? Element.of(AirSyncBase.Truncated, body.isCut()) : null;
    }

    private boolean isCut() {
        return truncated || whereabouts instanceof Whereabouts.AtHost;
    }

    private @Nullable Element written() {
        return switch (whereabouts) {
            case Whereabouts.InFile(StreamedText text) -> Element.of(AirSyncBase.Data, text);
            case Whereabouts.Here _, Whereabouts.AtHost _ -> data.isEmpty() ? null : Element.of(AirSyncBase.Data, data);
        };
    }

    /** The schema's unsignedInt. */
    static long size(long octets) {
        return Math.clamp(octets, 0, GREATEST_SIZE);
    }
}
