package org.mailspan.backend;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import org.mailspan.format.PartNames;
import org.mailspan.format.Piece;

/** Puts a mail together out of its pieces: what it has of another message streams from the host, past the heap. */
public final class Assembly {
    private static final int BUFFER = 64 << 10;

    private Assembly() {}

    /** The other message. */
    @FunctionalInterface
    public interface Parts {
        /** Of a message that has nothing of another one. */
        Parts NONE = section -> {
            throw new IllegalStateException("nothing is carried over");
        };

        /** @param section as for {@link Backend.Parts#part} */
        Content part(String section) throws BackendException;
    }

    public static void write(List<Piece> pieces, Parts parts, OutputStream to) throws IOException, BackendException {
        // The encoder writes line by line.
        var out = new BufferedOutputStream(to, BUFFER);
        for (Piece piece : pieces) write(piece, parts, out);
        out.flush();
    }

    private static void write(Piece piece, Parts parts, OutputStream out) throws IOException, BackendException {
        switch (piece) {
            case Piece.Octets(byte[] octets) -> out.write(octets);
            case Piece.Carried(String section, Piece.Coding coding) -> {
                try (OutputStream coder = coder(coding, out)) {
                    parts.part(PartNames.at(section)).writeTo(coder);
                }
            }
            case Piece.Rest(long from) -> {
                try (OutputStream lines = coder(Piece.Coding.LINES, out)) {
                    parts.part("").source().writeTo(lines, from, Long.MAX_VALUE);
                }
            }
        }
    }

    private static OutputStream coder(Piece.Coding coding, OutputStream out) {
        return switch (coding) {
            case BASE64 -> Base64.getMimeEncoder().wrap(new Unclosed(out));
            case LINES -> new LineEnds(out);
        };
    }
}
