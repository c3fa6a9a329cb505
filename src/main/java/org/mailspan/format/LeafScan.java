package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a message whose octets no text carries, in one pass over octets that come piece by piece: what
 * {@link MimeTree} tells of a message in memory. Of a line only the beginning is kept, and of a header so much as any
 * sensible one has.
 */
final class LeafScan {
    private static final int LONGEST_HEADER = 256 << 10;
    private static final int LONGEST_BOUNDARY_LINE = 400;
    private static final int MOST_LEAVES = 1000;

    /**
     * A part that has no parts, and cannot go out as it is.
     *
     * @param body where its body begins
     * @param end behind its last octet; the line end before a boundary is the boundary's
     */
    public record Leaf(long start, long body, long end, String encoding, String mediaType, boolean undeclared) {}

    /** What a header says, as far as it matters here. */
    private record Kind(String mediaType, String boundary, String encoding, String charset) {
        static Kind of(byte[] header) {
            String type = "";
            String encoding = "";
            var lines = new HeaderLines(header, 0, header.length);
            while (lines.next()) {
                String name = lines.name().toLowerCase(Locale.ROOT);
                if (name.equals("content-type") && type.isEmpty()) type = lines.value();
                if (name.equals("content-transfer-encoding") && encoding.isEmpty()) encoding = lines.value();
            }
            Map<String, String> parsed = Parameters.parse(type);
            String mediaType = parsed.getOrDefault("", "").toLowerCase(Locale.ROOT);
            return new Kind(
                    mediaType.contains("/") ? mediaType : "text/plain",
                    parsed.getOrDefault("boundary", "").stripTrailing(),
                    Parameters.parse(encoding).getOrDefault("", "").toLowerCase(Locale.ROOT),
                    parsed.getOrDefault("charset", ""));
        }

        boolean isMultipart() {
            return mediaType.startsWith("multipart/") && !boundary.isEmpty();
        }

        boolean isMessage() {
            return mediaType.equals("message/rfc822")
                    && !encoding.equals("base64")
                    && !encoding.equals("quoted-printable");
        }

        boolean isUndeclaredText() {
            return mediaType.startsWith("text/") && Charsets.normal(charset).isEmpty();
        }
    }

    private final List<byte[]> open = new ArrayList<>();
    private final List<Leaf> leaves = new ArrayList<>();
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final byte[] line = new byte[LONGEST_BOUNDARY_LINE];
    private int inLine;
    private long lineStart;
    private long position;
    /** How many octets end this line, and ended the one before. */
    private int lineEnd;

    private int endBefore;
    private byte before;
    private boolean inHeader = true;
    private long start;
    private long body;
    private @Nullable Kind leaf;
    private Carried content = new Carried();

    void look(byte[] octets, int from, int to) {
        int run = from;
        for (int i = from; i < to; i++) {
            byte b = octets[i];
            if (inLine < line.length) line[inLine++] = b;
            position++;
            if (b == '\n') {
                take(octets, run, i + 1);
                run = i + 1;
                lineEnd = before == '\r' ? 2 : 1;
                line();
                inLine = 0;
                lineStart = position;
            }
            before = b;
        }
        take(octets, run, to);
    }

    private void take(byte[] octets, int from, int to) {
        if (inHeader) {
            int room = LONGEST_HEADER - header.size();
            header.write(octets, from, Math.min(to - from, Math.max(room, 0)));
        } else content.look(octets, from, to);
    }

    /** A line is whole. */
    private void line() {
        int endOfLast = endBefore;
        endBefore = lineEnd;
        if (boundary(endOfLast)) return;
        boolean empty = inLine == lineEnd;
        if (inHeader && (empty || header.size() >= LONGEST_HEADER)) headerEnds();
    }

    private void headerEnds() {
        Kind kind = Kind.of(header.toByteArray());
        header.reset();
        leaf = null;
        if (kind.isMessage() && open.size() < MimeParser.DEEPEST) {
            start = position;
            return;
        }
        inHeader = false;
        body = position;
        content = new Carried();
        if (kind.isMultipart() && open.size() < MimeParser.DEEPEST)
            open.add(kind.boundary().getBytes(StandardCharsets.ISO_8859_1));
        else leaf = kind;
    }

    /** @param endOfLast the octets that ended the line before, which belong to a boundary */
    private boolean boundary(int endOfLast) {
        if (inLine < 2 || line[0] != '-' || line[1] != '-') return false;
        for (int i = open.size() - 1; i >= 0; i--) {
            byte[] one = open.get(i);
            int rest = 2 + one.length;
            if (!begins(one)) continue;
            boolean closing = rest + 1 < inLine && line[rest] == '-' && line[rest + 1] == '-';
            if (!isBlank(closing ? rest + 2 : rest)) continue;
            end(lineStart - endOfLast);
            while (open.size() > (closing ? i : i + 1)) open.removeLast();
            inHeader = !closing;
            header.reset();
            start = position;
            return true;
        }
        return false;
    }

    private boolean begins(byte[] boundary) {
        if (2 + boundary.length > inLine) return false;
        for (int i = 0; i < boundary.length; i++) if (line[2 + i] != boundary[i]) return false;
        return true;
    }

    private boolean isBlank(int from) {
        for (int i = from; i < inLine; i++)
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != '\n') return false;
        return true;
    }

    /** The boundary's own line was looked at as content too: it is ASCII, and changes nothing. */
    private void end(long at) {
        Kind kind = leaf;
        leaf = null;
        if (kind == null || content.isSound() || leaves.size() >= MOST_LEAVES) return;
        leaves.add(
                new Leaf(start, body, Math.max(body, at), kind.encoding(), kind.mediaType(), kind.isUndeclaredText()));
    }

    /** In the order of the message. */
    List<Leaf> finish() {
        end(position);
        return List.copyOf(leaves);
    }
}
