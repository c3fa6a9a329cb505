package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailspan.format.MimeTree.Extent;

/**
 * Makes a {@link MimeTree} of octets. Each level of nesting goes through its octets once and the depth is bounded, so
 * the time is linear. A multipart without a boundary, or in which its boundary never comes, is read as text: then at
 * least a person can.
 */
final class MimeParser {
    static final int DEEPEST = 50;

    /** A boundary, a name: who writes more of them means no good. */
    private static final int LONGEST_FIELD = 64 << 10;

    private static final Set<String> FIELDS = Set.of(
            "content-type",
            "content-disposition",
            "content-transfer-encoding",
            "content-id",
            "content-location",
            "content-description");
    private static final int MOST_PARTS = 1000;

    private static final Pattern UNPARTED = Pattern.compile("^\\s*[\\w.+-]+/[\\w.+-]+(?=\\s+\\w+\\s*=)");

    private final byte[] octets;
    private final Map<String, Extent> extents = new HashMap<>();
    private int parts;

    MimeParser(byte[] octets) {
        this.octets = octets;
    }

    MimeTree tree() {
        MimePart root = message(0, octets.length, "", 0);
        return new MimeTree(octets, root, extents);
    }

    /** A message and the section that its parts are numbered under, "" at the top. */
    private MimePart message(int from, int to, String above, int depth) {
        var header = PartHeader.parse(octets, from, to, "text/plain");
        if (header.isMultipart() && depth < DEEPEST) {
            var children = children(header, to, above, depth);
            String section = above.isEmpty() ? "" : above + ".TEXT";
            if (!children.isEmpty()) return put(header, section, to, children);
        }
        return leaf(header, above.isEmpty() ? "1" : above + ".1", to, depth);
    }

    private MimePart part(int from, int to, String section, String defaultType, int depth) {
        parts++;
        var header = PartHeader.parse(octets, from, to, defaultType);
        if (header.isMultipart() && depth < DEEPEST) {
            var children = children(header, to, section, depth);
            if (!children.isEmpty()) return put(header, section, to, children);
        }
        return leaf(header, section, to, depth);
    }

    private MimePart leaf(PartHeader header, String section, int to, int depth) {
        boolean isMessage = header.is("message", "rfc822") && header.isIdentity();
        if (isMessage && depth < DEEPEST && parts < MOST_PARTS)
            return put(header, section, to, List.of(message(header.body(), to, section, depth + 1)));
        return put(header.isMultipart() ? header.asText() : header, section, to, List.of());
    }

    private MimePart put(PartHeader header, String section, int to, List<MimePart> children) {
        extents.put(section, new Extent(header.start(), header.body(), to));
        boolean isMultipart = header.isMultipart() && !children.isEmpty();
        return header.part(section, isMultipart ? 0 : to - header.body(), children);
    }

    private List<MimePart> children(PartHeader header, int to, String above, int depth) {
        byte[] boundary = header.boundary().getBytes(StandardCharsets.ISO_8859_1);
        var children = new ArrayList<MimePart>();
        if (boundary.length == 0) return children;
        String defaultType = header.is("multipart", "digest") ? "message/rfc822" : "text/plain";
        var delimiter = new Delimiter(octets, boundary, header.body(), to);
        boolean more = delimiter.next();
        while (more && !delimiter.isClosing() && parts < MOST_PARTS) {
            int start = delimiter.after();
            more = delimiter.next();
            int end = more ? Math.max(start, delimiter.before()) : to;
            String number = Integer.toString(children.size() + 1);
            String section = above.isEmpty() ? number : above + "." + number;
            children.add(part(start, end, section, defaultType, depth + 1));
        }
        return children;
    }

    /** Where the body of the entity that begins at {@code from} begins. */
    int bodyOf(int from, int to) {
        return PartHeader.parse(octets, from, to, "text/plain").body();
    }

    /** The lines that a boundary makes in a range of octets. */
    private static final class Delimiter {
        private final byte[] octets;
        private final byte[] boundary;
        private final int limit;
        private int position;
        private int line;
        private int after;
        private boolean closing;

