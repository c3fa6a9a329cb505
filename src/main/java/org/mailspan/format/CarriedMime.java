package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mailspan.wbxml.Utf8Text;

/**
 * A raw message as the text of a Data element of Type 4 (MS-ASAIRS 2.2.2.20.1), so that the octets which arrive at the
 * device are those of the message: signatures hold. An inline string is UTF-8, so messages in 7-bit or UTF-8 pass as
 * they are. Octets that no string carries (8-bit text of other charsets, binary parts, the escapes of ISO-2022-JP,
 * which XML and so the writer refuses) are sent in base64 instead: the part's encoding changes, its content does not.
 * RFC 1847 wants signed parts in 7-bit, for such reasons. Lines end in CRLF: Outlook cannot read quoted-printable
 * otherwise (quirk F6).
 */
final class CarriedMime {
    private CarriedMime() {}

    /** @param message given away: it is the text itself where nothing of it must change */
    static Utf8Text text(byte[] message) {
        return bareLineEnd(message)
                ? Utf8Text.of(cleaned(message))
                : Utf8Text.carried(message, message.length).orElseGet(() -> Utf8Text.of(cleaned(message)));
    }

    private static boolean bareLineEnd(byte[] message) {
        for (int i = 0; i < message.length; i++)
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) return true;
        return false;
    }

    private static String cleaned(byte[] message) {
        return switch (kind(message, 0, message.length)) {
            case Carried -> lines(new String(message, StandardCharsets.UTF_8));
            case Eight -> {
                String text = new String(message, StandardCharsets.UTF_8);
                yield text.indexOf('\uFFFD') < 0 ? lines(text) : lines(recoded(message));
            }
            case Refused -> lines(recoded(message));
        };
    }

    private enum Kind {
        Carried,
        Eight,
        Refused
    }

    private static Kind kind(byte[] octets, int from, int to) {
        boolean eight = false;
        for (int i = from; i < to; i++) {
            byte b = octets[i];
            if (b >= ' ' || b == '\r' || b == '\n' || b == '\t') continue;
            if (b >= 0) return Kind.Refused;
            eight = true;
        }
        return eight ? Kind.Eight : Kind.Carried;
    }

    private static boolean isCarried(byte[] octets, int from, int to) {
        return switch (kind(octets, from, to)) {
            case Carried -> true;
            case Eight -> new String(octets, from, to - from, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
            case Refused -> false;
        };
    }

    /** The parts that are not carried in base64; headers and what lies between parts as text. */
    private static String recoded(byte[] message) {
        var tree = MimeTree.parse(message);
        var leaves = new ArrayList<Leaf>();
        leaves(tree, tree.root(), leaves);
        leaves.sort(Comparator.comparingInt(leaf -> leaf.extent.start()));
        var out = new StringBuilder(message.length + message.length / 4);
        int at = 0;
        for (Leaf leaf : leaves) {
            var extent = leaf.extent;
            if (extent.start() < at || isCarried(message, extent.body(), extent.end())) continue;
            out.append(text(message, at, extent.start()));
            part(message, leaf, out);
            at = extent.end();
        }
        return out.append(text(message, at, message.length)).toString();
    }

    /** A text in a charset that is not declared is sent as UTF-8, and declared: no client could know better. */
    private static void part(byte[] message, Leaf leaf, StringBuilder out) {
        MimePart part = leaf.part;
        var extent = leaf.extent;
        byte[] content =
                TransferDecoding.decode(Arrays.copyOfRange(message, extent.body(), extent.end()), part.encoding());
        String charset = part.parameters().getOrDefault("charset", "");
        boolean undeclared =
                part.type().equals("text") && Charsets.normal(charset).isEmpty();
        if (undeclared)
            content = Charsets.decode(content, "", BodyParts.isHtml(part)).getBytes(StandardCharsets.UTF_8);
        header(message, extent, undeclared ? part.mediaType() + "; charset=utf-8" : "", out);
        out.append(Base64.getMimeEncoder().encodeToString(content));
        if (extent.end() == message.length) out.append("\r\n");
    }

    private record Leaf(MimePart part, MimeTree.Extent extent) {}

    private static void leaves(MimeTree tree, MimePart part, List<Leaf> into) {
        if (part.children().isEmpty())
            tree.extent(part.section()).ifPresent(extent -> into.add(new Leaf(part, extent)));
        for (MimePart child : part.children()) leaves(tree, child, into);
    }

    private static String text(byte[] message, int from, int to) {
        return Charsets.decode(Arrays.copyOfRange(message, from, to), "");
    }

    /** @param type instead of the header's own; empty to keep that */
    private static void header(byte[] message, MimeTree.Extent extent, String type, StringBuilder out) {
        out.append(header(message, extent, type, extent.start() == 0));
    }

    static String header(byte[] message, MimeTree.Extent extent, String type, boolean isRoot) {
        var kept = new ByteArrayOutputStream();
        var lines = new HeaderLines(message, extent.start(), extent.body());
        while (lines.next()) {
            String name = lines.name().toLowerCase(Locale.ROOT);
            boolean replaced = name.equals("content-transfer-encoding")
                    || name.equals("content-type") && !type.isEmpty()
                    || name.equals("mime-version") && isRoot;
            if (!replaced) kept.write(message, lines.start(), lines.end() - lines.start());
        }
        String added = (isRoot ? "MIME-Version: 1.0\r\n" : "")
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                + "Content-Transfer-Encoding: base64\r\n\r\n";
        return Charsets.decode(kept.toByteArray(), "") + added;
    }

    private static String lines(String text) {
        int bare = bareLineEnd(text);
        if (bare < 0) return text;
        var out = new StringBuilder(text.length() + text.length() / 32).append(text, 0, bare);
        for (int i = bare; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && (i == 0 || text.charAt(i - 1) != '\r')) out.append('\r');
            out.append(c);
        }
        return out.toString();
    }

    private static int bareLineEnd(String text) {
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
            if (i == 0 || text.charAt(i - 1) != '\r') return i;
        return -1;
    }
}
