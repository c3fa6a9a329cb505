package org.mailspan.format;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Walks a parsed HTML document and writes its text: paragraphs, lists, tables, quotes, links. */
final class HtmlText implements NodeFilter {
    private static final Set<String> HIDDEN = Set.of(
            "head",
            "title",
            "style",
            "script",
            "template",
            "noscript",
            "object",
            "iframe",
            "svg",
            "select",
            "textarea");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "pre", "table");
    private static final Set<String> LINES = Set.of(
            "div",
            "li",
            "tr",
            "dt",
            "dd",
            "section",
            "article",
            "header",
            "footer",
            "center",
            "address",
            "form",
            "figure",
            "figcaption",
            "fieldset",
            "nav",
            "main",
            "aside",
            "caption",
            "body");
    private static final int DEEPEST_QUOTE = 5;
    private static final int LONGEST_LINK = 1000;

    private final int enough;
    private final Html.Links links;
    private final StringBuilder out = new StringBuilder();
    private int newLines = 2;
    private boolean space;
    private int quotes;
    /** Of the lists that are open, the number of the last item. */
    private final Deque<Integer> numbers = new ArrayDeque<>();

    private int preformatted;

    HtmlText(int enough, Html.Links links) {
        this.enough = enough;
        this.links = links;
    }

    String of(Document document) {
        document.filter(this);
        return out.toString().stripTrailing();
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (out.length() > enough) return FilterResult.STOP;
        if (node instanceof TextNode text) text(text.getWholeText());
        if (!(node instanceof Element element)) return FilterResult.CONTINUE;
        String name = element.normalName();
        if (HIDDEN.contains(name) || isInvisible(element)) return FilterResult.SKIP_ENTIRELY;
        open(name, element);
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) close(element.normalName(), element);
        return out.length() > enough ? FilterResult.STOP : FilterResult.CONTINUE;
    }

    /** What a newsletter wants in a preview only, and what a reply hides. */
    private static boolean isInvisible(Element element) {
        if (element.hasAttr("hidden")) return true;
        String style = element.attr("style");
        return style.length() >= 12
                && style.toLowerCase(Locale.ROOT).replace(" ", "").contains("display:none");
    }

    private void open(String name, Element element) {
        switch (name) {
            case "br" -> lines(newLines == 0 ? 1 : newLines + 1);
            case "hr" -> {
                lines(1);
                text("----------");
                lines(1);
            }
            case "blockquote" -> {
                lines(2);
                quotes++;
            }
            case "pre" -> {
                lines(2);
                preformatted++;
            }
            case "ol" -> {
                lines(2);
                numbers.push(0);
            }
            case "li" -> {
                lines(1);
                text(marker(element));
                space = true;
            }
            case "td", "th" -> space |= newLines == 0;
            default -> {
                if (PARAGRAPHS.contains(name)) lines(2);
                else if (LINES.contains(name)) lines(1);
            }
        }
    }

    /** Counted here: to ask an element for its place among the others takes longer the more there are. */
    private String marker(Element item) {
        Element list = item.parent();
        if (list == null || !list.normalName().equals("ol")) return "*";
        int number = numbers.pop() + 1;
        numbers.push(number);
        return number + ".";
    }

    private void close(String name, Element element) {
        switch (name) {
            case "a" -> link(element);
            case "blockquote" -> {
                lines(2);
                quotes--;
            }
            case "pre" -> {
                preformatted--;
                lines(2);
            }
            case "ol" -> {
                numbers.pop();
                lines(2);
            }
            default -> {
                if (PARAGRAPHS.contains(name)) lines(2);
                else if (LINES.contains(name)) lines(1);
            }
        }
    }

    /** The address of a link, unless its text is that already. */
    private void link(Element element) {
        String target = element.attr("href").strip();
        boolean web = target.regionMatches(true, 0, "http:", 0, 5) || target.regionMatches(true, 0, "https:", 0, 6);
        if (links == Html.Links.Dropped || !web || target.length() > LONGEST_LINK) return;
        int from = Math.max(0, out.length() - target.length() - 8);
        String before = out.substring(from);
        if (before.isBlank() || before.contains(bare(target))) return;
        space = true;
        text("<" + target + ">");
    }

    private static String bare(String target) {
        String bare = target.substring(target.indexOf(':') + 1);
        bare = bare.startsWith("//") ? bare.substring(2) : bare;
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /** At least so many line ends before the next text. */
    private void lines(int count) {
        space = false;
        if (!out.isEmpty()) newLines = Math.max(newLines, Math.min(count, 3));
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (preformatted > 0 && (c == '\n' || c == '\r')) {
                if (c == '\n') lines(newLines + 1);
            } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
                if (preformatted > 0) write(' ');
                else space = true;
            } else write(c == '\u00A0' ? ' ' : c);
        }
    }

    private void write(char c) {
        if (out.isEmpty() || newLines > 0) {
            if (!out.isEmpty()) out.append("\r\n".repeat(newLines));
            out.append("> ".repeat(Math.min(quotes, DEEPEST_QUOTE)));
            newLines = 0;
            space = false;
        } else if (space) {
            out.append(' ');
            space = false;
        }
        out.append(c);
    }
}
