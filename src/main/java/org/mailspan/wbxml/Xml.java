package org.mailspan.wbxml;

import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/** Prints a tree as the specification's examples do: the root's namespace is the default one, others are prefixes. */
final class Xml {
    private final StringBuilder out = new StringBuilder();
    private final int defaultPage;
    private final boolean indent;

    private Xml(int defaultPage, boolean indent) {
        this.defaultPage = defaultPage;
        this.indent = indent;
    }

    static String line(Element root) {
        var xml = new Xml(root.tag().page(), false);
        xml.element(root, 0);
        return xml.out.toString();
    }

    static String indented(Element root) {
        var xml = new Xml(root.tag().page(), true);
        xml.element(root, 0);
        return xml.out.toString();
    }

    private void element(Element element, int depth) {
        out.repeat(' ', indent ? 2 * depth : 0);
        if (element.children().isEmpty()) {
            tag("<", element.tag(), "/>");
        } else {
            tag("<", element.tag(), ">");
            content(element, depth);
            tag("</", element.tag(), ">");
        }
        if (indent) out.append('\n');
    }

    private void content(Element element, int depth) {
        boolean nested = indent && element.elements().findAny().isPresent();
        if (nested) out.append('\n');
        for (Node child : element.children())
            switch (child) {
                case Element inner -> element(inner, depth + 1);
                case Text(String value) -> text(value);
                case Opaque opaque -> out.append(opaque);
            }
        if (nested) out.repeat(' ', 2 * depth);
    }

    private void tag(String before, Tag tag, String after) {
        out.append(before);
        switch (tag) {
            case Tag.Unknown _ -> {}
            case Tag known when known.page() == defaultPage -> {}
            case Tag known -> out.append(known.namespace()).append(':');
        }
        out.append(tag.name()).append(after);
    }

    private void text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\t', '\n', '\r' -> out.append(c);
                default -> {
                    if (c < ' ') out.append("&#").append((int) c).append(';');
                    else out.append(c);
                }
            }
        }
    }
}
