package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.format.Html.Links;
import org.mailspan.wbxml.Utf8Text;

/** Text of HTML and HTML of text. */
final class HtmlTest {
    private static String text(String html) {
        return Html.text(html, 10_000, Links.Shown).replace("\r\n", "\n");
    }

    @Test
    void paragraphsAndLines() {
        assertEquals("a\n\nb\nc", text("<p>a</p><p>b<br>c</p>"));
        assertEquals("a\nb", text("<div>a</div><div>b</div>"));
        assertEquals("a\n\nb", text("<div>a</div><div><br></div><div>b</div>"), "Gmail's empty line");
        assertEquals("a b c", text("  a\n b\t<b>c</b> "));
        assertEquals("ab", text("a<span></span>b"));
        assertEquals("one\n  two", text("<pre>one\n  two</pre>"));
        assertEquals("a\n----------\nb", text("a<hr>b"));
    }

    @Test
    void listsTablesAndQuotes() {
        assertEquals("* a\n* b", text("<ul><li>a<li>b</ul>"));
        assertEquals("1. a\n2. b", text("<ol><li>a</li><li>b</li></ol>"));
        assertEquals("a b\nc d", text("<table><tr><td>a<td>b<tr><td>c<td>d</table>"));
        assertEquals("x\n\n> a\n\n> > b\n\ny", text("x<blockquote>a<blockquote>b</blockquote></blockquote>y"));
    }

    @Test
    void linksAreShownOnce() {
        assertEquals("x <http://a.b/c>", text("<a href='http://a.b/c'>x</a>"));
        assertEquals("http://a.b/c", text("<a href='http://a.b/c'>http://a.b/c</a>"));
        assertEquals("a.b", text("<a href='https://a.b/'>a.b</a>"));
        assertEquals("x", text("<a href='javascript:alert(1)'>x</a>"));
        assertEquals("", text("<a href='http://a.b/c'><img src=x></a>"));
        assertEquals("x", Html.text("<a href='http://a.b/c'>x</a>", 100, Links.Dropped));
    }

    @Test
    void whatIsNotShownIsNotText() {
        assertEquals("x", text("<head><title>t</title><style>s</style></head><script>s</script><!-- c -->x"));
        assertEquals("x", text("<div style='Display: None'>hidden</div>x"));
    }

    private static String preview(String html, int characters) {
        return Html.preview(Utf8Text.of(html), characters);
    }

    private static String ofText(String text) {
        return Html.ofText(Utf8Text.of(text)).toString();
    }

    @Test
    void aPreviewIsOneLineOfPlainText() {
        assertEquals("Hello, see our of", preview("<h1>Hello,</h1><p>see&nbsp; <a href=http://x>our</a>\noffer", 17));
        assertEquals("ab", preview("a\u200Cb&zwnj;&#847;&shy;", 100));
        assertEquals("", preview("<style>p{}</style>", 10));
    }

    @Test
    void textBecomesHtml() {
        assertEquals(
                "<html><body>a&lt;b&gt;&amp;c<br>\r\n<br>\r\n&nbsp;x &nbsp; y</body></html>",
                ofText("a<b>&c\r\n\n x   y"));
        assertEquals("a\rb".length(), text(ofText("a\rb")).length());
    }

    @Test
    void textSurvivesTheWayThere() {
        for (String text : List.of("a <b> &amp; c", "line\n\nline", "  indented\n    more", "tab\tx"))
            assertEquals(text.strip().replace('\t', ' '), text(ofText(text)).strip());
    }

    @Test
    void madeHtmlIsNotCutWithinATag() {
        Utf8Text html = Html.ofText(Utf8Text.of("a<b\nä"));
        for (int octets = 0; octets <= html.length(); octets++) {
            String cut = Html.cut(html, octets).toString();
            assertTrue(html.toString().startsWith(cut), cut);
            assertTrue(cut.lastIndexOf('<') <= cut.lastIndexOf('>'), cut);
            assertTrue(cut.lastIndexOf('&') <= cut.lastIndexOf(';'), cut);
        }
    }

    @Test
    void noHtmlTakesLong() {
        for (String piece : List.of(
                "<div>",
                "<b>",
                "<table><tr><td>",
                "<a href=x>",
                "<!--",
                "<",
                "&",
                "<p><font><i>",
                "<svg>",
                "</p>",
                "<select>",
                "<a b=\""))
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> text(piece.repeat((1 << 18) / piece.length()) + "x"), piece);
    }

    @Test
    void flowedLinesAreJoined() {
        assertEquals("one two\r\nthree", Flowed.joined("one \r\ntwo\r\nthree", false));
        assertEquals("onetwo", Flowed.joined("one \r\ntwo", true));
        assertEquals("> a b\r\nc", Flowed.joined("> a \r\n> b\r\nc", false));
        assertEquals("> a \r\nb", Flowed.joined("> a \r\nb", false), "another depth ends a paragraph");
        assertEquals(
                "text \r\n-- \r\nAnna", Flowed.joined("text \r\n-- \r\nAnna", false), "a signature is no paragraph");
        assertEquals("From x\r\n>y", Flowed.joined(" From x\r\n >y", false), "stuffed lines");
        assertEquals("a ", Flowed.joined("a ", false));
        assertEquals("", Flowed.joined("", true));
    }
}
