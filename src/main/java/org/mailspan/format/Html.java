package org.mailspan.format;

import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.mailspan.wbxml.Utf8Text;

/** HTML and plain text, made of each other. Only what must be converted is parsed: HTML as HTML passes as it is. */
public final class Html {
    private static final int LONGEST = 2 << 20;

    /** A newsletter has some thousands, a page of a large table some ten thousands. */
    private static final int MOST_TAGS = 50_000;

    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_FOR_PREVIEW = 64 << 10;
    private static final int TEXT_PER_CHARACTER = 4;

    private Html() {}

    /** What becomes of links. */
    public enum Links {
        /** Their addresses follow their text. */
        Shown,
        /** A few words for a list have no room for addresses (quirk F5). */
        Dropped
    }

    /** The text as a person sees it, of at least that many characters if there are so many. */
    public static String text(String html, long characters, Links links) {
        String source = bounded(html, LONGEST);
        int enough = (int) Math.min(characters, Integer.MAX_VALUE - 8);
        try {
            Document document = Parser.htmlParser().setTrackErrors(0).parseInput(source, "");
            return new HtmlText(enough, links).of(document);
        } catch (RuntimeException e) {
            return withoutTags(source);
        }
    }

    /** The parser puts a name together from pieces of 2 KB, each time anew. */
    private static boolean hasLongName(String html, int tag) {
        int at = tag + 1;
        while (at < html.length() && at - tag <= LONGEST_NAME && isOfName(html.charAt(at))) at++;
        return at - tag > LONGEST_NAME;
    }

    private static boolean isOfName(char c) {
        return c > ' ' && c != '>' && c != '<';
    }

    /** Whether a document can be parsed whole without costing more than it should. */
    static boolean isWithinBounds(String html) {
        return bounded(html, html.length()).length() == html.length();
    }

    /** Of an element there are a hundred octets where its tag has three. */
    private static String bounded(String html, int longest) {
        int end = Math.min(html.length(), longest);
        int tags = 0;
        for (int at = html.indexOf('<'); at >= 0 && at < end; at = html.indexOf('<', at + 1))
            if (++tags > MOST_TAGS || hasLongName(html, at)) end = at;
        return end == html.length() ? html : html.substring(0, end);
    }

    /** The first characters of the text on one line. */
    static String preview(Utf8Text html, int characters) {
        String source = html.first(LONGEST_FOR_PREVIEW).toString();
        return Texts.preview(text(source, (long) characters * TEXT_PER_CHARACTER, Links.Dropped), characters);
    }

    /** A whole document that shows the text. */
    static Utf8Text ofText(Utf8Text text) {
        return within("<html><body>", text, "</body></html>");
    }

    /** The text to be put into a document, line ends and runs of spaces kept without help of any style sheet. */
    static Utf8Text fragment(Utf8Text text) {
        return within("<div>", text, "</div>");
    }

    private static Utf8Text within(String before, Utf8Text text, String after) {
        var out = new Octets(text.length() + text.length() / 8 + 64);
        out.add(before);
        boolean afterSpace = true;
        for (int i = 0; i < text.length(); i++) {
            int end = unescaped(text, i);
            if (end > i) {
                out.add(text, i, end);
                afterSpace = false;
                i = end;
                if (i == text.length()) break;
            }
            byte octet = text.at(i);
            switch (octet) {
                case '&' -> out.add("&amp;");
                case '<' -> out.add("&lt;");
                case '>' -> out.add("&gt;");
                case '\r' -> {
                    if (i + 1 == text.length() || text.at(i + 1) != '\n') out.add("<br>\r\n");
                }
                case '\n' -> out.add("<br>\r\n");
                case ' ' -> out.add(afterSpace ? "&nbsp;" : " ");
                default -> out.add(octet);
            }
            afterSpace = octet == ' ' && !afterSpace || octet == '\n';
        }
        out.add(after);
        return out.text();
    }

    /** The end of the letters and figures that begin there: nearly all of a text, copied in runs. */
    private static int unescaped(Utf8Text text, int from) {
        int at = from;
        while (at < text.length() && (text.at(at) > '>' || text.at(at) < 0)) at++;
        return at;
    }

    /** Cut where {@link #ofText} made it, not within a tag or an entity. */
    static Utf8Text cut(Utf8Text html, long octets) {
        Utf8Text cut = html.first(octets);
        if (cut.length() == html.length()) return html;
        for (int i = cut.length() - 1; i >= Math.max(0, cut.length() - 8); i--) {
            byte octet = cut.at(i);
            if (octet == ';' || octet == '>') break;
            if (octet == '&' || octet == '<') return cut.first(i);
        }
        return cut;
    }

    /** For what no parser takes. */
    private static String withoutTags(String html) {
        var out = new StringBuilder(html.length());
        boolean inTag = false;
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '<') inTag = true;
            else if (c == '>' && inTag) inTag = false;
            else if (!inTag) out.append(c);
        }
        return out.toString();
    }
}
