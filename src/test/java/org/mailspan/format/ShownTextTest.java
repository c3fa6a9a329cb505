package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Attachment;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.Item;

/** Texts that look like files or stand where pictures do, in mail that has no other: a person must not see nothing. */
final class ShownTextTest {
    private static Item item(String options, String subtype, String... parts) {
        String mail = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" + subtype
                + "; boundary=b\r\n\r\n--b\r\n" + String.join("\r\n--b\r\n", parts) + "\r\n--b--\r\n";
        return Golden.item(mail.getBytes(StandardCharsets.UTF_8), Golden.options(options));
    }

    private static String body(Item item) {
        return item.get(BodyFields.Body).map(Body::text).orElse("");
    }

    private static List<String> attached(Item item) {
        return item.get(BodyFields.Attachments).orElse(List.of()).stream()
                .map(Attachment::displayName)
                .toList();
    }

    @Test
    void formsOfOneTextMayHaveNames() {
        String plain = "Content-Type: text/plain; name=message.txt\r\n\r\nPlain";
        String html = "Content-Type: text/html; name=message.html\r\n\r\n<p>Rich</p>";
        assertEquals("<p>Rich</p>", body(item("html", "alternative", plain, html)));
        assertEquals("Plain", body(item("plain", "alternative", plain, html)));
    }

    /** Newsletters have an empty plain text beside their HTML: a list of messages would show nothing of them. */
    @Test
    void anEmptyFormIsNone() {
        String nothing = "Content-Type: text/plain; charset=utf-8\r\n\r\n";
        String html = "Content-Type: text/html\r\n\r\n<p>Rich</p>";
        assertEquals("Rich", body(item("plain", "alternative", nothing, html)));
        assertEquals("<p>Rich</p>", body(item("html", "alternative", nothing, html)));
        String plain = "Content-Type: text/plain\r\n\r\nPlain";
        String noHtml = "Content-Type: text/html\r\n\r\n";
        assertEquals("<html><body>Plain</body></html>", body(item("html", "alternative", plain, noHtml)));
        assertEquals("", body(item("plain", "alternative", nothing, noHtml)));
    }

    @Test
    void aLineEndIsNoFormOfALongText() {
        String lineEnd = "Content-Type: text/plain; charset=utf-8\r\n\r\n\r\n";
        String newsletter = "Content-Type: text/html\r\n\r\n" + "<p>News</p>".repeat(100);
        assertTrue(body(item("plain", "alternative", lineEnd, newsletter)).startsWith("News"));
        String ok = "Content-Type: text/plain\r\n\r\nOK";
        assertEquals("OK", body(item("plain", "alternative", ok, "Content-Type: text/html\r\n\r\n<p>Okay</p>")));
    }

    @Test
    void theOnlyTextMayHaveAName() {
        String text = "Content-Type: text/plain; name=body.txt\r\nContent-Disposition: inline\r\n\r\nThe text";
        String log = "Content-Type: text/plain; name=log.txt\r\nContent-Disposition: inline\r\n\r\nA log";
        String file = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=file.txt\r\n\r\nA file";
        Item item = item("plain", "mixed", file, text, log);
        assertEquals("The text", body(item));
        assertEquals(List.of("file.txt", "body.txt", "log.txt"), attached(item));
        assertEquals("", body(item("plain", "mixed", file, file)));
    }

    @Test
    void aTextBesideItsPicturesMayComeLast() {
        String picture = "Content-Type: image/png\r\nContent-ID: <logo>\r\n\r\npicture";
        String html = "Content-Type: text/html\r\n\r\n<img src=\"cid:logo\">";
        Item item = item("html", "related", picture, html);
        assertEquals("<img src=\"cid:logo\">", body(item));
        assertEquals(List.of("image-1.png", "attachment-2.html"), attached(item));
    }
}
