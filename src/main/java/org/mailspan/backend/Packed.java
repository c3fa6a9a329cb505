package org.mailspan.backend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.format.Winmail;

/** A file within winmail.dat as a part of its own: the one kind of part that is not streamed, but small. */
public final class Packed {
    private Packed() {}

    /** @param tnef the part that it lies in */
    public static Content file(Content tnef, int number) throws BackendException {
        var octets = new ByteArrayOutputStream();
        try {
            tnef.source().writeTo(octets, 0, Winmail.MOST);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Winmail.File file = Winmail.file(octets.toByteArray(), number)
                .orElseThrow(() -> new BackendException(Kind.ITEM_GONE, "no file " + number + " in winmail.dat"));
        byte[] content = file.octets();
        return new Content(file.mediaType(), content.length, (out, from, length) -> {
            int start = (int) Math.min(from, content.length);
            out.write(content, start, (int) Math.min(length, content.length - start));
        });
    }
}
