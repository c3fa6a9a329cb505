package org.mailspan.format;

import static org.mailspan.format.HostileMailTest.mail;
import static org.mailspan.format.HostileMailTest.many;

import java.util.Map;
import java.util.function.Supplier;

/** HTML made to cost more than it weighs. */
final class HostileHtml {
    private static final int MOST = 1 << 20;

    private HostileHtml() {}

    static void add(Map<String, Supplier<byte[]>> mails) {
        for (String tag : new String[] {
            "<div>",
            "<b>",
            "<p>",
            "<a>",
            "<table>",
            "<td>",
            "<ol><li>",
            "<blockquote>",
            "<select>",
            "<svg>",
            "<template>",
            "<form>",
            "<nobr>",
            "<pre>",
            "<br>",
            "<!--",
            "<![CDATA[",
            "</",
            "</b>",
            "</p>",
            "<",
            "<a ",
            "<a href=http://x.example/>",
            "<script>",
            "<title>",
            "<plaintext>",
            "<frameset>",
            "<b><p>",
            "<table><b>",
            "<a><p>",
            "<p></b>",
            "<svg><b>"
        }) html(mails, "tags " + tag, () -> tag.repeat(MOST / tag.length()));
        html(mails, "a list of one level", () -> "<ol>" + "<li>x</li>".repeat(MOST / 10) + "</ol>");
        html(mails, "different formats", () -> many(50_000, i -> "<b id=" + i + ">") + many(10_000, i -> "<p>x"));
        html(
                mails,
                "formats that end crosswise",
                () -> "<a><b><i><u>".repeat(20_000) + "</a></b></i></u>".repeat(20_000));
        html(mails, "attributes", () -> "<p" + many(200_000, i -> " a" + i + "=b") + ">x");
        html(mails, "one attribute", () -> "<p style=\"" + "display:".repeat(MOST / 8) + "\">x");
        html(mails, "styles", () -> "<p style=\"display : none\">x</p>".repeat(MOST / 32));
        html(mails, "entities", () -> "&amp;".repeat(MOST / 5));
        html(mails, "entities without an end", () -> "&".repeat(MOST));
        html(mails, "entities that are none", () -> "&CounterClockwiseContourIntegralx".repeat(MOST / 33));
        html(mails, "numbers as entities", () -> "&#" + "9".repeat(MOST));
        html(mails, "a name of a tag", () -> "<" + "x".repeat(MOST) + ">");
        html(mails, "tags of many names", () -> many(150_000, i -> "<x" + i + ">"));
        html(mails, "an attribute without an end", () -> "<a href=\"" + "x".repeat(MOST));
        html(mails, "a link of two megabytes", () -> "<a href=\"http://" + "x".repeat(MOST) + "\">y</a>");
        html(mails, "links", () -> "<a href=\"http://x.example/\">y</a>".repeat(MOST / 38));
        html(mails, "blanks", () -> " ".repeat(MOST));
        html(mails, "half characters", () -> "\u00F0\u009F".repeat(MOST / 2));
    }

    private static void html(Map<String, Supplier<byte[]>> mails, String name, Supplier<String> text) {
        mails.put("HTML: " + name, () -> mail("Content-Type: text/html; charset=iso-8859-1", text.get()));
    }
}
