package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Attachment;
import org.mailspan.item.BodyFields;

/** Which attachments are shown in the body: Android hides those from its list (quirk F8), and shows no others there. */
final class InlineTest {
    private static final String HTML = "Content-Type: text/html\r\n\r\n<img src=\"cid:a%40b\"><IMG SRC=CID:logo>";

    private static String picture(String id, String disposition) {
        return "Content-Type: image/png\r\nContent-ID: <" + id + ">\r\n" + disposition + "\r\npicture";
    }

    /** The names of those that are shown, by what a device asks for. */
    private static List<String> inline(String options, String subtype, String... parts) {
        String mail = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" + subtype
                + "; boundary=b\r\n\r\n--b\r\n" + String.join("\r\n--b\r\n", parts) + "\r\n--b--\r\n";
        return Golden.item(mail.getBytes(StandardCharsets.UTF_8), Golden.options(options))
                .get(BodyFields.Attachments)
                .orElse(List.of())
                .stream()
                .filter(Attachment::isInline)
                .map(Attachment::contentId)
                .toList();
    }

    @Test
    void aPictureOfAPlainTextIsListed() {
        String text = "Content-Type: text/plain\r\n\r\nA photo";
        String picture = picture("photo", "Content-Disposition: inline; filename=photo.png\r\n");
        assertEquals(List.of(), inline("html", "mixed", text, picture));
        assertEquals(List.of(), inline("plain", "mixed", text, picture));
    }

    @Test
    void aPictureThatTheHtmlDoesNotShowIsListed() {
        String inline = "Content-Disposition: inline; filename=photo.png\r\n";
        assertEquals(List.of(), inline("html", "mixed", HTML, picture("photo", inline)));
        assertEquals(List.of(), inline("html", "related", HTML, picture("photo", "")));
    }

    @Test
    void aPictureThatTheHtmlShowsIsShownWhateverItsHeaderSays() {
        String attached = "Content-Disposition: attachment; filename=logo.png\r\n";
        assertEquals(List.of("logo"), inline("html", "mixed", HTML, picture("logo", "")));
        assertEquals(List.of("logo"), inline("html", "related", HTML, picture("logo", attached)));
        assertEquals(List.of("a@b"), inline("html", "related", HTML, picture("a@b", attached)));
    }

    /** Its HTML was not read, or only the beginning of it. */
    @Test
    void whereTheHtmlIsNotKnownTheHeaderTells() {
        String text = "Content-Type: text/plain\r\n\r\nA photo";
        String picture = picture("photo", "");
        String forms = "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n" + text + "\r\n--c\r\n" + HTML
                + "\r\n--c--";
        assertEquals(List.of("photo"), inline("plain", "related", forms, picture));
        assertEquals(List.of("photo"), inline("html50", "related", HTML + "x".repeat(2000), picture));
    }
}
