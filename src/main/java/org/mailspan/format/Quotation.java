package org.mailspan.format;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.mailspan.wbxml.Utf8Text;

/**
 * Puts the text of the original below a text that answers or forwards it, under a block that says whose it is: in the
 * words and the order of Exchange, by which mail programs recognise and fold what is quoted.
 */
final class Quotation {
    private static final DateTimeFormatter SENT =
            DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu HH:mm:ss xx", Locale.ENGLISH);
    private static final String RULE = "________________________________";

    private final Original.Texts texts;
    private final List<Line> block = new ArrayList<>();

    private record Line(String label, String value) {}

    /** @param zone in which the date of the original is told */
    Quotation(MessageData data, Original.Texts texts, ZoneId zone) {
        this.texts = texts;
        var headers = Headers.parse(data.header());
        add("From", mailboxes(headers, "From"));
        add("Sent", SENT.format(headers.date("Date").orElse(data.received()).atZone(zone)));
        add("To", mailboxes(headers, "To"));
        add("Cc", mailboxes(headers, "Cc"));
        block.add(new Line("Subject", Texts.line(headers.text("Subject"))));
    }

    private void add(String label, String value) {
        if (!value.isEmpty()) block.add(new Line(label, value));
    }

    private static String mailboxes(Headers headers, String field) {
        return headers.mailboxes(field).stream().map(Quotation::shown).collect(Collectors.joining("; "));
    }

    private static String shown(Mailbox mailbox) {
        if (mailbox.name().isEmpty() || mailbox.address().isEmpty()) return Texts.line(mailbox.display());
        return Texts.line(mailbox.name()) + " <" + Texts.line(mailbox.address()) + ">";
    }

    /** Whether something would be lost in plain text. */
    boolean isRich() {
        return texts.rich();
    }

    boolean shows(String contentId) {
        return texts.html().contains("cid:" + contentId);
    }

    String below(String text) {
        var out = new StringBuilder(text.length() + texts.plain().length() + 500);
        out.append(text).append(text.isEmpty() || text.endsWith("\n") ? "" : "\r\n");
        out.append("\r\n").append(RULE).append("\r\n");
        for (Line line : block)
            out.append(line.label).append(": ").append(line.value).append("\r\n");
        return out.append("\r\n").append(texts.plain()).toString();
    }

    /** Within the body of the document; what of it is unclosed stays so. */
    String belowHtml(String document) {
        int end = lastTag(document, "</body");
        if (end < 0) end = lastTag(document, "</html");
        if (end < 0) end = document.length();
        return document.substring(0, end) + html() + document.substring(end);
    }

    /** As for a client that writes plain text only. */
    String belowTextAsHtml(String text) {
        return belowHtml(Html.ofText(Utf8Text.of(text)).toString());
    }

    private static int lastTag(String document, String tag) {
        for (int at = document.lastIndexOf('<'); at >= 0; at = document.lastIndexOf('<', at - 1))
            if (document.regionMatches(true, at, tag, 0, tag.length())) return at;
        return -1;
    }

    private String html() {
        var out = new StringBuilder(texts.html().length() + 1000);
        out.append("\r\n<hr>\r\n<div>");
        for (Line line : block)
            out.append("<b>")
                    .append(line.label)
                    .append(":</b> ")
                    .append(escaped(line.value))
                    .append("<br>\r\n");
        out.append("</div>\r\n<br>\r\n");
        inner(out);
        return out.append("\r\n").toString();
    }

    /**
     * The original's document as a part of another one. Parsed, for the other one is closed and open where it ought to
     * be afterwards, whatever the original has; its style sheets come along, as Exchange does it.
     */
    private void inner(StringBuilder out) {
        Document document = Parser.htmlParser().setTrackErrors(0).parseInput(texts.html(), "");
        document.outputSettings().prettyPrint(false);
        document.select("script, base, meta, title").remove();
        for (Element style : document.head().select("style")) out.append(style.outerHtml());
        var div = new Element("div");
        for (Attribute attribute : document.body().attributes())
            if (attribute.getKey().equals("style")) div.attr("style", attribute.getValue());
        div.appendChildren(document.body().childNodes().stream().toList());
        var holder = new Document("");
        holder.outputSettings().prettyPrint(false);
        holder.appendChild(div);
        out.append(div.outerHtml());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
