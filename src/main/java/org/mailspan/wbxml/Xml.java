package org.mailspan.wbxml;

import java.util.Base64;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/**
 * Prints a tree as the specification's examples do: the root's namespace is the default one, others are prefixes. What
 * {@link #whole} prints {@link XmlReader} reads again; the other forms only count octets.
 */
public final class Xml {
    /** {@code LINE} and {@code INDENTED} are for people, the others for what can be read again. */
    private enum Form {
        LINE,
        INDENTED,
        WHOLE,
        LOGGED;

        boolean isExact() {
            return this == WHOLE || this == LOGGED;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final int defaultPage;
    private final Form form;

    private Xml(Element root, Form form) {
        this.defaultPage = root.tag().page();
        this.form = form;
    }

    static String line(Element root) {
        return print(root, Form.LINE);
    }

    static String indented(Element root) {
        return print(root, Form.INDENTED);
    }

    /**
     * One element a line and everything in it: octets stand as {@code <?opaque BASE64?>}, a character that would not
     * survive in a text file as a reference. A root whose name stands in several code pages has its prefix too.
     */
    public static String whole(Element root) {
        return print(root, Form.WHOLE);
    }

    /**
     * As {@link #whole}, fit to stand in a log: no text has lines of its own, which would look like those of the log,
     * and none changes the direction of what follows.
     */
    public static String logged(Element root) {
        return print(root, Form.LOGGED);
    }

    private static String print(Element root, Form form) {
        var xml = new Xml(root, form);
        boolean ambiguous = form.isExact() && !TagNames.isUnique(root.tag().name());
        xml.element(root, 0, form != Form.LINE, ambiguous);
        return xml.out.toString();
    }

    /** @param lines whether it begins a line of its own; what stands beside texts does not, since blanks count there */
    private void element(Element element, int depth, boolean lines, boolean prefixed) {
        out.repeat(' ', lines ? 2 * depth : 0);
        if (element.children().isEmpty()) {
            tag("<", element.tag(), "/>", prefixed);
        } else {
            tag("<", element.tag(), ">", prefixed);
            content(element, depth, lines);
            tag("</", element.tag(), ">", prefixed);
        }
        if (lines) out.append('\n');
    }

    private void content(Element element, int depth, boolean lines) {
        boolean hasElements = element.elements().findAny().isPresent();
        boolean nested = lines && hasElements && (!form.isExact() || isAllElements(element));
        if (nested) out.append('\n');
        for (Node child : element.children())
            switch (child) {
                case Element inner -> element(inner, depth + 1, form.isExact() ? nested : lines, false);
                case Text(String value) -> text(value, hasElements);
                case Utf8Text value -> text(value.toString(), hasElements);
                case StreamedText value when form.isExact() -> text(value.value(), hasElements);
                case StreamedText value -> out.append(value);
                case Opaque opaque -> opaque(opaque);
            }
        if (nested) out.repeat(' ', 2 * depth);
    }

    private static boolean isAllElements(Element element) {
        return element.elements().count() == element.children().size();
    }

    private void opaque(Opaque opaque) {
        if (form.isExact())
            out.append("<?opaque ")
                    .append(Base64.getEncoder().encodeToString(opaque.shared()))
                    .append("?>");
        else out.append(opaque);
    }

    private void tag(String before, Tag tag, String after, boolean prefixed) {
        out.append(before);
        switch (tag) {
            case Tag.Unknown _ -> {}
            case Tag known when known.page() == defaultPage && !prefixed -> {}
            case Tag known -> out.append(known.namespace()).append(':');
        }
        out.append(tag.name()).append(after);
    }

    /** Blanks between elements are taken for indentation, so what is nothing else begins with a reference there. */
    private void text(String value, boolean amongElements) {
        boolean marked = form.isExact() && amongElements && value.isBlank();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> {
                    if ((marked && i == 0) || !isPrintable(value, i) || isLoud(c)) reference(c);
                    else out.append(c);
                }
            }
        }
    }

    private void reference(char c) {
        out.append("&#").append((int) c).append(';');
    }

    private boolean isLoud(char c) {
        return form == Form.LOGGED && (c == '\n' || Character.getType(c) == Character.FORMAT);
    }

    /** No carriage returns, which editors turn into line ends, no escape sequences of terminals, no half characters. */
    private static boolean isPrintable(String text, int at) {
        char c = text.charAt(at);
        if (c == '\t' || c == '\n') return true;
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= '\uFFFE') return false;
        if (Character.isHighSurrogate(c))
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        return !Character.isLowSurrogate(c) || (at > 0 && Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
