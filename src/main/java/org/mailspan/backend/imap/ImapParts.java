package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Packed;
import org.mailspan.format.MessageData;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.format.PartNames;
import org.mailspan.format.TransferDecoding;
import org.mailspan.format.Winmail;

/**
 * Parts of a message as streams: fetched in chunks, decoded on the way, a connection held for one chunk at a time, so
 * that a phone on a slow line keeps none.
 */
final class ImapParts {
    private static final int CHUNK = 256 << 10;
    private static final String WHAT = "(UID RFC822.SIZE BODYSTRUCTURE)";
    private static final String WHAT_AND_HEADER =
            "(UID RFC822.SIZE BODYSTRUCTURE " + ImapReader.HEADER + "<0." + ImapReader.LONGEST_HEADER + ">)";

    /** Of a message whose parts nobody tells: it is attached whole. */
    private static final MimePart HOLLOW =
            new MimePart("", "multipart", "mixed", Map.of(), "", 0, "", Map.of(), "", "", "", List.of());

    private final ImapConnections connections;
    private final String folder;
    private final Entry entry;

    ImapParts(ImapConnections connections, String folder, Entry entry) {
        this.connections = connections;
        this.folder = folder;
        this.entry = entry;
    }

    /**
     * @param section {@code 2.1}; empty or 0 for the whole message (the reference that a stub carries); {@code 2.0.1}
     *     for a file in winmail.dat
     */
    Content part(String section) throws BackendException {
        var packed = Winmail.place(section);
        if (packed.isPresent())
            return Packed.file(part(packed.get().part()), packed.get().file());
        FetchRow told = told(WHAT);
        if (section.isEmpty() || section.equals("0")) return new Content("message/rfc822", told.size(), source("", ""));
        MimePart structure = told.structure();
        if (structure == null && told.size() > ImapReader.LARGEST_READ_WHOLE)
            throw new BackendException(BackendException.Kind.TOO_LARGE, "its parts cannot be told apart");
        if (structure == null) return ofWholeMessage(section);
        MimePart part = PartNames.find(structure, section).orElseThrow(() -> gone("no part " + section));
        long octets = TransferDecoding.estimate(part.octets(), part.encoding());
        return new Content(part.mediaType(), octets, source(part.section(), part.encoding()));
    }

    private FetchRow told(String what) throws BackendException {
        return connections.repeatable(folder, connection -> {
            open(connection);
            var found = new @Nullable FetchRow[1];
            connection.fetch(uid(), what, row -> {
                if (row.uid() == UidSet.uid(entry) && (row.size() > 0 || row.structure() != null)) found[0] = row;
            });
            FetchRow row = found[0];
            if (row == null) throw gone("the message is gone");
            return row;
        });
    }

    /** Where the reader had to take the message apart itself, its sections are those of that tree. */
    private Content ofWholeMessage(String section) throws BackendException {
        MimeTree tree = tree();
        MimePart part = PartNames.find(tree.root(), section).orElseThrow(() -> gone("no part " + section));
        byte[] encoded = tree.section(part.section()).orElseThrow(() -> gone("no part " + section));
        byte[] decoded = TransferDecoding.decode(encoded, part.encoding());
        return new Content(part.mediaType(), decoded.length, (out, from, length) -> {
            int start = (int) Math.min(from, decoded.length);
            out.write(decoded, start, (int) Math.min(length, decoded.length - start));
        });
    }

    private MimeTree tree() throws BackendException {
        return MimeTree.parse(connections.repeatable(folder, connection -> {
            open(connection);
            byte[] found = ImapReader.whole(connection, entry);
            if (found == null) throw gone("the message is gone");
            return found;
        }));
    }

    MessageData structure() throws BackendException {
        FetchRow row = told(WHAT_AND_HEADER);
        byte[] header = row.section("HEADER.FIELDS");
        Instant date = Instant.ofEpochSecond(entry.date());
        boolean told = row.structure() != null && header != null && !ImapReader.isCut(header, row.size());
        if (!told && row.size() <= ImapReader.LARGEST_READ_WHOLE) return tree().data(entry.stamp(), date);
        return new MessageData(
                header == null ? new byte[0] : header,
                row.structure() == null ? HOLLOW : row.structure(),
                entry.stamp(),
                date,
                row.size());
    }

    private Content.Source source(String section, String encoding) {
        return (out, from, length) -> {
            var range = new RangeStream(out, from, length);
            try (OutputStream decoder = TransferDecoding.to(range, encoding)) {
                copy(section, decoder, range);
            }
        };
    }

    private void copy(String section, OutputStream decoder, RangeStream range) throws IOException, BackendException {
        for (long at = 0; !range.isFull(); at += CHUNK) {
            byte[] chunk = chunk(section, at);
            decoder.write(chunk);
            if (chunk.length < CHUNK) return;
        }
    }

    private byte[] chunk(String section, long at) throws BackendException {
        return connections.repeatable(folder, connection -> {
            open(connection);
            var found = new byte[1][];
            connection.fetch(uid(), "(UID BODY.PEEK[" + section + "]<" + at + "." + CHUNK + ">)", row -> {
                byte[] octets = row.section(section);
                if (row.uid() == UidSet.uid(entry) && octets != null) found[0] = octets;
            });
            if (found[0] == null) throw gone("the message is gone");
            return found[0];
        });
    }

    private void open(ImapConnection connection) throws BackendException {
        if (connection.open(folder, List.of(entry)).isEmpty()) throw gone("the folder was made anew");
    }

    private UidSet uid() {
        return UidSet.of(UidSet.uid(entry));
    }

    private static BackendException gone(String what) {
        return new BackendException(Kind.ITEM_GONE, what);
    }

    /** Lets through the octets of a range, and never closes what is below. */
    private static final class RangeStream extends OutputStream {
        private final OutputStream out;
        private long skip;
        private long left;

        RangeStream(OutputStream out, long from, long length) {
            this.out = out;
            this.skip = from;
            this.left = length;
        }

        boolean isFull() {
            return left <= 0;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            long skipped = Math.min(skip, length);
            skip -= skipped;
            long taken = Math.min(left, length - skipped);
            if (taken <= 0) return;
            left -= taken;
            out.write(octets, offset + (int) skipped, (int) taken);
        }
    }
}
