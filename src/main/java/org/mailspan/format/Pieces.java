package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects a mail piece by piece; what is in memory and lies together becomes one. */
final class Pieces {
    private final List<Piece> pieces = new ArrayList<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    void add(byte[] more) {
        octets.writeBytes(more);
    }

    /** Characters beyond ASCII only of raw header fields: one for each octet. */
    void add(String more) {
        octets.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
    }

    void add(Piece.Carried part) {
        flush();
        pieces.add(part);
    }

    void add(Piece.Rest rest) {
        flush();
        pieces.add(rest);
    }

    private void flush() {
        if (octets.size() > 0) pieces.add(new Piece.Octets(octets.toByteArray()));
        octets.reset();
    }

    List<Piece> all() {
        flush();
        return List.copyOf(pieces);
    }
}
