package org.mailspan.wbxml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/**
 * Reads what {@link Xml#whole} prints: a log, or a test that was written by hand. Blanks between elements are
 * indentation, comments are passed over, attributes do not occur.
 */
public final class XmlReader {
    private final String text;
    private int at;
    private final ArrayDeque<Open> open = new ArrayDeque<>();

    private XmlReader(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** @param end where the text goes on behind the document */
    public record Read(Element root, int end) {}

    /** @throws IllegalArgumentException with the line, if it is not one document */
    public static Element read(String text) {
        Read read = first(text, 0);
        if (!text.substring(read.end).isBlank()) throw new XmlReader(text, read.end).wrong("a second document");
        return read.root;
    }

    /**
     * The document that begins here, perhaps behind blanks; more may follow.
     *
     * @throws IllegalArgumentException with the line, if none does
     */
    public static Read first(String text, int from) {
        var reader = new XmlReader(text, from);
        return new Read(reader.document(), reader.at);
    }

    /** @param indents blanks that count only if no element stands beside them */
    private record Child(Node node, boolean indents) {}

    /** An element that is not closed yet, with the run of text that was begun in it. */
    private static final class Open {
        private final String name;
        private final Tag tag;
        private final List<Child> children = new ArrayList<>();
        private final StringBuilder run = new StringBuilder();
        private boolean counts;

        private Open(String name, Tag tag) {
            this.name = name;
            this.tag = tag;
        }

        private void take(Node child) {
            endRun();
            children.add(new Child(child, false));
        }

        private void endRun() {
            if (!run.isEmpty()) children.add(new Child(new Text(run.toString()), !counts));
            run.setLength(0);
            counts = false;
        }

        private Element element() {
            endRun();
            boolean nested = children.stream().anyMatch(child -> child.node instanceof Element);
            return new Element(
                    tag,
                    children.stream()
                            .filter(child -> !(nested && child.indents))
                            .map(Child::node)
                            .toList());
        }
    }

    private Element document() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        while (true) {
            Element done = step();
            if (done != null) return done;
        }
    }

    /** Takes one piece; the root, when it is complete. */
    private @Nullable Element step() {
        if (at >= text.length()) throw wrong("the document does not end");
        if (text.charAt(at) != '<') {
            characters();
            return null;
        }
        if (text.startsWith("<!--", at)) {
            through("-->");
            return null;
        }
        if (text.startsWith("<?opaque ", at)) {
            String octets = through("?>").substring("<?opaque ".length());
            parent().take(Opaque.owning(decoded(octets)));
            return null;
        }
        return tag(through(">").substring(1));
    }

    private @Nullable Element tag(String inside) {
        if (inside.startsWith("/")) return end(inside.substring(1).strip());
        boolean empty = inside.endsWith("/");
        String name = (empty ? inside.substring(0, inside.length() - 1) : inside).strip();
        open.push(new Open(name, tagOf(name)));
        return empty ? end(name) : null;
    }

    private @Nullable Element end(String name) {
        Open done = parent();
        if (!done.name.equals(name)) throw wrong("</" + name + "> where </" + done.name + "> belongs");
        open.pop();
        Element element = done.element();
        Open parent = open.peek();
        if (parent == null) return element;
        parent.take(element);
        return null;
    }

    private Tag tagOf(String name) {
        int colon = name.indexOf(':');
        Open root = open.peekLast();
        Optional<Tag> found = colon >= 0
                ? TagNames.in(name.substring(0, colon), name.substring(colon + 1))
                : root == null
                        ? TagNames.unique(name)
                        : TagNames.in(root.tag.namespace(), name)
                                .or(() -> name.startsWith("Unknown-") ? TagNames.unique(name) : Optional.empty());
        return found.orElseThrow(() -> wrong("no tag " + name + (colon < 0 ? ", perhaps its prefix is missing" : "")));
    }

    private void characters() {
        Open parent = parent();
        int end = text.indexOf('<', at);
        if (end < 0) end = text.length();
        while (at < end) {
            char c = text.charAt(at);
            if (c == '&') {
                parent.run.append(reference());
                parent.counts = true;
            } else {
                parent.run.append(c);
                parent.counts |= !Character.isWhitespace(c);
                at++;
            }
        }
    }

    private char reference() {
        String name = through(";").substring(1);
        return switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> {
                try {
                    if (name.startsWith("#")) yield (char) Integer.parseInt(name.substring(1));
                } catch (NumberFormatException notOne) {
                    throw wrong("no character &" + name + ";");
                }
                throw wrong("no character &" + name + ";");
            }
        };
    }

    private byte[] decoded(String octets) {
        try {
            return Base64.getDecoder().decode(octets.strip());
        } catch (IllegalArgumentException broken) {
            throw wrong("not base64: " + octets);
        }
    }

    private Open parent() {
        Open parent = open.peek();
        if (parent == null) throw wrong("no element here");
        return parent;
    }

    /** From here to the mark, which is passed and not given. */
    private String through(String mark) {
        int end = text.indexOf(mark, at);
        if (end < 0) throw wrong("no " + mark + " behind");
        String inside = text.substring(at, end);
        at = end + mark.length();
        return inside;
    }

    private IllegalArgumentException wrong(String what) {
        long line = text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new IllegalArgumentException("line " + line + ": " + what);
    }
}
