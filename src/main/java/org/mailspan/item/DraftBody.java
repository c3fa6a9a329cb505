package org.mailspan.item;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node.Opaque;

/**
 * The body of a draft as a client sends it, MS-ASAIRS 2.2.2.9.
 *
 * @param octets of a text in UTF-8; of MIME (iOS, quirk G6) the message itself, in whatever charset its parts are
 */
public record DraftBody(BodyType type, Opaque octets) {
    private static final Opaque EMPTY = Opaque.of(new byte[0]);

    public String text() {
        return new String(octets.bytes(), StandardCharsets.UTF_8);
    }

    public boolean isMime() {
        return type == BodyType.MIME;
    }

    /** Null for RTF, which nothing here can write, and for no type at all. */
    static @Nullable DraftBody read(Element element) {
        Optional<BodyType> type =
                element.text(AirSyncBase.Type).map(String::strip).flatMap(BodyType::of);
        if (type.isEmpty() || type.get() == BodyType.RTF) return null;
        Opaque octets = element.first(AirSyncBase.Data)
                .map(data -> Opaque.of(data.bytes()))
                .orElse(EMPTY);
        return new DraftBody(type.get(), octets);
    }
}