        Delimiter(byte[] octets, byte[] boundary, int from, int to) {
            this.octets = octets;
            this.boundary = boundary;
            this.position = from;
            this.limit = to;
        }

        boolean next() {
            while (position < limit) {
                line = position;
                int end = line;
                while (end < limit && octets[end] != '\n') end++;
                position = Math.min(end + 1, limit);
                if (matches(end)) {
                    after = position;
                    return true;
                }
            }
            return false;
        }

        private boolean matches(int lineEnd) {
            int rest = line + 2 + boundary.length;
            if (rest > lineEnd || octets[line] != '-' || octets[line + 1] != '-') return false;
            for (int i = 0; i < boundary.length; i++) if (octets[line + 2 + i] != boundary[i]) return false;
            closing = rest + 1 < lineEnd && octets[rest] == '-' && octets[rest + 1] == '-';
            for (int i = closing ? rest + 2 : rest; i < lineEnd; i++)
                if (octets[i] != ' ' && octets[i] != '\t' && octets[i] != '\r') return false;
            return true;
        }

        boolean isClosing() {
            return closing;
        }

        int after() {
            return after;
        }

        /** The line end before a boundary belongs to the boundary (RFC 2046 5.1.1). */
        int before() {
            int end = line;
            if (end > 0 && octets[end - 1] == '\n') end--;
            if (end > 0 && octets[end - 1] == '\r') end--;
            return end;
        }
    }

    /** What a part's own header says of it. */
    private record PartHeader(
            int start,
            int body,
            String type,
            String subtype,
            Map<String, String> parameters,
            String encoding,
            String disposition,
            Map<String, String> dispositionParameters,
            Map<String, String> others) {
        static PartHeader parse(byte[] octets, int from, int to, String defaultType) {
            var fields = new HashMap<String, String>();
            var lines = new HeaderLines(octets, from, to);
            while (lines.next()) {
                String name = lines.key();
                if (FIELDS.contains(name) && !fields.containsKey(name)) fields.put(name, lines.value(LONGEST_FIELD));
            }
            var type = Parameters.parse(parted(fields.getOrDefault("content-type", defaultType)));
            var disposition = Parameters.parse(fields.getOrDefault("content-disposition", ""));
            String mediaType = token(type).contains("/") ? token(type) : defaultType;
            int slash = mediaType.indexOf('/');
            return new PartHeader(
                    from,
                    lines.position(),
                    mediaType.substring(0, slash).strip(),
                    mediaType.substring(slash + 1).strip(),
                    named(type),
                    token(Parameters.parse(fields.getOrDefault("content-transfer-encoding", ""))),
                    token(disposition),
                    named(disposition),
                    fields);
        }

        /** "text/html charset=utf-8", as scripts write it: a semicolon is missing. */
        private static String parted(String type) {
            var unparted = UNPARTED.matcher(type);
            return unparted.find() ? type.substring(0, unparted.end()) + ";" + type.substring(unparted.end()) : type;
        }

        private static String token(Map<String, String> parsed) {
            return parsed.getOrDefault("", "").toLowerCase(Locale.ROOT);
        }

        private static Map<String, String> named(Map<String, String> parsed) {
            parsed.remove("");
            return parsed;
        }

        boolean is(String wantedType, String wantedSubtype) {
            return type.equals(wantedType) && subtype.equals(wantedSubtype);
        }

        boolean isMultipart() {
            return type.equals("multipart");
        }

        boolean isIdentity() {
            return !encoding.equals("base64") && !encoding.equals("quoted-printable");
        }

        String boundary() {
            return parameters.getOrDefault("boundary", "").stripTrailing();
        }

        PartHeader asText() {
            var none = Map.<String, String>of();
            return new PartHeader(start, body, "text", "plain", none, encoding, disposition, none, others);
        }

        MimePart part(String section, long size, List<MimePart> children) {
            String id = others.getOrDefault("content-id", "");
            String location = others.getOrDefault("content-location", "");
            String description = others.getOrDefault("content-description", "");
            return new MimePart(
                    section,
                    type,
                    subtype,
                    parameters,
                    encoding,
                    size,
                    disposition,
                    dispositionParameters,
                    id,
                    location,
                    description,
                    children);
        }
    }
}
