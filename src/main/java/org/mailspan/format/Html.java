package org.mailspan.format;

import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/** HTML and plain text, made of each other. Only what must be converted is parsed: HTML as HTML passes as it is. */
public final class Html {
    private static final int LONGEST = 2 << 20;
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
        String source = html.length() > LONGEST ? html.substring(0, LONGEST) : html;
        int enough = (int) Math.min(characters, Integer.MAX_VALUE - 8);
        try {
            Document document = Parser.htmlParser().setTrackErrors(0).parseInput(source, "");
            return new HtmlText(enough, links).of(document);
        } catch (RuntimeException e) {
            return withoutTags(source);
        }
    }

    /** The first characters of the text on one line. */
    public static String preview(String html, int characters) {
        String source = html.length() > LONGEST_FOR_PREVIEW ? html.substring(0, LONGEST_FOR_PREVIEW) : html;
        return Texts.preview(text(source, (long) characters * TEXT_PER_CHARACTER, Links.Dropped), characters);
    }

    /** A whole document that shows the text. */
    public static String ofText(String text) {
        var out = new StringBuilder(text.length() + text.length() / 8 + 64).append("<html><body>");
        append(text, out);
        return out.append("</body></html>").toString();
    }

    /** The text to be put into a document, line ends and runs of spaces kept without help of any style sheet. */
    static String fragment(String text) {
        var out = new StringBuilder(text.length() + text.length() / 8 + 16).append("<div>");
        append(text, out);
        return out.append("</div>").toString();
    }

    private static void append(String text, StringBuilder out) {
        boolean afterSpace = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> {
                    if (i + 1 == text.length() || text.charAt(i + 1) != '\n') out.append("<br>\r\n");
                }
                case '\n' -> out.append("<br>\r\n");
                case ' ' -> out.append(afterSpace ? "&nbsp;" : " ");
                default -> out.append(c);
            }
            afterSpace = c == ' ' && !afterSpace || c == '\n';
        }
    }

    /** Where to cut what {@link #ofText} made: not within a tag or an entity of it. */
    static int cut(String html, long octets) {
        int end = Utf8.cut(html, octets);
        if (end == html.length()) return end;
        for (int i = end - 1; i >= Math.max(0, end - 8); i--) {
            char c = html.charAt(i);
            if (c == ';' || c == '>') break;
            if (c == '&' || c == '<') return i;
        }
        return end;
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
