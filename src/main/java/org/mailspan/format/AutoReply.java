package org.mailspan.format;

/** What a sender is told while the user is away, as a MIME entity that a mail host wraps into its answer. */
public final class AutoReply {
    /** Cannot stand in quoted-printable text. */
    private static final String BOUNDARY = "=_away";

    private AutoReply() {}

    /** Header and body with CRLF, in ASCII; HTML has its text beside it, for those who read that. */
    public static String entity(String text, boolean html) {
        if (!html) return part("plain", text);
        return "Content-Type: multipart/alternative; boundary=\"" + BOUNDARY + "\"\r\n\r\n"
                + "--" + BOUNDARY + "\r\n" + part("plain", asText(text)) + "\r\n"
                + "--" + BOUNDARY + "\r\n" + part("html", text) + "\r\n"
                + "--" + BOUNDARY + "--\r\n";
    }

    /** Whether there is nothing in it for a reader. */
    public static boolean isBlank(String text, boolean html) {
        return (html ? asText(text) : text).isBlank();
    }

    private static String asText(String html) {
        return Html.text(html, Long.MAX_VALUE, Html.Links.Shown);
    }

    private static String part(String subtype, String text) {
        return PartFields.text(subtype, "quoted-printable", "") + "\r\n" + QuotedPrintable.of(text);
    }
}
