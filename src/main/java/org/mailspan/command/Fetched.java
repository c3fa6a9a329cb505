package org.mailspan.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.command.FetchRequest.ByteRange;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.StreamedText;
import org.mailspan.wbxml.Tag;

/**
 * The Properties of the Fetches of one ItemOperations answer, and the parts beside the document if the client takes
 * them (MS-ASCMD 2.2.1.10). Bodies in memory are bounded for the whole answer; attachments never lie there: as parts
 * they stream, in the document they wait in files, so that the host has given all of one before its Status is 1.
 */
final class Fetched {
    /** Below this an attachment is a text of the document like any other. */
    private static final int SMALL = 16 << 10;

    private final Version version;
    private final boolean multipart;
    private final List<Content> parts = new ArrayList<>();
    private final Laid laid = new Laid();
    private long left;
    private long leftOfFiles;

    /**
     * @param most octets of bodies in memory
     * @param mostInFiles octets of attachments in the document
     */
    Fetched(Version version, boolean multipart, long most, long mostInFiles) {
        this.version = version;
        this.multipart = multipart;
        this.left = most;
        this.leftOfFiles = mostInFiles;
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
        return multipart ? new Reply.Multipart(root, parts) : laid.reply(root);
    }

    /** What lies in files until the answer is sent. */
    Laid laid() {
        return laid;
    }

    /** If there will be no answer. */
    void close() {
        laid.close();
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
        int part = part(
                switch (body.get().whereabouts()) {
                    case Body.Whereabouts.InFile(StreamedText text) ->
                        new Content("message/rfc822", text.length(), (out, from, length) -> text.writeTo(out));
                    case Body.Whereabouts.Here _, Body.Whereabouts.AtHost _ ->
                        memory("text/plain", body.get().data().bytes());
                });
        return item.with(BodyFields.Body, body.get().inPart(part));
    }

    Result attachment(Content content, Optional<ByteRange> range) throws IOException, BackendException {
        if (content.octets() == 0) return new Result.EmptyFile();
        if (range.isPresent()) return cut(content, range.get());
        if (multipart) return properties(content, List.of(), Element.of(ItemOperations.Part, part(content)));
        if (content.octets() > leftOfFiles) return new Result.TooLarge();
        Spool spool = laid.of(file -> content.source().writeTo(file, 0, leftOfFiles + 1));
        boolean fits = spool.size() <= leftOfFiles;
        if (fits && spool.size() > 0) return properties(content, List.of(), data(spool));
        laid.drop(spool);
        return fits ? new Result.EmptyFile() : new Result.TooLarge();
    }

    /**
     * As much of the range as there is and may be; the answer says how much it is (MS-ASCMD_R3714). Range and Total are
     * not there where no range was asked for: iOS 10 would fail (quirk F10).
     */
    private Result cut(Content content, ByteRange range) throws IOException, BackendException {
        long most = multipart ? range.length() : Math.min(range.length(), leftOfFiles);
        Spool spool = laid.of(file -> content.source().writeTo(file, range.first(), most));
        long octets = spool.size();
        if (octets == 0) {
            laid.drop(spool);
            return new Result.OutOfRange();
        }
        long end = range.first() + octets;
        // The host tells the size only about, but where the content ends early, that is its size.
        long total = octets < most ? end : Math.max(end, content.octets());
        List<Element> extent = List.of(
                Element.of(ItemOperations.Range, range.first() + "-" + (end - 1)),
                Element.of(ItemOperations.Total, total));
        Element carrier =
                multipart ? Element.of(ItemOperations.Part, part(waiting(content.mediaType(), spool))) : data(spool);
        return properties(content, extent, carrier);
    }

    private static Result properties(Content content, List<Element> extent, Element carrier) {
        return new Result.Properties(Element.of(
                ItemOperations.Properties, extent, Element.of(AirSyncBase.ContentType, content.mediaType()), carrier));
    }

    /** Base64 for the document: as a string, for Android takes no OPAQUE here (quirk B2). */
    private Element data(Spool spool) throws IOException {
        leftOfFiles -= spool.size();
        StreamedText text = Laid.base64(spool);
        if (spool.size() > SMALL) return Element.of(ItemOperations.Data, text);
        var small = new ByteArrayOutputStream();
        text.writeTo(small);
        laid.drop(spool);
        return Element.of(ItemOperations.Data, small.toString(ISO_8859_1));
    }

    /** The document says how long a range is, and comes before it: so it waits, in a file if it is large. */
    private static Content waiting(String mediaType, Spool spool) {
        return new Content(mediaType, spool.size(), (out, from, length) -> {
            try (spool) {
                spool.writeTo(out);
            }
        });
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
