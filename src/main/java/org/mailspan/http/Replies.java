package org.mailspan.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.command.Reply;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Pieces;
import org.mailspan.wbxml.WbxmlWriter;

/** Turns what a command answers into a response. */
final class Replies {
    /** Without a charset: Evolution refuses anything longer (quirk A13). */
    static final String WBXML = "application/vnd.ms-sync.wbxml";

    /** MS-ASCMD_R5505. */
    private static final String MULTIPART = "application/vnd.ms-sync.multipart";

    /** RFC 9110 5.6.2. The type comes from a mail, and what else it might hold must not become a header. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}/[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private Replies() {}

    /** @param gzip whether the client takes packed answers; parts are not packed, since most of them are already */
    static Answer render(Reply reply, boolean gzip) throws IOException, BackendException {
        return switch (reply) {
            case Reply.Document(Element root) -> document(WbxmlWriter.pieces(root), gzip);
            case Reply.Spooled(Element root, List<Spool> spools) -> spooled(root, spools, gzip);
            case Reply.Empty() -> Answer.empty(200);
            case Reply.Multipart(Element root, List<Content> parts) -> multipart(root, parts);
            case Reply.Raw(Content content) -> raw(content);
            case Reply.Refused(int status, String reason) -> Answer.refusal(status, reason);
        };
    }

    /** What became of it, for the log: the Status at the top of a document, if it has one. */
    static String outcome(Reply reply) {
        return switch (reply) {
            case Reply.Document(Element root) -> status(root);
            case Reply.Spooled(Element root, List<Spool> spools) -> status(root) + " spooled=" + spools.size();
            case Reply.Multipart(Element root, List<Content> parts) -> status(root) + " parts=" + parts.size();
            case Reply.Empty() -> "empty";
            case Reply.Raw(Content content) -> Printable.of(content.mediaType(), 100);
            case Reply.Refused(int _, String reason) -> Printable.of(reason, 200);
        };
    }

    private static String status(Element root) {
        return root.elements()
                .filter(child -> child.tag().name().equals("Status"))
                .findFirst()
                .map(status -> "Status=" + status.text())
                .orElse("");
    }

    private static Answer document(Pieces plain, boolean gzip) {
        Optional<Pieces> packed = gzip ? Gzip.packed(plain) : Optional.empty();
        return packed.map(octets -> Answer.document(WBXML, octets).with("Content-Encoding", "gzip"))
                .orElseGet(() -> Answer.document(WBXML, plain));
    }

    /** Written while it goes out, and packed on the way: it is never in memory as a whole, neither plain nor packed. */
    private static Answer spooled(Element root, List<Spool> spools, boolean gzip) {
        var content = new Content(WBXML, 0, (out, from, length) -> {
            try {
                written(root, gzip, out);
            } finally {
                for (Spool spool : spools) spool.close();
            }
        });
        Answer answer = new Answer(200, Map.of(), new Answer.Payload.Streamed(content)).with("Content-Type", WBXML);
        return gzip ? answer.with("Content-Encoding", "gzip") : answer;
    }

    private static void written(Element root, boolean gzip, OutputStream out) throws IOException {
        if (!gzip) {
            WbxmlWriter.write(root, out);
            return;
        }
        try (Gzip.Packing packing = Gzip.packing(out)) {
            WbxmlWriter.write(root, packing);
            packing.finish();
        }
    }

    private static Answer raw(Content content) {
        boolean fit = MEDIA_TYPE.matcher(content.mediaType()).matches();
        return new Answer(200, Map.of(), new Answer.Payload.Streamed(content))
                .with("Content-Type", fit ? content.mediaType() : "application/octet-stream");
    }

    /**
     * MultiPartResponse, MS-ASCMD 2.2.1.10.1.1: how many parts, where each begins and how long it is, then the parts,
     * the document being the first. A host tells the size of a part only about, so the parts are gathered before the
     * table.
     */
    private static Answer multipart(Element root, List<Content> parts) throws IOException, BackendException {
        var ends = new ArrayList<Long>();
        var gathered = new Spool();
        try {
            WbxmlWriter.pieces(root).writeTo(gathered);
            ends.add(gathered.size());
            for (Content part : parts) {
                part.writeTo(gathered);
                ends.add(gathered.size());
            }
            return new Answer(200, Map.of(), new Answer.Payload.Spooled(table(ends), gathered))
                    .with("Content-Type", MULTIPART);
        } catch (IOException | BackendException | RuntimeException broken) {
            gathered.close();
            throw broken;
        }
    }

    private static byte[] table(List<Long> ends) {
        ByteBuffer table = ByteBuffer.allocate(4 + 8 * ends.size()).order(ByteOrder.LITTLE_ENDIAN);
        table.putInt(ends.size());
        long begin = 0;
        for (long end : ends) {
            table.putInt(Math.toIntExact(table.capacity() + begin)).putInt(Math.toIntExact(end - begin));
            begin = end;
        }
        return table.array();
    }
}
