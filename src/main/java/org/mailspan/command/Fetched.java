package org.mailspan.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.command.FetchRequest.ByteRange;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Tag;

/**
 * The Properties of the Fetches of one ItemOperations answer, and the parts beside the document if the client takes
 * them (MS-ASCMD 2.2.1.10.1). What lies in memory is bounded for the whole answer; an attachment that is a part streams,
 * and never lies there.
 */
final class Fetched {
    private final Version version;
    private final boolean multipart;
    private final List<Content> parts = new ArrayList<>();
    private long left;

    /** @param most octets of content in memory */
    Fetched(Version version, boolean multipart, long most) {
        this.version = version;
        this.multipart = multipart;
        this.left = most;
    }

    /** What a Fetch came to. */
    sealed interface Result {
        record Properties(Element element) implements Result {}

        record TooLarge() implements Result {}

        /** The range begins behind the end. */
        record OutOfRange() implements Result {}

        record EmptyFile() implements Result {}
    }

    Reply reply(Element root) {
        return multipart ? new Reply.Multipart(root, parts) : new Reply.Document(root);
    }

    boolean isFull() {
        return left <= 0;
    }

    /** @param schema the wanted properties; empty for all */
    Result item(Item item, Set<Tag> schema) {
        left -= item.get(BodyFields.Body).map(body -> body.data().length()).orElse(0);
        left -= item.get(BodyFields.BodyPart)
                .map(part -> part.body().data().length())
                .orElse(0);
        List<Element> all = ApplicationData.write(EmailFields.TABLE, multipart ? inPart(item, schema) : item, version);
        return new Result.Properties(Element.of(
                ItemOperations.Properties,
                all.stream().filter(property -> schema.isEmpty() || schema.contains(property.tag()))));
    }

    /** Data never stands beside parts (MS-ASAIRS_R176), Part always (MS-ASAIRS_R244). */
    private Item inPart(Item item, Set<Tag> schema) {
        var body = item.get(BodyFields.Body).filter(b -> schema.isEmpty() || schema.contains(AirSyncBase.Body));
        if (body.isEmpty()) return item;
        byte[] data = body.get().data().bytes();
        return item.with(BodyFields.Body, body.get().inPart(part(memory("text/plain", data))));
    }

    Result attachment(Content content, Optional<ByteRange> range) throws IOException, BackendException {
        if (content.octets() == 0) return new Result.EmptyFile();
        if (range.isPresent()) return cut(content, range.get());
        if (multipart) return properties(content, List.of(), Element.of(ItemOperations.Part, part(content)));
        if (content.octets() > left) return new Result.TooLarge();
        Piece piece = read(content, 0, left + 1);
        if (piece.octets > left) return new Result.TooLarge();
        left -= piece.octets;
        return piece.octets == 0 ? new Result.EmptyFile() : properties(content, List.of(), piece.carrier.get());
    }

    /**
     * As much of the range as there is and may be; the answer says how much it is (MS-ASCMD_R3714). Range and Total are
     * not there where no range was asked for: iOS 10 would fail (quirk F10).
     */
    private Result cut(Content content, ByteRange range) throws IOException, BackendException {
        long most = multipart ? range.length() : Math.min(range.length(), left);
        Piece piece = multipart ? gathered(content, range) : read(content, range.first(), most);
        if (piece.octets == 0) return new Result.OutOfRange();
        if (!multipart) left -= piece.octets;
        long end = range.first() + piece.octets;
        // The host tells the size only about, but where the content ends early, that is its size.
        long total = piece.octets < most ? end : Math.max(end, content.octets());
        List<Element> extent = List.of(
                Element.of(ItemOperations.Range, range.first() + "-" + (end - 1)),
                Element.of(ItemOperations.Total, total));
        return properties(content, extent, piece.carrier.get());
    }

    private static Result properties(Content content, List<Element> extent, Element carrier) {
        return new Result.Properties(Element.of(
                ItemOperations.Properties, extent, Element.of(AirSyncBase.ContentType, content.mediaType()), carrier));
    }

    /** What was read of a content, and the element that will carry it if it is taken. */
    private record Piece(long octets, Supplier<Element> carrier) {}

    /** The document says how long a range is, and comes before it: so it waits, in a file if it is large. */
    private Piece gathered(Content content, ByteRange range) throws IOException, BackendException {
        var spool = new Spool();
        try {
            content.source().writeTo(spool, range.first(), range.length());
        } catch (IOException | BackendException | RuntimeException broken) {
            spool.close();
            throw broken;
        }
        var waiting = new Content(content.mediaType(), spool.size(), (out, from, length) -> {
            try (spool) {
                spool.writeTo(out);
            }
        });
        return new Piece(spool.size(), () -> Element.of(ItemOperations.Part, part(waiting)));
    }

    /** Base64 for the document: as a string, for Android takes no OPAQUE here (quirk B2). */
    private static Piece read(Content content, long from, long most) throws IOException, BackendException {
        long likely = Math.clamp(content.octets() - from, 0, most);
        var out = new ByteArrayOutputStream(Math.toIntExact((likely + 2) / 3 * 4));
        try (OutputStream into = Base64.getEncoder().wrap(out)) {
            content.source().writeTo(into, from, most);
        }
        String data = out.toString(ISO_8859_1);
        int padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
        return new Piece(data.length() / 4 * 3L - padding, () -> Element.of(ItemOperations.Data, data));
    }

    /** Counted from 1, as the document is part 0. */
    private int part(Content content) {
        parts.add(content);
        return parts.size();
    }

    private static Content memory(String mediaType, byte[] octets) {
        return new Content(mediaType, octets.length, (out, from, length) -> {
            int start = (int) Math.min(from, octets.length);
            out.write(octets, start, (int) Math.min(length, octets.length - start));
        });
    }
}
